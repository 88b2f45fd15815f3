"""When the sources do not answer, and how that is said: what was searched, why not, what to do."""

import re
from collections import Counter
from collections.abc import Sequence

from assistant.citations import Draft
from assistant.missing import Missing, missing
from assistant.relevance import Scored
from assistant.terms import words
from corpus.models import KINDS, Document
from index.library import Library

# Below this the best sentence has nothing to do with the question. Tuned on questions of other subjects (under it)
# and of the training kind (above it).
FLOOR = 0.62

# What changes from day to day and stands in no treaty: who is bound now, who holds an office now.
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
_PLURAL = {
    "treaty": "treaties",
    "judgment": "judgments",
    "report": "reports",
    "article": "articles",
    "note": "notes",
    "declaration": "declarations",
}


def before_search(question: str, *, library: Library) -> tuple[str, list[Missing]]:
    """Why the question cannot be answered from this library, seen from its words alone; "" if it may be.

    With it the sources that it names and the library lacks.
    """
    if not words(question):
        return "There is no question in that.", []
    absent = missing(question, library=library)
    if absent:
        return (
            f"{_listed([each.name for each in absent])} {'is' if len(absent) == 1 else 'are'} not in the library.",
            absent,
        )
    if _STATUS.search(question):
        return "That changes with time, and the sources here do not keep count of it.", []
    return "", []


def weak(question: str, *, ranked: Sequence[Scored]) -> bool:
    """Whether even the best stretch has too little to do with the question."""
    return not ranked or strength(ranked) < FLOOR


def strength(ranked: Sequence[Scored]) -> float:
    """How strongly the best stretches speak to the question: meaning and shared words."""
    return max(result.meaning + 0.5 * result.overlap for result in ranked)


def refusal(reason: str, *, documents: Sequence[Document]) -> list[Draft]:
    """The statements of a refusal."""
    searched = f"I searched {_counted(documents)} and found nothing that answers this."
    return [Draft(text, (), "supported") for text in (reason, searched) if text]


def advice(absent: Sequence[Missing]) -> tuple[str, ...]:
    """What a reader can do to have the question answered."""
    known = [each.instrument for each in absent if each.instrument and each.instrument.url]
    fetch = tuple(
        f"To read the official text of {each.short_title or each.title}: pinpoint add {each.url}" for each in known
    )
    return fetch or (
        "Add a document that speaks of it (a file or a web address), then ask again: pinpoint add PATH_OR_ADDRESS",
    )


def _counted(documents: Sequence[Document]) -> str:
    counts = Counter(document.kind for document in documents)
    kinds = [f"{counts[kind]} {_PLURAL[kind] if counts[kind] > 1 else kind}" for kind in KINDS if counts[kind]]
    total = f"{len(documents)} document{'s' if len(documents) != 1 else ''}"
    return f"{total} ({', '.join(kinds)})" if kinds else "a library that is empty"


def _listed(names: Sequence[str]) -> str:
    quoted = [f"“{name}”" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"
