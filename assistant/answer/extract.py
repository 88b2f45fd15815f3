"""Answers made of the sources' own sentences; no model. Selects, puts in order of authority, names who speaks."""

from collections.abc import Sequence

from assistant.answer.conflicts import Dispute
from assistant.models import Finding
from assistant.question.intent import tells_of_making
from assistant.question.question import Question
from assistant.retrieve.attribution import source_name
from assistant.retrieve.citations import Draft, Quote, shown
from assistant.retrieve.quotable import Quotable, grown, joined, named_point, whole
from assistant.retrieve.rerank import Scored
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


def selected(question: Question, *, hits: Sequence[Hit], ranked: Sequence[Scored]) -> list[Quotable]:
    """The quotables that answer; none where nothing does.

    A question that only asks to see a provision is answered with that provision, whole.
    """
    return _provisions(question, hits) or chosen_quotables(question, ranked=ranked)


def quoted(quotables: Sequence[Quotable]) -> list[Draft]:
    """The quotables as drafts, one for each, sources of more authority first."""
    return [draft(quotable) for quotable in sorted(quotables, key=_authority)]


def with_both_sides(quotables: Sequence[Quotable], *, disputes: Sequence[Dispute]) -> list[Quotable]:
    """The quotables and those that say otherwise."""
    chosen = list(quotables)
    for quotable, _ in (side for dispute in disputes for side in dispute.sides):
        chosen += [] if any(_same(quotable, other) for other in chosen) else [quotable]
    return chosen


def _provisions(question: Question, hits: Sequence[Hit]) -> list[Quotable]:
    if not question.intent.lookup:
        return []
    return [named_point(whole(hit), points=question.points) for hit in hits if hit.why.exact][:MANY]


def correction(finding: Finding) -> Draft:
    """A claim that the sources contradict, as a statement: what is not so, why, and the source's words."""
    quotes = tuple(Quote(each.hit, each.start, each.end) for each in finding.citations)
    said = " ".join(f"“{shown(quote.text)}”" for quote in quotes)
    name = source_name(quotes[-1])
    denied = f"It is not so that “{finding.text.rstrip('.')}”."
    return Draft(f"{denied} {name[:1].upper()}{name[1:]} says: {said}", quotes, "verbatim", "correction")


def draft(quotable: Quotable) -> Draft:
    """The quotable as a statement: who says it, and the words in quotation marks."""
    said = " ".join(f"“{shown(quote.text)}”" for quote in quotable.quotes)
    name = source_name(quotable.quotes[-1])
    verb = "say" if name.startswith("The closing words") else "says"
    return Draft(f"{name[:1].upper()}{name[1:]} {verb}: {said}", quotable.quotes, "verbatim")


def _authority(quotable: Quotable) -> int:
    return KINDS.index(quotable.hit.document.kind)


def chosen_quotables(question: Question, *, ranked: Sequence[Scored]) -> list[Quotable]:
    """The best quotable, and those that come near it without repeating it; of each named document at least one."""
    chosen: list[Quotable] = []
    better = _better_elsewhere(question, ranked)
    for result in [*_best_of_each(question, ranked), *ranked]:
        quotable = grown(result.quotable)
        near = result.score >= ranked[0].score * _bar(result, chosen, question) or result is better
        if near and not any(_same(quotable, other) for other in chosen):
            chosen = _with(quotable, chosen)
        if len(chosen) == (MANY if question.intent.many else FEW):
            break
    return chosen


def _with(quotable: Quotable, chosen: Sequence[Quotable]) -> list[Quotable]:
    """The chosen ones and the quotable, which becomes one with a neighbour: what stands together is quoted together."""
    for at, other in enumerate(chosen):
        if both := joined(quotable, other):
            return [*chosen[:at], both, *chosen[at + 1 :]]
    return [*chosen, quotable]


def _best_of_each(question: Question, ranked: Sequence[Scored]) -> list[Scored]:
    if not question.intent.many:
        return []
    best: dict[str, Scored] = {}
    for result in ranked:
        best.setdefault(result.quotable.hit.document.id, result)
    return [result for document, result in best.items() if document in question.documents]


def _better_elsewhere(question: Question, ranked: Sequence[Scored]) -> Scored | None:
    """The quotable of a document that the question does not name, if it is clearly nearer than any of those named.

    People ask the wrong treaty: what they look for is then said by another, and they should see both.
    """
    named = [result.meaning for result in ranked if result.quotable.hit.document.id in question.documents]
    others = [result for result in ranked if result.quotable.hit.document.id not in question.documents]
    best = max(others, key=lambda result: result.meaning, default=None)
    return best if named and best and best.meaning > max(named) + _CLEARLY else None


def _bar(result: Scored, chosen: Sequence[Quotable], question: Question) -> float:
    quotable, document = result.quotable, result.quotable.hit.document
    if any(other.hit.document.id == document.id for other in chosen):
        return _SAME_SOURCE
    if question.intent.many:
        return _NAMED_ONE if document.id in question.documents else _ONE_OF_MANY
    if document.kind in ("article", "report") and question.intent.of_making and tells_of_making(quotable.words):
        return _ONE_OF_MANY
    if question.documents and document.kind in _OTHERS and document.id not in question.documents:
        return _NEVER
    return _AHEAD if any(_authority(quotable) < _authority(other) for other in chosen) else _OTHER_SOURCE


def _same(one: Quotable, other: Quotable) -> bool:
    """Whether the quotables overlap, or say the same in the same source, or are word for word the same."""
    if one.hit.document.id != other.hit.document.id:
        return one.words == other.words
    if one.span.overlaps(other.span):
        return True
    mine, theirs = set(terms(one.words)), set(terms(other.words))
    return bool(mine) and len(mine & theirs) / len(mine | theirs) >= _SAME_WORDS
