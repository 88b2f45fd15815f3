"""Measure how time and memory grow with a library: treaties of one series, 1×, 4× and 16× as many."""

import gzip
import json
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from measure import HERE, PINPOINT, Run, run
from quality import read_lines
from table import table

# Every 16th treaty of the series, every 4th, and all: each library includes the smaller ones. FIRST is such that the
# libraries are similar: 400 to 406 characters a passage, 94 to 97 in 100 passages of kind treaty.
EVERY, FIRST = (16, 4, 1), 4
QUERIES = 100
STARTS = 3
# The number of documents in the library for measuring changes.
MANY = 100


@dataclass(frozen=True, slots=True)
class Size:
    """The measurements of one library: the runs that added its documents first and again.

    `inside` is the seconds of adding them again in a running process, `warm` the median seconds of a search by filter.
    """

    documents: int
    added: Run
    again: Run
    inside: float
    warm: dict[str, float]

    @property
    def passages(self) -> int:
        """The number of passages."""
        return int(self.added.lines[0]["passages"])


@dataclass(frozen=True, slots=True)
class Change:
    """Median seconds: to add a folder again of which one document has changed, and to add only such a document."""

    documents: int
    changed: float
    alone: float

    @property
    def ratio(self) -> float:
        """The time for the folder over the time for the document alone."""
        return self.changed / self.alone


@dataclass(frozen=True, slots=True)
class Growth:
    """The measurements of all libraries, the smallest first, and the share of passages that each filter keeps.

    `shares` are those of the largest library. `start` is the seconds to add one sentence to a new library.
    """

    start: float
    sizes: tuple[Size, ...]
    shares: dict[str, float]
    change: Change

    def rate(self, size: Size) -> float:
        """Seconds to add a passage, without the start of the command, which would favour the larger libraries."""
        return (size.added.seconds - self.start) / size.passages

    @property
    def linear(self) -> float:
        """The rate of the largest library over that of the smallest; 1 is linear growth."""
        return self.rate(self.sizes[-1]) / self.rate(self.sizes[0])

    @property
    def again(self) -> float:
        """How many times as fast the command is for the largest library when everything was added before."""
        return self.sizes[-1].added.seconds / self.sizes[-1].again.seconds

    def slower(self, narrowed: str) -> float:
        """How many times as long a search with that filter takes in the largest library as in the smallest."""
        return self.sizes[-1].warm[narrowed] / self.sizes[0].warm[narrowed]


def measure_growth(shared: Path, *, work: Path, every: Sequence[int] = EVERY) -> Growth:
    """Add and search the libraries; `every` has the step through the series for each, the smallest library first."""
    series = read_series(shared / "bench" / "treaty_series" / "documents.jsonl.gz")
    start = _start(work)
    folders = [write_series(series, work / f"treaties-{step}", every=step, first=FIRST % step) for step in every]
    libraries = [work / f"library-{step}" for step in every]
    pairs = list(zip(folders, libraries, strict=True))
    added = [_add(*pair) for pair in pairs]
    again = [_add(*pair) for pair in pairs]
    inside = [_grown("again", *pair)[0]["seconds"] for pair in pairs]
    shares, warm = _searched(shared / "eval" / "questions.jsonl", libraries)
    counts = [len(list(folder.iterdir())) for folder in folders]
    sizes = [Size(*facts) for facts in zip(counts, added, again, inside, warm, strict=True)]
    return Growth(start, tuple(sizes), shares, _changed(series, work))


def read_series(path: Path) -> list[tuple[str, str]]:
    """The number and text of each treaty, without repeated texts, which a library would skip."""
    numbers: dict[str, str] = {}
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for record in map(json.loads, file):
            numbers.setdefault(record["text"], record["document"])
    return [(number, text) for text, number in numbers.items()]


def write_series(series: Sequence[tuple[str, str]], folder: Path, *, every: int, first: int = 0) -> Path:
    """Write every `every`th treaty, from `first` on, as Markdown to a new folder; returns the folder."""
    folder.mkdir(parents=True)
    for number, text in series[first::every]:
        (folder / f"{number}.md").write_text(text, encoding="utf-8")
    return folder


def growth_tables(growth: Growth) -> list[str]:
    """The lines of a section of the report."""
    change = growth.change
    note = (
        "Treaties of one series; the mix is alike in every size. A passage's time leaves out the "
        f"{growth.start:.1f} s in which a command starts."
    )
    changed = (
        f"Adding {change.documents} treaties again of which one has changed takes {change.changed:.2f} s, adding such "
        f"a one alone {change.alone:.2f} s: {change.ratio:.1f} times."
    )
    head = [f"{size.documents} treaties" for size in growth.sizes]
    return [
        "## Growth\n",
        f"{note}\n",
        *table(["adding", *head, "last / first"], _adding_rows(growth)),
        f"{changed}\n",
        *table(["warm search p50, ms", "passages kept", *head, "last / first"], _search_rows(growth)),
    ]


def growth_misses(growth: Growth) -> list[str]:
    """A sentence for each figure above its ceiling or below its floor."""
    checks = [
        (growth.linear <= 1.3, f"adding a passage takes {growth.linear:.2f} times as long at most passages, aim 1.30"),
        (growth.again >= 200, f"adding again is {growth.again:.0f} times as fast as at first, aim 200"),
        (growth.change.ratio <= 1.5, f"a changed document costs {growth.change.ratio:.1f} documents, aim 1.5"),
    ]
    for name in growth.shares:
        slower = growth.slower(name)
        checks.append((slower <= 2, f"searching ({name}) takes {slower:.1f} times as long at most passages, aim 2"))
    return [sentence for met, sentence in checks if not met]


def _adding_rows(growth: Growth) -> list[list[str]]:
    lines = (
        ("passages", [size.passages for size in growth.sizes], 0),
        ("add, s", [size.added.seconds for size in growth.sizes], 1),
        ("… processor time, s", [size.added.cpu for size in growth.sizes], 1),
        ("… a passage, ms", [1000 * growth.rate(size) for size in growth.sizes], 2),
        ("… peak memory, MB", [size.added.peak for size in growth.sizes], 0),
        ("add again, s", [size.again.seconds for size in growth.sizes], 2),
        ("… times as fast", [size.added.seconds / size.again.seconds for size in growth.sizes], 0),
        ("… without a process's start, s", [size.inside for size in growth.sizes], 3),
    )
    return [
        [what, *(f"{value:.{digits}f}" for value in values), f"{values[-1] / values[0]:.2f}"]
        for what, values, digits in lines
    ]


def _search_rows(growth: Growth) -> list[list[str]]:
    return [
        [
            name,
            f"{share:.1%}",
            *(f"{1000 * size.warm[name]:.1f}" for size in growth.sizes),
            f"{growth.slower(name):.2f}",
        ]
        for name, share in growth.shares.items()
    ]


def _start(work: Path) -> float:
    """Median seconds to add one sentence to a new library, after an uncounted run that prepares the encoder."""
    note = work / "note.md"
    note.write_text("# A note\n\nOne sentence.\n", encoding="utf-8")
    _, *seconds = (_add(note, work / f"library-note-{turn}").seconds for turn in range(1 + STARTS))
    return statistics.median(seconds)


def _add(source: Path, library: Path) -> Run:
    command: list[str | Path] = [PINPOINT, "--library", library, "--empty", "add", source, "--json"]
    return run(command, output=library.with_suffix(".json"))


def _grown(what: str, *arguments: Path) -> list[dict[str, Any]]:
    """The lines that grown.py prints."""
    return run([sys.executable, HERE / "grown.py", what, *arguments], output=arguments[-1].with_suffix(".jsonl")).lines


def _searched(questions: Path, libraries: Sequence[Path]) -> tuple[dict[str, float], list[dict[str, float]]]:
    """The share of passages that each filter keeps, and for each library the median seconds by filter."""
    asked = [line["question"] for line in read_lines(questions)]
    queries = libraries[0].with_name("queries-growth.json")
    queries.write_text(json.dumps([asked[len(asked) * n // QUERIES] for n in range(QUERIES)]), encoding="utf-8")
    (head, *timed) = _grown("search", queries, *libraries)
    shares = head["shares"]
    return shares, [
        {name: _median(timed, library=number, filter=name) for name in shares} for number in range(len(libraries))
    ]


def _median(lines: Sequence[dict[str, Any]], **wanted: Any) -> float:
    return float(statistics.median(line["seconds"] for line in lines if wanted.items() <= line.items()))


def _changed(series: Sequence[tuple[str, str]], work: Path) -> Change:
    some = series[:: len(series) // MANY][:MANY]
    folder, library = write_series(some, work / "treaties-many", every=1), work / "library-many"
    _add(folder, library)
    turns = _grown("change", folder, library)
    return Change(len(some), *(statistics.median(turn[which] for turn in turns) for which in ("changed", "alone")))
