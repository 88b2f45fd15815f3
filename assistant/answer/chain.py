"""The question's way, in reading order: understand -> retrieve -> draft -> verify.

Each step takes the value of the one before: words, Question, Retrieved, Drafted, Answer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from shlex import quote
from typing import TYPE_CHECKING

from assistant.answer.abstain import advice, answered, in_part, reason_against, refusal
from assistant.answer.conflicts import Dispute, disputes
from assistant.answer.extract import correction, quoted, selected, with_both_sides
from assistant.answer.premises import premise
from assistant.answer.prompts import NOT_IN_SOURCES, VERSION
from assistant.models import Answer, Citation, Conflict, Side, Status
from assistant.question.question import understand
from assistant.retrieve.citations import Draft, Quote, number
from assistant.retrieve.rerank import scored
from assistant.retrieve.retrieve import Retrieved, retrieve
from assistant.settings import Settings
from assistant.verify.claims.claim import claim
from corpus.errors import FailedModel
from corpus.models import TextSpan
from index.library import Library
from index.models import Hit
from index.snapshot import Snapshot

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from assistant.answer.generate import Written

# Passages shown to a model, and offered when there is no answer.
SHOWN, NEAREST = 8, 3


@dataclass(frozen=True, slots=True)
class Drafted:
    """An answer before its quotes are numbered; `writer` is the model whose words it has, if it has a model's."""

    found: Retrieved
    drafts: tuple[Draft, ...]
    status: Status
    suggestions: tuple[str, ...] = ()
    nearest: tuple[Hit, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    writer: str = ""


def answer(
    question: str,
    *,
    history: Sequence[str] = (),
    library: Library | Snapshot,
    settings: Settings,
    model: "BaseChatModel | None" = None,
) -> Answer:
    """The complete answer. `history` are the earlier questions; `model`, if given, goes before the settings' one.

    Raises UnusableModel if a model is set that cannot be used: unknown, not installed, its key refused. One that only
    fails now (down, slow, overloaded, cut off) is an answer in the sources' own words, which says so first.
    """
    *_, last = stream(question, history=history, library=library, settings=settings, model=model)
    return last


def stream(
    question: str,
    *,
    history: Sequence[str] = (),
    library: Library | Snapshot,
    settings: Settings,
    model: "BaseChatModel | None" = None,
) -> Iterator[Answer]:
    """The answer as it grows; the last one is complete. Raises what `answer` raises."""
    library = library.at()
    found = retrieve(understand(question, history=history, library=library), library=library)
    yield from map(verify, draft(found, settings=settings, model=model))


def draft(found: Retrieved, *, settings: Settings, model: "BaseChatModel | None") -> Iterator[Drafted]:
    """The answer as it grows, written by a model if there is one and else quoted."""
    if model or settings.writes:
        yield from _written(found, settings=settings, model=model)
    else:
        yield from _growing(_quoted(found))


def verify(drafted: Drafted) -> Answer:
    """The answer with its quotes numbered and its markers placed."""
    statements, citations = number(drafted.drafts)
    question = drafted.found.question
    return Answer(
        question.words,
        statements,
        citations,
        drafted.status,
        conflicts=tuple(_conflict(dispute, citations) for dispute in drafted.disputes),
        suggestions=drafted.suggestions,
        nearest=drafted.nearest,
        writer=drafted.writer,
        passages=drafted.found.hits,
        read_as=question.text if question.is_follow_up else "",
        language=question.language,
        prompts=VERSION if drafted.writer else "",
    )


def _conflict(dispute: Dispute, citations: Sequence[Citation]) -> Conflict:
    """The dispute with the markers of the citations that its sides rest on, as far as they are shown yet."""
    sides = [Side(marker, says) for quote, says in dispute.quotes for marker in _markers(quote, citations)[:1]]
    return Conflict(dispute.about, tuple(sides), primary=sides[0].citation if dispute.ranked and sides else 0)


def _markers(quote: Quote, citations: Sequence[Citation]) -> list[int]:
    return [each.number for each in citations if each.span.overlaps(quote.span)]


def _growing(drafted: Drafted) -> Iterator[Drafted]:
    """One statement more each time; what sources differ on, when all are there."""
    for count in range(1, len(drafted.drafts)):
        yield replace(drafted, drafts=drafted.drafts[:count], disputes=())
    yield drafted


def _quoted(found: Retrieved) -> Drafted:
    """The answer in the sources' own sentences, or the refusal."""
    question, library = found.question, found.library
    reason = reason_against(question)
    if reason and not in_part(question):
        return _refused(found, reason)
    ranked = scored(question, hits=found.hits, library=library)
    chosen = selected(question, hits=found.hits, ranked=ranked)
    named = any(hit.why.exact for hit in found.hits)
    status: Status = "answered" if named else answered(question, ranked=ranked, library=library)
    right = _correction(found)
    if not chosen or status == "not_in_sources":
        refused = _refused(found, reason)
        return replace(refused, drafts=(right,), status="partial") if right else refused
    differ = disputes(question, chosen=chosen, ranked=ranked, library=library)
    drafts = _after(right, quoted(with_both_sides(chosen, disputes=differ)))
    return _without_absent(Drafted(found, drafts, status, _offers(drafts), disputes=tuple(differ)), reason)


def _correction(found: Retrieved) -> Draft | None:
    """What the question takes for granted put right, where the sources deny it."""
    taken = premise(found.question.words)
    finding = claim(taken, library=found.library) if taken else None
    return correction(finding) if finding and finding.verdict == "conflict" else None


def _after(first: Draft | None, drafts: Sequence[Draft]) -> tuple[Draft, ...]:
    if not first:
        return tuple(drafts)
    return (first, *(each for each in drafts if _spans(each) != _spans(first)))


def _spans(draft: Draft) -> list[TextSpan]:
    return [quote.span for quote in draft.quotes]


def _without_absent(drafted: Drafted, reason: str) -> Drafted:
    """The answer of those sources that the library has, with the others named first; all of it where none is absent."""
    if not reason:
        return drafted
    return replace(
        drafted,
        drafts=(Draft(reason, (), "supported", "notice"), *drafted.drafts),
        status="partial",
        suggestions=(*drafted.suggestions, *advice(drafted.found.question.missing)),
    )


def _refused(found: Retrieved, reason: str) -> Drafted:
    return Drafted(
        found,
        tuple(refusal(reason, documents=found.library.summaries())),
        "not_in_sources",
        suggestions=advice(found.question.missing),
        nearest=found.hits[:NEAREST],
    )


def _written(found: Retrieved, *, settings: Settings, model: "BaseChatModel | None") -> Iterator[Drafted]:
    """The model's answer; the quoting one, which says so, where the model fails or its answer is not verified."""
    from assistant.answer.generate import Written, write
    from assistant.answer.providers import load_model  # heavy: LangChain

    reason = reason_against(found.question)
    if not found.hits or (reason and not in_part(found.question)):
        yield _quoted(found)
        return
    writer = model or load_model(settings)
    name, last = settings.model or writer.get_name(), Written()
    try:
        for last in write(
            found.question.text, hits=found.hits[:SHOWN], model=writer, name=name, seconds=settings.model_seconds
        ):
            if last.drafts and not last.fault:
                yield _without_absent(_by_model(found, last, name), reason)
    except FailedModel as failure:
        yield _instead(_quoted(found), str(failure))
        return
    if last.refused:
        yield _refused(found, NOT_IN_SOURCES)
    elif last.fault:
        yield _instead(_quoted(found), f"The model's answer is not shown, because {last.fault}.")


def _by_model(found: Retrieved, written: "Written", writer: str) -> Drafted:
    status: Status = "partial" if written.in_part else "answered"
    return Drafted(found, written.drafts, status, _offers(written.drafts), writer=writer)


def _instead(drafted: Drafted, notice: str) -> Drafted:
    """The quoting answer in place of the model's, with the reason first."""
    is_quoting = any(draft.quotes for draft in drafted.drafts)
    said = f"{notice} These are the sources' own words." if is_quoting else notice
    return replace(drafted, drafts=(Draft(said, (), "supported", "notice"), *drafted.drafts))


def _offers(drafts: Sequence[Draft]) -> tuple[str, ...]:
    """For each note quoted, that it is one and how to get the official text."""
    notes = {quote.hit.document.id: quote.hit.document for draft in drafts for quote in draft.quotes}
    return tuple(
        f"This comes from a note, not from the treaty. To read the official text: pinpoint add {quote(note.url)}"
        for note in notes.values()
        if note.kind == "note" and note.url
    )
