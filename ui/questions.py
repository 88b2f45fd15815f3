"""A file of questions or queries, one JSON object a line -> Asked values."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from ui.json_lines import Unfit, read_lines


@dataclass(frozen=True, slots=True)
class Asked:
    """One question or query; `id` is whatever its line gave, None where it gave none."""

    text: str
    history: tuple[str, ...] = ()
    id: object = None


def read_questions(path: Path, *, field: str) -> list[Asked]:
    """The lines of `path` in order; `field` ("question" or "query") holds the text. Raises UnusableRequest."""
    expected = f'{{"id": "q1", "{field}": "…", "history": ["earlier question"]}}'
    return read_lines(path, value=partial(_asked, field=field), expected=expected)


def _asked(item: Mapping[str, Any], *, field: str) -> Asked:
    if not isinstance(item.get(field), str):
        raise Unfit(f'it has no text in "{field}"')
    history = item.get("history") or []
    if not isinstance(history, list) or not all(isinstance(turn, str) for turn in history):
        raise Unfit('"history" is not a list of texts')
    return Asked(text=item[field], history=tuple(history), id=item.get("id"))
