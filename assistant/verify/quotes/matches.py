"""The search for quoted words: at the place to which a draft attributes them, and in the whole library."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

from assistant.models import Citation
from assistant.verify.quotes.differences import Near, Weight, nearest
from assistant.verify.quotes.marks import Quotation, as_one_fragment, parse_marks
from assistant.verify.quotes.wording import Agreement, Extract, Fault, compared
from corpus.errors import UnknownDocument
from corpus.instruments.catalogue import called
from corpus.instruments.references import NAMED, references
from corpus.models import KINDS, Document, Locator, Passage, TextSpan
from corpus.structure.parts import pinpoint
from index.models import Hit
from index.search.provisions import standing_at
from index.snapshot import Snapshot

# The most passages that are searched for words; a common phrase occurs in more.
_MOST = 300
# "OP1:5(2)(b)": an article of an instrument that is part of another document.
_INSIDE = re.compile(r"^([^:]+):\s*(?:art(?:icle|\.)?\s+)?(\d+(?: bis| ter)?(?:\(\w+\))*)$", re.IGNORECASE)
# Characters on either side of a passage that are compared as well.
_AROUND, _WHOLE = 700, 300_000


@dataclass(frozen=True, slots=True)
class Attributed:
    """The source to which a draft attributes words: the document and its passages there, if they exist."""

    name: str
    place: str
    document: Document | None
    passages: tuple[Passage, ...]

    @property
    def extract(self) -> Extract | None:
        """The text at the place named, or of the whole document if no place is named; None if there is none."""
        if not self.document or not self.passages:
            return None
        # The opening of a list belongs to the article around a point, and other points may come between.
        within = [one for one in self.passages if len(one.locator.points) >= len(self.locator.points)]
        passages = within or self.passages
        return Extract(self.document, passages[0].start, max(one.end for one in passages))

    @property
    def locator(self) -> Locator:
        """The place named as a locator: "Article 8, paragraph 2" is art 8(2)."""
        if not self.place or ": art " in self.place:
            return Locator.parse(self.place)
        written = references(f"{NAMED} {self.place}", names=[(0, 1)])
        return written[0].locator if written else Locator.parse(self.place)

    def holds(self, locator: Locator) -> bool:
        """Whether a locator in this document is the place named, within it, or contains it."""
        wanted = self.locator
        if not wanted.points or wanted.article == "":
            return True
        return all(
            one.casefold() == other.casefold() for one, other in zip(locator.points, wanted.points, strict=False)
        )

    def covers(self, locator: Locator) -> bool:
        """Whether a locator in this document is the place named, or within it."""
        return self.holds(locator) and len(locator.points) >= len(self.locator.points)


def attributed(name: str, place: str, *, library: Snapshot) -> Attributed:
    """The source named by a document and a place; without document or passages if the library has none."""
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
    """The document of that name; with a place, an instrument rather than a note or press article of the same name."""
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
    """The passages with at least a share `least` of the words, by rarity, and in any case the `anyway` best ones."""
    found = library.holding(words, k=_MOST)
    keys = [key for place, (key, share) in enumerate(found) if share >= least or place < anyway]
    return list(library.passages_of(keys).values())


def around(passage: Passage, *, library: Snapshot, length: int) -> Extract:
    """The article of a passage, with text on either side in proportion to the `length` of a quotation in characters."""
    document = library.document(passage.document_id)
    whole = library.article(passage)
    reach = _AROUND + 2 * length
    start = max(0, min(whole[0].start, passage.start - reach))
    return Extract(document, start, min(len(document.text), max(whole[-1].end, passage.end + reach)))


def cited(extract: Extract, start: int, end: int, *, library: Snapshot, first: int = 1) -> list[Citation]:
    """Citations, numbered from `first`, of `start` to `end` in the extract's document, one for each passage.

    Text in no passage, such as a heading, is cited with the passage behind it, or the last one.
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


# The share of the words, by rarity, that a passage must have to be compared, and the number of best passages compared
# in any case, since a word may be hyphenated there.
_HAS_THEM, _READ_ANYWAY = 0.99, 12
# The share of a quotation's words, by rarity, that a source must have in their order for the verdict "altered" and not
# "absent"; and the higher share if the draft names another source, which then is rarely meant.
_CHANGED, _CHANGED_ELSEWHERE = 0.6, 0.75
# Passages in which similar words are searched for.
_NEAR = 8
# The most matches that are collected.
_ENOUGH = 24
# Characters. A longer extract is not compared word by word.
_LONG = 20_000
# Characters of a quotation for which similar words are searched for.
_LONG_QUOTE = 1_500
# Words of a fragment that are searched for; a longer fragment may extend over several passages.
_MOST_LOOKED_UP = 16


@dataclass(frozen=True, slots=True)
class Match:
    """An extract of a source that has all words of a quotation."""

    extract: Extract
    agreement: Agreement

    @property
    def faults(self) -> tuple[Fault, ...]:
        """The ways in which the quotation changes the sense; none if it is verbatim."""
        return self.agreement.faults

    @property
    def start(self) -> int:
        """The start of the words in the document's text."""
        return self.agreement.spans[0][0]

    @property
    def end(self) -> int:
        """The end of the words in the document's text."""
        return self.agreement.spans[-1][1]

    def citations(self, *, library: Snapshot, first: int = 1) -> list[Citation]:
        """Citations of the words, one for each passage, numbered from `first`."""
        return cited(self.extract, self.start, self.end, library=library, first=first)


@dataclass(frozen=True, slots=True)
class Quoted:
    """Quoted words to be checked, and the source to which the draft attributes them, if any."""

    words: str
    claimed: Attributed | None
    library: Snapshot

    @property
    def quotation(self) -> Quotation:
        """The words with their editorial marks parsed."""
        return parse_marks(self.words)

    @property
    def _document_id(self) -> str:
        """The id of the document that the draft names, "" for none."""
        return self.claimed.document.id if self.claimed and self.claimed.document else ""

    def match(self, extract: Extract) -> Match | None:
        """The match in an extract with fewest faults; None if it does not have all words."""
        found = (compared(one, extract) for one in (as_one_fragment(self.words), self.quotation))
        agreements = [agreement for agreement in found if agreement]
        best = min(agreements, key=lambda agreement: len(agreement.faults), default=None)
        return Match(extract, best) if best else None

    def at_place(self) -> Match | None:
        """The match at the place that the draft gives, with the opening of a list before its point; None for none."""
        if not self.claimed or not (extract := self.claimed.extract):
            return None
        match = self.match(extract)
        if match and not match.faults and all(map(self.claimed.holds, self._locators(match)[:1])):
            return match
        article = self.library.article(self.claimed.passages[0])
        wider = self.match(Extract(extract.document, article[0].start, article[-1].end))
        if wider and not wider.faults and self._is_point_with_opening(self.claimed, wider):
            return wider
        return match if match and match.faults else None

    def everywhere(self) -> list[Match]:
        """The matches in the whole library: those in the document named first, then by authority."""
        longest = max(self.quotation.fragments, key=lambda fragment: len(fragment.text)).text
        opening = " ".join(longest.split()[:_MOST_LOOKED_UP])
        found: dict[TextSpan, Match] = {}
        extracts = self._extracts(opening, least=_HAS_THEM, anyway=_READ_ANYWAY)
        for extract in sorted(extracts, key=lambda one: one.document.id != self._document_id):
            if len(found) < _ENOUGH and (match := self.match(extract)):
                found.setdefault(TextSpan(extract.document.id, match.start, match.end), match)
        return sorted(found.values(), key=self._rank)

    def nearest(self, words: str = "") -> Near | None:
        """The most similar words: at the place given, else in its document, else, if similar enough, in any.

        `words` is the part of the quotation to search for, "" for all of it. None if nothing is similar enough.
        """
        wanted = words or self.quotation.words
        if near := self.nearest_at_place(wanted):
            return near
        extracts = list(self._extracts(wanted[:_LONG_QUOTE], least=2, anyway=_NEAR))
        own = [one for one in extracts if one.document.id == self._document_id]
        least = _CHANGED_ELSEWHERE if self._document_id else _CHANGED
        return self._near(wanted, own, _CHANGED) or self._near(wanted, extracts, least)

    def nearest_at_place(self, words: str = "") -> Near | None:
        """The most similar words at the place that the draft gives; None if nothing is similar enough."""
        extract = self.claimed.extract if self.claimed else None
        if not extract or extract.end - extract.start > _LONG:
            return None
        return self._near(words or self.quotation.words, [extract], _CHANGED)

    def _near(self, words: str, extracts: Iterable[Extract], least: float) -> Near | None:
        near = nearest(words, extracts=extracts, weight=_weight(self.library))
        return near if near and near.share >= least else None

    def _extracts(self, words: str, *, least: float, anyway: int) -> Iterator[Extract]:
        """The extracts of the library that may have these words, without duplicates."""
        found = candidates(words, library=self.library, least=least, anyway=anyway)
        length = len(self.words) if least <= 1 else min(len(self.words), _LONG_QUOTE)
        yield from dict.fromkeys(around(passage, library=self.library, length=length) for passage in found)

    def _rank(self, match: Match) -> tuple[bool, int, str, int]:
        document = match.extract.document
        return document.id != self._document_id, KINDS.index(document.kind), document.id, match.start

    def _is_point_with_opening(self, claimed: Attributed, match: Match) -> bool:
        """Whether a match consists of the point named and, at most, the opening before it."""
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
    """The citations of all matches, numbered in order."""
    found: list[Citation] = []
    for match in matches:
        found += match.citations(library=library, first=len(found) + 1)
    return tuple(found)


def _weight(library: Snapshot) -> Weight:
    """A function for the weight of a word, higher for rarer words; 0.0 for punctuation."""
    total = len(library)

    @lru_cache(maxsize=1024)
    def weigh(word: str) -> float:
        return log((total + 2) / (library.count(word.casefold()) + 1)) + 0.05 if word[:1].isalnum() else 0.0

    return weigh
