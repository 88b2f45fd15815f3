"""The values of a search: the Query and Filters that go in, the Hit that comes out, and the Summary of a document."""

from dataclasses import dataclass

from corpus.instruments.references import Reference
from corpus.models import Document, Kind, Passage


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions that every hit must meet; an empty field is no condition.

    `document` is a document's id or any of its names, `article` an article or point such as "8(2)". `since` and
    `until` are ISO 8601 dates ("2004", "2004-05" or "2004-05-31"), both included.
    """

    kind: Kind | None = None
    document: str = ""
    article: str = ""
    since: str = ""
    until: str = ""


# No condition.
ALL = Filters()


@dataclass(frozen=True, slots=True)
class Named:
    """A name in a query and the documents that it refers to.

    `start` and `end` are its position in the query. `places` are pairs of a document's id and the part of the document
    that is meant ("OP1" for its first optional protocol, "" for its main text); empty when the library does not hold
    the instrument. `notes` are ids of the library's notes about it.
    """

    start: int
    end: int
    places: tuple[tuple[str, str], ...]
    notes: tuple[str, ...] = ()

    @property
    def documents(self) -> tuple[str, ...]:
        """The ids of the documents that the name refers to."""
        return tuple(document for document, _ in self.places)


@dataclass(frozen=True, slots=True)
class Query:
    """A search query: its text, and the documents and provisions that the text names.

    `names` are the instruments and documents named. `provisions` are the references ("article 8(2)"), each with the
    name that it belongs to. `sections` are annexes and other named parts. `bodies` are the ids of the instruments that
    established the courts and committees named. `only_text` is true when the query asks to see a text ("ECPT 8.2",
    "show me the Rome Statute") and asks nothing about it.
    """

    text: str
    names: tuple[Named, ...] = ()
    provisions: tuple[tuple[Reference, Named], ...] = ()
    sections: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    only_text: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """A document without its text and parts: enough to list, count and name the documents of a library."""

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
    series: str
    adopted: str
    in_force: str

    @property
    def name(self) -> str:
        """The short title if there is one, else the title."""
        return self.short_title or self.title


# For functions that need no text.
Described = Document | Summary


@dataclass(frozen=True, slots=True)
class Why:
    """Why a passage is a hit.

    `exact` is true when the query names its provision. `words` are the words of the query that it has. `meaning` is the
    cosine similarity of query and passage (-1 to 1), None when the passage is not among the nearest. `added` is the
    reason for a hit that was added after the search, "" for a hit that the search found.
    """

    exact: bool = False
    words: tuple[str, ...] = ()
    meaning: float | None = None
    added: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a search found. A higher `score` is better; scores are comparable within one search only."""

    passage: Passage
    document: Document
    score: float
    why: Why = Why()
