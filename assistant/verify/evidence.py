"""Evidence records: what an answer or a check was based on, and whether it still holds on today's library."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.models import Answer, Finding
from assistant.verify.check import check
from assistant.verify.quotes.quotation import quotation
from corpus.errors import UnknownDocument
from index.library import Library
from index.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Checked:
    """A text and the findings in it."""

    text: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A document as it was in the library: its id, its title, and the SHA-256 of its file."""

    id: str
    title: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """An answer or a check with everything it was made from.

    `model` and the version of its `prompts` are "" if no chat model was used. `fingerprint` identifies the state of the
    library, `documents` are all that it held.
    """

    subject: Answer | Checked
    history: tuple[str, ...]
    model: str
    prompts: str
    encoder: str
    fingerprint: str
    documents: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation in a record: `quote` was `text[start:end]` of the document with the id `document`."""

    number: int
    document: str
    title: str
    locator: str
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Recorded:
    """The content of a saved record. `verdicts` are those of a check, as (kind, start, end, verdict)."""

    text: str
    encoder: str
    fingerprint: str
    documents: tuple[Source, ...]
    cited: tuple[Cited, ...]
    verdicts: tuple[tuple[str, int, int, str], ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a part of a record still holds on today's library, and why, or what has changed."""

    about: str
    holds: bool
    why: str


def evidence(subject: Answer | Checked, *, library: Library | Snapshot, history: Sequence[str] = ()) -> Evidence:
    """The evidence for an answer or a check that was just made on this library."""
    library = library.at()
    model, prompts = (subject.writer, subject.prompts) if isinstance(subject, Answer) else ("", "")
    documents = (Source(each.id, each.title, each.sha256) for each in library.summaries())
    return Evidence(
        subject,
        tuple(history),
        model,
        prompts,
        library.encoder.name,
        library.fingerprint,
        tuple(documents),
    )


def standing(recorded: Recorded, *, library: Library | Snapshot) -> list[Standing]:
    """Whether each part of a record still holds: the library's state, the citations, the verdicts."""
    library = library.at()
    return [
        *_library(recorded, library=library),
        *(_citation(each, library=library) for each in recorded.cited),
        *_verdicts(recorded, library=library),
    ]


def _library(recorded: Recorded, *, library: Snapshot) -> Iterator[Standing]:
    """The changes of the library. By themselves they do not invalidate a record."""
    if library.fingerprint == recorded.fingerprint:
        yield Standing("library", True, "The same documents and the same encoder.")
        return
    if library.encoder.name != recorded.encoder:
        yield Standing("library", True, f"The encoder was {recorded.encoder} and is {library.encoder.name}.")
    before = {each.id: each for each in recorded.documents}
    now = {each.id: each.sha256 for each in library.summaries()}
    for id, each in before.items():
        if now.get(id) != each.sha256:
            yield Standing("library", True, f"{each.title} {'has changed' if id in now else 'is not in it any more'}.")
    if new := len(now.keys() - before.keys()):
        yield Standing("library", True, f"{new} document{'s are' if new > 1 else ' is'} new.")


def _citation(cited: Cited, *, library: Snapshot) -> Standing:
    about = f"[{cited.number}] {', '.join(part for part in (cited.title, cited.locator) if part)}"
    try:
        document = library.document(cited.document)
    except UnknownDocument:
        return Standing(about, False, f"The library does not hold {cited.title} any more.")
    if document.text[cited.start : cited.end] == cited.quote:
        return Standing(about, True, "The words stand where they stood.")
    today = quotation(cited.quote, attributed_to=(document.id, cited.locator), library=library)
    return Standing(about, today.verdict == "verbatim", today.why)


def _verdicts(recorded: Recorded, *, library: Snapshot) -> Iterator[Standing]:
    """Each verdict of the record, compared with a new check of the same text."""
    if not recorded.verdicts:
        return
    today: Mapping[tuple[str, int, int], Finding] = {
        (each.kind, each.start or 0, each.end or 0): each for each in check(recorded.text, library=library)
    }
    for kind, start, end, verdict in recorded.verdicts:
        now = today.get((kind, start, end))
        about = f"{kind} “{' '.join(recorded.text[start:end].split())[:80]}”"
        if now and now.verdict == verdict:
            yield Standing(about, True, f"Still {verdict}.")
        else:
            yield Standing(about, False, f"It was {verdict}. Now: {f'{now.verdict}. {now.why}' if now else 'nothing'}")
