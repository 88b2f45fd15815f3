"""What a model sends, as it comes, for a set time and no longer; its text, with what its provider cites."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from math import inf
from operator import itemgetter
from queue import Empty, SimpleQueue
from threading import Event, Thread
from time import monotonic
from typing import Any, TypeAlias, TypeVar

from langchain_core.messages import AIMessage, AIMessageChunk

from assistant.retrieve.citations import locate
from index.models import Hit

# The key of words that a provider cites and none of our passages has; theirs count from P1.
UNKNOWN = "P0"
_Item = TypeVar("_Item")
# When it came (seconds of `monotonic`), what, and what was raised in its place; neither at the end.
_Sent: TypeAlias = "tuple[float, _Item | None, BaseException | None]"

# How providers say that an answer is whole; with any other reason ("length", "content_filter") it is not.
_WHOLE = {"stop", "end_turn", "stop_sequence", "eos", "eos_token", "complete", "completed"}
_REASONS = ("finish_reason", "stop_reason", "done_reason")


def arriving(source: Callable[[], Iterable[_Item]], *, until: float) -> Iterator[_Item]:
    """What `source()` gives, as it comes. Raises TimeoutError for what has not come `until` then (`monotonic`).

    A thread waits for the source in place of the caller. When the time is up, or nobody reads on, it is left behind:
    it ends with the source's next sign of life, and keeps no process alive.
    """
    pipe: SimpleQueue[_Sent[_Item]] = SimpleQueue()
    left = Event()
    Thread(target=_pump, args=(source, pipe, left), name="pinpoint-model", daemon=True).start()
    try:
        while (item := _next(pipe, until)) is not None:
            yield item
    finally:
        left.set()


def _pump(source: Callable[[], Iterable[_Item]], pipe: "SimpleQueue[_Sent[_Item]]", left: Event) -> None:
    failed: BaseException | None = None
    try:
        for item in source():
            if left.is_set():
                return
            pipe.put((monotonic(), item, None))
    except BaseException as error:  # noqa: BLE001 - raised again, in the thread that reads
        failed = error
    pipe.put((monotonic(), None, failed))


def _next(pipe: "SimpleQueue[_Sent[_Item]]", until: float) -> _Item | None:
    """The next item, None at the end. What came in time is given also to a reader who comes for it later."""
    try:
        came, item, error = pipe.get(timeout=max(until - monotonic(), 0))
    except Empty:
        came, item, error = inf, None, None
    if came > until:
        raise TimeoutError
    if error:
        raise error
    return item


def piece(message: AIMessage) -> AIMessageChunk:
    """The message as a piece that others can be joined to; a model that does not stream gives one whole message."""
    if isinstance(message, AIMessageChunk):
        return message
    return AIMessageChunk(content=message.content, response_metadata=message.response_metadata)


def told(blocks: Iterable[Mapping[str, Any]], *, keys: Mapping[str, Hit]) -> str:
    """The text in the blocks of a message, as LangChain reads them.

    Words that the provider itself cites stand in it as a bracket of our own form would, so that they are verified like
    any others: `[P2: "words"]`, with the key of the first passage that has the words, and `UNKNOWN` where none does. A
    citation without words proves nothing and is left out.
    """
    return "".join(_told(block, keys) for block in blocks if block.get("type") == "text")


def _told(block: Mapping[str, Any], keys: Mapping[str, Hit]) -> str:
    text = str(block.get("text") or "")
    cited = [(_end(each, text), _cited(each)) for each in block.get("annotations") or ()]
    for end, words in sorted(cited, key=itemgetter(0), reverse=True):
        text = f"{text[:end]}{_bracket(words, keys)}{text[end:]}" if words else text
    return text


def _cited(annotation: Any) -> str:
    """The words that an annotation cites; "" for one that cites none, or is not formed as LangChain says."""
    is_citation = isinstance(annotation, Mapping) and annotation.get("type") == "citation"
    words = annotation.get("cited_text") if is_citation else ""
    return words if isinstance(words, str) else ""


def _end(annotation: Any, text: str) -> int:
    """Where in `text` the words end that an annotation is about: at its end where that is not said."""
    end = annotation.get("end_index") if isinstance(annotation, Mapping) else None
    return end if isinstance(end, int) else len(text)


def _bracket(cited: str, keys: Mapping[str, Hit]) -> str:
    words = " ".join(cited.split())
    key = next((key for key, hit in keys.items() if locate(words, hit=hit)), UNKNOWN)
    return f' [{key}: "{words}"]'


def ending(message: AIMessageChunk) -> str:
    """Why the model stopped, in its provider's word, "" where this piece of its answer does not say."""
    given = message.response_metadata
    return next((str(given[name]) for name in _REASONS if given.get(name)), "")


def is_whole(message: AIMessageChunk, *, reason: str) -> bool:
    """Whether the answer came to its own end. A provider gives a reason for that; a connection that breaks, none."""
    if reason:
        return reason.lower() in _WHOLE
    return bool(message.content) and "model_provider" not in message.response_metadata
