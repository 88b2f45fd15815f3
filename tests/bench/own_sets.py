"""Measure the sets in tests/eval. One half may guide changes; the other is set aside: it is run but not read."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from measure import HERE, PINPOINT, run
from quality import measure_search, read_lines
from scores import Figures, answer_figures, refusal_figures
from table import table
from trust import CLAIMS, Verdicts

SETS = HERE.parent / "eval"
HALVES = {"dev": "may guide changes", "aside": "set aside"}
_NAMES = {"treaties": "treaties", "others": "judgments, articles, reports, false premises"}
_COLUMNS = ("hit@1", "hit@5", "cited_gold", "first_is_gold", "clean", "facts")


@dataclass(frozen=True, slots=True)
class OwnSets:
    """The figures by half: of each set of questions, of refusals, and of verdicts on claims."""

    questions: Mapping[tuple[str, str], Figures]
    answered: Mapping[tuple[str, str], float]
    refused: Mapping[str, float]
    claims: Mapping[str, Verdicts]


def measure_own_sets(*, library: Path, work: Path) -> OwnSets:
    """Ask all questions and check all claims of both halves."""
    questions, answered, refused, claims = {}, {}, {}, {}
    for half in HALVES:
        for name in _NAMES:
            asked = SETS / f"{name}-{half}.jsonl"
            items, answers = read_lines(asked), _answers(asked, library=library, work=work)
            found = measure_search(items, library=library, work=work)["all"]
            questions[name, half] = found | answer_figures(items, answers)["all"]
            answered[name, half] = refusal_figures(items, answers)["answered_of_answerable"]
        asked = SETS / f"refusals-{half}.jsonl"
        answers = _answers(asked, library=library, work=work)
        refused[half] = refusal_figures(read_lines(asked), answers)["refusal recall"]
        claims[half] = _verdicts(SETS / f"claims-{half}.jsonl", library=library, work=work)
    return OwnSets(questions, answered, refused, claims)


def _answers(asked: Path, *, library: Path, work: Path) -> list[dict[str, object]]:
    command: list[str | Path] = [PINPOINT, "--library", library, "ask", "--questions", asked, "--json"]
    return run(command, output=work / f"answers-{asked.name}").lines


def _verdicts(items: Path, *, library: Path, work: Path) -> Verdicts:
    command: list[str | Path] = [PINPOINT, "--library", library, "check", "--items", items, "--json"]
    found = run(command, output=work / items.name, allowed=(0, 1)).lines
    true = read_lines(items)
    return Verdicts(Counter((item["verdict"], line["verdict"]) for item, line in zip(true, found, strict=True)), 0)


def own_tables(sets: OwnSets) -> list[str]:
    """Lines of a section of the report: figures by set and half, refusals, and verdicts on claims."""
    rows = [
        [
            f"{_NAMES[name]}, {HALVES[half]}",
            f"{figures['n']:.0f}",
            *(f"{figures[key]:.2f}" for key in _COLUMNS),
            f"{sets.answered[name, half]:.2f}",
        ]
        for (name, half), figures in sorted(sets.questions.items(), key=lambda item: item[0][1] == "aside")
    ]
    others = [
        [HALVES[half], f"{sets.refused[half]:.2f}", f"{sets.claims[half].macro(CLAIMS):.2f}", _passed(sets, half)]
        for half in HALVES
    ]
    return [
        "## Sets written by who did not write the code\n",
        "Questions and claims of tests/eval. The half set aside is run and not read while code changes. `clean` is the "
        "share of answers that cite a gold article and nothing else.\n",
        *table(["questions", "n", *_COLUMNS, "answered"], rows),
        *table(["", "unanswerable refused", "claims, macro F1", "false claims passed as supported"], others),
    ]


def _passed(sets: OwnSets, half: str) -> str:
    given = sets.claims[half].given
    false = sum(count for (true, _), count in given.items() if true == "conflict")
    return f"{given.get(('conflict', 'supported'), 0)} of {false}"
