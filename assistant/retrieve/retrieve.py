"""The passages that an answer is made from: those that search finds, and those that it should not miss."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.question.question import Question
from assistant.retrieve.mentions import mentions
from corpus.models import Passage
from index.library import Library
from index.models import Filters, Hit, Why
from index.search.search import search
from index.snapshot import Snapshot

# Passages: from the whole library, from each instrument named (of so many at most), and for a list of instruments.
FOUND, EACH, MOST, LISTED = 12, 5, 6, 24

# When, where and by whom an instrument was made stands in its first and last lines, in words that no question uses.
FRAME = "first and last lines"
_FRAMES = re.compile(r"closing|preamble|title")
# The rank given to what was not found by search, as a share of the best hit's.
_FRAME_SCORE, _EACH_SCORE, _TOLD_SCORE = 0.7, 0.9, 0.7
# Hits among which a press article is asked which treaty it tells of, and treaties that are looked up for it.
FIRST, FEW = 4, 2


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A question with the hits that it is answered from, and the library that they are from."""

    question: Question
    hits: tuple[Hit, ...]
    library: Snapshot


def retrieve(question: Question, *, library: Library | Snapshot) -> Retrieved:
    """The question with its hits, best first, scores as shares of the best one's; without any for an empty question.

    The instruments that it names are searched once more for its subject alone; where it asks when, where or by whom
    one was made, or says it, that instrument's first and last lines are added.
    """
    library = library.at()
    found = _in_shares(search(question.query, k=LISTED if question.intent.many else FOUND, library=library), 1.0)
    told = _told_of(found, but=question.documents, library=library)
    more = [*_from_each(question, library=library), *_frames(question, more=told, library=library)]
    beside = dict.fromkeys([*told, *_set_up(question, library=library)])
    more += [hit for document in beside for hit in _from(document, question, best=_TOLD_SCORE, library=library)]
    known = {hit.passage.id for hit in found}
    return Retrieved(question, (*found, *(hit for hit in more if hit.passage.id not in known)), library)


def _from_each(question: Question, *, library: Snapshot) -> Iterator[Hit]:
    for document in question.documents[:MOST]:
        yield from _from(document, question, best=_EACH_SCORE, library=library)


def _from(document: str, question: Question, *, best: float, library: Snapshot) -> list[Hit]:
    return _in_shares(search(question.about, k=EACH, filters=Filters(document=document), library=library), best)


def _told_of(found: Sequence[Hit], *, but: Sequence[str], library: Snapshot) -> list[str]:
    """Ids of the texts that the first hits only tell of: what these themselves say is looked up as well."""
    telling = [hit for hit in found[:FIRST] if hit.document.kind in ("article", "report")]
    told = [one for hit in telling for one in mentions(hit, words=hit.passage.text, library=library)]
    return [one for one in dict.fromkeys(told) if one not in but][:FEW]


def _set_up(question: Question, *, library: Snapshot) -> list[str]:
    """Ids of the instruments that set up the courts and committees named, where no instrument is."""
    held = {one.id for one in library.titles().each}
    return [] if question.documents else [one for one in question.query.bodies if one in held][:FEW]


def _frames(question: Question, *, more: Sequence[str], library: Snapshot) -> Iterator[Hit]:
    if not question.intent.on_making:
        return
    for document in [*question.documents[:MOST], *more]:
        for passage in library.passages(document):
            if _frames_the_text(passage):
                yield Hit(passage, library.document(document), _FRAME_SCORE, Why(added=FRAME))


def _frames_the_text(passage: Passage) -> bool:
    return not passage.locator.instrument and bool(_FRAMES.fullmatch(passage.locator.place))


def _in_shares(hits: list[Hit], best: float) -> list[Hit]:
    """The hits with scores as shares of the first one's, times `best`: scores compare within one search only."""
    top = max(hits[0].score, 1e-9) if hits else 1.0
    return [replace(hit, score=max(hit.score, 0.0) / top * best) for hit in hits]
