"""Compute figures of merit from `pinpoint`'s JSON lines and questions with gold places. Pure functions.

A place matches in `hit` and `recall` by document and article; in `exact` by paragraph and letter too, as far as both
name them. `score.py` beside the questions defines the same figures; `quality.py` compares the two.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import PurePath
from typing import Any

Item = Mapping[str, Any]
Figures = dict[str, float]

_LABEL = re.compile(r"^(?:.*\b)?(?:articles?|art\.?|paragraphs?|paras?\.?|page|p\.?)\s+(?=\S)")
_NUMERALS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def points(locator: str) -> tuple[str, ...]:
    """The numbers that make up a locator, the article's first, in Arabic: "art VI(1)(b)" -> ("6", "1", "b")."""
    here = _LABEL.sub("", locator.strip().lower().rpartition(":")[2].strip())
    found = re.findall(r"[^().\s]+", here.partition(",")[0])
    return (_arabic(found[0]), *found[1:]) if found else ()


def _arabic(numeral: str) -> str:
    if set(numeral) - _NUMERALS.keys():
        return numeral
    values = [_NUMERALS[sign] for sign in numeral]
    signs = [-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True)]
    return str(sum(signs))


def stem(document: Item) -> str:
    """The file name without its ending: how gold names a document."""
    return PurePath(str(document.get("source") or document.get("id") or "").rstrip("/")).stem


def same_article(found: Item, gold: Item) -> bool:
    """Whether a hit or citation is in the document and article of `gold`."""
    wanted, have = points(gold["locator"]), points(found["locator"])
    return stem(found["document"]) == gold["document"] and (not wanted or have[:1] == wanted[:1])


def exact(found: Item, gold: Item) -> bool:
    """Whether a hit or citation also has the paragraph of `gold`, and its letter if it has one."""
    wanted, have = points(gold["locator"]), points(found["locator"])
    common = min(len(wanted), len(have))
    return same_article(found, gold) and common >= min(len(wanted), 2) and wanted[:common] == have[:common]


def share(values: Iterable[float | bool]) -> float:
    """The mean, 0 for no values."""
    listed = list(values)
    return sum(listed) / len(listed) if listed else 0.0


def _places(question: Item) -> list[Item]:
    return [*question["gold"], *question.get("also_ok", [])]


def _any(found: Sequence[Item], gold: Sequence[Item], match: Callable[[Item, Item], bool]) -> bool:
    return any(match(one, place) for one in found for place in gold)


def _by_type(questions: Sequence[Item], rows: Sequence[Figures]) -> dict[str, Figures]:
    """The mean of each figure over all rows and over each type of question; a row may lack a figure."""
    types = [str(question["type"]) for question in questions]
    table = {}
    for name in ("all", *dict.fromkeys(types)):
        mine = [row for kind, row in zip(types, rows, strict=True) if name in ("all", kind)]
        keys = dict.fromkeys(key for row in mine for key in row)
        table[name] = {"n": float(len(mine))} | {key: share(row[key] for row in mine if key in row) for key in keys}
    return table


def _answerable(questions: Iterable[Item]) -> list[Item]:
    return [question for question in questions if question.get("answerable", True) and question["gold"]]


def search_figures(questions: Sequence[Item], lines: Iterable[Item]) -> dict[str, Figures]:
    """hit@1, hit@5, hit@10, recall@10 and exact@5 by type of question, of `pinpoint search --queries`."""
    hits = {line["id"]: line["hits"] for line in lines}
    asked = _answerable(questions)
    return _by_type(asked, [_search_row(question, hits.get(question["id"], [])) for question in asked])


def _search_row(question: Item, hits: Sequence[Item]) -> Figures:
    places = _places(question)
    row: Figures = {f"hit@{k}": _any(hits[:k], places, same_article) for k in (1, 5, 10)}
    row["recall@10"] = share(_any(hits[:10], [gold], same_article) for gold in question["gold"])
    row["exact@5"] = _any(hits[:5], places, exact)
    return row


def answer_figures(questions: Sequence[Item], lines: Iterable[Item]) -> dict[str, Figures]:
    """What `pinpoint ask --questions` cites, by type of question.

    cited_gold, first_is_gold and exact are shares of questions; precision of citations; facts of the gold facts.
    `clean` is the share of answers that cite gold and nothing else, leaving out what is folded away (role "also").
    `pinpoint` is exact among those that cite a gold article, where gold names a paragraph at all.
    """
    answers = {line["id"]: line for line in lines}
    asked = [question for question in _answerable(questions) if question["id"] in answers]
    return _by_type(asked, [_answer_row(question, answers[question["id"]]) for question in asked])


def _answer_row(question: Item, answer: Item) -> Figures:
    places, cited = _places(question), answer["citations"]
    good = [_any([citation], places, same_article) for citation in cited]
    row: Figures = {"cited_gold": any(good), "first_is_gold": any(good[:1]), "precision": share(good)}
    folded = {marker for said in answer["statements"] if said.get("role") == "also" for marker in said["citations"]}
    shown = [is_good for citation, is_good in zip(cited, good, strict=True) if citation["number"] not in folded]
    row["clean"] = bool(shown) and all(shown)
    row["exact"] = _any(cited, places, exact)
    if any(good) and any(points(gold["locator"]) for gold in question["gold"]):
        row["pinpoint"] = row["exact"]
    if facts := question.get("answer_facts"):
        row["facts"] = share(fact.lower() in answer["text"].lower() for fact in facts)
    if question["type"] == "conflict":
        row["both_sides"] = all(_any(cited, [gold], same_article) for gold in question["gold"])
    return row


def refusal_figures(questions: Sequence[Item], lines: Iterable[Item]) -> Figures:
    """How often the right questions were refused, and whether every marker in an answer has its citation."""
    answers = {line["id"]: line for line in lines}
    asked = [(question, answers[question["id"]]) for question in questions if question["id"] in answers]
    refused = [question.get("answerable", True) for question, answer in asked if answer["status"] == "not_in_sources"]
    unanswerable = [question for question, _ in asked if not question.get("answerable", True)]
    right = refused.count(False)
    return {
        "answered_of_answerable": 1 - share(_refused(answer) for question, answer in asked if _can(question)),
        "refusal recall": right / len(unanswerable) if unanswerable else 0.0,
        "refusal precision": right / len(refused) if refused else 0.0,
        "dangling": float(sum(len(_dangling(answer)) for _, answer in asked)),
    }


def _can(question: Item) -> bool:
    return bool(question.get("answerable", True))


def _refused(answer: Item) -> bool:
    return bool(answer["status"] == "not_in_sources")


def _dangling(answer: Item) -> set[int]:
    numbers = {citation["number"] for citation in answer["citations"]}
    return {int(marker) for marker in re.findall(r"\[(\d+)\]", answer["text"])} - numbers
