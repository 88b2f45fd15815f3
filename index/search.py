"""A query -> the passages that answer it, best first: by its words, by its meaning, and by the provision it names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from index.bodies import set_up_by
from index.fusion import fused, ranked, represented, spread, supported
from index.library import Library
from index.lookup import ALL, Place, passages_of, places_of
from index.models import Filters, Hit
from index.naming import notes_beside_texts
from index.question import question_vector
from index.resolve import Request, provisions, read_request

EXACT, WORDS, MEANING = "exact reference", "words", "meaning"

# How many passages each side proposes: with 100 the two overlap too little, beyond 200 nothing is gained.
DEPTH = 200
# The part of meaning in the score; 0.5 and 0.7 find fewer of the questions that the library was measured with.
SHARE = 0.65
# What the other passages of an article add to each of them.
SUPPORT = 0.04
# What being in an instrument that the query names adds: a preference, since the answer may stand elsewhere.
NAMED = 0.3
# What being in the instrument that set up a body named adds.
BODY = 0.15
# What a note loses where the library holds the text it is about.
NOTE = 0.25
# Passages of one article: one among the first hits, so that several articles are seen; then two before any third.
FRONT, PER_ARTICLE = 5, 2
# Instruments named stand among this many first hits.
FIRST = 8


@dataclass(frozen=True, slots=True)
class _Candidates:
    """Passages found and where they stand; `exact` are those of the provisions named, in their order."""

    exact: list[str]
    words: Mapping[str, float]
    meaning: Mapping[str, float]
    places: Mapping[str, Place]
    scores: Mapping[str, float]

    def article(self, one: str) -> object:
        """What counts as one article; a passage without article or other place stands alone."""
        place = self.places[one]
        return (place.document_id, place.article or one)

    def document(self, one: str) -> object:
        """The id of its document."""
        return self.places[one].document_id

    def why(self, one: str) -> tuple[str, ...]:
        """What brought it."""
        ways: tuple[tuple[str, Iterable[str]], ...] = (
            (EXACT, self.exact),
            (WORDS, self.words),
            (MEANING, self.meaning),
        )
        return tuple(name for name, found in ways if one in found)


def search(query: str, *, k: int = 10, filters: Filters = ALL, library: Library) -> list[Hit]:
    """The `k` best passages for `query` within `filters`, fewer where there are fewer; [] for an empty query.

    A provision that the query names comes first. Raises UnknownDocument or UnusableRequest for filters that cannot
    be understood.
    """
    if not query.strip() or k < 1:
        return []
    if filters.document:
        filters = replace(filters, document=library.document(filters.document).id)
    request = read_request(query, library=library)
    found = _candidates(request, filters, library=library)
    return _hits(_order(request, found)[:k], found, library=library)


def _candidates(request: Request, filters: Filters, *, library: Library) -> _Candidates:
    exact = [passage.id for passage in provisions(request, library=library)]
    vector = question_vector(request.query, encoder=library.encoder)
    words = library.words(request.query, k=DEPTH, filters=filters)
    meaning = library.nearest(vector, k=DEPTH, filters=filters)
    scores = fused(words, meaning, share=SHARE)
    places = places_of([*scores, *exact], record=library.record, filters=filters)
    inside = {one: scores.get(one, 0.0) for one in places}
    plain = _Candidates([one for one in exact if one in places], dict(words), dict(meaning), places, inside)
    return replace(plain, scores=_weighed(request, plain, beside=notes_beside_texts(library=library)))


def _weighed(request: Request, found: _Candidates, *, beside: frozenset[str]) -> dict[str, float]:
    """Scores with the support of the article, the preference for what is named, and notes behind the texts."""
    named = {document for name in request.names for document in (name.documents or name.notes)}
    hinted = set(set_up_by(request.query)) - named
    scores = supported(found.scores, group=found.article, share=SUPPORT)
    return {
        one: score
        + NAMED * (found.document(one) in named)
        + BODY * (found.document(one) in hinted)
        - NOTE * (found.document(one) in beside)
        for one, score in scores.items()
    }


def _order(request: Request, found: _Candidates) -> list[str]:
    """Provisions named first, whole where only their text is asked for; then the rest, no article too often."""
    exact = set(found.exact)
    rest = [one for one in ranked(found.scores) if one not in exact]
    if request.only_text:
        return [*found.exact, *_spread(rest, found)]
    first = sorted(found.exact, key=lambda one: -found.scores[one])
    order = _spread([*first, *rest], found)
    named = dict.fromkeys(document for name in request.names for document in name.documents)
    return represented(order, group=found.document, wanted=[*named], within=FIRST)


def _spread(order: Sequence[str], found: _Candidates) -> list[str]:
    front = spread(order, group=found.article, most=1)[:FRONT]
    behind = spread(order, group=found.article, most=PER_ARTICLE)
    return [*front, *(one for one in behind if one not in front)]


def _hits(order: Sequence[str], found: _Candidates, *, library: Library) -> list[Hit]:
    """The passages in that order; a score never rises from one hit to the next."""
    passages = passages_of(order, record=library.record)
    hits: list[Hit] = []
    for one in order:
        score = found.scores[one] + (one in found.exact)
        document = library.document(passages[one].document_id)
        hits.append(Hit(passages[one], document, min(score, hits[-1].score) if hits else score, found.why(one)))
    return hits
