"""A query -> the passages that answer it, best first: by its words, by its meaning, and by the provision it names."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from index.fusion import fused, ranked, spread
from index.library import Library
from index.lookup import ALL, Place, passages_of, places_of
from index.models import Filters, Hit
from index.naming import names_in
from index.resolve import resolve

EXACT, WORDS, MEANING = "exact reference", "words", "meaning"

# How many passages each side proposes; below 100 the two overlap too little, above it nothing is gained.
DEPTH = 100
# The part of meaning in the score, measured on the evaluation and training questions.
SHARE = 0.5
# What being in an instrument that the query names adds.
NAMED = 0.3
# Passages of one article among the first hits, so that questions about several treaties see several.
PER_ARTICLE = 2


def search(query: str, *, k: int = 10, filters: Filters = ALL, library: Library) -> list[Hit]:
    """The `k` best passages for `query` within `filters`, fewer where there are fewer; [] for an empty query.

    A provision that the query names comes first. Raises UnknownDocument or UnusableRequest for filters that cannot
    be understood.
    """
    if not query.strip():
        return []
    if filters.document:
        filters = replace(filters, document=library.document(filters.document).id)
    exact = [passage.id for passage in resolve(query, library=library)]
    words = library.words(query, k=DEPTH, filters=filters)
    meaning = library.nearest(library.encoder.encode([query])[0], k=DEPTH, filters=filters)
    scores = fused(words, meaning, share=SHARE)
    places = places_of([*scores, *exact], record=library.record, filters=filters)
    scores = _preferring_named(scores, places, query, library=library)
    order = _order([one for one in exact if one in places], scores, places)
    why = {EXACT: set(exact), WORDS: {one for one, _ in words}, MEANING: {one for one, _ in meaning}}
    return _hits(order[:k], scores, why, library=library)


def _preferring_named(
    scores: Mapping[str, float], places: Mapping[str, Place], query: str, *, library: Library
) -> dict[str, float]:
    named = {document for name in names_in(query, library=library) for document in name.documents}
    return {one: score + NAMED * (places[one].document_id in named) for one, score in scores.items() if one in places}


def _order(exact: Sequence[str], scores: Mapping[str, float], places: Mapping[str, Place]) -> list[str]:
    def article(one: str) -> object:
        place = places[one]
        return (place.document_id, place.article or one)

    rest = [one for one in ranked(scores) if one not in set(exact)]
    return [*exact, *spread(rest, group=article, most=PER_ARTICLE)]


def _hits(
    order: Sequence[str], scores: Mapping[str, float], why: Mapping[str, set[str]], *, library: Library
) -> list[Hit]:
    passages = passages_of(order, record=library.record)
    hits: list[Hit] = []
    for one in order:
        score = scores.get(one, 0.0) + (one in why[EXACT])
        lowest = min(score, hits[-1].score) if hits else score
        reasons = tuple(reason for reason, found in why.items() if one in found)
        hits.append(Hit(passages[one], library.document(passages[one].document_id), lowest, reasons))
    return hits
