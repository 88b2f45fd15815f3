"""Sources that give different values for the fact a question asks for: a date, a number, a span of time, a body."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.question.intent import Intent, Wanted, tells_of_making
from assistant.question.question import Question
from assistant.retrieve.citations import Quote
from assistant.retrieve.mentions import TELLING, mentions
from assistant.retrieve.quotable import Quotable, grown
from assistant.retrieve.rerank import Scored
from assistant.verify.claims.facts import Fact, Kind, comparable, facts, of_kind, same
from corpus.models import KINDS
from corpus.text.events import IN_FORCE, events
from index.snapshot import Snapshot

_KINDS: dict[Wanted, tuple[Kind, ...]] = {"date": ("date",), "duration": ("number",), "number": ("number",)}
# Days.
_LENGTHS = {"hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 30.0, "year": 360.0}
# How near to the best quotable, by score, another source's must come to be an answer at all.
_NEAR = 0.5

# How much of the question's words, by weight, two press articles must both have to tell of one event.
_SAME_MATTER = 0.6


Pair = tuple[tuple[Fact, ...], tuple[Fact, ...]]


@dataclass(frozen=True, slots=True)
class Dispute:
    """Quotables of different sources, that of most authority first, and the facts in which they differ."""

    about: str
    sides: tuple[tuple[Quotable, tuple[Fact, ...]], ...]

    @property
    def ranked(self) -> bool:
        """Whether the first source has more authority than the others."""
        first, *others = (KINDS.index(quotable.hit.document.kind) for quotable, _ in self.sides)
        return all(first < other for other in others)

    @property
    def quotes(self) -> tuple[tuple[Quote, str], ...]:
        """For each side the quote that it rests on and its facts in the source's words."""
        return tuple((quotable.quotes[-1], _said(quotable, found)) for quotable, found in self.sides)


def disputes(
    question: Question, *, chosen: Sequence[Quotable], ranked: Sequence[Scored], library: Snapshot
) -> list[Dispute]:
    """Where what is quoted and another source differ on the fact asked for; a source differs once."""
    if not _asks_for_a_fact(question.intent):
        return []
    near = [one for one in ranked if one.score >= ranked[0].score * _NEAR]
    overlaps = {(one.quotable.hit.passage.id, one.quotable.start): one.overlap for one in ranked}
    compared: dict[frozenset[str], Dispute | None] = {}
    for one in chosen:
        for other in near:
            between = frozenset((one.hit.document.id, other.quotable.hit.document.id))
            if (
                len(between) == 2
                and between not in compared
                and _on_one_matter(question, one, other, overlaps, library=library)
            ):
                compared |= _compared(question.intent, one, grown(other.quotable))
    return [dispute for dispute in compared.values() if dispute]


def _asks_for_a_fact(intent: Intent) -> bool:
    return intent.of_making or any(want in _KINDS for want in intent.wants)


def _on_one_matter(
    question: Question, one: Quotable, other: Scored, overlaps: dict[tuple[str, int], float], *, library: Snapshot
) -> bool:
    """Whether a text and what is told of it are compared, or two tales of one event; of what is named, if any is."""
    kinds = [quotable.hit.document.kind for quotable in (one, other.quotable)]
    if not any(kind in TELLING for kind in kinds):
        return False
    mine, theirs = (
        set(mentions(quotable.hit, words=quotable.words, library=library)) for quotable in (one, other.quotable)
    )
    if question.documents and not (mine & theirs & set(question.documents)):
        return False
    if any(kind not in TELLING for kind in kinds):
        return bool(mine & theirs)
    shared = min(overlaps.get((one.hit.passage.id, one.start), 0.0), other.overlap)
    return "note" not in kinds and shared >= _SAME_MATTER


def _compared(intent: Intent, one: Quotable, other: Quotable) -> dict[frozenset[str], Dispute | None]:
    """What the two sources differ in, None for nothing; {} where they have no facts of one kind to compare."""
    first, second = sorted((one, other), key=lambda quotable: KINDS.index(quotable.hit.document.kind))
    pairs = list(_pairs(intent, first.words, second.words))
    if not pairs or not _of_one_event(intent, first.words, second.words):
        return {}
    differ = [(mine, theirs) for mine, theirs in pairs if not any(_same(a, b) for a in mine for b in theirs)]
    dispute = (
        _dispute(first, second, differ)
        if differ and not (len(differ) == 1 and differ[0][0][0].kind == "body")
        else None
    )
    return {frozenset((one.hit.document.id, other.hit.document.id)): dispute}


def _dispute(first: Quotable, second: Quotable, differ: Sequence[Pair]) -> Dispute:
    about = " and the ".join(dict.fromkeys("time" if _days(mine[0]) else mine[0].kind for mine, _ in differ))
    mine, theirs = (tuple(fact for pair in differ for fact in pair[side]) for side in (0, 1))
    return Dispute(f"the {about}", ((first, mine), (second, theirs)))


def _of_one_event(intent: Intent, one: str, other: str) -> bool:
    """Whether both tell of an event that the question asks about, if it does, and not each of one of its own."""
    if intent.of_making:
        return tells_of_making(one) and tells_of_making(other)
    asked, mine, theirs = intent.events, events(one), events(other)
    apart = mine - {IN_FORCE} and theirs - {IN_FORCE} and not (mine & theirs) - {IN_FORCE}
    return not apart and (not asked or bool(asked & mine & theirs))


def _pairs(intent: Intent, one: str, other: str) -> Iterator[Pair]:
    """For each kind of fact that is asked for, those of both sides that can be compared, if both have some."""
    asks, mine, theirs = intent.wants, facts(one), facts(other)
    kinds = [kind for want in asks for kind in _KINDS.get(want, ())] + (["date", "body"] if intent.of_making else [])
    for kind in dict.fromkeys(kinds):
        ours, others = (of_kind(_in_time(found, asks), kind) for found in (mine, theirs))
        ours = tuple(fact for fact in ours if any(_may_stand_for(fact, each) for each in others))
        others = tuple(fact for fact in others if any(_may_stand_for(fact, each) for each in ours))
        if ours:
            yield ours, others


def _in_time(found: Sequence[Fact], asks: frozenset[Wanted]) -> list[Fact]:
    """Of the numbers those that are spans of time, where one is asked for, else those that are not."""
    return [fact for fact in found if fact.kind != "number" or bool(_days(fact)) == ("duration" in asks)]


def _may_stand_for(one: Fact, other: Fact) -> bool:
    """Whether both are values of one thing; a number that counts nothing named is not."""
    if one.kind == other.kind == "number":
        return bool(_days(one) and _days(other)) or (" " in one.value and comparable(one, other))
    return comparable(one, other)


def _same(one: Fact, other: Fact) -> bool:
    return _days(one) == _days(other) if _days(one) else same(one, other)


def _days(fact: Fact) -> float:
    """About how many days a span of time has; 0.0 for any other fact."""
    figure, _, unit = fact.value.partition(" ")
    return float(figure) * _LENGTHS[unit] if fact.kind == "number" and unit in _LENGTHS else 0.0


def _said(quotable: Quotable, found: Sequence[Fact]) -> str:
    """The facts in the source's own words, in its order; a number with what it counts, a body without its officers."""
    words = (
        quotable.words[fact.start : _end(quotable.words, fact)] for fact in sorted(found, key=lambda one: one.start)
    )
    said = list(dict.fromkeys(" ".join(each.split()) for each in words))
    return ", ".join(each for each in said if not any(other in each and other != each for other in said))


def _end(text: str, fact: Fact) -> int:
    counted = fact.value.partition(" ")[2] if fact.kind == "number" else ""
    word = re.compile(rf"[^.;,]{{0,20}}?\b{re.escape(counted[:3])}\w*", re.IGNORECASE)
    match = word.match(text, fact.end) if counted else None
    return match.end() if match else fact.end
