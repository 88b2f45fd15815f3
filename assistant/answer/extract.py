"""Extractive answers: sentences of the sources, selected, ordered by authority and attributed. No chat model."""

from collections.abc import Sequence

from assistant.answer.conflicts import Dispute
from assistant.question.intent import tells_of_making
from assistant.question.question import Question
from assistant.retrieve.attribution import source_name
from assistant.retrieve.citations import Draft, shown
from assistant.retrieve.quotable import Quotable, grown, joined, named_point, whole
from assistant.retrieve.rerank import Scored
from corpus.models import KINDS
from corpus.text.terms import terms
from index.models import Hit

# The most quotes in an answer, and in one that several instruments should give.
FEW, MANY = 3, 6
# The share of the best score that a further quote must have: from a source already quoted, from another, and, if
# several instruments should answer, from one of these, or from one that the question names.
_SAME_SOURCE, _OTHER_SOURCE, _ONE_OF_MANY, _NAMED_ONE = 0.93, 0.86, 0.72, 0.4
# Kinds of document that are not quoted if the question names other documents, and the unreachable share for them.
_OTHERS, _NEVER = ("treaty", "declaration", "note"), 2.0
# How much higher its cosine must be than any in the documents named for such a document to be quoted after all.
_CLEARLY = 0.08
# The share for a source with more authority, since it will be quoted before the best one.
_AHEAD = 0.93
# Sentences of one source that share this part of their words say the same.
_SAME_WORDS = 0.6


def selected(question: Question, *, hits: Sequence[Hit], ranked: Sequence[Scored]) -> list[Quotable]:
    """The quotables that answer the question; empty if there are none.

    A question that only asks to see a provision is answered with the whole provision.
    """
    return _provisions(question, hits) or chosen_quotables(question, ranked=ranked)


def quoted(quotables: Sequence[Quotable]) -> list[Draft]:
    """The quotables as statements, one for each, sources with more authority first."""
    return [draft(quotable) for quotable in sorted(quotables, key=_authority)]


def with_both_sides(quotables: Sequence[Quotable], *, disputes: Sequence[Dispute]) -> list[Quotable]:
    """The quotables with those of both sides of each dispute."""
    chosen = list(quotables)
    for quotable, _ in (side for dispute in disputes for side in dispute.sides):
        chosen += [] if any(_same(quotable, other) for other in chosen) else [quotable]
    return chosen


def _provisions(question: Question, hits: Sequence[Hit]) -> list[Quotable]:
    if not question.intent.lookup:
        return []
    return [named_point(whole(hit), points=question.points) for hit in hits if hit.why.exact][:MANY]


def draft(quotable: Quotable) -> Draft:
    """The quotable as a statement: its source, and the words in quotation marks."""
    words = " ".join(f"“{shown(quote.text)}”" for quote in quotable.quotes)
    name = source_name(quotable.quotes[-1])
    verb = "say" if name.startswith("The closing words") else "says"
    return Draft(f"{name[:1].upper()}{name[1:]} {verb}: {words}", quotable.quotes, "verbatim")


def _authority(quotable: Quotable) -> int:
    return KINDS.index(quotable.hit.document.kind)


def chosen_quotables(question: Question, *, ranked: Sequence[Scored]) -> list[Quotable]:
    """The best quotable and further ones that do not repeat it; of each document named at least one, if many are."""
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
    """The chosen ones with the quotable, which is joined to an adjacent one if there is one."""
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
    """The best quotable of a document not named, if its cosine is clearly higher than those of the documents named.

    People sometimes name the wrong treaty; they should then see the right one as well.
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
