"""Many rows of the record in one question each: what documents are called, where passages stand, passages by id."""
# ruff: noqa: S608 -- SQL is put together from the constants here; every value is a parameter

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from corpus.models import Kind, Passage
from index.models import Filters
from index.narrowing import condition
from index.record import Record

ALL = Filters()


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
    """Where a passage stands: its document, that document's kind, its article (or other place) and its headings."""

    passage_id: str
    document_id: str
    kind: Kind
    article: str


def titles_in(record: Record) -> tuple[Titles, ...]:
    """What each document in the library is called, in the order of ids."""
    rows = record.rows("SELECT id, title, short_title, kind, source, url FROM documents ORDER BY id")
    return tuple(Titles(id, title, short, kind, _stem(source), url) for id, title, short, kind, source, url in rows)


def places_of(ids: Sequence[str], *, record: Record, filters: Filters = ALL) -> dict[str, Place]:
    """Where each of these passages stands; those that do not meet `filters` are left out.

    `filters.document` is an id here. Raises UnusableRequest for a date that is not ISO 8601.
    """
    where, values = condition(filters)
    narrowed = f" AND {where}" if where else ""
    sql = (
        "SELECT passages.id, document_id, (SELECT kind FROM documents WHERE documents.id = document_id), whole "
        f"FROM passages WHERE passages.id IN ({_marks(ids)}){narrowed}"
    )
    return {row[0]: Place(*row) for row in record.rows(sql, [*ids, *values])}


def passages_of(ids: Sequence[str], *, record: Record) -> dict[str, Passage]:
    """These passages by their ids; an id that is no more is left out."""
    return {one.id: one for one in record.passages(f"id IN ({_marks(ids)})", ids)}


@lru_cache(maxsize=4096)
def _stem(source: str) -> str:
    return Path(source).stem


def _marks(values: Iterable[str]) -> str:
    return ", ".join("?" for _ in values)
