"""The two metrics of the benchmark on somebody else's questions, worked by hand."""

import importlib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

BENCH = Path(__file__).parent / "bench"
A, B, C, D, X = (("book", locator) for locator in ("1.1", "2.(a)", "Part 6.Chapter 2.56.(4)", "4", "9.9"))


@pytest.fixture
def obliqa(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(BENCH)
    return importlib.import_module("obliqa")


def query(id: str, *gold: tuple[str, str]) -> dict[str, Any]:
    places = [{"document": document, "locator": locator} for document, locator in gold]
    return {"id": id, "query": f"What about {id}?", "gold": places}


def line(id: str, *found: tuple[str, str]) -> dict[str, Any]:
    return {"id": id, "hits": [{"document": {"id": name}, "locator": locator} for name, locator in found]}


@pytest.mark.parametrize(
    ("found", "gold", "recall", "precision"),
    [
        ([], [A], 0, 0),
        ([A], [A], 1, 1),
        ([X, A], [A], 1, 1 / 2),
        ([A, X, B], [A, B], 1, (1 + 2 / 3) / 2),
        ([X, B, X, C], [A, B, C, D], 2 / 4, (1 / 2 + 2 / 4) / 4),
        ([A, A, B], [A, B], 1, (1 + 2 / 3) / 2),
        ([X] * 10 + [A], [A], 0, 0),
        ([("book", str(n)) for n in range(10)], [("book", str(n)) for n in range(20)], 1 / 2, 1),
        ([("other", "1.1")], [A], 0, 0),
        ([("book", "Part 6.Chapter 2.56(4)")], [C], 0, 0),
    ],
    ids=[
        "nothing found",
        "first",
        "second",
        "first and third of two",
        "two of four",
        "a place in two hits",
        "eleventh",
        "more gold than ten",
        "another document",
        "a locator written otherwise",
    ],
)
def test_recall_and_average_precision_are_those_worked_by_hand(
    obliqa: ModuleType, found: list[Any], gold: list[Any], recall: float, precision: float
) -> None:
    assert obliqa.recall(found, gold) == pytest.approx(recall)
    assert obliqa.average_precision(found, gold) == pytest.approx(precision)


def test_the_figures_are_means_over_questions(obliqa: ModuleType) -> None:
    queries = [query("one", A), query("two", A, B)]
    figures = obliqa.retrieval(queries, [line("two", X, B), line("one", A)])
    assert figures == obliqa.Retrieval(questions=2, recall=(1 + 1 / 2) / 2, precision=(1 + 1 / 4) / 2)


def test_a_question_without_hits_counts_and_one_without_a_line_is_an_error(obliqa: ModuleType) -> None:
    assert obliqa.retrieval([query("one", A)], [line("one")]) == obliqa.Retrieval(1, 0, 0)
    with pytest.raises(KeyError):
        obliqa.retrieval([query("one", A)], [])


def test_queries_become_question_lines_and_are_found_again_by_them(obliqa: ModuleType) -> None:
    queries = [query("one", A), query("two", A, B)]
    lines = obliqa.as_question_lines(queries)
    assert [(one["question"], one["document"], one["locator"]) for one in lines] == [
        ("What about one?", "book", "1.1"),
        ("What about two?", "book", "1.1"),
        ("What about two?", "book", "2.(a)"),
    ]
    assert obliqa.held_out(queries, lines[1:]) == queries[1:]


def test_folds_that_do_not_hold_out_each_query_once_are_refused(obliqa: ModuleType, tmp_path: Path) -> None:
    queries = [query("one", A), query("two", B)]
    obliqa.write_lines(queries, tmp_path / "queries.jsonl")
    obliqa.write_lines(obliqa.as_question_lines(queries[:1]), tmp_path / "fold-1.jsonl")
    with pytest.raises(AssertionError, match="each query once"):
        obliqa.measure_trained(tmp_path, trained=tmp_path, work=tmp_path)


def test_our_figures_stand_below_those_of_others(obliqa: ModuleType) -> None:
    lines = obliqa.obliqa_table({"ours": obliqa.Retrieval(2788, 0.81, 0.6512)})
    assert lines[-2:] == ["| ours | dev | 0.810 | 0.651 |", ""]
    assert len(lines) == 2 + len(obliqa.OTHERS) + 2
    assert all(one.count("|") == 5 for one in lines[:-1])
