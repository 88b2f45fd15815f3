"""What Pinpoint does for whoever asks: one function a use case, the same behind every door.

A door (the command line, the page) opens a `Session` and hands it to each of them: who asks, of which library, with
which settings. What may be asked for, and how much of it, is decided here.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of
from pathlib import Path
from platform import python_version
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self

from pydantic import BaseModel, ValidationError

from assistant.models import Answer, Finding
from assistant.question.question import understand
from assistant.retrieve.citations import shown
from assistant.settings import Settings, read_settings
from assistant.verify.check import WRONG
from assistant.verify.check import check as check_text
from assistant.verify.claims.claim import claim
from assistant.verify.evidence import Checked, Cited, Recorded, Source, Standing, evidence, standing
from assistant.verify.quotes.quotation import quotation
from corpus.errors import PinpointError, UnknownDocument, UnknownLocator, UnusableRequest
from corpus.models import Document, Kind, Passage
from corpus.read.decode import is_text, printable, sound
from corpus.read.source import text_of
from index.ingest.add import open_library
from index.ingest.intake import Added, Told
from index.ingest.sources import add_sources, add_uploads
from index.library import Library
from index.models import ALL, Filters, Hit, Summary
from index.progress import Progress, silent
from index.search.provisions import standing_at
from index.search.search import search as find
from ui import schema

if TYPE_CHECKING:
    from assistant.answer.chain import Chain, Input

__all__ = [
    "LARGEST_K",
    "LOCAL",
    "LONGEST_QUESTION",
    "WRONG",
    "Added",
    "Asked",
    "Checked",
    "Item",
    "Progress",
    "Recorded",
    "Session",
    "Settings",
    "Standing",
    "Told",
    "add",
    "article",
    "ask",
    "ask_many",
    "check",
    "check_item",
    "doctor",
    "filters",
    "holds",
    "is_text",
    "list_documents",
    "open",
    "printable",
    "read_record",
    "read_settings",
    "record",
    "remove",
    "search",
    "search_many",
    "show",
    "shown",
    "sound",
    "stream",
    "text_of",
    "upload",
    "verify",
    "warm",
    "write_record",
]

# Characters of a question, a query or an earlier question; and passages of one search.
LONGEST_QUESTION, LARGEST_K = 4000, 1000
# Questions of a file that are answered side by side: about as many as there are processors to keep busy.
_AT_ONCE = 4
# Whoever sits at this machine: the command line and the page know nobody else.
LOCAL = "local"

_PACKAGES = ("pinpoint-assistant", "chromadb", "onnxruntime", "tokenizers", "langchain", "gradio", "torch")
# Each of these makes LangChain send questions, passages and answers to LangSmith.
_TRACING = ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING", "LANGCHAIN_TRACING_V2")


@dataclass(frozen=True, slots=True)
class Session:
    """Who asks, of which library, with which settings. As a context, it lets go of the library at the end."""

    library: Library
    settings: Settings
    owner: str = LOCAL

    def written_by(self, model: str) -> Self:
        """The same session with answers by this model, or "" for quotes. Raises UnusableRequest for an unknown one."""
        return replace(self, settings=self.settings.written_by(model))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.library.close()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question or query with those asked before it; `id` is whatever its line gave, None where it gave none."""

    text: str
    history: tuple[str, ...] = ()
    id: object = None


@dataclass(frozen=True, slots=True)
class Item:
    """A claim, or a quotation with the document and place that it is said to come from, if it says so."""

    text: str
    is_quote: bool
    attributed_to: tuple[str, str] | None = None
    id: object = None


def open(settings: Settings, *, owner: str = LOCAL, empty: bool = False, progress: Progress = silent) -> Session:
    """A session on the library that the settings name, made if there is none; a new one has the notes unless `empty`.

    From here on LangChain traces nothing, unless the settings ask for it. Raises BrokenLibrary, WrongEncoder and
    UnusableModel.
    """
    if not settings.tracing:
        os.environ.update(dict.fromkeys(_TRACING, "false"))
    library = open_library(settings.library, encoder=settings.encoder, empty=empty, progress=progress)
    return Session(library, settings, owner)


def warm(*, session: Session) -> None:
    """Load what the first question would wait for: the encoder, the indexes, LangChain, and a model that is set."""
    ask("What does the first article say?", session=session.written_by(""))
    if session.settings.writes:
        from assistant.answer.providers import load_model  # heavy: LangChain

        load_model(session.settings)


def ask(question: str, *, history: Sequence[str] = (), session: Session) -> Answer:
    """The complete answer to a question; `history` are the questions before it, oldest first.

    Raises UnusableRequest for a question that is too long, UnusableModel for a chat model that cannot be used.
    """
    _require_fitting(question, *history)
    return _chain(session).invoke({"question": question, "history": history})


def stream(question: str, *, history: Sequence[str] = (), session: Session) -> Iterator[Answer]:
    """The answer as it grows; the last one is complete. Raises what `ask` raises."""
    _require_fitting(question, *history)
    yield from _chain(session).stream({"question": question, "history": history})


def ask_many(questions: Sequence[Asked], *, session: Session) -> Iterator[Answer]:
    """The answers to many questions, in their order, a few at a time. Raises what `ask` raises.

    One that is too long is told before any is answered.
    """
    _require_all_fitting(questions)
    given: list[Input] = [{"question": one.text, "history": one.history} for one in questions]
    some = (given[start : start + _AT_ONCE] for start in range(0, len(given), _AT_ONCE))
    answers = _chain(session)
    return (answer for batch in some for answer in answers.batch(batch))


def _chain(session: Session) -> "Chain":
    from assistant.answer.chain import chain  # heavy: LangChain

    return chain(library=session.library, settings=session.settings)


def filters(
    *,
    kind: Kind | None = None,
    document: str = "",
    article: str = "",
    since: str = "",
    until: str = "",
    session: Session,
) -> Filters:
    """What a search is narrowed to; dates are given as 2016-03-24, 2016-03 or 2016.

    Raises UnknownDocument, and UnusableRequest for a date that is none.
    """
    known = session.library.document(document).id if document else ""
    first, last = _date(since, "--since", filler="0000-01-01"), _date(until, "--until", filler="9999-12-31")
    return Filters(kind=kind, document=known, article=article, since=first, until=last)


def search(
    query: str, *, history: Sequence[str] = (), k: int = 10, within: Filters = ALL, session: Session
) -> list[Hit]:
    """The `k` best passages for a query, best first; `history` are the questions before it, oldest first.

    Raises UnusableRequest for a query that is too long or a `k` that is too large.
    """
    _require_fitting(query, *history)
    if k > LARGEST_K:
        raise UnusableRequest(f"{k} passages are too many for one search; expected at most {LARGEST_K}.")
    library = session.library.at()
    question = understand(query, history=history, library=library)
    return find(question.query, k=k, filters=within, library=library)


def search_many(
    queries: Sequence[Asked], *, k: int = 10, within: Filters = ALL, session: Session
) -> Iterator[list[Hit]]:
    """The hits of many queries, in their order, as `search` gives them."""
    _require_all_fitting(queries)
    return (search(one.text, history=one.history, k=k, within=within, session=session) for one in queries)


def check(text: str, *, session: Session) -> list[Finding]:
    """A verdict on each quotation, reference and claim of a text, in its order, with their positions in it."""
    return check_text(text, library=session.library)


def check_item(item: Item, *, session: Session) -> Finding:
    """A verdict on one claim or quotation."""
    if item.is_quote:
        return quotation(item.text, attributed_to=item.attributed_to, library=session.library)
    return claim(item.text, library=session.library)


def add(sources: Sequence[str], *, kind: Kind | None = None, progress: Progress = silent, session: Session) -> Added:
    """What became of files, folders and addresses that were read into the library. Raises LibraryInUse."""
    return add_sources(sources, library=session.library, kind=kind, progress=progress)


def upload(paths: Sequence[Path], *, told: Told, session: Session) -> Added:
    """What became of files that somebody handed over; `told` hears of each document, by the number of its file.

    Raises LibraryInUse.
    """
    return add_uploads(paths, library=session.library, told=told)


def remove(names: Sequence[str], *, session: Session) -> Iterator[Document]:
    """The documents of these names as each is taken out; none is where a name is unknown.

    Raises UnknownDocument, LibraryInUse.
    """
    for document in [session.library.document(name) for name in names]:
        session.library.remove(document.id)
        yield document


def list_documents(*, session: Session) -> Sequence[Summary]:
    """Every document, without its text, by title."""
    return session.library.summaries()


def holds(name: str, *, session: Session) -> bool:
    """Whether the library has a document of that name."""
    try:
        session.library.document(name)
    except UnknownDocument:
        return False
    return True


def show(name: str, place: str = "", *, session: Session) -> schema.Shown:
    """A document with its text and places, or what stands at one place of it ("art 8(2)", "Article 8, paragraph 2").

    Raises UnknownDocument, and UnknownLocator, which names the places there are.
    """
    document = session.library.document(name)
    passages = session.library.passages(document.id)
    here = standing_at(place.strip(), passages) if place else passages
    if place and not here:
        places = ", ".join(dict.fromkeys(str(p.locator.whole_article) or "(no number)" for p in passages))
        raise UnknownLocator(f"{document.name} has no place {place!r}. It has: {places}.")
    return schema.Shown.of(document, here, whole=not place)


def article(passage: Passage, *, session: Session) -> list[Passage]:
    """All passages of the article that a passage is in, itself included, in order."""
    return session.library.article(passage)


def doctor(settings: Settings) -> schema.Doctor:
    """Everything that a question depends on, looked at once; nothing is changed and no library is made."""
    models = ", ".join(settings.models) or "none: answers are made of verbatim quotes"
    return schema.Doctor.of(
        [
            _examined("Python", True, python_version()),
            *map(_package, _PACKAGES),
            _examined("chat model", True, models),
            _examined("library folder", True, str(settings.library)),
            *_soundness(settings),
        ]
    )


def record(subject: Answer | Checked, *, history: Sequence[str] = (), session: Session) -> schema.Record:
    """The evidence record of an answer or a check just made in that session."""
    return schema.Record.of(evidence(subject, library=session.library, history=history))


def write_record(made: schema.Record, path: Path) -> None:
    """Write a record. Raises UnusableRequest where no file can be written there."""
    text = made.in_full()
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UnusableRequest(f"No record can be written to {path}: {error.strerror}. Choose another file.") from error


def read_record(path: Path) -> Recorded:
    """What a record says. Raises UnusableRequest for a file that is none."""
    try:
        read = _Record.model_validate_json(path.read_bytes(), strict=True)
    except OSError as error:
        raise UnusableRequest(f"{path} cannot be opened ({error.strerror}); check the path.") from error
    except ValidationError as error:
        raise UnusableRequest(
            f"{path} is no evidence record of format {schema.RECORD_FORMAT} ({_problem(error)}); expected a file that "
            "`pinpoint ask … --record FILE` or `pinpoint check … --record FILE` wrote."
        ) from error
    return _recorded(read)


def verify(recorded: Recorded, *, session: Session) -> list[Standing]:
    """What of a record holds on today's library, and what changed."""
    return standing(recorded, library=session.library)


def _require_fitting(*texts: str) -> None:
    """Raises UnusableRequest for a question that is longer than any should be."""
    for text in texts:
        if len(text) > LONGEST_QUESTION:
            raise UnusableRequest(
                f"A question of {len(text):,} characters is too long; expected at most {LONGEST_QUESTION:,}. "
                "To hold a whole text against the library, check it."
            )


def _require_all_fitting(asked: Sequence[Asked]) -> None:
    for one in asked:
        _require_fitting(one.text, *one.history)


def _date(text: str, option: str, *, filler: str) -> str:
    """A date, month or year as text that compares with ISO dates; `filler` completes what is not given."""
    try:
        date.fromisoformat(text + "2000-01-01"[len(text) :])
    except ValueError as error:
        raise UnusableRequest(f"{option} {text}: expected a date such as 2016-03-24, 2016-03 or 2016") from error
    return text and text + filler[len(text) :]


def _examined(about: str, sound: bool, found: str) -> schema.Examined:
    return schema.Examined(about=about, sound=sound, found=found)


def _package(name: str) -> schema.Examined:
    try:
        return _examined(name, True, version_of(name))
    except PackageNotFoundError:
        return _examined(name, False, "not installed; install Pinpoint again")


def _soundness(settings: Settings) -> list[schema.Examined]:
    try:
        if not Library.exists(settings.library):
            return [_examined("library", True, "none yet; the first command that needs one makes it")]
        with Library.open(settings.library, encoder=settings.encoder) as library:
            return [_examined(*found) for found in library.soundness()]
    except PinpointError as error:
        return [_examined("library", False, str(error))]


class _Document(BaseModel):
    id: str
    title: str
    short_title: str = ""
    sha256: str = ""


class _Citation(BaseModel):
    number: int
    document: _Document
    locator: str
    quote: str
    start: int
    end: int


class _Finding(BaseModel):
    kind: str
    start: int
    end: int
    verdict: str
    citations: list[_Citation]


class _Answer(BaseModel):
    citations: list[_Citation]


class _Settings(BaseModel):
    encoder: str


class _Library(BaseModel):
    fingerprint: str
    documents: list[_Document]


class _Record(BaseModel):
    """What is read of a record, whichever version wrote it; what else it holds is for people."""

    format: Literal[1]
    settings: _Settings
    library: _Library
    text: str = ""
    answer: _Answer | None = None
    findings: list[_Finding] = []


def _problem(error: ValidationError) -> str:
    """The first thing that is wrong, and where: "library.documents.0.id: Field required"."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    return ": ".join(filter(None, (".".join(map(str, first["loc"])), first["msg"])))


def _recorded(read: _Record) -> Recorded:
    answered = read.answer.citations if read.answer else []
    cited = [*answered, *(one for finding in read.findings for one in finding.citations)]
    return Recorded(
        read.text,
        read.settings.encoder,
        read.library.fingerprint,
        tuple(Source(each.id, each.title, each.sha256) for each in read.library.documents),
        tuple(_cited(each) for each in cited),
        tuple((each.kind, each.start, each.end, each.verdict) for each in read.findings),
    )


def _cited(citation: _Citation) -> Cited:
    document = citation.document
    places = (citation.locator, citation.quote, citation.start, citation.end)
    return Cited(citation.number, document.id, document.short_title or document.title, *places)
