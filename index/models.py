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


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found, with its document. `score` is higher for better, comparable within one search only.

    `why` says what brought it: "exact reference", "words", "meaning".
    """

    passage: Passage
    document: Document
    score: float
    why: tuple[str, ...] = ()
