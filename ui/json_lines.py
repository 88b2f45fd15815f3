"""A file of JSON objects, one a line -> values, all checked before the first is used."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from corpus.errors import UnusableRequest

_Value = TypeVar("_Value")


def read_lines(path: Path, *, value: Callable[[Mapping[str, Any]], _Value], expected: str) -> list[_Value]:
    """What `value` makes of each line of `path`, in order; it raises ValueError, saying why, for a line that is none.

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
    except json.JSONDecodeError as error:
        raise UnusableRequest(f"{expected}, but this is no JSON ({error})") from error
    try:
        return value(item if isinstance(item, dict) else {})
    except ValueError as error:
        raise UnusableRequest(f"{expected}, but {error}") from error
