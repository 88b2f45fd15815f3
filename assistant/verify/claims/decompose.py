"""The claims in a sentence, each of which can be true or false by itself. Pure: rules on words, no model.

"The convention, adopted in 1984, obliges States to act and prohibits extradition." makes three claims.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Verbs with which the second half of "does this and does that" begins.
_VERBS = (
    "is|are|was|were|has|have|had|does|did|may|must|shall|will|can|cannot|could|should|would|entered|took|came|"
    "prohibits?|prohibited|obliges?|obliged|requires?|required|allows?|allowed|permits?|permitted|bars?|barred|forbids?|"
    "forbade|bans?|banned|provides?|provided|establishe[sd]|establish|creates?|created|gives?|gave|grants?|granted|"
    "protects?|protected|guarantees?|guaranteed|contains?|contained|consists?|consisted|sets?|makes?|made|leaves?|left|"
    "ratified|signed|adopted|denounced|withdrew|joined|acceded|remains?|remained|elects?|elected|appoints?|appointed|"
    "reports?|reported|publishe[sd]|decide[sd]?|found|held|ordered|ruled|awarded|killed|said|claims?|claimed"
)
_AND = re.compile(rf",?\s+(?:and|but)\s+(?:also\s+)?(?=(?:{_VERBS})\b)")
# A participle in apposition to the subject: ", adopted by the Assembly in 1984, "
_PASSING = re.compile(
    r",\s+(?P<said>(?:which\s+(?:was|were|is|are)\s+)?(?:first\s+)?(?:adopted|signed|concluded|ratified|drafted|drawn\s+up|"
    r"opened|founded|established|created|set\s+up|elected|appointed|made|done|published|known)\b[^,;]*),\s+"
)
# A relative clause at the end, about the name right before it: ", which was adopted by the Assembly in 1984."
_RELATIVE = re.compile(
    r"(?P<what>\b(?:the|an?)\s+(?:[\w’'-]+\s+){0,3}?[A-Z][^,;]*?),\s+which\s+(?P<said>(?:was|were|is|are|has|had|entered|came)\b[^,;]*?\.?)$"
)
_ADVERBIAL = re.compile(
    r"(?i)(?:under|in|by|at|on|for|with|from|since|after|before|according to|despite|like|unlike)\b"
)
# ", with its provisions taking effect two years later" is another claim.
_ABSOLUTE = re.compile(r",\s+with\s+(?=(?:its|their|his|her|the)\s+[^,]*?\b\w+ing\b)")
_VERB = re.compile(rf"\s+(?:{_VERBS})\b")
_FEWEST_WORDS = 4
# Words that occur in small letters in names and headings, so that they do not mark a sentence.
_LINKS = frozenset(
    ("a", "an", "the", "of", "on", "for", "and", "or", "in", "to", "with", "by", "at", "from", "against", "concerning")
)
_FEWEST_TELLING = 3


@dataclass(frozen=True, slots=True)
class Clause:
    """One claim: `text` includes its subject; `start` and `end` are the position of its words in the sentence."""

    text: str
    start: int
    end: int


def clauses(sentence: str) -> list[Clause]:
    """The claims of a sentence, in the order of their words; the sentence itself if it makes only one."""
    if more := _ABSOLUTE.search(sentence):
        own = sentence[more.end() :].strip()
        added = Clause(f"{own[:1].upper()}{own[1:]}", more.end(), len(sentence))
        return [*clauses(f"{sentence[: more.start()]}."), added]
    if relative := _RELATIVE.search(sentence):
        name, predicate = relative["what"], relative["said"]
        return [
            *_coordinated(sentence[: relative.end("what")], subject=_subject(sentence), start=0),
            *_relative_claim(name, predicate, relative),
        ]
    passing = _PASSING.search(sentence)
    subject = sentence[: passing.start()].strip() if passing else ""
    if not passing or not subject or _ADVERBIAL.match(subject):
        return list(_coordinated(sentence, subject=_subject(sentence), start=0))
    predicate = re.sub(r"^which\s+(?:was|were|is|are)\s+", "", passing["said"])
    first = Clause(f"{subject} {_be(subject)} {predicate}.", 0, passing.end("said"))
    return [first, *_coordinated(sentence[passing.end() :], subject=subject, start=passing.end(), bare=True)]


def _relative_claim(name: str, predicate: str, found: re.Match[str]) -> Iterator[Clause]:
    """The claim of a relative clause at the end about the name before it."""
    yield Clause(f"{name[:1].upper()}{name[1:]} {predicate.rstrip('.')}.", found.start("what"), found.end())


def is_statement(text: str) -> bool:
    """Whether the text can make a claim; headings and points of a list may only name something."""
    words = [word for word in re.findall(r"[^\W\d_]+", text) if word.lower() not in _LINKS]
    return len(words) >= _FEWEST_TELLING and sum(word.islower() for word in words) > 1


def _coordinated(text: str, *, subject: str, start: int, bare: bool = False) -> Iterator[Clause]:
    """The halves of "does this and does that", each with the subject; `bare` says that the first lacks it."""
    begun = 0
    for joint in [*_AND.finditer(text), None]:
        end = joint.start() if joint else len(text)
        own = text[begun:end].strip().rstrip(".")
        lead = f"{subject} " if subject and (begun or bare) else ""
        if len(own.split()) + len(lead.split()) >= _FEWEST_WORDS:
            yield Clause(f"{lead}{own}.", start + begun, start + end)
        begun = joint.end() if joint else end


def _subject(sentence: str) -> str:
    """The words before the first verb."""
    verb = _VERB.search(sentence)
    return sentence[: verb.start()].strip() if verb else ""


def _be(subject: str) -> str:
    return "were" if re.search(r"(?:[^su]s|\band\b.*)$", subject) else "was"
