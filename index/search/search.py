"""A query -> the passages that answer it, best first: by its words, by its meaning, and by the provision it names."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from index.library import Library
from index.models import ALL, Filters, Hit, Query, Why
from index.search.fusion import between, fused, ranked, represented, spread, supported
from index.search.provisions import provisions
from index.search.query import notes_beside_texts
from index.snapshot import Snapshot

# How many passages each side proposes: with 100 the two overlap too little, beyond 200 nothing is gained.
DEPTH = 200
# Of the score of a passage that is made of a query's words, what the best passage has: a tenth where the query is in
# other words than the texts, a quarter and more where it is in theirs.
OTHER_WORDS, ITS_WORDS = 0.12, 0.22
# Passages of one article: one among the first hits, so that several articles are seen; then two before any third.
FRONT, PER_ARTICLE = 5, 2
# Instruments named stand among this many first hits.
FIRST = 8


@dataclass(frozen=True, slots=True)
class Weights:
    """What each stage of a search counts for; 0 leaves it out. `tests/bench` measures what each one brings."""

    # The part of meaning in the score where no passage has the words asked, and where one has (`_share_of_meaning`).
    in_other_words: float = 0.85
    in_its_words: float = 0.4
    # What the other passages of an article add to each of them.
    support: float = 0.04
    # What being in an instrument that the query names adds: a preference, since the answer may stand elsewhere.
    named: float = 0.3
    # What being in the instrument that set up a body named adds.
    body: float = 0.15
    # What a note loses where the library holds the text it is about.
    note: float = 0.25
    # What being a provision that the query names adds: more than all else.
    exact: float = 1.0


WEIGHTS = Weights()

Vector = NDArray[np.float32]
# Queries are encoded beside what is done with their words; the encoder lets other threads run.
_BESIDE = ThreadPoolExecutor(4, "encoding")


@dataclass(frozen=True, slots=True)
class _Candidates:
    """Keys of passages found and where they stand; `exact` are those of the provisions named, in their order.

    `articles` says what counts as one article: a passage without article or other place stands alone.
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
    """The `k` best passages for `query` within `filters`, fewer where there are fewer; [] for an empty query.

    A provision that the query names comes first. Raises UnknownDocument or UnusableRequest for filters that cannot
    be understood.
    """
    library = library.at()
    if not query.text.strip() or k < 1:
        return []
    vector = _BESIDE.submit(_encoded, query.text, library=library)
    found = _candidates(query, vector, filters, library=library, weights=weights)
    return _hits(_order(query, found, k=k), query, found, library=library)


def _encoded(text: str, *, library: Snapshot) -> Vector:
    (vector,) = library.encoder.encode([text])
    return np.asarray(vector)


def _candidates(
    query: Query, vector: Future[Vector], filters: Filters, *, library: Snapshot, weights: Weights
) -> _Candidates:
    words = library.words(query.text, k=DEPTH, filters=filters)
    had = library.share_had(query.text, found=words, filters=filters)
    exact = _named(query, filters, library=library) if weights.exact else []
    meaning = library.nearest(vector.result(), k=DEPTH, filters=filters)
    scores = fused(words, meaning, share=_share_of_meaning(had, weights))
    places = library.places([*scores, *exact])
    plain = _Candidates(
        exact,
        dict(words),
        dict(meaning),
        {key: place.document_id for key, place in places.items()},
        {key: (place.document_id, place.article or key) for key, place in places.items()},
        {key: scores.get(key, 0.0) for key in places},
    )
    return replace(plain, scores=_weighed(query, plain, notes_beside_texts(library=library), weights))


def _share_of_meaning(had: float, weights: Weights) -> float:
    """The part of meaning in the score: less, the more of the query's words some passage has.

    Laypeople ask in words of their own, and what has some of those is seldom the answer; lawyers ask in the text's.
    """
    near_the_text = between(had, low=OTHER_WORDS, high=ITS_WORDS)
    return weights.in_other_words + (weights.in_its_words - weights.in_other_words) * near_the_text


def _named(query: Query, filters: Filters, *, library: Snapshot) -> list[int]:
    """Keys of the provisions that the query names, as far as the filters allow them."""
    keys = library.keys_of([passage.id for passage in provisions(query, read=library.passages)])
    return [key for key in keys if library.allows(key, filters=filters)]


def _weighed(query: Query, found: _Candidates, beside: frozenset[str], weights: Weights) -> dict[int, float]:
    """Scores with the support of the article, the preference for what is named, and notes behind the texts."""
    named = {document for name in query.names for document in (name.documents or name.notes)}
    hinted = set(query.bodies) - named
    scores = supported(found.scores, group=found.articles.__getitem__, share=weights.support)
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
    """The first `k`: provisions named, whole where only their text is asked for; then no article too often."""
    exact = set(found.exact)
    rest = [key for key in ranked(found.scores) if key not in exact]
    if query.only_text:
        return [*found.exact, *_spread(rest, found)][:k]
    first = sorted(found.exact, key=lambda key: -found.scores[key])
    order = _spread([*first, *rest], found)
    named = dict.fromkeys(document for name in query.names for document in name.documents)
    return represented(order, group=found.documents.__getitem__, wanted=[*named], within=FIRST)[:k]


def _spread(order: Sequence[int], found: _Candidates) -> list[int]:
    """The same order, one passage of an article among the first hits, and two before any third."""
    front = spread(order, group=found.articles.__getitem__, most=1)[:FRONT]
    behind = spread(order, group=found.articles.__getitem__, most=PER_ARTICLE)
    seen = set(front)
    return [*front, *(key for key in behind if key not in seen)]


def _hits(order: Sequence[int], query: Query, found: _Candidates, *, library: Snapshot) -> list[Hit]:
    """The passages in that order; a score never rises from one hit to the next."""
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
