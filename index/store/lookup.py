"""What documents are called, and the name a person gives one -> its id. Pure."""

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
    """What one document is called; `stem` is its file name without ending, `url` its official address."""

    id: str
    title: str
    short_title: str
    kind: Kind
    stem: str
    url: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage stands: its id, its document and its article (or other place)."""

    passage_id: str
    document_id: str
    article: str


@dataclass(frozen=True, slots=True, eq=False)
class AllTitles:
    """What each document in the library is called, in the order of ids; compared by identity, as there may be many."""

    each: tuple[Titles, ...]


def titles_of(summaries: Sequence[Summary]) -> AllTitles:
    """What these documents are called."""
    ordered = sorted(summaries, key=lambda one: one.id)
    return AllTitles(
        tuple(Titles(one.id, one.title, one.short_title, one.kind, _stem(one.source), one.url) for one in ordered)
    )


def titled(name: str, *, among: Sequence[Summary]) -> str:
    """The id of the document with that id, title, series or file name, or an alias of these; "" if there is none."""
    known = called(name)
    also = {_plain(other) for its in known for other in (its.id, its.title, its.short_title, its.series)} - {""}
    for asked in ({_plain(name)}, also):
        for one in _by_authority(among):
            if asked & set(map(_plain, _names(one))):
                return one.id
    return ""


def nearly_titled(name: str, *, among: Sequence[Summary]) -> str:
    """A sentence that says which of their names come near to `name`."""
    names = {_plain(name): name for one in _by_authority(among) for name in _names(one) if name}
    near = [names[found] for found in difflib.get_close_matches(_plain(name), list(names), n=3)]
    return f"Near: {', '.join(near)}." if near else "`pinpoint list` shows what there is."


def _by_authority(summaries: Sequence[Summary]) -> list[Summary]:
    """The most authoritative first: a treaty before a note on it."""
    return sorted(summaries, key=lambda one: (KINDS.index(one.kind), one.id))


def _names(one: Summary) -> Iterator[str]:
    yield from (one.id, one.short_title, one.title, one.series, _stem(one.source))


@lru_cache(maxsize=4096)
def _stem(source: str) -> str:
    return Path(source).stem


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
