"""A claim as it is read: its facts, what it permits or denies, and whether it tells of an event or of a rule. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.question.intent import tells_of_making
from assistant.verify.claims.facts import Fact, facts, of_kind
from assistant.verify.claims.polarity import Stance, stance, without_force
from corpus.instruments.references import mask

# What tells of something that happened ("was", "has been", "ratified the …") and what tells of a rule.
_PAST = re.compile(
    r"\b(?:was|were|had|did)\b|\b(?:has|have)\s+(?:\w+ly\s+|never\s+|not\s+)?(?:been\b|led\b|made\b|\w+ed\b)|"
    r"(?<=·\s)[a-z]+ed\b|\b(?!need|exceed|proceed|succeed|speed|feed)[a-z]+ed\s+(?:the|a|an|its|his|her|their|that|more|no|any|·+)|"
    r"\b(?:left|gave|won|held|found|took|began|said|became|met|sat|sent|struck|paid|fell|rose|went|wrote|grew)\b"
)
_MUST = re.compile(r"\b(?:may|must|shall|can|cannot)\b")
_PRESENT = re.compile(
    r"\b(?:is|are|has|have|does|do|needs?|remains?|becomes?|takes?|requires?|prohibits?|forbids?|obliges?|allows?|permits?|"
    r"bars?|bans?|lets?|gives?|grants?|provides?|says?|treats?|defines?|sets?|counts?|protects?|applies|apply|admits?|"
    r"consists?|contains?|includes?|establish(?:es)?|commits?|leaves?|recommends?|guarantees?|entitles?|considers?|makes?|"
    r"limits?|covers?|calls?|asks?|reports?|meets?|holds?|speaks?|binds?|ends?|begins?|enters?|comes?|elects?|decides?)\b"
)
_SUBORDINATE = re.compile(r"\b(?:who|which|whom|whose|when|while|where|because|if|after|before|since)\b")
_MADE = re.compile(r"\b(?:signed|adopted|done|concluded|drawn up|opened|proclaimed)\b")
_AT = re.compile(r"\b(?:at|in)\s+$")


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim, read once. `event`: it tells of what happened; `making`: of when, where or by whom a text was made."""

    text: str
    facts: tuple[Fact, ...]
    stance: Stance
    event: bool
    making: bool

    @property
    def bare(self) -> str:
        """Its words without facts, where a clause begins and ends as before."""
        return mask(self.text, names=[(fact.start, fact.end) for fact in self.facts], mark="·")

    @property
    def matter(self) -> str:
        """Its words without facts, and without the verbs that any rule is told with."""
        spans = [(fact.start, fact.end) for fact in self.facts]
        return without_force(mask(self.text, names=spans, mark=" "))

    @property
    def names(self) -> tuple[Fact, ...]:
        """The people, states and places that it names."""
        return of_kind(self.facts, "name")


def read_claim(text: str, *, named: Sequence[Fact] = ()) -> Claim:
    """The claim with what it says; `named` are instruments in it that the catalogue does not know."""
    found = facts(text, named=named)
    return Claim(text, found, stance(text), _tells_of_event(text, found), _tells_of_making(text, found))


def _tells_of_event(text: str, found: tuple[Fact, ...]) -> bool:
    """Whether it has a date, or a verb of the past before any of the present; "may" and "must" make it a rule."""
    named = [(fact.start, fact.end) for fact in found if fact.kind != "number"]
    main = _SUBORDINATE.split(mask(text, names=named, mark="·"))[0]
    if _MUST.search(main):
        return False
    if of_kind(found, "date"):
        return True
    past, present = _PAST.search(main), _PRESENT.search(main)
    return bool(past and (not present or past.start() <= present.start()))


def _tells_of_making(text: str, found: tuple[Fact, ...]) -> bool:
    """Whether it says of an instrument when, where or by whom it was made, and names nobody and nothing beside."""
    names = of_kind(found, "name")
    told = of_kind(found, "date", "body", "name")
    about = of_kind(found, "instrument")
    at_places = all(_AT.search(text[: name.start]) for name in names)
    return bool(_MADE.search(text) and about and told and at_places) or bool(
        about and tells_of_making(text) and at_places
    )
