"""The titles of documents, and finding a document by the name that a person gives it. Pure functions."""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from corpus.instruments.catalogue import called
from corpus.models import KINDS, Kind
from index.models import Summary


@dataclass(frozen=True, slots=True)
class Titles:
    """The names of one document; `stem` is its file name without extension, `url` its official address."""

    id: str
    title: str
    short_title: str
    kind: Kind
    stem: str
    url: str


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a passage: its id, its document, and its article (or paragraph, page …)."""

    passage_id: str
    document_id: str
    article: str


@dataclass(frozen=True, slots=True, eq=False)
class AllTitles:
    """The titles of all documents of a library, sorted by id. Compared by identity, to be a key of caches."""

    each: tuple[Titles, ...]


def titles_of(summaries: Sequence[Summary]) -> AllTitles:
    """The titles of these documents."""
    ordered = sorted(summaries, key=lambda one: one.id)
    return AllTitles(
        tuple(Titles(one.id, one.title, one.short_title, one.kind, _stem(one.source), one.url) for one in ordered)
    )


def find_document_id(name: str, *, among: Sequence[Summary]) -> str:
    """The id of the document with that id, title, series, file name, or an alias of these; "" if there is none."""
    known = called(name)
    also = {_normalised(other) for its in known for other in (its.id, its.title, its.short_title, its.series)} - {""}
    for asked in ({_normalised(name)}, also):
        for one in _by_authority(among):
            if asked & set(map(_normalised, _names(one))):
                return one.id
    return ""


def suggest_titles(name: str, *, among: Sequence[Summary]) -> str:
    """A sentence with up to three names that resemble `name`, for an error message."""
    names = {_normalised(name): name for one in _by_authority(among) for name in _names(one) if name}
    near = [names[found] for found in difflib.get_close_matches(_normalised(name), list(names), n=3)]
    return f"Near: {', '.join(near)}." if near else "`pinpoint list` shows what there is."


def _by_authority(summaries: Sequence[Summary]) -> list[Summary]:
    """The documents sorted by authority: a treaty before a note on it."""
    return sorted(summaries, key=lambda one: (KINDS.index(one.kind), one.id))


def _names(one: Summary) -> Iterator[str]:
    yield from (one.id, one.short_title, one.title, one.series, _stem(one.source))


@lru_cache(maxsize=4096)
def _stem(source: str) -> str:
    return Path(source).stem


def _normalised(name: str) -> str:
    return " ".join(name.casefold().split())
