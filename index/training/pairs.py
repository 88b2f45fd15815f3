"""Read question files, and pair each question with the passages of the provision that answers it.

A line of a file is `{"question", "document", "locator", "history"?: []}`. It names the provision and does not quote it.
A question that several provisions answer has a line for each.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import UnknownDocument
from corpus.models import Locator, Passage
from index.library import Library
from index.search.provisions import passages_at

Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and the passages of one provision that answers it.

    `answers` are the ids of all passages known to answer it, in this or other provisions: none is used as a negative.
    """

    question: str
    passages: tuple[Passage, ...]
    answers: frozenset[str]


def read_lines(files: Iterable[Path]) -> list[Line]:
    """The lines of all question files, parsed."""
    texts = [path.read_text(encoding="utf-8") for path in files]
    return [json.loads(line) for text in texts for line in text.split("\n") if line.strip()]


def pairs(lines: Sequence[Line], *, library: Library) -> list[Pair]:
    """A pair for each line whose provision is in the library."""
    found = [(full_question(line), passages_of_line(line, library=library)) for line in lines]
    answers: dict[str, set[str]] = {}
    for question, passages in found:
        answers.setdefault(question, set()).update(one.id for one in passages)
    return [Pair(question, passages, frozenset(answers[question])) for question, passages in found if passages]


def full_question(line: Line) -> str:
    """The question with the earlier questions of the conversation before it, as it is searched for."""
    return " ".join([*line.get("history", []), line["question"]])


def passages_of_line(line: Line, *, library: Library) -> tuple[Passage, ...]:
    """The passages of the provision that a line names, () if it is not in the library."""
    try:
        passages = library.passages(library.document(line["document"]).id)
    except UnknownDocument:
        return ()
    exactly = [one for one in passages if str(one.locator) == line["locator"]]
    main = [one for one in passages if not one.locator.instrument]
    return tuple(exactly or passages_at(main, Locator.parse(line["locator"])))
