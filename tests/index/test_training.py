"""Question files: the provisions that their lines name, and how they are split into folds."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index.ingest.add import add
from index.library import Library
from index.training import folds
from index.training.folds import split_folds, train_folds
from index.training.mining import Example, examples
from index.training.pairs import Line, full_question, pairs, passages_of_line, read_lines

READY = [("1.1", "Lamps."), ("18.8.2", "A lamp is lit."), ("Part 6.Chapter 2.56.(4)", "Bells."), ("1.1", "More lamps.")]


def line(question: str, *, document: str = "lamps", locator: str = "art 1(1)", **more: Any) -> Line:
    return {"question": question, "document": document, "locator": locator, **more}


def written(path: Path, *lines: Line) -> Path:
    path.write_text("".join(json.dumps(one) + "\n" for one in lines), encoding="utf-8")
    return path


@pytest.fixture
def lamps(library: Library, make_document: Callable[..., Any]) -> Library:
    add([make_document()], library=library)
    return library


@pytest.fixture
def ready(make_library: Callable[..., Library], tmp_path: Path) -> Library:
    """A library of ready passages, whose locators are not ours."""
    records = [{"document": "rules", "title": "Rules", "locator": place, "text": text} for place, text in READY]
    return make_library(written(tmp_path / "ready.jsonl", *records))


def test_lines_of_all_files_are_read_but_not_the_empty_ones(tmp_path: Path) -> None:
    one, two = written(tmp_path / "one.jsonl", line("A?")), tmp_path / "two.jsonl"
    two.write_text(f"\n{json.dumps(line('B?'))}\n\n", encoding="utf-8")
    assert [found["question"] for found in read_lines([one, two])] == ["A?", "B?"]
    assert read_lines([]) == []


def test_a_question_is_asked_after_those_before_it() -> None:
    assert full_question(line("And by night?", history=["Who may visit?"])) == "Who may visit? And by night?"
    assert full_question(line("Who may visit?")) == "Who may visit?"


@pytest.mark.parametrize(
    ("locator", "found"),
    [
        ("art 1(1)", ["art 1(1)"]),
        ("art 2(2)(b)", ["art 2(2)"]),
        ("art 2", ["art 2(1)", "art 2(2)"]),
        ("art 1(9)", ["art 1(1)", "art 1(2)"]),
        ("art 9", []),
        ("", []),
    ],
)
def test_a_place_is_found_exactly_or_else_what_is_around_it(lamps: Library, locator: str, found: list[str]) -> None:
    assert [str(one.locator) for one in passages_of_line(line("?", locator=locator), library=lamps)] == found


@pytest.mark.parametrize("name", ["lamps", "Convention on lamps", "LAMPS"])
def test_a_document_is_found_by_any_of_its_names(lamps: Library, name: str) -> None:
    assert passages_of_line(line("?", document=name), library=lamps)


def test_a_document_that_is_not_there_has_no_places(lamps: Library) -> None:
    assert passages_of_line(line("?", document="ropes"), library=lamps) == ()


@pytest.mark.parametrize(
    ("locator", "texts"),
    [
        ("18.8.2", ["A lamp is lit."]),
        ("Part 6.Chapter 2.56.(4)", ["Bells."]),
        ("1.1", ["Lamps.", "More lamps."]),
        ("18.8", []),
    ],
)
def test_locators_that_are_not_ours_are_found_as_they_are_written(
    ready: Library, locator: str, texts: list[str]
) -> None:
    assert [one.text for one in passages_of_line(line("?", document="rules", locator=locator), library=ready)] == texts


def test_no_provision_that_answers_a_question_is_a_negative_for_it(lamps: Library) -> None:
    lines = [line("Who?"), line("Who?", locator="art 2(1)"), line("When?"), line("Who?", locator="art 9")]
    found = pairs(lines, library=lamps)
    assert [(one.question, str(one.passages[0].locator)) for one in found] == [
        ("Who?", "art 1(1)"),
        ("Who?", "art 2(1)"),
        ("When?", "art 1(1)"),
    ]
    assert found[0].answers == found[1].answers == {one.passages[0].id for one in found[:2]}
    assert found[2].answers == {found[2].passages[0].id}


@pytest.mark.parametrize("number", [2, 5])
def test_every_line_is_in_one_fold_with_all_others_of_its_question(number: int) -> None:
    lines = [line(f"Question {n % 40}?", locator=f"art {n}") for n in range(120)]
    parts = split_folds(lines, folds=number)
    assert len(parts) == number
    assert sorted((one for part in parts for one in part), key=lines.index) == lines
    questions = [{one["question"] for one in part} for part in parts]
    assert sum(map(len, questions)) == 40
    assert all(questions)


def test_a_question_stays_in_its_fold_whatever_else_is_asked() -> None:
    lines = [line(f"Question {n}?") for n in range(40)]
    alone = [[part for part, held in enumerate(split_folds([one], folds=5)) if held] for one in lines]
    parts = split_folds(lines[::-1], folds=5)
    assert all(one in parts[part] for one, (part,) in zip(lines, alone, strict=True))


def test_a_follow_up_is_another_question_after_another_history() -> None:
    lines = [line("And then?", history=[f"Question {n}?"]) for n in range(40)]
    assert all(split_folds(lines, folds=5))


def test_no_lines_give_empty_folds() -> None:
    assert split_folds([], folds=3) == [[], [], []]


class Untrained:
    """What `train` gives, as far as it is used: a folder that appears."""

    def save(self, folder: str) -> None:
        Path(folder).mkdir()


def test_an_encoder_learns_from_all_questions_but_those_held_out_from_it(
    lamps: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[set[str]] = []

    def train(chosen: list[Example], **settings: Any) -> Untrained:
        seen.append({one.question for one in chosen})
        return Untrained()

    monkeypatch.setattr(folds, "train", train)
    lines = [line(f"Question {n}?", locator=f"art {n % 2 + 1}(1)") for n in range(20)]
    chosen = list(examples(pairs(lines, library=lamps), library=lamps))
    train_folds(split_folds(lines, folds=3), chosen=chosen, base="", epochs=1, out=tmp_path / "out")
    held = [{one["question"] for one in read_lines([tmp_path / "out" / f"fold-{n}.jsonl"])} for n in (1, 2, 3)]
    assert all((tmp_path / "out" / f"fold-{n}").is_dir() for n in (1, 2, 3))
    assert all(not mine & learned for mine, learned in zip(held, seen, strict=True))
    assert all(mine | learned == {one["question"] for one in lines} for mine, learned in zip(held, seen, strict=True))


@pytest.mark.parametrize("number", ["0", "1", "50"])
def test_too_few_or_too_many_folds_are_wrong_usage(
    number: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path / "questions.jsonl", line("A?"), line("B?"))
    with pytest.raises(SystemExit):
        folds.main([str(tmp_path / "library"), str(file), "--out", str(tmp_path / "out"), "--folds", number])
    assert "give fewer folds, but at least 2" in capsys.readouterr().err
    assert not (tmp_path / "library").exists()
