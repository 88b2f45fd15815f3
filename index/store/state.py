"""What a record in SQLite held at one moment, read in one transaction; and how its rows are written."""
# ruff: noqa: S608 -- SQL is put together from the constants here; every value is a parameter

import json
import sqlite3
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any
from weakref import finalize

import numpy as np
from numpy.typing import NDArray

from corpus.errors import BrokenLibrary
from corpus.models import Document, Locator, Part, Passage
from index.models import Filters, Summary
from index.store.conditions import condition, of_documents
from index.store.lookup import Place
from index.store.ports import Keys, Scope, Vector

# Notes are kept as the passages that they are; where their marks hang is in the locators of these.
_DOCUMENT = tuple(field.name for field in fields(Document) if field.name != "notes")
_SUMMARY = tuple(field.name for field in fields(Summary))
_PASSAGE = tuple(field.name for field in fields(Passage))
_BY_TITLE = "ORDER BY title COLLATE NOCASE, id"
# What `str.strip` takes away, for SQLite; and the characters by which a text is told from most others.
_SPACE = "".join(character for character in map(chr, range(0x3001)) if character.isspace())
_START = 200
# Rows of a stream that are in memory at once: 6 MB of vectors.
_AT_ONCE = 4096

Row = tuple[Any, ...]


class SqliteState:
    """What the record held when this was made: a transaction that stays open until nobody has the state any more.

    One thread waits for the other. While it is open, SQLite cannot shorten the file beside the record (its WAL).
    """

    def __init__(
        self, path: Path, connection: sqlite3.Connection, *, give_back: Callable[[sqlite3.Connection], None]
    ) -> None:
        self._path = path
        self._held = connection
        self._lock = threading.RLock()
        self._let_go = finalize(self, give_back, connection)
        connection.execute("BEGIN")
        self.generation = int(self.fact("generation"))

    def close(self) -> None:
        """See to it that nothing more is read."""
        with self._lock:
            self._let_go()

    def fact(self, name: str) -> str:
        """A fact about the library, "" where it has none."""
        return self._text("SELECT value FROM meta WHERE name = ?", name)

    def size(self) -> int:
        """How many passages there are."""
        return int(self._rows("SELECT count(*) FROM passages")[0][0])

    def documents(self) -> list[Document]:
        """Every document, by title."""
        return [_document(row) for row in self._rows(f"SELECT {', '.join(_DOCUMENT)} FROM documents {_BY_TITLE}")]

    def summaries(self) -> tuple[Summary, ...]:
        """Every document without its text, by title."""
        return tuple(Summary(*row) for row in self._rows(f"SELECT {', '.join(_SUMMARY)} FROM documents {_BY_TITLE}"))

    def documents_of(self, ids: Collection[str]) -> dict[str, Document]:
        """The documents with these ids."""
        rows = self._rows(f"SELECT {', '.join(_DOCUMENT)} FROM documents WHERE id IN ({_marks(ids)})", ids)
        return {document.id: document for document in map(_document, rows)}

    def ids_with_text(self, text: str) -> frozenset[str]:
        """The ids of the documents with that text, white space around it aside; only those alike at first are read."""
        bare = text.strip()
        start = "substr(ltrim(text, ?), 1, ?) = ?"
        alike = self._rows(f"SELECT id, text FROM documents WHERE {start}", (_SPACE, _START, bare[:_START]))
        return frozenset(document_id for document_id, found in alike if found.strip() == bare)

    def id_of_bytes(self, sha256: str) -> str:
        """The id of the document that was read from these bytes, "" where there is none."""
        return self._text("SELECT id FROM documents WHERE sha256 = ?", sha256)

    def id_of_source(self, source: str, *, slug: str) -> str:
        """The id of the document that came from that source under that slug, "" where there is none."""
        return self._text("SELECT id FROM documents WHERE source = ? AND slug = ?", source, slug)

    def ids_like(self, slug: str) -> frozenset[str]:
        """The ids of the documents that have that slug, or it for their id."""
        rows = self._rows("SELECT id FROM documents WHERE slug = ? OR id = ?", (slug, slug))
        return frozenset(document_id for (document_id,) in rows)

    def sources(self) -> dict[str, tuple[str, int]]:
        """Files whose documents are all here: what each was when it was read, and how many documents it held."""
        rows = self._rows("SELECT source, digest, documents FROM sources")
        return {source: (digest, documents) for source, digest, documents in rows}

    def passages(self, document_id: str) -> list[Passage]:
        """A document's passages in the order of its text."""
        return self._passages("document_id = ?", document_id)

    def article(self, document_id: str, *, whole: str) -> list[Passage]:
        """Those of them that are in the article (or other place) `whole`."""
        return self._passages("document_id = ? AND whole = ?", document_id, whole)

    def passages_of(self, keys: Collection[int]) -> dict[int, Passage]:
        """The passages with these keys."""
        rows = self._rows(f"SELECT key, {', '.join(_PASSAGE)} FROM passages WHERE key IN ({_marks(keys)})", keys)
        return {key: _passage(row) for key, *row in rows}

    def keys_of(self, ids: Collection[str]) -> dict[str, int]:
        """The keys of the passages with these ids."""
        return dict(self._rows(f"SELECT id, key FROM passages WHERE id IN ({_marks(ids)})", ids))

    def places(self, keys: Collection[int]) -> dict[int, Place]:
        """Where each of the passages with these keys stands."""
        rows = self._rows(f"SELECT key, id, document_id, whole FROM passages WHERE key IN ({_marks(keys)})", keys)
        return {key: Place(*rest) for key, *rest in rows}

    def scope(self, filters: Filters) -> Scope:
        """What `filters` allow. Raises UnusableRequest for a date that is none."""
        if filters.article:
            where, values = condition(filters)
            keys = self._rows(f"SELECT key, key FROM passages WHERE {where} ORDER BY key", values)
        else:
            where, values = of_documents(filters)
            within = f"WHERE document_id IN (SELECT id FROM documents WHERE {where})" if where else ""
            sql = f"SELECT min(key), max(key) FROM passages {within} GROUP BY document_id ORDER BY 1"
            keys = self._rows(sql, values)
        stretches = np.array(keys, dtype=np.int64).reshape(-1, 2)
        return Scope(stretches[:, 0], stretches[:, 1], self.size())

    def keys(self) -> Keys:
        """The keys of all passages, ascending."""
        return self._numbers("SELECT key FROM passages ORDER BY key")

    def texts(self, *, after: int = 0) -> Iterator[tuple[str, str]]:
        """The context and the text of each passage with a key above `after`, in the order of keys."""
        for rows in self._streamed("SELECT context, text FROM passages WHERE key > ? ORDER BY key", after):
            yield from rows

    def vector_keys(self) -> Keys:
        """The keys of all vectors, ascending."""
        return self._numbers("SELECT key FROM vectors ORDER BY key")

    def vectors(self) -> Iterator[tuple[Keys, Vector]]:
        """All vectors with their keys, ascending, a few thousand at a time."""
        for rows in self._streamed("SELECT key, vector FROM vectors ORDER BY key"):
            joined = np.frombuffer(b"".join(vector for _, vector in rows), dtype="<f4")
            yield np.array([key for key, _ in rows], dtype=np.int64), joined.reshape(len(rows), -1)

    def problems(self) -> list[str]:
        """What is wrong with the file; three problems at most."""
        return [str(found) for (found,) in self._rows("PRAGMA quick_check(3)") if found != "ok"]

    def _rows(self, sql: str, values: Collection[object] = ()) -> list[Row]:
        with self._reading():
            return self._held.execute(sql, tuple(values)).fetchall()

    def _streamed(self, sql: str, *values: object) -> Iterator[list[Row]]:
        with self._reading():
            cursor = self._held.execute(sql, values)
            rows = cursor.fetchmany(_AT_ONCE)
        while rows:
            yield rows
            with self._reading():
                rows = cursor.fetchmany(_AT_ONCE)

    def _text(self, sql: str, *values: str) -> str:
        """The first row's text, "" where there is no row."""
        rows = self._rows(sql, values)
        return str(rows[0][0]) if rows else ""

    def _numbers(self, sql: str) -> NDArray[np.int64]:
        return np.array([number for (number,) in self._rows(sql)], dtype=np.int64)

    def _passages(self, where: str, *values: str) -> list[Passage]:
        sql = f"SELECT {', '.join(_PASSAGE)} FROM passages WHERE {where} ORDER BY document_id, start, key"
        return [_passage(row) for row in self._rows(sql, values)]

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with usable(self._path), self._lock:
            if not self._let_go.alive:
                raise BrokenLibrary(f"The library in {self._path.parent} has been closed. Open it again.")
            yield


@contextmanager
def usable(path: Path) -> Iterator[None]:
    """Stands around calls of SQLite's: what it complains of becomes BrokenLibrary, with the cure."""
    try:
        yield
    except sqlite3.ProgrammingError:
        raise  # a bug of ours, no fault of the file
    except sqlite3.DatabaseError as error:
        raise BrokenLibrary(
            f"The library's record {path} cannot be used: {error}. If the disk is full or read-only, mend that; else "
            "move the folder away and add the documents anew."
        ) from error


def document_row(document: Document, *, slug: str) -> tuple[object, ...]:
    """A document as a row of its table."""
    parts = json.dumps([[packed(part.locator), part.breadcrumb, part.start, part.end] for part in document.parts])
    return (*(getattr(document, name) for name in _DOCUMENT[:-1]), parts, slug)


def packed(locator: Locator) -> str:
    """A locator as one text."""
    return json.dumps([locator.instrument, locator.article, locator.points, locator.place], ensure_ascii=False)


def _unpacked(text: str) -> Locator:
    instrument, article, points, place = json.loads(text)
    return Locator(instrument=instrument, article=article, points=tuple(points), place=place)


def _document(row: Row) -> Document:
    *plain, parts = row
    divided = tuple(Part(_unpacked(locator), *rest) for locator, *rest in json.loads(parts))
    return Document(**dict(zip(_DOCUMENT, [*plain, divided], strict=True)))


def _passage(row: Sequence[Any]) -> Passage:
    found = dict(zip(_PASSAGE, row, strict=True))
    return Passage(**{**found, "locator": _unpacked(found["locator"])})


def _marks(values: Collection[object]) -> str:
    return ", ".join("?" * len(values))
