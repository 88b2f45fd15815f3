"""The retrieval chain, made of LangChain's Runnables: understand | retrieve | answer | verify.

Importing LangChain takes most of a second, so only who answers imports this file.
"""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias, TypeVar, cast

from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import Runnable, RunnableConfig, RunnableGenerator, RunnableLambda, run_in_executor

from assistant.answer.conflicts import Dispute
from assistant.answer.draft import Drafted, draft
from assistant.answer.prompts import VERSION
from assistant.models import Answer, Citation, Conflict, Side
from assistant.question.question import Question, understand
from assistant.retrieve.citations import Quote, number
from assistant.retrieve.retrieve import Retrieved
from assistant.retrieve.retriever import HitDocument, PinpointRetriever
from assistant.settings import Settings
from index.library import Library
from index.snapshot import Snapshot

_In = TypeVar("_In")
_Out = TypeVar("_Out")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with those asked before it, oldest first."""

    question: str
    history: tuple[str, ...] = ()


# What the chain takes: a question alone, with its history, or as a dictionary of both, as chains of others pass it on.
Input: TypeAlias = "Asked | str | Mapping[str, Any]"
Chain: TypeAlias = "Runnable[Input, Answer]"


@dataclass(frozen=True, slots=True)
class _Understood:
    question: Question
    library: Snapshot


def chain(*, library: Library | Snapshot, settings: Settings, model: BaseChatModel | None = None) -> Chain:
    """The chain over a library: question in, `Answer` out.

    It takes an `Asked`, a plain question, or a dictionary with "question" and, if there are any, the earlier questions
    as "history". `invoke` gives the whole answer, `stream` the answer as it grows (the last one is whole), `batch` the
    answers to many. One snapshot of the library serves a question from its reading to its answer. The sources are
    quoted unless the settings name a chat model; `model`, if given, goes before that one.

    Raises UnusableModel if a model is set that cannot be used: unknown, not installed, its key refused. One that only
    fails now (down, slow, overloaded, cut off) is an answer in the sources' own words, which says so first.
    """
    drafting = partial(draft, settings=settings, model=model)
    steps = (
        RunnableLambda(partial(_understand, library=library)).with_config(run_name="understand")
        | RunnableLambda(_retrieve).with_config(run_name="retrieve")
        | _growing(drafting).with_config(run_name="answer")
        | _growing(_verified).with_config(run_name="verify")
    )
    return steps.with_config(run_name="pinpoint")


def _understand(asked: Input, *, library: Library | Snapshot) -> _Understood:
    now = library.at()
    given = _given(asked)
    return _Understood(understand(given.question, history=given.history, library=now), now)


def _given(asked: Input) -> Asked:
    if isinstance(asked, Asked):
        return asked
    return Asked(asked) if isinstance(asked, str) else Asked(asked["question"], tuple(asked.get("history", ())))


def _retrieve(understood: _Understood, config: RunnableConfig) -> Retrieved:
    """The question with its hits, from our retriever, so that whoever watches the chain sees it at work."""
    retriever = PinpointRetriever(library=understood.library, k=None)
    found = retriever.invoke(understood.question, config)  # type: ignore[arg-type]  # text, or what was read of it
    hits = tuple(each.hit for each in cast(list[HitDocument], found))
    return Retrieved(understood.question, hits, understood.library)


def _growing(step: Callable[[_In], Iterator[_Out]]) -> RunnableGenerator[_In, _Out]:
    """A step whose result grows, each state of it whole; asynchronous callers get it from another thread."""

    def transform(inputs: Iterator[_In]) -> Iterator[_Out]:
        for one in inputs:
            yield from step(one)

    async def atransform(inputs: AsyncIterator[_In]) -> AsyncIterator[_Out]:
        async for one in inputs:
            states = step(one)
            while (state := await run_in_executor(None, next, states, None)) is not None:
                yield state

    return RunnableGenerator(transform, atransform)


def _verified(drafted: Drafted) -> Iterator[Answer]:
    yield verify(drafted)


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
