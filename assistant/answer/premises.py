"""What a question takes for granted, as a claim that can be held against the sources. By its words alone; pure."""

import re

from assistant.verify.claims.decompose import tells
from corpus.text.terms import terms

_NEXT = (
    r"(?:who|which|what|where|when|why|how|can|could|may|must|do|does|did|is|are|will|would|should|shall|whom|whose)"
)
_CAN = r"(?:can|could|may|might|must|shall|does|do|did|is|are|was|were|has|have|will|would)"
# Verbs of rules: where one stands, the subject of the question ends.
_RULES = (
    r"(?P<verb>permit|allow|forbid|prohibit|require|ban|oblige|impose|let|give|grant|punish|sentence|protect|cover|bind|"
    r"apply|accept|refuse|order|arrest|elect|appoint|expel|block|keep|publish|visit|try|hear|supervise)"
)
# A premise of fewer words of substance says too little to be wrong.
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


def premise(question: str) -> str:
    """What the question says, or takes it that is so, before it asks; "" where it takes nothing for granted.

    >>> premise("Since every State may veto, who decides?")
    'Every State may veto.'
    >>> premise("Why does the charter permit dark lamps?")
    'The charter permits dark lamps.'
    """
    said = _stated(question.strip()) or _taken(question.strip())
    return f"{said[:1].upper()}{said[1:]}." if len(terms(said)) >= _FEWEST and tells(said) else ""


def _stated(question: str) -> str:
    return next((found["claim"].strip() for each in _STATED if (found := each.match(question))), "")


def _taken(question: str) -> str:
    found = _TAKEN.match(question)
    if not found:
        return ""
    rule = f"{found['verb']}s" if found["can"].lower() in ("does", "do") else f"{found['can']} {found['verb']}"
    return f"{found['subject']} {rule}{found['rest']}".strip()
