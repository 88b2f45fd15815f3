"""Measure the verdicts on quotations and claims, and the reliability of answers."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from measure import PINPOINT, run
from table import table

Item = Mapping[str, Any]
QUOTES = ("verbatim", "altered", "wrong_place", "absent")
CLAIMS = ("supported", "conflict", "not_found")


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The number of each pair of true and given verdict; `lenient` of the wrong ones are acceptable to an editor."""

    given: Mapping[tuple[str, str], int]
    lenient: int

    @property
    def accuracy(self) -> float:
        """The share of right verdicts."""
        return sum(count for (true, got), count in self.given.items() if true == got) / self.total

    @property
    def total(self) -> int:
        """The number of verdicts."""
        return sum(self.given.values())

    def f1(self, verdict: str) -> float:
        """The F1 score of one verdict, 0 to 1."""
        right = self.given.get((verdict, verdict), 0)
        either = sum(count * ((true == verdict) + (got == verdict)) for (true, got), count in self.given.items())
        return 2 * right / either if either else 0.0

    def macro(self, kinds: Sequence[str]) -> float:
        """The mean of the F1 scores."""
        return sum(map(self.f1, kinds)) / len(kinds)


@dataclass(frozen=True, slots=True)
class Trust:
    """The verdicts on quotations and claims, and how many false premises and conflicts the answers report.

    `premises` and `conflicts` are numbers of those reported and of all; `conflicts_elsewhere` were reported wrongly.
    """

    quotes: Verdicts
    claims: Verdicts
    premises: tuple[int, int]
    conflicts: tuple[int, int]
    conflicts_elsewhere: int


def measure_trust(shared: Path, *, library: Path, answers: Path, work: Path) -> Trust:
    """Check all quotations and claims, and read the answers to the questions from the file `answers`."""
    questions = {item["id"]: item for item in _lines(shared / "eval" / "questions.jsonl")}
    given = [(questions[line["id"]], line) for line in _lines(answers) if line["id"] in questions]
    told = [(question["type"], bool(line["conflicts"])) for question, line in given]
    return Trust(
        _verdicts(shared / "eval" / "quotes.jsonl", library=library, work=work),
        _verdicts(shared / "eval" / "claims.jsonl", library=library, work=work),
        _counted([_corrects(line) for question, line in given if question["type"] == "false_premise"]),
        _counted([differs for kind, differs in told if kind == "conflict"]),
        sum(differs for kind, differs in told if kind != "conflict"),
    )


def _verdicts(items: Path, *, library: Path, work: Path) -> Verdicts:
    command: list[str | Path] = [PINPOINT, "--library", library, "check", "--items", items, "--json"]
    found = run(command, output=work / items.name, allowed=(0, 1)).lines
    true = _lines(items)
    lenient = sum(
        item["verdict"] != line["verdict"] == "altered" and bool(item.get("lenient_ok"))
        for item, line in zip(true, found, strict=True)
    )
    pairs = Counter((item["verdict"], line["verdict"]) for item, line in zip(true, found, strict=True))
    return Verdicts(pairs, lenient)


def _corrects(answer: Item) -> bool:
    """Whether the answer puts something right before all else."""
    return bool(answer["statements"]) and answer["statements"][0]["text"].startswith("It is not so")


def _counted(each: Sequence[bool]) -> tuple[int, int]:
    return sum(each), len(each)


def _lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def trust_tables(trust: Trust, *, verbatim: tuple[int, int], refusals: Mapping[str, float]) -> list[str]:
    """Lines of a section of the report: the reliability of answers, and the verdicts by class."""
    owed = [
        ["quotes that stand letter for letter at their place", f"{verbatim[0]} of {verbatim[1]}"],
        ["markers without a citation", f"{refusals['dangling']:.0f}"],
        ["answerable questions answered", f"{refusals['answered_of_answerable']:.3f}"],
        ["unanswerable questions refused", f"{refusals['refusal recall']:.2f}"],
        ["refusals of unanswerable questions, of all", f"{refusals['refusal precision']:.2f}"],
        ["false premises put right first", "{} of {}".format(*trust.premises)],
        ["conflicts between sources told", "{} of {}".format(*trust.conflicts)],
        ["conflicts told of other questions", f"{trust.conflicts_elsewhere}"],
    ]
    quotes, claims = trust.quotes, trust.claims
    return [
        "## Trust\n",
        *table(["answers", ""], owed),
        f"Quotations: {quotes.accuracy:.3f} right over four verdicts; {quotes.lenient} of the others "
        "would pass with a careful editor. Given verdicts in columns, true ones in rows:\n",
        *_confusion(quotes, QUOTES),
        f"Claims: macro F1 {claims.macro(CLAIMS):.3f}, without a model. The rules were written with these in sight; on "
        "others expect less.\n",
        *_confusion(claims, CLAIMS),
    ]


def _confusion(verdicts: Verdicts, kinds: Sequence[str]) -> list[str]:
    rows = [
        [true, *(str(verdicts.given.get((true, got), 0)) for got in kinds), f"{verdicts.f1(true):.2f}"]
        for true in kinds
    ]
    return table(["", *kinds, "F1"], rows)
