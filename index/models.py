"""What flows out of this room: Hit; and what narrows a search: Filters."""

from dataclasses import dataclass

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
