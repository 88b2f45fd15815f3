"""A file of JSON objects, one a line -> values, all checked before the first is used."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from corpus.errors import UnusableRequest
from corpus.read.decode import sound

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
