"""Many rows of the record in one question each: what documents are called, where passages stand, passages by id."""
# ruff: noqa: S608 -- SQL is put together from the constants here; every value is a parameter

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from corpus.models import Kind, Passage
from index.store.record import State


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


def titles_in(record: State) -> AllTitles:
    """What the documents of the record are called."""
    rows = record.rows("SELECT id, title, short_title, kind, source, url FROM documents ORDER BY id")
    titles = (Titles(id, title, short, kind, _stem(source), url) for id, title, short, kind, source, url in rows)
    return AllTitles(tuple(titles))


def places_of(keys: Sequence[int], *, record: State) -> dict[int, Place]:
    """Where each of these passages stands."""
    sql = f"SELECT key, id, document_id, whole FROM passages WHERE key IN ({_marks(keys)})"
    return {key: Place(*rest) for key, *rest in record.rows(sql, keys)}


def keys_of(ids: Sequence[str], *, record: State) -> list[int]:
    """The keys of these passages, in their order; an id that is no more is left out."""
    found = dict(record.rows(f"SELECT id, key FROM passages WHERE id IN ({_marks(ids)})", ids)) if ids else {}
    return [found[one] for one in ids if one in found]


def passages_of(keys: Sequence[int], *, record: State) -> dict[str, Passage]:
    """These passages by their ids."""
    return {one.id: one for one in record.passages(f"key IN ({_marks(keys)})", keys)}


@lru_cache(maxsize=4096)
def _stem(source: str) -> str:
    return Path(source).stem


def _marks(values: Iterable[object]) -> str:
    return ", ".join("?" for _ in values)
