"""Where a draft says that words stand, and where in a library they stand, or words near to them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

from assistant.models import Citation
from assistant.verify.quotes.differences import Near, Weight, nearest
from assistant.verify.quotes.marks import Quotation, read, whole
from assistant.verify.quotes.wording import Agreement, Extract, Fault, compared
from corpus.errors import UnknownDocument
from corpus.instruments.catalogue import called
from corpus.instruments.references import NAMED, references
from corpus.models import KINDS, Document, Locator, Passage, TextSpan
from corpus.structure.parts import pinpoint
from index.models import Hit
from index.search.provisions import standing_at
from index.snapshot import Snapshot

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
    def extract(self) -> Extract | None:
        """The text of the place named; the whole document's where it has no place."""
        if not self.document or not self.passages:
            return None
        # What leads up to a point stands around it, and other points may stand between.
        within = [one for one in self.passages if len(one.locator.points) >= len(self.locator.points)]
        passages = within or self.passages
        return Extract(self.document, passages[0].start, max(one.end for one in passages))

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


def attributed(name: str, place: str, *, library: Snapshot) -> Attributed:
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


def _document(name: str, place: str, *, library: Snapshot) -> Document | None:
    """The document of that name; an instrument before a press article with its name as title where a place is given."""
    try:
        found = library.document(name)
        if place and found.kind in ("article", "note"):
            return next(filter(None, (_held(each.id, library) for each in called(name))), found)
        return found
    except UnknownDocument:
        return None


def _held(document_id: str, library: Snapshot) -> Document | None:
    try:
        return library.document(document_id)
    except UnknownDocument:
        return None


def candidates(words: str, *, library: Snapshot, least: float, anyway: int) -> list[Passage]:
    """The passages that have at least that share of the words, by rarity, and the `anyway` likeliest; those first."""
    found = library.holding(words, k=_MOST)
    keys = [key for place, (key, share) in enumerate(found) if share >= least or place < anyway]
    return list(library.passages_of(keys).values())


def around(passage: Passage, *, library: Snapshot, length: int) -> Extract:
    """The article (or other place) that a passage is in, and as much on either side as a quotation is long."""
    document = library.document(passage.document_id)
    whole = library.article(passage)
    reach = _AROUND + 2 * length
    start = max(0, min(whole[0].start, passage.start - reach))
    return Extract(document, start, min(len(document.text), max(whole[-1].end, passage.end + reach)))


def cited(extract: Extract, start: int, end: int, *, library: Snapshot, first: int = 1) -> list[Citation]:
    """Citations, numbered from `first`, of what each passage has of a document's extract.

    A heading stands in no passage; it is cited by the next one, or the last.
    """
    document = extract.document
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


# Passages that have at least so much of the words looked for, by rarity, are read for them, and the likeliest anyway:
# a word may be hyphenated there.
_HAS_THEM, _READ_ANYWAY = 0.99, 12
# Of a quotation's words, by rarity, what a source has in their order if they were changed and not made up; and what it
# has where the draft names another source, since changed words of that are seldom meant. They only part "altered" from
# "absent".
_CHANGED, _CHANGED_ELSEWHERE = 0.6, 0.75
# Passages among which the nearest words are looked for.
_NEAR = 8
# Places that are looked for, where the same words stand in many.
_ENOUGH = 24
# Characters. A place that is longer than any article is not compared word by word as a whole.
_LONG = 20_000
# Characters of a quotation whose nearest words are looked for; pages are not.
_LONG_QUOTE = 1_500
# Words that stand in three passages at most; a long quotation runs over more.
_MOST_LOOKED_UP = 16


@dataclass(frozen=True, slots=True)
class Match:
    """An extract of a source that has all the words of a quotation."""

    extract: Extract
    agreement: Agreement

    @property
    def faults(self) -> tuple[Fault, ...]:
        """How the quotation says something else all the same; none where it is verbatim."""
        return self.agreement.faults

    @property
    def start(self) -> int:
        """Where the words begin in the document's text."""
        return self.agreement.spans[0][0]

    @property
    def end(self) -> int:
        """Where they end."""
        return self.agreement.spans[-1][1]

    def citations(self, *, library: Snapshot, first: int = 1) -> list[Citation]:
        """The words as they stand, numbered from `first`, one citation a passage."""
        return cited(self.extract, self.start, self.end, library=library, first=first)


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words under check, and the place that the draft gives for them, if any."""

    words: str
    claimed: Attributed | None
    library: Snapshot

    @property
    def quotation(self) -> Quotation:
        """The words with their editor's marks read."""
        return read(self.words)

    @property
    def _document_id(self) -> str:
        """The document that the draft names, "" if none."""
        return self.claimed.document.id if self.claimed and self.claimed.document else ""

    def match(self, extract: Extract) -> Match | None:
        """How they agree with an extract; marks may be the source's own."""
        found = (compared(one, extract) for one in (whole(self.words), self.quotation))
        agreements = [agreement for agreement in found if agreement]
        best = min(agreements, key=lambda agreement: len(agreement.faults), default=None)
        return Match(extract, best) if best else None

    def at_place(self) -> Match | None:
        """How they agree with the place that the draft gives; a point is read with what leads up to it."""
        if not self.claimed or not (extract := self.claimed.extract):
            return None
        match = self.match(extract)
        if match and not match.faults and all(map(self.claimed.holds, self._locators(match)[:1])):
            return match
        article = self.library.article(self.claimed.passages[0])
        wider = self.match(Extract(extract.document, article[0].start, article[-1].end))
        if wider and not wider.faults and self._led_up_to(self.claimed, wider):
            return wider
        return match if match and match.faults else None

    def everywhere(self) -> list[Match]:
        """How they agree with each extract that has them: those of the document given first, then by authority."""
        longest = max(self.quotation.fragments, key=lambda fragment: len(fragment.text)).text
        opening = " ".join(longest.split()[:_MOST_LOOKED_UP])
        found: dict[TextSpan, Match] = {}
        extracts = self._extracts(opening, least=_HAS_THEM, anyway=_READ_ANYWAY)
        for extract in sorted(extracts, key=lambda one: one.document.id != self._document_id):
            if len(found) < _ENOUGH and (match := self.match(extract)):
                found.setdefault(TextSpan(extract.document.id, match.start, match.end), match)
        return sorted(found.values(), key=self._rank)

    def nearest(self, words: str = "") -> Near | None:
        """The words that were changed into these: at the place given, else in its document, else, very like, anywhere.

        `words` are some of these where only they are meant.
        """
        wanted = words or self.quotation.words
        if near := self.nearest_at_place(wanted):
            return near
        extracts = list(self._extracts(wanted[:_LONG_QUOTE], least=2, anyway=_NEAR))
        own = [one for one in extracts if one.document.id == self._document_id]
        least = _CHANGED_ELSEWHERE if self._document_id else _CHANGED
        return self._near(wanted, own, _CHANGED) or self._near(wanted, extracts, least)

    def nearest_at_place(self, words: str = "") -> Near | None:
        """The words that were changed into these, at the place that the draft gives."""
        extract = self.claimed.extract if self.claimed else None
        if not extract or extract.end - extract.start > _LONG:
            return None
        return self._near(words or self.quotation.words, [extract], _CHANGED)

    def _near(self, words: str, extracts: Iterable[Extract], least: float) -> Near | None:
        near = nearest(words, extracts=extracts, weight=_weight(self.library))
        return near if near and near.share >= least else None

    def _extracts(self, words: str, *, least: float, anyway: int) -> Iterator[Extract]:
        """The extracts of the library that may have these words, each once."""
        found = candidates(words, library=self.library, least=least, anyway=anyway)
        length = len(self.words) if least <= 1 else min(len(self.words), _LONG_QUOTE)
        yield from dict.fromkeys(around(passage, library=self.library, length=length) for passage in found)

    def _rank(self, match: Match) -> tuple[bool, int, str, int]:
        document = match.extract.document
        return document.id != self._document_id, KINDS.index(document.kind), document.id, match.start

    def _led_up_to(self, claimed: Attributed, match: Match) -> bool:
        """Whether all of a match is the point named or what leads up to it, and some of it is the point."""
        places = self._locators(match)
        return all(map(claimed.holds, places)) and any(map(claimed.covers, places))

    def _locators(self, match: Match) -> list[Locator]:
        passages = self.library.passages(match.extract.document.id)
        return [
            pinpoint(passage, start=max(start, passage.start), end=min(end, passage.end))
            for start, end in match.agreement.spans
            for passage in passages
            if passage.start < end and start < passage.end
        ]


def all_of(matches: Sequence[Match], *, library: Snapshot) -> tuple[Citation, ...]:
    """The citations of all the matches, numbered in their order."""
    found: list[Citation] = []
    for match in matches:
        found += match.citations(library=library, first=len(found) + 1)
    return tuple(found)


def _weight(library: Snapshot) -> Weight:
    """What a word counts: the rarer in the library, the more; a sign counts nothing."""
    total = len(library)

    @lru_cache(maxsize=1024)
    def weigh(word: str) -> float:
        return log((total + 2) / (library.count(word.casefold()) + 1)) + 0.05 if word[:1].isalnum() else 0.0

    return weigh
