"""The data types of documents: Document, Reading, Note, Locator, TextSpan, Part, Passage."""

import re
from dataclasses import dataclass
from typing import Literal, Self, get_args

Kind = Literal["treaty", "declaration", "judgment", "report", "article", "note"]

# Most authoritative first: the order in which answers quote their sources.
KINDS: tuple[Kind, ...] = get_args(Kind)

_NOTE = re.compile(r"(?:(?P<place>.+), )?note (?P<mark>\S+)")
_ARTICLE = re.compile(r"art (?P<article>[^()]+?)(?P<points>(?:\([^()]+\))*)")


@dataclass(frozen=True, slots=True)
class Locator:
    """The location of a passage in its document; `str(locator)` is its form in citations.

    `instrument` names an instrument or annex inside the document ("annex II", "OP1"); `article` is the number as
    the text prints it ("8", "3 bis", "VI"); `points` are the paragraph, letter and deeper points inside the article.
    `place` is a location that is not an article: "preamble", "closing", "para 45", "p 3", or any text that was given.

    >>> str(Locator(article="8", points=("2", "c")))
    'art 8(2)(c)'
    >>> str(Locator(instrument="annex II", article="4"))
    'annex II: art 4'
    """

    instrument: str = ""
    article: str = ""
    points: tuple[str, ...] = ()
    place: str = ""

    def __str__(self) -> str:
        numbers = "".join(f"({point})" for point in self.points)
        here = f"art {self.article}{numbers}" if self.article else self.place + numbers
        return ": ".join(part for part in (self.instrument, here) if part)

    @classmethod
    def parse(cls, text: str) -> Self:
        """The locator that prints as `text`, for any text: `str(Locator.parse(text)) == text`."""
        instrument, colon, here = text.rpartition(": art ")
        match = _ARTICLE.fullmatch(f"art {here}" if colon else text)
        if not match:
            return cls(place=text)
        points = tuple(re.findall(r"\(([^()]+)\)", match["points"]))
        return cls(instrument=instrument, article=match["article"], points=points)

    @property
    def whole_article(self) -> "Locator":
        """This locator without its points: the whole article or place."""
        return Locator(instrument=self.instrument, article=self.article, place=self.place)

    @property
    def mark(self) -> str:
        """The mark of a footnote or endnote: "3" for "art 2, note 3"; "" for every other place."""
        note = _NOTE.fullmatch(self.place)
        return note["mark"] if note else ""

    @property
    def annotated(self) -> "Locator":
        """The place that a note belongs to: art 2 for "art 2, note 3"; an empty locator for every other place."""
        note = _NOTE.fullmatch(self.place)
        return Locator.parse(note["place"] or "") if note else Locator()

    def covers(self, other: "Locator") -> bool:
        """Whether `other` is the same location or a point inside it."""
        same = self.whole_article == other.whole_article
        return same and other.points[: len(self.points)] == self.points


@dataclass(frozen=True, slots=True)
class TextSpan:
    """The part of a document's text from `start` up to `end`."""

    document_id: str
    start: int
    end: int

    def overlaps(self, other: "TextSpan") -> bool:
        """Whether both are in the same document and share at least one character."""
        return self.document_id == other.document_id and self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a document's text from `start` up to `end` that has this locator.

    `breadcrumb` is the headings above it, outermost first, joined by " › ".
    """

    locator: Locator
    breadcrumb: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote or endnote. Its words are `document.text[start:end]`; its mark is at `document.text[at]`."""

    mark: str
    at: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A document's text and what its format says of it; an empty field is not stated. `describe` makes the Document.

    `warnings` has a sentence for each thing in the source that was not as it should be.
    """

    text: str
    title: str = ""
    author: str = ""
    site: str = ""
    date: str = ""
    url: str = ""
    language: str = ""
    notes: tuple[Note, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One source. All positions in Pinpoint are character positions in `text`, which never changes.

    `date`, `adopted` and `in_force` are ISO 8601, or "" where unknown. `source` is the path or address as it was added.
    `sha256` is the hash of the file. `parts` is empty except for a source that is already divided (a `.jsonl` of
    passages). A form feed in `text` is a page break. The words of `notes` are at the end of `text`, a paragraph each.
    """

    id: str
    title: str
    short_title: str
    kind: Kind
    issuer: str
    date: str
    url: str
    source: str
    language: str
    sha256: str
    text: str
    series: str = ""
    adopted: str = ""
    in_force: str = ""
    parts: tuple[Part, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def name(self) -> str:
        """The short title if there is one, else the title."""
        return self.short_title or self.title


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of a document, verbatim: `document.text[start:end] == text`. Its id is stable for the same document."""

    id: str
    document_id: str
    locator: Locator
    breadcrumb: str
    start: int
    end: int
    text: str
