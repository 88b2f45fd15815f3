"""ObliQA: questions on 40 regulatory documents, scored as ../shared/bench/obliqa/README.md defines.

obliqa.py lines FOLDER TARGET       write the questions as `index.training` reads them, a line for each gold passage
obliqa.py score FOLDER              print the table, with the encoder that comes with Pinpoint
obliqa.py score FOLDER TRAINED      and with those of `python -m index.training.folds … --out TRAINED`, each on the
                                    questions that it was not trained on

FOLDER must have passages.jsonl and queries.jsonl, of these documents or of any others.
"""

import json
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from measure import PINPOINT, WORK, Command, run
from quality import read_lines
from scores import share
from table import table

Item = Mapping[str, Any]
Place = tuple[str, str]

K = 10
# System, split, Recall@10 and MAP@10, from the README of the questions.
OTHERS = (
    (
        "LeSeR: BGE fine-tuned on the training split, reranked with BM25 (arXiv 2412.06009, as published)",
        "shared task",
        0.820,
        0.666,
    ),
    ("BM25 (bm25s, k1 1.5, b 0.75, English stemmer and stop words)", "dev", 0.765, 0.604),
    ("all-MiniLM-L6-v2, cosine, not fine-tuned", "dev", 0.696, 0.508),
    ("both, reciprocal ranks, weight 0.3 on dense", "dev", 0.782, 0.613),
    ("both, scores scaled by the query's best BM25 score, weight 0.5", "dev", 0.787, 0.635),
)
DEFAULT, TRAINED = "Pinpoint, default search", "Pinpoint, encoders trained by cross-validation"


@dataclass(frozen=True, slots=True)
class Retrieval:
    """The number of questions, Recall@10, and the mean average precision of the first ten hits (MAP@10)."""

    questions: int
    recall: float
    precision: float


def recall(found: Sequence[Place], gold: Sequence[Place]) -> float:
    """The share of gold places among the first ten found."""
    return len(set(gold).intersection(found[:K])) / len(set(gold))


def average_precision(found: Sequence[Place], gold: Sequence[Place]) -> float:
    """The sum of the precision at the rank of each gold place found, over the number of gold places, at most ten.

    A place that several hits have counts at the first one.
    """
    wanted, right, total = set(gold), 0, 0.0
    for rank, place in enumerate(found[:K], 1):
        if place in wanted:
            wanted.remove(place)
            right += 1
            total += right / rank
    return total / min(len(set(gold)), K)


def retrieval(queries: Sequence[Item], lines: Iterable[Item]) -> Retrieval:
    """The figures of `pinpoint search --queries`; documents and locators are compared as strings."""
    hits = {line["id"]: [(hit["document"]["id"], hit["locator"]) for hit in line["hits"]] for line in lines}
    rows = [(hits[query["id"]], [(one["document"], one["locator"]) for one in query["gold"]]) for query in queries]
    return Retrieval(len(rows), share(recall(*row) for row in rows), share(average_precision(*row) for row in rows))


def as_question_lines(queries: Iterable[Item]) -> list[Item]:
    """The queries as `index.training` takes questions: a line for each gold place."""
    return [{"question": query["query"], **gold} for query in queries for gold in query["gold"]]


def measure_default(folder: Path, *, work: Path, encoder: str = "") -> Retrieval:
    """The figures of a new library with the default encoder, or another one."""
    queries = read_lines(folder / "queries.jsonl")
    return retrieval(queries, _answers(queries, folder / "passages.jsonl", encoder=encoder, work=work / "default"))


def measure_trained(folder: Path, *, trained: Path, work: Path) -> Retrieval:
    """The figures with each query asked of the library of its fold, whose encoder in `trained` never saw it."""
    queries = read_lines(folder / "queries.jsonl")
    folds = {held.with_suffix(""): held_out(queries, read_lines(held)) for held in sorted(trained.glob("fold-*.jsonl"))}
    held = sorted(query["id"] for asked in folds.values() for query in asked)
    assert held == sorted(query["id"] for query in queries), f"{trained} does not hold out each query once"
    lines: list[Any] = []
    for fold, asked in folds.items():
        lines += _answers(asked, folder / "passages.jsonl", encoder=str(fold), work=work / fold.name)
    return retrieval(queries, lines)


def held_out(queries: Sequence[Item], lines: Iterable[Item]) -> list[Item]:
    """The queries whose questions are held out in a fold."""
    questions = {line["question"] for line in lines}
    return [query for query in queries if query["query"] in questions]


def obliqa_table(ours: Mapping[str, Retrieval]) -> list[str]:
    """Lines of Markdown: our figures, by the name of the system, below those of others."""
    measured = [(name, "dev", figures.recall, figures.precision) for name, figures in ours.items()]
    rows = [[name, split, f"{found:.3f}", f"{precise:.3f}"] for name, split, found, precise in (*OTHERS, *measured)]
    return table(["system", "split", "Recall@10", "MAP@10"], rows)


def _answers(queries: Sequence[Item], passages: Path, *, encoder: str, work: Path) -> list[Any]:
    """The first ten hits of each query in a new library of the passages, which is made in `work`."""
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    asked = write_lines(queries, work / "queries.jsonl")
    chosen = ["env", f"PINPOINT_ENCODER={encoder}"] if encoder else []
    pinpoint: Command = [*chosen, PINPOINT, "--library", work / "library", "--empty"]
    run([*pinpoint, "add", passages, "--json"], output=work / "added.json")
    return run([*pinpoint, "search", "--queries", asked, "-k", str(K), "--json"], output=work / "hits.jsonl").lines


def write_lines(lines: Iterable[Item], target: Path) -> Path:
    """Write a file of JSON lines; returns its path."""
    target.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return target


def main(what: str, given: str, other: str = "") -> None:
    """Run the command line."""
    folder = Path(given)
    if what == "lines":
        write_lines(as_question_lines(read_lines(folder / "queries.jsonl")), Path(other))
        return
    ours = {DEFAULT: measure_default(folder, work=WORK / "obliqa")}
    if other:
        ours[TRAINED] = measure_trained(folder, trained=Path(other), work=WORK / "obliqa")
    sys.stdout.write("\n".join(obliqa_table(ours)))


if __name__ == "__main__":
    main(*sys.argv[1:])
