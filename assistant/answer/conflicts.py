"""Conflicts between sources: different values for the fact asked for, such as a date, a number or a duration."""

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
# The share of the best score that a quotable of another source must have to be compared.
_NEAR = 0.5

# The share of the question's words, by weight, that two press articles on one event must both have.
_SAME_MATTER = 0.6


Pair = tuple[tuple[Fact, ...], tuple[Fact, ...]]


@dataclass(frozen=True, slots=True)
class Dispute:
    """Quotables of two sources with the facts in which they differ, the source with more authority first."""

    about: str
    sides: tuple[tuple[Quotable, tuple[Fact, ...]], ...]

    @property
    def ranked(self) -> bool:
        """Whether the first source has more authority than the others."""
        first, *others = (KINDS.index(quotable.hit.document.kind) for quotable, _ in self.sides)
        return all(first < other for other in others)

    @property
    def quotes(self) -> tuple[tuple[Quote, str], ...]:
        """The quote of each side with its facts in the source's words."""
        return tuple((quotable.quotes[-1], _in_words(quotable, found)) for quotable, found in self.sides)


def disputes(
    question: Question, *, chosen: Sequence[Quotable], ranked: Sequence[Scored], library: Snapshot
) -> list[Dispute]:
    """The disputes between the quotables chosen and other sources on the fact asked for, one for two documents."""
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
    """Whether both are about one document or event: an instrument and a report on it, or two reports."""
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
    """The dispute of the two documents, None if they agree; {} if they have no comparable facts."""
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
    """Whether both report an event that the question asks about, if it does, and not two different ones."""
    if intent.of_making:
        return tells_of_making(one) and tells_of_making(other)
    asked, mine, theirs = intent.events, events(one), events(other)
    apart = mine - {IN_FORCE} and theirs - {IN_FORCE} and not (mine & theirs) - {IN_FORCE}
    return not apart and (not asked or bool(asked & mine & theirs))


def _pairs(intent: Intent, one: str, other: str) -> Iterator[Pair]:
    """For each kind of fact asked for, the comparable facts of both sides, if there are any."""
    asks, mine, theirs = intent.wants, facts(one), facts(other)
    kinds = [kind for want in asks for kind in _KINDS.get(want, ())] + (["date", "body"] if intent.of_making else [])
    for kind in dict.fromkeys(kinds):
        ours, others = (of_kind(_with_fitting_numbers(found, asks), kind) for found in (mine, theirs))
        ours = tuple(fact for fact in ours if any(_is_comparable(fact, each) for each in others))
        others = tuple(fact for fact in others if any(_is_comparable(fact, each) for each in ours))
        if ours:
            yield ours, others


def _with_fitting_numbers(found: Sequence[Fact], asks: frozenset[Wanted]) -> list[Fact]:
    """The facts, numbers only if they are durations, where a duration is asked for, or no durations elsewhere."""
    return [fact for fact in found if fact.kind != "number" or bool(_days(fact)) == ("duration" in asks)]


def _is_comparable(one: Fact, other: Fact) -> bool:
    """Whether both may be values of one thing; two numbers must have the same unit, or be durations."""
    if one.kind == other.kind == "number":
        return bool(_days(one) and _days(other)) or (" " in one.value and comparable(one, other))
    return comparable(one, other)


def _same(one: Fact, other: Fact) -> bool:
    return _days(one) == _days(other) if _days(one) else same(one, other)


def _days(fact: Fact) -> float:
    """The length of a duration in days, with months of 30 days; 0.0 for any other fact."""
    figure, _, unit = fact.value.partition(" ")
    return float(figure) * _LENGTHS[unit] if fact.kind == "number" and unit in _LENGTHS else 0.0


def _in_words(quotable: Quotable, found: Sequence[Fact]) -> str:
    """The facts in the source's words, in its order; numbers with their unit, without facts contained in others."""
    words = (
        quotable.words[fact.start : _end(quotable.words, fact)] for fact in sorted(found, key=lambda one: one.start)
    )
    texts = list(dict.fromkeys(" ".join(each.split()) for each in words))
    return ", ".join(each for each in texts if not any(other in each and other != each for other in texts))


def _end(text: str, fact: Fact) -> int:
    counted = fact.value.partition(" ")[2] if fact.kind == "number" else ""
    word = re.compile(rf"[^.;,]{{0,20}}?\b{re.escape(counted[:3])}\w*", re.IGNORECASE)
    match = word.match(text, fact.end) if counted else None
    return match.end() if match else fact.end
