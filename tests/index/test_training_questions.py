"""The training questions of the encoder: their number, their format, and that none is used for measuring."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from corpus.text.words import STOP_WORDS, stems, words_of
from index.training.pairs import read_lines

FILES = sorted((Path(__file__).parent.parent.parent / "index" / "training" / "questions").glob("*.jsonl"))
LINES = read_lines(FILES)
# Two questions with this share of their stems in common, of those that either has, are one question.
SAME = 0.5


def substance(line: dict[str, Any]) -> frozenset[str]:
    text = " ".join([*(line.get("history") or []), line["question"]])
    return frozenset(stems(word for word in words_of(text) if word not in STOP_WORDS))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one and other else 0.0


@pytest.fixture(scope="module")
def measured(shared: Path) -> list[dict[str, Any]]:
    """What the search is measured with."""
    return read_lines([shared / "eval" / "questions.jsonl"])


def test_there_are_seven_thousand_pairs_and_none_twice():
    pairs = [(tuple(line.get("history", [])), line["question"], line["document"], line["locator"]) for line in LINES]
    assert len(pairs) >= 7_000
    assert len(set(pairs)) == len(pairs)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_line_has_a_question_and_a_place_and_no_text_of_a_source(path: Path):
    for line in path.read_text(encoding="utf-8").splitlines():
        found = json.loads(line)
        assert set(found) <= {"question", "document", "locator", "history"}
        assert found["question"].strip()
        assert re.fullmatch(r"[\w-]+", found["document"])
        assert len(found["question"]) < 400


def test_the_instruments_kept_out_are_kept_out(shared: Path):
    kept_out = set((shared / "training" / "never_trained.txt").read_text(encoding="utf-8").split())
    assert kept_out.isdisjoint(line["document"] for line in LINES)


def test_no_question_is_one_that_the_encoder_is_measured_with(measured: list[dict[str, Any]]):
    asked = [(line["question"], substance(line)) for line in measured]
    asked += [(line["question"], substance({"question": line["question"]})) for line in measured]
    assert list(_twins(asked)) == []


def test_a_question_in_other_words_order_is_seen_to_be_the_same():
    one = substance({"question": "Must cadets at a police academy be taught the ban on ill-treating detainees?"})
    other = substance({"question": "Do police academy cadets have to be taught that ill-treating detainees is banned?"})
    assert likeness(one, other) >= SAME


def _twins(asked: list[tuple[str, frozenset[str]]]) -> Iterator[tuple[str, str]]:
    for line in LINES:
        own = substance(line)
        yield from ((line["question"], question) for question, other in asked if likeness(own, other) >= SAME)
