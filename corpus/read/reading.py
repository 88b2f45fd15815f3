"""The result of a reader of one format: the text, and the metadata that the format states."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of a file and the metadata in it, "" for what is not stated. `describe` makes a Document of it."""

    text: str
    title: str = ""
    author: str = ""
    site: str = ""
    date: str = ""
    url: str = ""
    language: str = ""
