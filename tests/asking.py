"""One question through the chain, as the tests ask it."""

from collections.abc import Iterator, Sequence

from langchain_core.language_models import BaseChatModel

from assistant.answer.chain import Asked, chain
from assistant.models import Answer
from assistant.settings import Settings
from index.library import Library
from index.snapshot import Snapshot


def answer(
    question: str,
    *,
    history: Sequence[str] = (),
    library: Library | Snapshot,
    settings: Settings,
    model: BaseChatModel | None = None,
) -> Answer:
    """The whole answer."""
    return chain(library=library, settings=settings, model=model).invoke(Asked(question, tuple(history)))


def stream(
    question: str,
    *,
    history: Sequence[str] = (),
    library: Library | Snapshot,
    settings: Settings,
    model: BaseChatModel | None = None,
) -> Iterator[Answer]:
    """The answer as it grows."""
    yield from chain(library=library, settings=settings, model=model).stream(Asked(question, tuple(history)))
