"""Files of JSON objects, one a line -> questions, queries, and claims and quotations to check."""

import json
import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from corpus.errors import UnusableRequest
from ui.service import CheckItem, QuestionItem, sound

_Value = TypeVar("_Value")

# How JSON writes half a character, with no half beside it perhaps: no encoding has it, and nothing can print it.
_HALF = re.compile(r"\\u[dD][89a-fA-F]")


class Unfit(Exception):
    """A line that is JSON but not what is expected; its text says why, to a person."""


def read_lines(path: Path, *, value: Callable[[Mapping[str, Any]], _Value], expected: str) -> list[_Value]:
    """What `value` makes of each line of `path`, in order; it raises Unfit for a line of which it can make nothing.

    Raises UnusableRequest, naming the line and what is `expected` there, when the file or a line cannot be understood.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UnusableRequest(f"{path} cannot be read as a file of JSON lines: {error}") from error
    numbered = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    return [_value(line, value, f"{path}, line {number}: expected {expected}") for number, line in numbered]


def _value(line: str, value: Callable[[Mapping[str, Any]], _Value], expected: str) -> _Value:
    try:
        item = json.loads(line)
    except RecursionError as error:
        raise UnusableRequest(f"{expected}, but this is JSON nested too deep to be read") from error
    except ValueError as error:  # also for a number of more digits than Python reads
        raise UnusableRequest(f"{expected}, but this is no JSON ({error})") from error
    if _HALF.search(line):
        item = json.loads(sound(json.dumps(item, ensure_ascii=False)))
    try:
        return value(item if isinstance(item, dict) else {})
    except Unfit as error:
        raise UnusableRequest(f"{expected}, but {error}") from error


_EXPECTED = (
    '{"id": "c1", "claim": "…"} or '
    '{"id": "q1", "quote": "…", "attributed_to": {"document": "ECPT", "locator": "art 8(3)"}}'
)


def read_items(path: Path) -> list[CheckItem]:
    """The lines of `path` in order. Raises UnusableRequest, naming the line that cannot be understood."""
    return read_lines(path, value=_item, expected=_EXPECTED)


def _item(item: Mapping[str, Any]) -> CheckItem:
    texts = [(field, item[field]) for field in ("claim", "quote") if isinstance(item.get(field), str)]
    if len(texts) != 1:
        raise Unfit('it has no text in "claim" or in "quote", or in both')
    ((field, text),) = texts
    source = item.get("attributed_to")
    if source is None or field == "claim":
        return CheckItem(text, is_quote=field == "quote", id=item.get("id"))
    if not isinstance(source, dict) or not isinstance(source.get("document"), str):
        raise Unfit('"attributed_to" names no document')
    return CheckItem(text, True, (source["document"], str(source.get("locator") or "")), item.get("id"))


def read_questions(path: Path, *, field: str) -> list[QuestionItem]:
    """The lines of `path` in order; `field` ("question" or "query") holds the text. Raises UnusableRequest."""
    expected = f'{{"id": "q1", "{field}": "…", "history": ["earlier question"]}}'
    return read_lines(path, value=partial(_asked, field=field), expected=expected)


def _asked(item: Mapping[str, Any], *, field: str) -> QuestionItem:
    if not isinstance(item.get(field), str):
        raise Unfit(f'it has no text in "{field}"')
    history = item.get("history") or []
    if not isinstance(history, list) or not all(isinstance(turn, str) for turn in history):
        raise Unfit('"history" is not a list of texts')
    return QuestionItem(text=item[field], history=tuple(history), id=item.get("id"))
