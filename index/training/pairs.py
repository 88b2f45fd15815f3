"""Questions written for provisions -> pairs of a question and the passage that answers it.

A line of a question file names the provision, not its text: `{"question", "document", "locator", "history"?: []}`.
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
from index.search.provisions import at

Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and the passages of one provision that answers it.

    `answers` are the ids of all passages known to answer it, in this provision or another: none is held against it.
    """

    question: str
    passages: tuple[Passage, ...]
    answers: frozenset[str]


def read_lines(files: Iterable[Path]) -> list[Line]:
    """The lines of question files."""
    texts = [path.read_text(encoding="utf-8") for path in files]
    return [json.loads(line) for text in texts for line in text.split("\n") if line.strip()]


def pairs(lines: Sequence[Line], *, library: Library) -> list[Pair]:
    """A pair for each line whose provision the library holds."""
    found = [(asked(line), places(line, library=library)) for line in lines]
    answers: dict[str, set[str]] = {}
    for question, passages in found:
        answers.setdefault(question, set()).update(one.id for one in passages)
    return [Pair(question, passages, frozenset(answers[question])) for question, passages in found if passages]


def asked(line: Line) -> str:
    """The question as it is searched for, after the questions before it."""
    return " ".join([*line.get("history", []), line["question"]])


def places(line: Line, *, library: Library) -> tuple[Passage, ...]:
    """The passages of the provision that a line names; () where the library does not hold it."""
    try:
        passages = library.passages(library.document(line["document"]).id)
    except UnknownDocument:
        return ()
    exactly = [one for one in passages if str(one.locator) == line["locator"]]
    main = [one for one in passages if not one.locator.instrument]
    return tuple(exactly or at(main, Locator.parse(line["locator"])))
