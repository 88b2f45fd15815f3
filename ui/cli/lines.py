"""Reads JSON Lines files of questions, of queries, and of claims and quotations to check."""

import json
import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from corpus.errors import UnusableRequest
from ui.service import CheckItem, QuestionItem, sound

_Value = TypeVar("_Value")

# A surrogate as JSON escapes it. One without its other half cannot be encoded, and so not be printed.
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


class InvalidLine(Exception):
    """A line is JSON, but not the object that is expected; its message says why, in words for a person."""


def read_lines(path: Path, *, value: Callable[[Mapping[str, Any]], _Value], expected: str) -> list[_Value]:
    """The values that `value` makes from the lines of a file, in order; empty lines are skipped.

    `value` raises InvalidLine for a line that it cannot use. Raises UnusableRequest for a file that cannot be read, and
    for a line that is not as expected; the message names the line and what is `expected` there.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UnusableRequest(
            f"{path} cannot be read as a file of JSON lines ({error}); expected UTF-8 text, one JSON object a line."
        ) from error
    numbered = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    return [_value(line, value, f"{path}, line {number}: expected {expected}") for number, line in numbered]


def _value(line: str, value: Callable[[Mapping[str, Any]], _Value], expected: str) -> _Value:
    try:
        item = json.loads(line)
    except RecursionError as error:
        raise UnusableRequest(f"{expected}, but this is JSON nested too deep to be read") from error
    except ValueError as error:  # also for a number of more digits than Python reads
        raise UnusableRequest(f"{expected}, but this is no JSON ({error})") from error
    if _SURROGATE.search(line):
        item = json.loads(sound(json.dumps(item, ensure_ascii=False)))
    try:
        return value(item if isinstance(item, dict) else {})
    except InvalidLine as error:
        raise UnusableRequest(f"{expected}, but {error}") from error


_EXPECTED = (
    '{"id": "c1", "claim": "…"} or '
    '{"id": "q1", "quote": "…", "attributed_to": {"document": "ECPT", "locator": "art 8(3)"}}'
)


def read_items(path: Path) -> list[CheckItem]:
    """The claims and quotations of a file, in order. Raises UnusableRequest as `read_lines` does."""
    return read_lines(path, value=_item, expected=_EXPECTED)


def _item(item: Mapping[str, Any]) -> CheckItem:
    texts = [(field, item[field]) for field in ("claim", "quote") if isinstance(item.get(field), str)]
    if len(texts) != 1:
        raise InvalidLine('it has no text in "claim" or in "quote", or in both')
    ((field, text),) = texts
    source = item.get("attributed_to")
    if source is None or field == "claim":
        return CheckItem(text, is_quote=field == "quote", id=item.get("id"))
    if not isinstance(source, dict) or not isinstance(source.get("document"), str):
        raise InvalidLine('"attributed_to" names no document')
    return CheckItem(text, True, (source["document"], str(source.get("locator") or "")), item.get("id"))


def read_questions(path: Path, *, field: str) -> list[QuestionItem]:
    """The questions of a file, in order; `field` ("question" or "query") holds the text of each.

    Raises UnusableRequest as `read_lines` does.
    """
    expected = f'{{"id": "q1", "{field}": "…", "history": ["earlier question"]}}'
    return read_lines(path, value=partial(_asked, field=field), expected=expected)


def _asked(item: Mapping[str, Any], *, field: str) -> QuestionItem:
    if not isinstance(item.get(field), str):
        raise InvalidLine(f'it has no text in "{field}"')
    history = item.get("history") or []
    if not isinstance(history, list) or not all(isinstance(turn, str) for turn in history):
        raise InvalidLine('"history" is not a list of texts')
    return QuestionItem(text=item[field], history=tuple(history), id=item.get("id"))
