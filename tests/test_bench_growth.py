"""What the benchmark says of growth and of the machine, worked by hand."""

import importlib
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

BENCH = Path(__file__).parent / "bench"


@pytest.fixture
def growth(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(BENCH)
    return importlib.import_module("growth")


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(BENCH)
    return importlib.import_module("machine")


def size(growth: ModuleType, *, passages: int, seconds: float, again: float, search: float) -> Any:
    added = growth.Run(json.dumps({"passages": passages}), seconds, seconds, 300.0)
    return growth.Size(passages, added, growth.Run("", again, again, 200.0), again, {"no filter": search})


def grown(growth: ModuleType, *, seconds: float, again: float, search: float, changed: float) -> Any:
    small = size(growth, passages=100, seconds=3, again=2, search=0.01)
    large = size(growth, passages=1000, seconds=seconds, again=again, search=search)
    return growth.Growth(2.0, (small, large), {"no filter": 1.0}, growth.Change(100, changed, 1.0))


def test_a_process_start_is_no_part_of_what_a_passage_costs(growth: ModuleType) -> None:
    found = grown(growth, seconds=12, again=2, search=0.01, changed=1)
    assert found.linear == pytest.approx(1.0)


def test_growth_within_its_bounds_misses_nothing(growth: ModuleType) -> None:
    assert not growth.growth_misses(grown(growth, seconds=14, again=0.06, search=0.02, changed=1.5))


def test_each_bound_that_is_passed_is_said(growth: ModuleType) -> None:
    missed = growth.growth_misses(grown(growth, seconds=16, again=0.1, search=0.03, changed=7))
    assert missed == [
        "adding a passage takes 1.40 times as long at most passages, aim 1.30",
        "adding again is 160 times as fast as at first, aim 200",
        "a changed document costs 7.0 documents, aim 1.5",
        "searching (no filter) takes 3.0 times as long at most passages, aim 2",
    ]


def test_smaller_folders_hold_what_larger_ones_hold(growth: ModuleType, tmp_path: Path) -> None:
    series = [(f"t{number}", f"Text {number}") for number in range(40)]
    one, four, all_of_them = (
        {path.name for path in growth.write_series(series, tmp_path / str(every), every=every, first=first).iterdir()}
        for every, first in ((16, 4), (4, 0), (1, 0))
    )
    assert one < four < all_of_them
    assert (len(one), len(four), len(all_of_them)) == (3, 10, 40)


def test_operations_are_counted_for_every_product_of_matrices(machine: ModuleType) -> None:
    # One layer, two wide, three tokens: 3 tokens meet 4 matrices 2 by 2, one 2 by 8 and one 8 by 2; 3 by 3 tokens
    # meet in two products of length 2. Each multiplication comes with an addition.
    products = 3 * (4 * 2 * 2 + 2 * 8 + 8 * 2) + 2 * (3 * 3 * 2)
    assert machine.flops_of(3, layers=1, width=2) == 2 * products
    assert machine.flops_of(3, layers=6, width=2) == 6 * 2 * products


def test_what_the_encoder_reaches_is_compared_with_the_machine(machine: ModuleType) -> None:
    found = machine.Machine(100.0, {"fp32": 4000.0, "int8": 8000.0}, 20e6)
    assert found.ratio("fp32") == pytest.approx(0.8)
    assert machine.machine_misses(found) == ["encoding in fp32 does 0.80 of the machine's rate, aim 0.85"]
