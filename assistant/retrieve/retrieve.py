"""The hits from which a question is answered: those of a search, and passages that a search is likely to miss."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.question.question import Question
from assistant.retrieve.mentions import mentions
from corpus.models import Passage
from index.library import Library
from index.models import ALL, Filters, Hit, Why
from index.search.search import search
from index.snapshot import Snapshot

# Hits from the whole library, hits from each document named, the most documents named that are searched, and hits from
# the whole library if several instruments should answer.
FOUND, EACH, MOST, LISTED = 12, 5, 6, 24

# The first and last lines of an instrument say when, where and by whom it was made, in words that no question uses.
FRAME = "first and last lines"
_FRAMES = re.compile(r"closing|preamble|title")
# The scores of passages that the first search did not find, as shares of the best hit's score.
_FRAME_SCORE, _EACH_SCORE, _REPORTED_SCORE = 0.7, 0.9, 0.7
# How many of the first hits may lead from a press article to the treaties it is about, and to how many of them.
FIRST, FEW = 4, 2


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A question with the hits from which it is answered, and the library that they come from."""

    question: Question
    hits: tuple[Hit, ...]
    library: Snapshot


def retrieve(
    question: Question, *, library: Library | Snapshot, k: int | None = None, filters: Filters = ALL
) -> Retrieved:
    """The question with its hits, best first; no hits for an empty question.

    A hit's score is a share of the best one's, from 0 to 1. The documents that the question names are searched again
    for its subject alone; if it asks when, where or by whom an instrument was made, or states that, the first and last
    lines of the instrument are added. With `filters`, the hits of the search are returned without additions. `k` is the
    largest number of hits, None for as many as an answer is made from.
    """
    library = library.at()
    first = max(k or 0, LISTED if question.intent.many else FOUND)
    found = _scaled(search(question.query, k=first, filters=filters, library=library), 1.0)
    more = [] if filters != ALL else _added(question, found, library=library)
    return Retrieved(question, tuple([*found, *more][:k]), library)


def _added(question: Question, found: Sequence[Hit], *, library: Snapshot) -> list[Hit]:
    """Hits that a search of the whole library may miss."""
    reported = _reported_on(found, but=question.documents, library=library)
    more = [*_hits_in_named(question, library=library), *_frames(question, more=reported, library=library)]
    beside = dict.fromkeys([*reported, *_instruments_of_bodies(question, library=library)])
    more += [hit for document in beside for hit in _hits_in(document, question, best=_REPORTED_SCORE, library=library)]
    known = {hit.passage.id for hit in found}
    return [hit for hit in more if hit.passage.id not in known]


def _hits_in_named(question: Question, *, library: Snapshot) -> Iterator[Hit]:
    for document in question.documents[:MOST]:
        yield from _hits_in(document, question, best=_EACH_SCORE, library=library)


def _hits_in(document: str, question: Question, *, best: float, library: Snapshot) -> list[Hit]:
    return _scaled(search(question.about, k=EACH, filters=Filters(document=document), library=library), best)


def _reported_on(found: Sequence[Hit], *, but: Sequence[str], library: Snapshot) -> list[str]:
    """The ids of the documents on which the first hits report, so that these can be searched as well."""
    telling = [hit for hit in found[:FIRST] if hit.document.kind in ("article", "report")]
    reported = [one for hit in telling for one in mentions(hit, words=hit.passage.text, library=library)]
    return [one for one in dict.fromkeys(reported) if one not in but][:FEW]


def _instruments_of_bodies(question: Question, *, library: Snapshot) -> list[str]:
    """The ids of the instruments that set up the bodies named, if the question names no document."""
    held = {one.id for one in library.titles().each}
    return [] if question.documents else [one for one in question.query.bodies if one in held][:FEW]


def _frames(question: Question, *, more: Sequence[str], library: Snapshot) -> Iterator[Hit]:
    if not question.intent.on_making:
        return
    for document in [*question.documents[:MOST], *more]:
        for passage in library.passages(document):
            if _is_frame(passage):
                yield Hit(passage, library.document(document), _FRAME_SCORE, Why(added=FRAME))


def _is_frame(passage: Passage) -> bool:
    return not passage.locator.instrument and bool(_FRAMES.fullmatch(passage.locator.place))


def _scaled(hits: list[Hit], best: float) -> list[Hit]:
    """The hits, their scores scaled so that the first has `best`: scores of two searches cannot be compared."""
    top = max(hits[0].score, 1e-9) if hits else 1.0
    return [replace(hit, score=max(hit.score, 0.0) / top * best) for hit in hits]
