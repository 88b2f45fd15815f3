"""Answers made of the sources' own sentences; no model. Selects, puts in order of authority, names who speaks."""

from collections.abc import Sequence

from assistant.asking import asks_for_many
from assistant.citations import Draft, shown
from assistant.naming import speaker
from assistant.relevance import Scored
from assistant.terms import terms
from assistant.units import Unit, grown, named_point, whole
from corpus.catalogue import named_in
from corpus.models import KINDS
from index.models import Hit
from index.references import references
from index.search import EXACT

# Quotes in a plain answer, and in one that several instruments should give.
FEW, MANY = 3, 6
# How near to the best score a further quote must come: from the same source, from another, from one of many.
_SAME_SOURCE, _OTHER_SOURCE, _ONE_OF_MANY = 0.93, 0.86, 0.72
# Sentences that share this much of their words say the same thing.
_SAME_WORDS = 0.6


def quoted(question: str, *, hits: Sequence[Hit], ranked: Sequence[Scored]) -> list[Draft]:
    """The answer as drafts, one for each quoted stretch, sources of more authority first; empty if there is none.

    A question that names a provision is answered with that provision, whole.
    """
    points = named_points(question)
    exact = [named_point(whole(hit), points=points) for hit in hits if EXACT in hit.why]
    chosen = exact[:MANY] or chosen_units(question, ranked=ranked)
    return [draft(unit) for unit in sorted(chosen, key=lambda unit: KINDS.index(unit.hit.document.kind))]


def draft(unit: Unit) -> Draft:
    """The stretch as a statement: who says it, and the words in quotation marks."""
    said = " ".join(f"“{shown(quote.text)}”" for quote in unit.quotes)
    name = speaker(unit.quotes[-1])
    return Draft(f"{name[:1].upper()}{name[1:]} says: {said}", unit.quotes, "verbatim")


def named_points(question: str) -> tuple[str, ...]:
    """The points of the provision that the question names, outermost first: ("2", "c") for "ECPT 8(2)(c)"."""
    names = [(start, end) for _, start, end in named_in(question)]
    return max((found.locator.points for found in references(question, names=names)), key=len, default=())


def chosen_units(question: str, *, ranked: Sequence[Scored]) -> list[Unit]:
    """The best stretch, and those that come near it without repeating it."""
    most = MANY if asks_for_many(question) else FEW
    chosen: list[Unit] = []
    for result in ranked:
        unit = grown(result.unit)
        near = result.score >= ranked[0].score * _bar(unit, chosen, many=most == MANY)
        if near and not any(_same(unit, other) for other in chosen):
            chosen.append(unit)
        if len(chosen) == most:
            break
    return chosen


def _bar(unit: Unit, chosen: Sequence[Unit], *, many: bool) -> float:
    if any(other.hit.document.id == unit.hit.document.id for other in chosen):
        return _SAME_SOURCE
    return _ONE_OF_MANY if many else _OTHER_SOURCE


def _same(one: Unit, other: Unit) -> bool:
    """Whether the stretches overlap, or say the same in the same source, or are word for word the same."""
    if one.hit.document.id != other.hit.document.id:
        return one.words == other.words
    if one.start < other.end and other.start < one.end:
        return True
    mine, theirs = set(terms(one.words)), set(terms(other.words))
    return bool(mine) and len(mine & theirs) / len(mine | theirs) >= _SAME_WORDS
