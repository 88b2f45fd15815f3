"""Measure the quality of hits and answers on questions with gold places, beside the recipe and BM25."""

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from measure import HERE, PINPOINT, Run, run
from scores import Figures, answer_figures, refusal_figures, search_figures

from index.library import Library


@dataclass(frozen=True, slots=True)
class Quality:
    """Figures by type of question: of each system's search, and of Pinpoint's answers and refusals.

    `verbatim` of `citations` quotes are at their position; `compared` figures agreed with those of score.py.
    """

    search: dict[str, dict[str, Figures]]
    answers: dict[str, Figures]
    refusals: Figures
    citations: int
    verbatim: int
    compared: int


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The JSON lines of a file, parsed."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def write_queries(questions: Sequence[Mapping[str, Any]], target: Path, *, joined: bool) -> Path:
    """Write the questions as queries; `joined` puts the history before each, for systems that take no history."""
    with target.open("w", encoding="utf-8") as file:
        for question in questions:
            history = question.get("history", [])
            query = " ".join([*history, question["question"]]) if joined else question["question"]
            line = {"id": question["id"], "query": query, "history": [] if joined else history}
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    return target


def measure_quality(shared: Path, *, library: Path, store: Path, work: Path) -> Quality:
    """Ask all systems all questions. Raises AssertionError if our figures differ from those of score.py."""
    asked = shared / "eval" / "questions.jsonl"
    questions = read_lines(asked)
    own = write_queries(questions, work / "queries.jsonl", joined=False)
    joined = write_queries(questions, work / "queries-joined.jsonl", joined=True)
    pinpoint: list[str | Path] = [PINPOINT, "--library", library]
    python = sys.executable
    found = {
        "Pinpoint": run([*pinpoint, "search", "--queries", own, "-k", "10", "--json"], output=work / "pinpoint.jsonl"),
        "recipe": run([python, HERE / "recipe.py", "search", store, joined], output=work / "recipe.jsonl"),
        "BM25": run([python, HERE / "bm25.py", shared / "corpus", joined], output=work / "bm25.jsonl"),
    }
    answered = run([*pinpoint, "ask", "--questions", asked, "--json"], output=work / "answers.jsonl")
    search = {name: search_figures(questions, outcome.lines) for name, outcome in found.items()}
    answers = answer_figures(questions, answered.lines)
    refusals = refusal_figures(questions, answered.lines)
    scorer = shared / "eval" / "score.py"
    compared = sum(
        agree(figures, scorer, "search", asked, work / f"{name.lower()}.jsonl") for name, figures in search.items()
    ) + agree({"": refusals, **answers}, scorer, "ask", asked, work / "answers.jsonl")
    return Quality(search, answers, refusals, *verbatim(answered, library), compared)


def measure_search(questions: Sequence[Mapping[str, Any]], *, library: Path, work: Path) -> dict[str, Figures]:
    """The figures of Pinpoint's search, by type of question."""
    queries = write_queries(questions, work / "queries-more.jsonl", joined=False)
    command: list[str | Path] = [PINPOINT, "--library", library, "search", "--queries", queries, "-k", "10", "--json"]
    return search_figures(questions, run(command, output=work / "more.jsonl").lines)


def read_validation(path: Path) -> list[dict[str, Any]]:
    """The questions on instruments kept out of training, in the format of the other questions."""
    return [
        {"id": f"v{number}", "type": "unseen", "answerable": True, "gold": [line], **line}
        for number, line in enumerate(read_lines(path), 1)
    ]


def crowd(library: Path, corpus: Path, *, work: Path) -> Path:
    """A copy of a library of other treaties, with the corpus added."""
    crowded = work / "library-crowded"
    shutil.copytree(library, crowded)
    folders = [corpus / "treaties", corpus / "articles"]
    run([PINPOINT, "--library", crowded, "add", *folders, "--json"], output=work / "crowded.json")
    return crowded


def agree(ours: Mapping[str, Figures], scorer: Path, what: str, asked: Path, output: Path) -> int:
    """The number of figures that equal those of score.py to three places. Raises AssertionError if any differs."""
    if not scorer.exists():
        return 0
    command = [sys.executable, str(scorer), what, str(asked), str(output)]
    theirs = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    theirs = {"": {key: value for key, value in theirs.items() if not isinstance(value, dict)}} | {
        key: value for key, value in theirs.items() if isinstance(value, dict)
    }
    both = [(name, key) for name in ours for key in ours[name] if theirs.get(name, {}).get(key) is not None]
    wrong = [(name, key) for name, key in both if abs(ours[name][key] - theirs[name][key]) > 0.001]
    assert not wrong, f"{output.name}: our figures differ from {scorer.name}'s in {wrong}"
    return len(both)


def verbatim(answered: Run, library: Path) -> tuple[int, int]:
    """The number of citations, and of those whose quote is at its position in the document."""
    cited = [citation for line in answered.lines for citation in line["citations"]]
    with Library.open(library) as opened:
        texts = {document.id: document.text for document in opened.documents()}
    right = [texts[one["document"]["id"]][one["start"] : one["end"]] == one["quote"] for one in cited]
    return len(cited), sum(right)
