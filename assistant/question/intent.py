"""What a question asks for: a date, a span of time, a number, a name, a place; one source or many."""

import re
from typing import Literal

from corpus.text.dates import MONTH
from corpus.text.numbers import CARDINAL, LARGE, ORDINAL

Wanted = Literal["date", "duration", "number", "name", "place"]


def _any(*patterns: str, case: bool = False) -> re.Pattern[str]:
    return re.compile("|".join(patterns), 0 if case else re.IGNORECASE)


_ASKS: dict[Wanted, re.Pattern[str]] = {
    "date": _any(
        r"\bwhen (?:was|were|did|do|does|is|will|and where)\b",
        r"\b(?:what|which|until what|in what) (?:date|day|year)\b",
        r"\bby when\b|\bwhere and when\b",
    ),
    "duration": _any(
        r"\bhow (?:long|soon|fast|quickly|often|old)\b|\bhow many (?:hours|days|weeks|months|years)\b",
        r"\b(?:what|which) (?:notice|period|deadline|time limit|age|term)\b|\bhow much (?:notice|time)\b",
        r"\b(?:notice period|deadline|time limit)s?\b",
        r"\bwhen (?:do|does|did|will|would)\b.{0,40}\b(?:take effect|enter into force|begin|end|expire)\b",
    ),
    "number": _any(
        r"\bhow (?:many|much|large|big|high)\b|\bhow .{0,30}\bvotes?\b|\blongest\b|\bshortest\b",
        r"\b(?:largest|smallest|maximum|minimum|biggest|highest|lowest) (?:size|number|amount)\b",
        r"\b(?:what|which) (?:number|share|majority|vote|amount|sum|percentage)\b",
    ),
    "name": _any(
        r"\bwho(?:m|se)?\b",
        r"\bwhich (?:body|organ|court|committee|state|country|city|office|authority|institution|chamber)\b",
    ),
    "place": _any(
        r"\bwhere (?:was|were|did)\b|\b(?:in|at) which (?:city|town|country|place)\b|\bwhere\b.*\bwhen\b|\band where\b"
    ),
}

_COUNT = rf"(?:\d[\d.,]*|{CARDINAL}|{'|'.join(LARGE)}|half)"
_HOLDS: dict[Wanted, re.Pattern[str]] = {
    "date": _any(
        rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?: day of)? {MONTH}",
        rf"\b{MONTH} \d{{1,2}}\b",
        r"\b(?:1[89]|20)\d\d\b",
        rf"\bin {MONTH}",
    ),
    "duration": _any(
        rf"\b{_COUNT}(?:\s\w+)?[-\s](?:hours?|days?|weeks?|months?|years?)\b|\bage of\b",
        r"\b(?:without delay|promptly|immediately|at any time|speedily|forthwith|as soon as|on the first day)\b",
    ),
    "number": _any(rf"\b(?:{_COUNT}|{ORDINAL})\b"),
    "name": _any(
        r"\b(?:[A-Z][\w’'-]+(?: (?:of|for|the|and|on)){0,2} ?){2,}",
        r"\b(?:President|Committee|Court|Council|Part(?:y|ies)|States?|Secretary|Government|Chamber|Assembly)\b",
        case=True,
    ),
    "place": _any(r"\b(?:at|in|At|In) [A-Z]\w+", case=True),
}

_MANY = _any(
    r"\bcompar(?:e|ison)\b|\bdiffer(?:s|ent|ence)?\b|\bversus\b|\bvs\.?\b|\bacross\b|\blist (?:the|all|every)\b",
    r"\b(?:which|what) (?:treaties|instruments|conventions|provisions|articles)\b",
    r"\b(?:every|all|each)(?: the)? (?:treaty|treaties|instruments?|conventions?|provisions?)\b",
    r"\b(?:main|core|general|regional|universal|human[- ]rights) (?:treaties|instruments|conventions)\b",
    r"\bwhere is .* (?:guaranteed|outlawed|prohibited|protected|banned)\b",
)

_MADE = _any(r"\b(?:signed|adopted|done (?:at|in)|concluded|drawn up|opened for signature)\b")
_MADE_SO = _any(r"\b(?:signed|adopted|concluded|drawn up|proclaimed|opened for signature)\s+(?:by|at|in|on)\b")
_MAKING = _any(
    r"\b(?:when|where|who|date|year|city|place|(?:which|what) body)\b.*\b(?:signed|adopted|done|concluded|drafted)\b",
    r"\b(?:signed|adopted|done|concluded)\b.*\b(?:when|where|by whom|year|date)\b",
    r"\b(?:when|where|who|date|year)\b.*\bopened for signature\b",
)


def wanted(question: str) -> frozenset[Wanted]:
    """The kinds of fact that the question asks for; empty for one that asks for a rule or a reason."""
    return frozenset(kind for kind, asks in _ASKS.items() if asks.search(question))


def holds(text: str, *, kinds: frozenset[Wanted]) -> float:
    """The share of `kinds` of which `text` holds a fact; 0.0 where none is asked for."""
    return sum(bool(_HOLDS[kind].search(text)) for kind in kinds) / len(kinds) if kinds else 0.0


def asks_for_many(question: str) -> bool:
    """Whether several instruments should answer: a comparison, a list, "which treaties …"."""
    return bool(_MANY.search(question))


def asks_of_making(question: str) -> bool:
    """Whether it is asked when, where or by whom something was signed, adopted or concluded."""
    return bool(_MAKING.search(question))


def tells_of_making(text: str) -> bool:
    """Whether `text` says that something was signed, adopted or concluded, and when."""
    return bool(_MADE.search(text) and _HOLDS["date"].search(text))


def speaks_of_making(text: str) -> bool:
    """Whether `text` asks or says when, where or by whom something was signed, adopted or concluded."""
    return asks_of_making(text) or tells_of_making(text) or bool(_MADE_SO.search(text))
