"""The retrieval chain, composed of LangChain Runnables: understand | retrieve | answer | verify.

Importing LangChain takes most of a second, so this module is imported only when a question is answered.
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
    """A question with the earlier ones of the conversation, oldest first."""

    question: str
    history: tuple[str, ...] = ()


# The input of the chain: a question, an `Asked`, or a dictionary with both, as other chains pass it.
Input: TypeAlias = "Asked | str | Mapping[str, Any]"
Chain: TypeAlias = "Runnable[Input, Answer]"


@dataclass(frozen=True, slots=True)
class _Understood:
    question: Question
    library: Snapshot


def chain(*, library: Library | Snapshot, settings: Settings, model: BaseChatModel | None = None) -> Chain:
    """The chain over a library, from a question to its `Answer`.

    The input is an `Asked`, a question, or a dictionary with "question" and, optionally, the earlier questions as
    "history". `invoke` returns the whole answer, `stream` yields the answer as it grows (the last one is complete),
    `batch` returns the answers to several questions. Each question is answered from one snapshot of the library. The
    answer quotes the sources unless the settings select a chat model; `model`, if given, is used instead of that.

    Raises UnusableModel if the chat model cannot be used: unknown, not installed, key refused. If it fails for the
    moment (not reachable, slow, overloaded, cut off), the answer quotes the sources and begins with the reason.
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
    """The question with its hits. They come through our retriever, so that callbacks see a retriever run."""
    retriever = PinpointRetriever(library=understood.library, k=None)
    found = retriever.invoke(understood.question, config)  # type: ignore[arg-type]  # text, or what was read of it
    hits = tuple(each.hit for each in cast(list[HitDocument], found))
    return Retrieved(understood.question, hits, understood.library)


def _growing(step: Callable[[_In], Iterator[_Out]]) -> RunnableGenerator[_In, _Out]:
    """A step that yields successive states of its result; asynchronous callers get them from another thread."""

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
    """The answer with numbered citations, made from a draft."""
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
    """The conflict with the markers of the citations that are already part of the answer."""
    sides = [Side(marker, says) for quote, says in dispute.quotes for marker in _markers(quote, citations)[:1]]
    return Conflict(dispute.about, tuple(sides), primary=sides[0].citation if dispute.ranked and sides else 0)


def _markers(quote: Quote, citations: Sequence[Citation]) -> list[int]:
    return [each.number for each in citations if each.span.overlaps(quote.span)]
