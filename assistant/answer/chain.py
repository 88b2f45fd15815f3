"""The question's way, in reading order: rewrite -> retrieve -> answer -> verify.

`chain` gives the same steps as a LangChain Runnable. LangChain takes a second to import, so that only those who have a
model, or build a chain of their own, wait for it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from shlex import quote
from typing import TYPE_CHECKING

from assistant.answer.abstain import advice, answered, before_search, goes_on, refusal
from assistant.answer.conflicts import Dispute, disputes
from assistant.answer.extract import correction, quoted, selected, with_both_sides
from assistant.answer.premises import premise
from assistant.answer.prompts import NOT_IN_SOURCES, VERSION
from assistant.models import Answer, Citation, Conflict, Side, Status
from assistant.question.follow_up import standalone
from assistant.question.missing import Missing
from assistant.question.subject import Subject, subject_of
from assistant.retrieve.citations import Draft, Quote, number
from assistant.retrieve.gather import gather
from assistant.retrieve.rerank import scored
from assistant.settings import Settings
from assistant.verify.claims.claim import claim
from corpus.errors import FailedModel
from corpus.text.language import language_of
from index.library import Library
from index.models import Hit

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.runnables import Runnable

# Passages shown to a model, and offered when there is no answer.
SHOWN, NEAREST = 8, 3


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with those asked before it; `query` is the question as it stands alone."""

    question: str
    history: tuple[str, ...] = ()
    query: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A question and what was found for it."""

    asked: Asked
    subject: Subject
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Drafted:
    """An answer before its quotes are numbered; `writer` is the model whose words it has, if it has a model's."""

    found: Found
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
    library: Library,
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
    library: Library,
    settings: Settings,
    model: "BaseChatModel | None" = None,
) -> Iterator[Answer]:
    """The answer as it grows; the last one is complete. Raises what `answer` raises."""
    found = retrieve(rewrite(Asked(question, tuple(history))), library=library)
    for drafted in draft(found, library=library, settings=settings, model=model):
        yield verify(drafted)


def chain(*, library: Library, settings: Settings, model: "BaseChatModel | None" = None) -> "Runnable[Asked, Answer]":
    """The four steps as one Runnable, to be streamed or built into another chain."""
    from langchain_core.runnables import RunnableGenerator, RunnableLambda  # heavy

    def drafted(all_found: Iterator[Found]) -> Iterator[Drafted]:
        for found in all_found:
            yield from draft(found, library=library, settings=settings, model=model)

    return (
        RunnableLambda(rewrite)
        | RunnableLambda(partial(retrieve, library=library))
        | RunnableGenerator(drafted)
        | RunnableGenerator(_verified)
    )


def rewrite(asked: Asked) -> Asked:
    """The question with what a follow-up leaves unsaid."""
    return replace(asked, query=standalone(asked.question, history=asked.history))


def retrieve(asked: Asked, *, library: Library) -> Found:
    """The question with its hits."""
    subject = subject_of(asked.query, library=library)
    return Found(asked, subject, tuple(gather(subject, library=library)))


def draft(found: Found, *, library: Library, settings: Settings, model: "BaseChatModel | None") -> Iterator[Drafted]:
    """The answer as it grows, written by a model if there is one and else quoted."""
    if model or settings.writes:
        yield from _written(found, library=library, settings=settings, model=model)
    else:
        yield from _growing(_quoted(found, library=library))


def verify(drafted: Drafted) -> Answer:
    """The answer with its quotes numbered and its markers placed."""
    statements, citations = number(drafted.drafts)
    asked = drafted.found.asked
    return Answer(
        asked.question,
        statements,
        citations,
        drafted.status,
        conflicts=tuple(_conflict(dispute, citations) for dispute in drafted.disputes),
        suggestions=drafted.suggestions,
        nearest=drafted.nearest,
        writer=drafted.writer,
        passages=drafted.found.hits,
        read_as=asked.query if asked.query != asked.question else "",
        language=language_of(asked.question),
        prompts=VERSION if drafted.writer else "",
    )


def _conflict(dispute: Dispute, citations: Sequence[Citation]) -> Conflict:
    """The dispute with the markers of the citations that its sides rest on, as far as they are shown yet."""
    sides = [Side(marker, says) for quote, says in dispute.quotes for marker in _markers(quote, citations)[:1]]
    return Conflict(dispute.about, tuple(sides), primary=sides[0].citation if dispute.ranked and sides else 0)


def _markers(quote: Quote, citations: Sequence[Citation]) -> list[int]:
    return [
        each.number
        for each in citations
        if each.hit.document.id == quote.hit.document.id and each.start < quote.end and quote.start < each.end
    ]


def _verified(all_drafted: Iterator[Drafted]) -> Iterator[Answer]:
    for drafted in all_drafted:
        yield verify(drafted)


def _growing(drafted: Drafted) -> Iterator[Drafted]:
    """One statement more each time; what sources differ on, when all are there."""
    for count in range(1, len(drafted.drafts)):
        yield replace(drafted, drafts=drafted.drafts[:count], disputes=())
    yield drafted


def _quoted(found: Found, *, library: Library) -> Drafted:
    """The answer in the sources' own sentences, or the refusal."""
    reason, absent = before_search(found.asked.query, library=library)
    if reason and not goes_on(absent, found.subject):
        return _refused(found, reason, library=library, absent=absent)
    ranked = scored(found.subject, hits=found.hits, library=library)
    stretches = selected(found.subject, hits=found.hits, ranked=ranked)
    named = any(hit.why.exact for hit in found.hits)
    status: Status = "answered" if named else answered(found.subject, ranked=ranked, library=library)
    right = _correction(found.asked.question, library=library)
    if not stretches or status == "not_in_sources":
        refused = _refused(found, reason, library=library, absent=absent)
        return replace(refused, drafts=(right,), status="partial") if right else refused
    differ = disputes(found.subject, chosen=stretches, ranked=ranked, library=library)
    drafts = _after(right, quoted(with_both_sides(stretches, disputes=differ)))
    whole = Drafted(found, drafts, status, _offers(drafts), disputes=tuple(differ))
    return _in_part(whole, reason, absent) if reason else whole


def _correction(question: str, *, library: Library) -> Draft | None:
    """What the question takes for granted put right, where the sources deny it."""
    taken = premise(question)
    finding = claim(taken, library=library) if taken else None
    return correction(finding) if finding and finding.verdict == "conflict" else None


def _after(first: Draft | None, drafts: Sequence[Draft]) -> tuple[Draft, ...]:
    if not first:
        return tuple(drafts)
    return (first, *(each for each in drafts if _spans(each) != _spans(first)))


def _spans(draft: Draft) -> list[tuple[str, int, int]]:
    return [(quote.hit.document.id, quote.start, quote.end) for quote in draft.quotes]


def _in_part(drafted: Drafted, reason: str, absent: Sequence[Missing]) -> Drafted:
    """The answer of those sources that the library has, with the others named first."""
    return replace(
        drafted,
        drafts=(Draft(reason, (), "supported", "notice"), *drafted.drafts),
        status="partial",
        suggestions=(*drafted.suggestions, *advice(absent)),
    )


def _refused(found: Found, reason: str, *, library: Library, absent: Sequence[Missing] = ()) -> Drafted:
    return Drafted(
        found,
        tuple(refusal(reason, documents=library.summaries())),
        "not_in_sources",
        suggestions=advice(absent),
        nearest=found.hits[:NEAREST],
    )


def _written(found: Found, *, library: Library, settings: Settings, model: "BaseChatModel | None") -> Iterator[Drafted]:
    """The model's answer; the quoting one, which says so, where the model fails or its answer is not verified."""
    from assistant.answer.generate import Written, write
    from assistant.answer.providers import load_model  # heavy: LangChain

    reason, absent = before_search(found.asked.query, library=library)
    if not found.hits or (reason and not goes_on(absent, found.subject)):
        yield _quoted(found, library=library)
        return
    writer = model or load_model(settings)
    name, last = settings.model or writer.get_name(), Written()
    try:
        for last in write(
            found.asked.query, hits=found.hits[:SHOWN], model=writer, name=name, seconds=settings.model_seconds
        ):
            if last.drafts and not last.fault:
                drafted = _by_model(found, last.drafts, name, in_part=last.in_part)
                yield _in_part(drafted, reason, absent) if reason else drafted
    except FailedModel as failure:
        yield _instead(_quoted(found, library=library), str(failure))
        return
    if last.refused:
        yield _refused(found, NOT_IN_SOURCES, library=library)
    elif last.fault:
        yield _instead(_quoted(found, library=library), f"The model's answer is not shown, because {last.fault}.")


def _by_model(found: Found, drafts: tuple[Draft, ...], writer: str, *, in_part: bool) -> Drafted:
    status: Status = "partial" if in_part else "answered"
    return Drafted(found, drafts, status, _offers(drafts), writer=writer)


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
