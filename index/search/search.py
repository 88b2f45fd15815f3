"""Search a library by words, by meaning, and by the provisions that the query names."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from index.library import Library
from index.models import ALL, Filters, Hit, Query, Why
from index.search.fusion import fused, limited, ranked, rescaled, with_groups, with_support
from index.search.provisions import provisions
from index.search.query import notes_beside_texts
from index.snapshot import Snapshot

# How many passages each ranking contributes: with 100 the two overlap too little, more than 200 gain nothing.
DEPTH = 200
# The word overlap of the best passage (`Snapshot.word_overlap`): about 0.1 for queries in other words than the texts,
# 0.25 and more for queries in words of the texts. The weight of meaning changes linearly between these two.
LOW_OVERLAP, HIGH_OVERLAP = 0.12, 0.22
# How many first hits have one passage of each article only; and how many passages of an article come before the others.
FIRST_HITS, PER_ARTICLE = 5, 2
# Each instrument that the query names has a hit among the first so many.
NAMED_WITHIN = 8


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of a search; 0 leaves a part out. `tests/bench/ablation.py` measures the contribution of each."""

    # The share of meaning in the score for queries in other words than the texts, and in words of the texts.
    in_other_words: float = 0.85
    in_its_words: float = 0.4
    # Times the scores of the other passages of its article, added to that of a passage.
    support: float = 0.04
    # Added in an instrument that the query names: a preference only, since the answer may be elsewhere.
    named: float = 0.3
    # Added in the instrument that established a body that the query names.
    body: float = 0.15
    # Subtracted from a note if the library holds the text that it is about.
    note: float = 0.25
    # Added to a provision that the query names: more than all other weights.
    exact: float = 1.0


WEIGHTS = Weights()

Vector = NDArray[np.float32]
# A query is encoded while its words are looked up: the encoder releases the interpreter lock.
_ENCODING = ThreadPoolExecutor(4, "encoding")


@dataclass(frozen=True, slots=True)
class _Candidates:
    """The passages that may become hits, by key, with their scores and places.

    `exact` are the keys of the provisions that the query names, in order. `articles` groups passages by article; a
    passage without one is a group of its own.
    """

    exact: list[int]
    words: Mapping[int, float]
    meaning: Mapping[int, float]
    documents: Mapping[int, str]
    articles: Mapping[int, object]
    scores: Mapping[int, float]


def search(
    query: Query, *, k: int = 10, filters: Filters = ALL, library: Library | Snapshot, weights: Weights = WEIGHTS
) -> list[Hit]:
    """The `k` best hits for a query among the passages that meet the filters, or fewer; [] for an empty query.

    Provisions that the query names come first. Raises UnknownDocument or UnusableRequest for invalid filters.
    """
    library = library.at()
    if not query.text.strip() or k < 1:
        return []
    vector = _ENCODING.submit(_encoded, query.text, library=library)
    found = _candidates(query, vector, filters, library=library, weights=weights)
    return _hits(_order(query, found, k=k), query, found, library=library)


def _encoded(text: str, *, library: Snapshot) -> Vector:
    (vector,) = library.encoder.encode([text])
    return np.asarray(vector)


def _candidates(
    query: Query, vector: Future[Vector], filters: Filters, *, library: Snapshot, weights: Weights
) -> _Candidates:
    words = library.words(query.text, k=DEPTH, filters=filters)
    overlap = library.word_overlap(query.text, found=words, filters=filters)
    exact = _named(query, filters, library=library) if weights.exact else []
    meaning = library.nearest(vector.result(), k=DEPTH, filters=filters)
    scores = fused(words, meaning, share=_share_of_meaning(overlap, weights))
    places = library.places([*scores, *exact])
    plain = _Candidates(
        exact,
        dict(words),
        dict(meaning),
        {key: place.document_id for key, place in places.items()},
        {key: (place.document_id, place.article or key) for key, place in places.items()},
        {key: scores.get(key, 0.0) for key in places},
    )
    return replace(plain, scores=_weighted(query, plain, notes_beside_texts(library=library), weights))


def _share_of_meaning(overlap: float, weights: Weights) -> float:
    """The share of meaning in the score: less, the more of the query's words some passage has.

    Laypeople ask in words of their own, and passages that have some of them are seldom the answer; lawyers ask in the
    words of the text.
    """
    near_the_text = rescaled(overlap, low=LOW_OVERLAP, high=HIGH_OVERLAP)
    return weights.in_other_words + (weights.in_its_words - weights.in_other_words) * near_the_text


def _named(query: Query, filters: Filters, *, library: Snapshot) -> list[int]:
    """The keys of the provisions that the query names and that meet the filters."""
    keys = library.keys_of([passage.id for passage in provisions(query, read=library.passages)])
    return [key for key in keys if library.allows(key, filters=filters)]


def _weighted(query: Query, found: _Candidates, beside: frozenset[str], weights: Weights) -> dict[int, float]:
    """The scores with all weights applied; `beside` are the ids of notes whose text the library holds."""
    named = {document for name in query.names for document in (name.documents or name.notes)}
    hinted = set(query.bodies) - named
    scores = with_support(found.scores, group=found.articles.__getitem__, share=weights.support)
    exact = set(found.exact)
    return {
        key: score
        + weights.exact * (key in exact)
        + weights.named * (found.documents[key] in named)
        + weights.body * (found.documents[key] in hinted)
        - weights.note * (found.documents[key] in beside)
        for key, score in scores.items()
    }


def _order(query: Query, found: _Candidates, *, k: int) -> list[int]:
    """The keys of the `k` hits in order: provisions named first, then the others without too many of one article."""
    exact = set(found.exact)
    rest = [key for key in ranked(found.scores) if key not in exact]
    if query.only_text:
        return [*found.exact, *_limited(rest, found)][:k]
    first = sorted(found.exact, key=lambda key: -found.scores[key])
    order = _limited([*first, *rest], found)
    named = dict.fromkeys(document for name in query.names for document in name.documents)
    return with_groups(order, group=found.documents.__getitem__, wanted=[*named], within=NAMED_WITHIN)[:k]


def _limited(order: Sequence[int], found: _Candidates) -> list[int]:
    """The order after limiting the passages of one article: one among the first hits, then two before any third."""
    front = limited(order, group=found.articles.__getitem__, most=1)[:FIRST_HITS]
    behind = limited(order, group=found.articles.__getitem__, most=PER_ARTICLE)
    seen = set(front)
    return [*front, *(key for key in behind if key not in seen)]


def _hits(order: Sequence[int], query: Query, found: _Candidates, *, library: Snapshot) -> list[Hit]:
    """The hits in that order; a score is never higher than the one before."""
    passages = library.passages_of(order)
    documents = library.documents_of({passage.document_id for passage in passages.values()})
    matched = library.matched(query.text, keys=[key for key in order if key in found.words])
    hits: list[Hit] = []
    for key in order:
        passage = passages[key]
        why = Why(key in found.exact, matched.get(key, ()), found.meaning.get(key))
        score = min(found.scores[key], hits[-1].score) if hits else found.scores[key]
        hits.append(Hit(passage, documents[passage.document_id], score, why))
    return hits
