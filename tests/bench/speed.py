"""Compare the speed of Pinpoint and the recipe in one run, in turns for asking."""

import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from measure import HERE, PINPOINT, Command, Run, run

COLD_PAIRS = 5
WARM_PAIRS = 3
QUESTION = "On what notice may the committee visit a prison under the European torture-prevention convention?"


@dataclass(frozen=True, slots=True)
class Adding:
    """A run that adds the corpus as so many passages or chunks; `prepare` is the seconds to prepare the encoder."""

    prepare: float
    run: Run
    units: int


@dataclass(frozen=True, slots=True)
class Asking:
    """The runs from a cold start to a printed answer, and the seconds of each warm search."""

    cold: tuple[Run, ...]
    warm: tuple[float, ...]

    @property
    def start(self) -> float:
        """The median seconds of a cold start."""
        return statistics.median(run.seconds for run in self.cold)

    @property
    def cpu(self) -> float:
        """The median processor seconds of a cold start."""
        return statistics.median(run.cpu for run in self.cold)

    @property
    def peak(self) -> float:
        """The highest peak memory of a cold start, in MB."""
        return max(run.peak for run in self.cold)

    @property
    def median(self) -> float:
        """The median seconds of a warm search."""
        return statistics.median(self.warm)

    @property
    def p95(self) -> float:
        """The 95th percentile of the seconds of a warm search."""
        return statistics.quantiles(self.warm, n=20)[-1]


def add_with_pinpoint(corpus: Path, *, library: Path, work: Path) -> Adding:
    """Add the corpus to a new library, after a search that prepares the encoder."""
    command: list[str | Path] = [PINPOINT, "--library", library, "--empty"]
    prepared = run([*command, "search", "warm", "--json"], output=work / "prepare.txt")
    folders = [corpus / "treaties", corpus / "articles"]
    added = run([*command, "add", *folders, "--json"], output=work / "added.json")
    return Adding(prepared.seconds, added, added.lines[0]["passages"])


def add_with_recipe(corpus: Path, *, store: Path, work: Path) -> Adding:
    """Add the corpus to a new store."""
    added = run([sys.executable, HERE / "recipe.py", "add", corpus, store], output=work / "recipe-added.json")
    return Adding(0.0, added, added.lines[0]["chunks"])


def measure_asking(*, library: Path, store: Path, work: Path) -> tuple[Asking, Asking]:
    """Pinpoint's figures and the recipe's; `work` holds the queries that the quality was measured with."""
    queries, python = work / "queries-joined.jsonl", sys.executable
    ask: Command = [PINPOINT, "--library", library, "ask", QUESTION]
    recipe_ask: Command = [python, HERE / "recipe.py", "ask", store, QUESTION]
    search: Command = [python, HERE / "warm.py", library, queries]
    recipe_search: Command = [python, HERE / "recipe.py", "search", store, queries]
    cold = _take_turns(ask, recipe_ask, COLD_PAIRS, work)
    warm = _take_turns(search, recipe_search, WARM_PAIRS, work)
    ours, theirs = (_asking(cold[which], warm[which]) for which in (0, 1))
    return ours, theirs


def _take_turns(one: Command, other: Command, pairs: int, work: Path) -> tuple[list[Run], list[Run]]:
    runs = [run(command, output=work / "turn.txt") for _ in range(pairs) for command in (one, other)]
    return runs[::2], runs[1::2]


def _asking(cold: Sequence[Run], warm: Sequence[Run]) -> Asking:
    seconds = tuple(line["seconds"] for outcome in warm for line in outcome.lines)
    return Asking(tuple(cold), seconds)
