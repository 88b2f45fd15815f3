"""The result of a reader of one format: the text, and the metadata that the format states."""

from dataclasses import dataclass

from corpus.models import Note


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
