"""What flows into and out of a search: Query, read once; Filters, which narrow it; Hit, what it finds."""

from dataclasses import dataclass

from corpus.instruments.references import Reference
from corpus.models import Document, Kind, Passage


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is narrowed to; an empty field does not narrow. Dates are ISO 8601, both ends included."""

    kind: Kind | None = None
    document: str = ""
    article: str = ""
    since: str = ""
    until: str = ""


# Narrows nothing.
ALL = Filters()


@dataclass(frozen=True, slots=True)
class Named:
    """A name in a query and what it stands for: documents, each with the part of it that is meant ("" or "OP1").

    `places` is empty where the query names an instrument that the library does not hold; `notes` are ids of the notes
    about it, if it holds some.
    """

    start: int
    end: int
    places: tuple[tuple[str, str], ...]
    notes: tuple[str, ...] = ()

    @property
    def documents(self) -> tuple[str, ...]:
        """Ids of the documents named."""
        return tuple(document for document, _ in self.places)


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for, read once: its text, and all in it that names something.

    `names` are the instruments and documents, `provisions` the places ("article 8(2)"), each with the name it belongs
    to, `sections` the annexes and the like. `bodies` are ids of the instruments that set up the courts and committees
    named. `only_text` tells a request to see a text ("ECPT 8.2", "show me the Rome Statute") from a question.
    """

    text: str
    names: tuple[Named, ...] = ()
    provisions: tuple[tuple[Reference, Named], ...] = ()
    sections: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    only_text: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything of a document but its text and parts: what lists, counts and names need of each in a library."""

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
        """The short title where there is one, else the title."""
        return self.short_title or self.title


# What can be listed or described: a document, with its text or without.
Described = Document | Summary


@dataclass(frozen=True, slots=True)
class Why:
    """What brought a hit: that the query names its provision, its words that match the query's, nearness of meaning.

    `meaning` is the cosine of the query and the passage, None where others are nearer. `added` is what brought a hit
    that no search did.
    """

    exact: bool = False
    words: tuple[str, ...] = ()
    meaning: float | None = None
    added: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found, with its document. `score` is higher for better, comparable within one search only."""

    passage: Passage
    document: Document
    score: float
    why: Why = Why()
