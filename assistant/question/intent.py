"""The intent of a question: the kind of fact, rule or event that it asks for, and of one source or several."""

import re
from dataclasses import dataclass
from typing import Literal

from corpus.text.dates import MONTH
from corpus.text.events import events
from corpus.text.nouns import TREATIES, either, with_plurals
from corpus.text.numbers import CARDINAL, LARGE, ORDINAL
from corpus.text.terms import words
from index.models import Query

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

# A question about something that happened, as opposed to one about a rule.
_EVENT = re.compile(r"(?i)\b(?:did|was|were|happened)\b")
# The year of an event; in "the 1899 lamp treaty" the year belongs to a name.
_YEAR = re.compile(
    rf"\b(?:1[89]|20)\d\d\b(?!(?:\s+[\w’'-]+){{0,3}}\s+(?:{either(with_plurals(TREATIES))}|texts?|rules?|one)\b)",
    re.IGNORECASE,
)
_DECISION = re.compile(r"(?i)\b(?:award\w*|vote\w*|decide\w*|decision|held|hold|rule[ds]?|ruling|outcome|happened)\b")
# Facts that change with time and that no treaty states: which states are parties now, who holds an office now.
_PARTIES = r"(?:states|countries|parties|nations|governments|signatories|members)"
_JOINED = r"(?:party|parties|ratified|signed|joined|acceded|signatories|members|bound)"
_NOW = r"(?:today|currently|at present|nowadays|right now|so far|to date|as of (?:now|today|20\d\d)|this year)"
_STATUS = re.compile(
    rf"(?i)\bhow many {_PARTIES}(?: parties)? (?:are|have|has|is)\b.*\b{_JOINED}\b|"
    rf"\b(?:which|what) {_PARTIES} (?:are|have|has)(?: not| never)?(?: yet)? {_JOINED}\b|"
    rf"^(?!.*\b(?:we|our|my|i|he|she)\b).*\b(?:how many|how much|who|which|what|list)\b.*\b{_NOW}|"
    r"\bthe (?:current|present|latest|most recent|newest|incumbent) (?:\w+ ){0,2}(?:president|judge|prosecutor|"
    r"chair\w*|head|secretary|number|list|members?|status|parties|signatories|total|figures?|version)\b"
)


@dataclass(frozen=True, slots=True)
class Intent:
    """What a question asks for.

    `wants` are the kinds of fact asked for, none for a rule or a reason. `lookup`: only to see a provision, with no
    question about it. `many`: several instruments should answer. `of_making`: when, where or by whom an instrument was
    signed, adopted or concluded; `on_making`: the same, or (for a claim) states it. `of_status`: facts that change with
    time, such as the current parties. `of_event`: something that happened; `years` are the years it names and `events`
    the kinds of event. `of_decision`: what a court decided; `of_opinion`: a judge's separate opinion. `nothing`: the
    text has no word.
    """

    wants: frozenset[Wanted] = frozenset()
    lookup: bool = False
    many: bool = False
    of_making: bool = False
    on_making: bool = False
    of_status: bool = False
    of_event: bool = False
    of_decision: bool = False
    of_opinion: bool = False
    nothing: bool = False
    years: frozenset[str] = frozenset()
    events: frozenset[str] = frozenset()


def intent_of(query: Query, *, subject: str, several: bool) -> Intent:
    """The intent of a query. `subject` is its text without names; `several`: it names more than one document."""
    text, of_making = query.text, asks_of_making(query.text)
    return Intent(
        wants=wanted(text),
        lookup=query.only_text,
        many=several or asks_for_many(text),
        of_making=of_making,
        on_making=of_making or says_of_making(text),
        of_status=bool(_STATUS.search(text)),
        of_event=bool(_EVENT.search(text)),
        of_decision=bool(_DECISION.search(text)),
        of_opinion="opinion" in text.lower(),
        nothing=not words(text),
        years=frozenset(_YEAR.findall(subject)),
        events=frozenset(events(text)),
    )


def wanted(question: str) -> frozenset[Wanted]:
    """The kinds of fact that the question asks for; empty if it asks for a rule or a reason."""
    return frozenset(kind for kind, asks in _ASKS.items() if asks.search(question))


def share_of_kinds(text: str, *, kinds: frozenset[Wanted]) -> float:
    """The share of `kinds` of which `text` contains a fact, from 0.0 to 1.0; 0.0 for no kinds."""
    return sum(bool(_HOLDS[kind].search(text)) for kind in kinds) / len(kinds) if kinds else 0.0


def asks_for_many(question: str) -> bool:
    """Whether the question asks for several instruments: a comparison, a list, "which treaties …"."""
    return bool(_MANY.search(question))


def asks_of_making(question: str) -> bool:
    """Whether the question asks when, where or by whom an instrument was signed, adopted or concluded."""
    return bool(_MAKING.search(question))


def tells_of_making(text: str) -> bool:
    """Whether `text` states that an instrument was signed, adopted or concluded, and when."""
    return bool(_MADE.search(text) and _HOLDS["date"].search(text))


def says_of_making(text: str) -> bool:
    """Whether `text` states when, where or by whom an instrument was signed, adopted or concluded."""
    return tells_of_making(text) or bool(_MADE_SO.search(text))
