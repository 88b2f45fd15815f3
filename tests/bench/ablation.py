"""Ablation of the search: figures with all stages, and without each in turn, on our questions and on ObliQA.

ablation.py LIBRARY QUESTIONS OBLIQA-LIBRARY OBLIQA-FOLDER    prints a JSON line for each variant
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from measure import HERE, run
from obliqa import K, Retrieval, retrieval
from quality import read_lines
from scores import search_figures
from table import table

from assistant.question.question import understand
from index.library import Library
from index.models import Query
from index.search.query import read_query
from index.search.search import WEIGHTS, Weights, search
from ui.schema import Search

# Every fourth of ObliQA's 2,788 queries is asked.
SOME = 4
ALL = "all stages"
VARIANTS: dict[str, Weights] = {
    ALL: WEIGHTS,
    "one share of meaning for all questions (0.65)": replace(WEIGHTS, in_other_words=0.65, in_its_words=0.65),
    "without words": replace(WEIGHTS, in_other_words=1.0, in_its_words=1.0),
    "without meaning": replace(WEIGHTS, in_other_words=0.0, in_its_words=0.0),
    "without exact references": replace(WEIGHTS, exact=0.0),
    "without the preference for what is named": replace(WEIGHTS, named=0.0),
    "without the hint of a body": replace(WEIGHTS, body=0.0),
    "without the support of the article": replace(WEIGHTS, support=0.0),
}


@dataclass(frozen=True, slots=True)
class Variant:
    """The figures of one variant of the search, on our questions and on every fourth of ObliQA's."""

    name: str
    hit1: float
    hit5: float
    recall10: float
    obliqa: Retrieval


def measure_ablation(library: Path, *, questions: Path, obliqa: Path, folder: Path, work: Path) -> list[Variant]:
    """The figures of all variants; `obliqa` is a library of the passages in `folder`."""
    command = [sys.executable, HERE / "ablation.py", library, questions, obliqa, folder]
    lines = run(command, output=work / "ablation.jsonl").lines
    return [Variant(**{**line, "obliqa": Retrieval(**line["obliqa"])}) for line in lines]


def ablation_table(variants: Sequence[Variant]) -> list[str]:
    """Lines of a Markdown table with a row for each variant, and its difference from all stages in points."""
    whole = next(one for one in variants if one.name == ALL)
    head = ["stages", "hit@1", "hit@5", "recall@10", "ObliQA Recall@10", "ObliQA MAP@10"]
    return table(head, [[one.name, *map(_cell, _figures(one), _figures(whole))] for one in variants])


def _figures(one: Variant) -> tuple[float, ...]:
    return one.hit1, one.hit5, one.recall10, one.obliqa.recall, one.obliqa.precision


def _cell(value: float, whole: float) -> str:
    return f"{value:.3f}" + (f" ({100 * (value - whole):+.1f})" if value != whole else "")


def variant(name: str, *, library: Library, questions: list[Any], obliqa: Library, queries: list[Any]) -> Variant:
    """The figures of the variant of that name."""
    ours = [{"id": one["id"], **_hits(_asked(one, library), name, library)} for one in questions]
    theirs = [{"id": one["id"], **_hits(read_query(one["query"], library=obliqa), name, obliqa)} for one in queries]
    figures = search_figures(questions, ours)["all"]
    return Variant(name, figures["hit@1"], figures["hit@5"], figures["recall@10"], retrieval(queries, theirs))


def _asked(question: Any, library: Library) -> Query:
    return understand(question["question"], history=question.get("history", []), library=library).query


def _hits(query: Query, name: str, library: Library) -> dict[str, Any]:
    return Search.of(query.text, search(query, k=K, library=library, weights=VARIANTS[name])).plain()


def main(library: str, asked: str, obliqa: str, folder: str) -> None:
    """Measure and print all variants."""
    questions, queries = read_lines(Path(asked)), read_lines(Path(folder) / "queries.jsonl")[::SOME]
    with Library.open(Path(library)) as ours, Library.open(Path(obliqa)) as theirs:
        for name in VARIANTS:
            found = variant(name, library=ours, questions=questions, obliqa=theirs, queries=queries)
            sys.stdout.write(json.dumps(asdict(found)) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
