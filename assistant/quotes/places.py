"""Where a draft says that words stand, and where in the library they could stand."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.models import Citation
from assistant.quotes.wording import Stretch
from corpus.catalogue import called
from corpus.errors import UnknownDocument
from corpus.models import Document, Locator, Passage
from index.library import Library
from index.lookup import keys_of, passages_of
from index.models import Hit
from index.references import NAMED, references
from index.resolve import standing_at

# Passages looked into, where they have all the words asked for; a common phrase stands in more.
_MOST = 300
# "OP1:5(2)(b)": an article of an instrument inside a document.
_INSIDE = re.compile(r"^([^:]+):\s*(?:art(?:icle|\.)?\s+)?(\d+(?: bis| ter)?(?:\(\w+\))*)$", re.IGNORECASE)
# Characters on either side of a passage that are looked at with it, and one text that is looked through whole.
_AROUND, _WHOLE = 700, 300_000


@dataclass(frozen=True, slots=True)
class Attributed:
    """What a draft names as the place of some words: the document and its passages there, as far as they exist."""

    name: str
    place: str
    document: Document | None
    passages: tuple[Passage, ...]

    @property
    def stretch(self) -> Stretch | None:
        """The text of the place named; the whole document's where it has no place."""
        if not self.document or not self.passages:
            return None
        # What leads up to a point stands around it, and other points may stand between.
        within = [one for one in self.passages if len(one.locator.points) >= len(self.locator.points)]
        passages = within or self.passages
        return Stretch(self.document, passages[0].start, max(one.end for one in passages))

    @property
    def locator(self) -> Locator:
        """The place named as a locator, as far as it can be read: "Article 8, paragraph 2" is art 8(2)."""
        if not self.place or ": art " in self.place:
            return Locator.parse(self.place)
        written = references(f"{NAMED} {self.place}", names=[(0, 1)])
        return written[0].locator if written else Locator.parse(self.place)

    def holds(self, locator: Locator) -> bool:
        """Whether a place of this document is the one named, in it, or around it."""
        wanted = self.locator
        if not wanted.points or wanted.article == "":
            return True
        return all(
            one.casefold() == other.casefold() for one, other in zip(locator.points, wanted.points, strict=False)
        )

    def covers(self, locator: Locator) -> bool:
        """Whether a place of this document is the one named, or in it."""
        return self.holds(locator) and len(locator.points) >= len(self.locator.points)


def attributed(name: str, place: str, *, library: Library) -> Attributed:
    """What the library has of the place named; without document or passages where it has no such."""
    place = _INSIDE.sub(r"\1: art \2", place.strip())
    document = _document(name, place, library=library)
    if not document:
        return Attributed(name, place, None, ())
    passages = library.passages(document.id)
    here = standing_at(place, passages) if place else passages
    if not here and place.isdigit():
        here = standing_at(f"para {place}", passages)
    return Attributed(name, place, document, tuple(sorted(here, key=lambda one: one.start)))


def _document(name: str, place: str, *, library: Library) -> Document | None:
    """The document of that name; an instrument before a press article with its name as title where a place is given."""
    try:
        found = library.document(name)
        if place and found.kind in ("article", "note"):
            return next(filter(None, (_held(each.id, library) for each in called(name))), found)
        return found
    except UnknownDocument:
        return None


def _held(document_id: str, library: Library) -> Document | None:
    try:
        return library.document(document_id)
    except UnknownDocument:
        return None


def candidates(words: str, *, library: Library, least: float, anyway: int) -> list[Passage]:
    """The passages that have at least that share of the words, by rarity, and the `anyway` likeliest; those first."""
    found = library.holding(words, k=_MOST)
    keys = [key for place, (key, share) in enumerate(found) if share >= least or place < anyway]
    passages = passages_of(keys, record=library.record) if keys else {}
    ids = dict(zip(keys_of(list(passages), record=library.record), passages, strict=True))
    return [passages[ids[key]] for key in keys if key in ids]


def around(passage: Passage, *, library: Library, length: int) -> Stretch:
    """The article (or other place) that a passage is in, and as much on either side as a quotation is long."""
    document = library.document(passage.document_id)
    whole = library.article(passage)
    reach = _AROUND + 2 * length
    start = max(0, min(whole[0].start, passage.start - reach))
    return Stretch(document, start, min(len(document.text), max(whole[-1].end, passage.end + reach)))


def cited(stretch: Stretch, start: int, end: int, *, library: Library, first: int = 1) -> list[Citation]:
    """Citations, numbered from `first`, of what each passage has of a document's stretch.

    A heading stands in no passage; it is cited by the next one, or the last.
    """
    document = stretch.document
    passages = library.passages(document.id)
    touched = [one for one in passages if one.start < end and start < one.end]
    if not touched and passages:
        near = next((one for one in passages if one.start >= end), passages[-1])
        return [Citation(first, Hit(near, document, 1.0), document.text[start:end], start, end)]
    return [
        Citation(number, Hit(one, document, 1.0), document.text[begin:stop], begin, stop)
        for number, (one, begin, stop) in enumerate(_clipped(touched, start, end), first)
    ]


def _clipped(passages: Sequence[Passage], start: int, end: int) -> Iterator[tuple[Passage, int, int]]:
    for passage in passages:
        yield passage, max(start, passage.start), min(end, passage.end)
