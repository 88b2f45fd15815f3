"""The stream of a chat model's answer: with a deadline, its text with the provider's citations, and its end."""

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

# The key for words cited by a provider that none of our passages has; the keys of passages begin with P1.
UNKNOWN = "P0"
_Item = TypeVar("_Item")
# The time of arrival (seconds of `monotonic`), the item, and the exception raised instead; neither marks the end.
_Sent: TypeAlias = "tuple[float, _Item | None, BaseException | None]"

# The stop reasons of a complete answer; with any other ("length", "content_filter") it is incomplete.
_COMPLETE = {"stop", "end_turn", "stop_sequence", "eos", "eos_token", "complete", "completed"}
_REASONS = ("finish_reason", "stop_reason", "done_reason")


def until_deadline(source: Callable[[], Iterable[_Item]], *, until: float) -> Iterator[_Item]:
    """The items of `source()` as they arrive. Raises TimeoutError at `until`, in the seconds of `monotonic`.

    The source is read in a daemon thread. After the deadline, or if the caller stops early, the thread ends with the
    source's next item; it does not keep the process alive.
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
    """The next item, None at the end. An item that arrived in time is returned even if it is asked for later."""
    try:
        came, item, error = pipe.get(timeout=max(until - monotonic(), 0))
    except Empty:
        came, item, error = inf, None, None
    if came > until:
        raise TimeoutError
    if error:
        raise error
    return item


def as_chunk(message: AIMessage) -> AIMessageChunk:
    """The message as a chunk, to which others can be added; a model without streaming sends one whole message."""
    if isinstance(message, AIMessageChunk):
        return message
    return AIMessageChunk(content=message.content, response_metadata=message.response_metadata)


def cited_text(blocks: Iterable[Mapping[str, Any]], *, keys: Mapping[str, Hit]) -> str:
    """The text in the content blocks of a LangChain message, with the provider's own citations as brackets.

    A citation becomes `[P2: "words"]`, as our prompt asks for, so that it is verified in the same way. Its key is that
    of the first passage that has the words, `UNKNOWN` if none has. A citation without words is left out.
    """
    return "".join(_block_text(block, keys) for block in blocks if block.get("type") == "text")


def _block_text(block: Mapping[str, Any], keys: Mapping[str, Hit]) -> str:
    text = str(block.get("text") or "")
    cited = [(_end(each, text), _cited(each)) for each in block.get("annotations") or ()]
    for end, words in sorted(cited, key=itemgetter(0), reverse=True):
        text = f"{text[:end]}{_bracket(words, keys)}{text[end:]}" if words else text
    return text


def _cited(annotation: Any) -> str:
    """The words that an annotation cites; "" for none, or if it does not have LangChain's form."""
    is_citation = isinstance(annotation, Mapping) and annotation.get("type") == "citation"
    words = annotation.get("cited_text") if is_citation else ""
    return words if isinstance(words, str) else ""


def _end(annotation: Any, text: str) -> int:
    """The index in `text` behind the words that an annotation is about; the end of `text` if it gives none."""
    end = annotation.get("end_index") if isinstance(annotation, Mapping) else None
    return end if isinstance(end, int) else len(text)


def _bracket(cited: str, keys: Mapping[str, Hit]) -> str:
    words = " ".join(cited.split())
    key = next((key for key, hit in keys.items() if locate(words, hit=hit)), UNKNOWN)
    return f' [{key}: "{words}"]'


def stop_reason(message: AIMessageChunk) -> str:
    """The provider's stop reason, "" if this chunk does not have one."""
    given = message.response_metadata
    return next((str(given[name]) for name in _REASONS if given.get(name)), "")


def is_complete(message: AIMessageChunk, *, reason: str) -> bool:
    """Whether the answer is complete. After a broken connection there is no stop `reason`."""
    if reason:
        return reason.lower() in _COMPLETE
    return bool(message.content) and "model_provider" not in message.response_metadata
