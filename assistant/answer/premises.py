"""The premise of a question, as a claim that can be checked against the sources, and its correction."""

import re

from assistant.models import Finding
from assistant.question.question import Question
from assistant.retrieve.attribution import source_name
from assistant.retrieve.citations import Draft, Quote, shown
from assistant.verify.claims.claim import claim
from assistant.verify.claims.decompose import is_statement
from corpus.text.terms import terms
from index.snapshot import Snapshot

_NEXT = (
    r"(?:who|which|what|where|when|why|how|can|could|may|must|do|does|did|is|are|will|would|should|shall|whom|whose)"
)
_CAN = r"(?:can|could|may|might|must|shall|does|do|did|is|are|was|were|has|have|will|would)"
# Verbs of rules, which end the subject of the question.
_RULES = (
    r"(?P<verb>permit|allow|forbid|prohibit|require|ban|oblige|impose|let|give|grant|punish|sentence|protect|cover|bind|"
    r"apply|accept|refuse|order|arrest|elect|appoint|expel|block|keep|publish|visit|try|hear|supervise)"
)
# The fewest content words of a premise that can be checked.
_FEWEST = 2

# "Since P, …?", "P, so who …?", "P, right?"
_STATED = (
    re.compile(
        r"(?i)^(?:since|as|because|given that|seeing that|now that|considering that)\s+(?P<claim>[^?]+?),\s+[^,?]*\?"
    ),
    re.compile(rf"(?i)^(?P<claim>[^?]+?),?\s+(?:so|then|and so)\s+(?:then\s+)?(?:{_NEXT})\b[^?]*\?"),
    re.compile(
        r"(?i)^(?P<claim>[^?]+?),\s+(?:right|correct|isn['’]t (?:it|that so)|doesn['’]t it|don['’]t they|no|yes)\s*\?"
    ),
)
# "Why does X permit …?", "In which cases can X impose …?"
_TAKEN = re.compile(
    rf"(?i)^(?:why|(?:in|under|on|for)\s+(?:which|what)\s+(?:cases?|circumstances?|conditions?|crimes?|offences?))\s+"
    rf"(?P<can>{_CAN})\s+(?P<subject>.+?)\s+{_RULES}\b(?P<rest>[^?]*)\?*$"
)


def correction(question: Question, *, library: Snapshot) -> Draft | None:
    """A statement that corrects the question's premise, with the source's words; None if no source contradicts it."""
    taken = premise(question.words)
    finding = claim(taken, library=library) if taken else None
    return _corrected(finding) if finding and finding.verdict == "conflict" else None


def _corrected(finding: Finding) -> Draft:
    quotes = tuple(Quote(each.hit, each.start, each.end) for each in finding.citations)
    words = " ".join(f"“{shown(quote.text)}”" for quote in quotes)
    name = source_name(quotes[-1])
    denied = f"It is not so that “{finding.text.rstrip('.')}”."
    return Draft(f"{denied} {name[:1].upper()}{name[1:]} says: {words}", quotes, "verbatim", "correction")


def premise(question: str) -> str:
    """What the question states or presupposes, as a sentence; "" for nothing.

    >>> premise("Since every State may veto, who decides?")
    'Every State may veto.'
    >>> premise("Why does the charter permit dark lamps?")
    'The charter permits dark lamps.'
    """
    claimed = _stated(question.strip()) or _taken(question.strip())
    return f"{claimed[:1].upper()}{claimed[1:]}." if len(terms(claimed)) >= _FEWEST and is_statement(claimed) else ""


def _stated(question: str) -> str:
    return next((found["claim"].strip() for each in _STATED if (found := each.match(question))), "")


def _taken(question: str) -> str:
    found = _TAKEN.match(question)
    if not found:
        return ""
    rule = f"{found['verb']}s" if found["can"].lower() in ("does", "do") else f"{found['can']} {found['verb']}"
    return f"{found['subject']} {rule}{found['rest']}".strip()
