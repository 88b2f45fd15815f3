"""A file of questions or queries, one JSON object a line -> Asked values, all checked before the first is answered."""

import json
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import UnusableRequest


@dataclass(frozen=True, slots=True)
class Asked:
    """One question or query; `id` is whatever its line gave, None where it gave none."""

    text: str
    history: tuple[str, ...] = ()
    id: object = None


def read_questions(path: Path, *, field: str) -> list[Asked]:
    """The lines of `path` in order; `field` ("question" or "query") holds the text.

    Raises UnusableRequest, naming the line, when the file or a line of it cannot be understood.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UnusableRequest(f"{path} cannot be read as a file of questions: {error}") from error
    return [_asked(line, f"{path}, line {n}", field) for n, line in enumerate(lines, 1) if line.strip()]


def _asked(line: str, where: str, field: str) -> Asked:
    expected = f'{where}: expected {{"id": "q1", "{field}": "…", "history": ["earlier question"]}}'
    try:
        item = json.loads(line)
    except json.JSONDecodeError as error:
        raise UnusableRequest(f"{expected}, but this is no JSON ({error})") from error
    if not isinstance(item, dict) or not isinstance(item.get(field), str):
        raise UnusableRequest(f'{expected}, but it has no text in "{field}"')
    history = item.get("history") or []
    if not isinstance(history, list) or not all(isinstance(turn, str) for turn in history):
        raise UnusableRequest(f'{expected}, but "history" is not a list of texts')
    return Asked(text=item[field], history=tuple(history), id=item.get("id"))
