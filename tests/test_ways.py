"""The ways of one question and of one claim through our files are short; measured as the benchmark does."""

import importlib
from pathlib import Path
from types import ModuleType

import pytest

from index.library import Library
from index.search.query import read_query

BENCH = Path(__file__).parent / "bench"


@pytest.fixture
def ways(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(BENCH)
    return importlib.import_module("ways")


def test_a_question_is_read_once_and_costs_few_statements(ways: ModuleType, real_library: Library) -> None:
    seen = ways.ways_of_question(ways.QUESTION, library=real_library)
    assert (seen.times_read, seen.read_again) == (1, [])
    assert 1 <= len(seen.statements) <= 12


def test_a_question_comes_to_the_store_in_seven_stages(ways: ModuleType, real_library: Library) -> None:
    seen = ways.ways_of_question(ways.QUESTION, library=real_library)
    assert seen.stages[0] == "service.ask"
    assert seen.stages[-1].startswith("snapshot.")
    assert len(seen.stages) <= 7


def test_a_claim_is_carried_through_six_files(ways: ModuleType, real_library: Library) -> None:
    seen = ways.ways_of_claim(ways.CLAIM, library=real_library)
    assert seen.times_read == 1
    assert "assistant/verify/claims/claim.py" in seen.carrying
    assert len(seen.carrying) <= 6
    assert 1 <= len(seen.statements) <= 12


def test_what_is_read_twice_is_counted_twice(ways: ModuleType, real_library: Library) -> None:
    def twice() -> None:
        read_query(ways.QUESTION, library=real_library)
        read_query(ways.QUESTION, library=real_library)

    seen = ways.watched(twice, text=ways.QUESTION)
    assert seen.times_read == 2
    assert {"read_query", "names_in", "references"} <= set(seen.read_again)
