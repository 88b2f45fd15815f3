"""Follow-up questions, rewritten so that they can be searched without the conversation. Rules, no model."""

import re
from collections.abc import Sequence

from corpus.instruments.catalogue import named_in
from corpus.instruments.references import mask
from corpus.text.terms import terms, words

# "and …", "what about …" always mark a follow-up; "even …", "so …" only in a short question.
_GOES_ON = re.compile(r"(?i)\s*(?:and|but|or|what about|how about)\b")
_MAY_GO_ON = re.compile(r"(?i)\s*(?:so|then|even|also|what if|who else|what else|anything else|is that|are those)\b")
_POINTERS_WORDS = """
it its itself they them their theirs this that these those there same such one ones
"""
_POINTERS = frozenset(_POINTERS_WORDS.split())
_PEOPLE = frozenset(["he", "him", "his", "she", "her", "hers"])
# Nouns in the question itself to which "he" or "she" may refer.
_SOMEBODY_WORDS = """
somebody someone anybody anyone person people man woman child boy girl husband wife brother sister son daughter
mother father parent soldier officer prisoner detainee inmate captive suspect witness victim client refugee migrant
worker judge journalist commander guard ambassador patient alien who
"""
_SOMEBODY = frozenset(_SOMEBODY_WORDS.split())
# Uses of "there" and "that" which refer to nothing outside the question.
_EMPTY_THERE = re.compile(r"(?i)\b(?:is|are|was|were|be) there\b|\bthere (?:is|are|was|were|be)\b")
_LINKING_THAT = re.compile(
    r"(?i)\b(?:say|says|said|ensures?|means?|so|such|the \w+|fact|know|states?|provides?|believes?|claims?) that\b"
)
_NUMBER = re.compile(r"(?i)\b(?:number|no\.?|nr\.?|article|art\.?|protocol|paragraph)\s*(?:no\.?\s*)?(\d+)\b")
_NUMBERED = re.compile(r"(?i)\b(?P<noun>protocol|convention|article|art\.?|paragraph)\s+(?:(?:no|number)\.?\s*)?\d+\b")
_PLACE = re.compile(r"(?i)\b(?:articles?|art\.?|paragraphs?|para\.?|§)\s*\d+(?:\s*\(\w+\))*(?:\s*(?:of|in)\s+the\b)?")
_WHAT_ABOUT = re.compile(
    r"(?i)^\s*(?:and|but|or|so|what about|how about|what if|under|in|for|the|to|with|about|of|\W)+"
)

# Verbs asked of any legal text. They are not carried over, since they would match passages on any subject.
_PREDICATES_WORDS = """
protect protects guarantee guarantees allow allows permit permits cover covers require requires mean means apply applies
regulate regulates contain contains
"""
_PREDICATES = frozenset(_PREDICATES_WORDS.split())

# Counts of content words. A question with up to _SHORT cannot be searched by itself; one with more than _OWN has its
# own subject, and its "it" and "they" most likely refer to something within it.
_SHORT, _OWN = 2, 5


def standalone(question: str, *, history: Sequence[str] = ()) -> str:
    """The question rewritten to be understood without `history`, oldest first; unchanged if it is no follow-up.

    >>> standalone("and can it be suspended in wartime?", history=["What does Article 5 of the ECHR protect?"])
    'and can it be suspended in wartime? (ECHR)'
    >>> standalone("what about number 13?", history=["Does Protocol No. 6 to the ECHR allow it in wartime?"])
    'Does Protocol No. 13 to the ECHR allow it in wartime?'
    """
    if not history or not elliptical(question):
        return question
    before = standalone(history[-1], history=history[:-1])
    return _other_number(question, before) or _other_instrument(question, before) or _with_topic(question, before)


def elliptical(question: str) -> bool:
    """Whether the question can only be understood with the one before it."""
    if _GOES_ON.match(question):
        return True
    substance = len(terms(question))
    if substance > _OWN or not words(question):
        return False
    asked = set(words(_LINKING_THAT.sub("", _EMPTY_THERE.sub("", question))))
    points = bool(asked & _POINTERS) or (bool(asked & _PEOPLE) and not asked & _SOMEBODY)
    return points or (not named_in(question) and (substance <= _SHORT or bool(_MAY_GO_ON.match(question))))


def _other_number(question: str, before: str) -> str:
    """The earlier question with its number replaced ("what about number 13?" after one on Protocol No. 6), or ""."""
    number, numbered = _NUMBER.search(question), list(_NUMBERED.finditer(before))
    if not number or not numbered or len(terms(question)) > _OWN:
        return ""
    noun = re.search(r"(?i)protocol|convention|article|paragraph", question)
    same = [match for match in numbered if noun and match["noun"].lower()[:3] == noun[0].lower()[:3]] or numbered
    there = re.search(r"\d+$", same[0][0])
    start = same[0].start() + (there.start() if there else 0)
    return before[:start] + number[1] + before[same[0].end() :]


def _other_instrument(question: str, before: str) -> str:
    """The earlier question with its instrument replaced ("and under the ICCPR?" after one on the ECHR), or ""."""
    new, old = named_in(question), named_in(before)
    if not new or not old:
        return ""
    _, start, end = new[0]
    rest = _WHAT_ABOUT.sub("", question[:start]) + question[end:]
    if terms(rest):
        return ""
    return before[: old[0][1]] + question[start:end] + before[old[0][2] :]


def _with_topic(question: str, before: str) -> str:
    """The question with the content words of the earlier one, and its instrument if it names none, in brackets."""
    kept = _PLACE.sub(" ", before)
    spans = sorted({(start, end) for _, start, end in named_in(kept)})
    names = [] if named_in(question) else [kept[start:end] for start, end in spans]
    have = {*words(question), *_PREDICATES}
    others = re.findall(r"[\w'’.-]*\w", mask(kept, names=spans, mark=" "))
    topic = names + [word for word in others if terms(word) and not set(words(word)) <= have]
    return f"{question} ({' '.join(dict.fromkeys(topic))})" if topic else question
