"""Answers made of the sources' own sentences; no model. Selects, puts in order of authority, names who speaks."""

from collections.abc import Sequence

from assistant.answer.conflicts import Dispute
from assistant.models import Finding
from assistant.question.intent import asks_of_making, tells_of_making
from assistant.question.subject import Subject
from assistant.retrieve.attribution import speaker
from assistant.retrieve.citations import Draft, Quote, shown
from assistant.retrieve.quotable import Unit, grown, joined, named_point, whole
from assistant.retrieve.rerank import Scored
from corpus.instruments.catalogue import named_in
from corpus.instruments.references import references
from corpus.models import KINDS
from corpus.text.terms import terms
from index.models import Hit

# Quotes in a plain answer, and in one that several instruments should give.
FEW, MANY = 3, 6
# How near to the best score a further quote must come: from the same source, from another, from one of many where
# several should answer, and from one of them that the question names.
_SAME_SOURCE, _OTHER_SOURCE, _ONE_OF_MANY, _NAMED_ONE = 0.93, 0.86, 0.72, 0.4
# Another treaty, or note, than those that the question names does not answer it, unless it is clearly nearer.
_OTHERS, _NEVER = ("treaty", "declaration", "note"), 2.0
# How much nearer in meaning than anything in the document named another one must be to be quoted as well.
_CLEARLY = 0.08
# How near a source of more authority must come, since it will be quoted before the best one.
_AHEAD = 0.93
# Sentences that share this much of their words say the same thing.
_SAME_WORDS = 0.6


def selected(subject: Subject, *, hits: Sequence[Hit], ranked: Sequence[Scored]) -> list[Unit]:
    """The stretches that answer; none where nothing does.

    A question that only asks to see a provision is answered with that provision, whole.
    """
    return _provisions(subject, hits) or chosen_units(subject, ranked=ranked)


def quoted(stretches: Sequence[Unit]) -> list[Draft]:
    """The stretches as drafts, one for each, sources of more authority first."""
    return [draft(unit) for unit in sorted(stretches, key=_authority)]


def with_both_sides(stretches: Sequence[Unit], *, disputes: Sequence[Dispute]) -> list[Unit]:
    """The stretches and those that say otherwise."""
    chosen = list(stretches)
    for unit, _ in (side for dispute in disputes for side in dispute.sides):
        chosen += [] if any(_same(unit, other) for other in chosen) else [unit]
    return chosen


def _provisions(subject: Subject, hits: Sequence[Hit]) -> list[Unit]:
    if not subject.lookup:
        return []
    points = named_points(subject.question)
    return [named_point(whole(hit), points=points) for hit in hits if hit.why.exact][:MANY]


def correction(finding: Finding) -> Draft:
    """A claim that the sources contradict, as a statement: what is not so, why, and the source's words."""
    quotes = tuple(Quote(each.hit, each.start, each.end) for each in finding.citations)
    said = " ".join(f"“{shown(quote.text)}”" for quote in quotes)
    name = speaker(quotes[-1])
    denied = f"It is not so that “{finding.text.rstrip('.')}”."
    return Draft(f"{denied} {name[:1].upper()}{name[1:]} says: {said}", quotes, "verbatim", "correction")


def draft(unit: Unit) -> Draft:
    """The stretch as a statement: who says it, and the words in quotation marks."""
    said = " ".join(f"“{shown(quote.text)}”" for quote in unit.quotes)
    name = speaker(unit.quotes[-1])
    verb = "say" if name.startswith("The closing words") else "says"
    return Draft(f"{name[:1].upper()}{name[1:]} {verb}: {said}", unit.quotes, "verbatim")


def _authority(unit: Unit) -> int:
    return KINDS.index(unit.hit.document.kind)


def named_points(question: str) -> tuple[str, ...]:
    """The points of the provision that the question names, outermost first: ("2", "c") for "ECPT 8(2)(c)"."""
    names = [(start, end) for _, start, end in named_in(question)]
    return max((found.locator.points for found in references(question, names=names)), key=len, default=())


def chosen_units(subject: Subject, *, ranked: Sequence[Scored]) -> list[Unit]:
    """The best stretch, and those that come near it without repeating it; of each named document at least one."""
    chosen: list[Unit] = []
    better = _better_elsewhere(subject, ranked)
    for result in [*_best_of_each(subject, ranked), *ranked]:
        unit = grown(result.unit)
        near = result.score >= ranked[0].score * _bar(result, chosen, subject) or result is better
        if near and not any(_same(unit, other) for other in chosen):
            chosen = _with(unit, chosen)
        if len(chosen) == (MANY if subject.many else FEW):
            break
    return chosen


def _with(unit: Unit, chosen: Sequence[Unit]) -> list[Unit]:
    """The chosen ones and the unit, which becomes one with a neighbour: what stands together is quoted together."""
    for at, other in enumerate(chosen):
        if both := joined(unit, other):
            return [*chosen[:at], both, *chosen[at + 1 :]]
    return [*chosen, unit]


def _best_of_each(subject: Subject, ranked: Sequence[Scored]) -> list[Scored]:
    if not subject.many:
        return []
    best: dict[str, Scored] = {}
    for result in ranked:
        best.setdefault(result.unit.hit.document.id, result)
    return [result for document, result in best.items() if document in subject.documents]


def _better_elsewhere(subject: Subject, ranked: Sequence[Scored]) -> Scored | None:
    """The stretch of a document that the question does not name, if it is clearly nearer than any of those named.

    People ask the wrong treaty: what they look for is then said by another, and they should see both.
    """
    named = [result.meaning for result in ranked if result.unit.hit.document.id in subject.documents]
    others = [result for result in ranked if result.unit.hit.document.id not in subject.documents]
    best = max(others, key=lambda result: result.meaning, default=None)
    return best if named and best and best.meaning > max(named) + _CLEARLY else None


def _bar(result: Scored, chosen: Sequence[Unit], subject: Subject) -> float:
    unit, document = result.unit, result.unit.hit.document
    if any(other.hit.document.id == document.id for other in chosen):
        return _SAME_SOURCE
    if subject.many:
        return _NAMED_ONE if document.id in subject.documents else _ONE_OF_MANY
    if document.kind in ("article", "report") and asks_of_making(subject.question) and tells_of_making(unit.words):
        return _ONE_OF_MANY
    if subject.documents and document.kind in _OTHERS and document.id not in subject.documents:
        return _NEVER
    return _AHEAD if any(_authority(unit) < _authority(other) for other in chosen) else _OTHER_SOURCE


def _same(one: Unit, other: Unit) -> bool:
    """Whether the stretches overlap, or say the same in the same source, or are word for word the same."""
    if one.hit.document.id != other.hit.document.id:
        return one.words == other.words
    if one.start < other.end and other.start < one.end:
        return True
    mine, theirs = set(terms(one.words)), set(terms(other.words))
    return bool(mine) and len(mine & theirs) / len(mine | theirs) >= _SAME_WORDS
