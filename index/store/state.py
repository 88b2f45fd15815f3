"""The state of a record in SQLite, read in one transaction, and the format of its rows."""
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
from index.store.conditions import condition, document_condition
from index.store.lookup import Place
from index.store.ports import Keys, Scope, Vector

# Notes are kept as the passages that they are; where their marks hang is in the locators of these.
_DOCUMENT = tuple(field.name for field in fields(Document) if field.name != "notes")
_SUMMARY = tuple(field.name for field in fields(Summary))
_PASSAGE = tuple(field.name for field in fields(Passage))
_BY_TITLE = "ORDER BY title COLLATE NOCASE, id"
# The characters that `str.strip` removes, for SQLite; and how many characters tell a text from most others.
_SPACE = "".join(character for character in map(chr, range(0x3001)) if character.isspace())
_PREFIX = 200
# Rows fetched at a time: 6 MB of vectors.
_BATCH = 4096

Row = tuple[Any, ...]


class SqliteState:
    """The contents of a record when this object was made, which it reads in one open transaction.

    The transaction ends when the object is garbage-collected; until then SQLite cannot truncate its write-ahead log.
    Threads take turns.
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
        """End the transaction; reading raises BrokenLibrary from then on."""
        with self._lock:
            self._let_go()

    def fact(self, name: str) -> str:
        """The fact stored about the library under that name, "" if there is none."""
        return self._text("SELECT value FROM meta WHERE name = ?", name)

    def size(self) -> int:
        """The number of passages."""
        return int(self._rows("SELECT count(*) FROM passages")[0][0])

    def documents(self) -> list[Document]:
        """All documents, sorted by title."""
        return [_document(row) for row in self._rows(f"SELECT {', '.join(_DOCUMENT)} FROM documents {_BY_TITLE}")]

    def summaries(self) -> tuple[Summary, ...]:
        """All documents without their texts, sorted by title."""
        return tuple(Summary(*row) for row in self._rows(f"SELECT {', '.join(_SUMMARY)} FROM documents {_BY_TITLE}"))

    def documents_of(self, ids: Collection[str]) -> dict[str, Document]:
        """The documents with these ids, by id."""
        rows = self._rows(f"SELECT {', '.join(_DOCUMENT)} FROM documents WHERE id IN ({_marks(ids)})", ids)
        return {document.id: document for document in map(_document, rows)}

    def ids_with_text(self, text: str) -> frozenset[str]:
        """The ids of the documents whose text is `text`; only texts that begin alike are read."""
        bare = text.strip()
        start = "substr(ltrim(text, ?), 1, ?) = ?"
        alike = self._rows(f"SELECT id, text FROM documents WHERE {start}", (_SPACE, _PREFIX, bare[:_PREFIX]))
        return frozenset(document_id for document_id, found in alike if found.strip() == bare)

    def id_of_bytes(self, sha256: str) -> str:
        """The id of the document that was read from the bytes with that hash, "" if there is none."""
        return self._text("SELECT id FROM documents WHERE sha256 = ?", sha256)

    def id_of_source(self, source: str, *, slug: str) -> str:
        """The id of the document with that source and slug, "" if there is none."""
        return self._text("SELECT id FROM documents WHERE source = ? AND slug = ?", source, slug)

    def ids_like(self, slug: str) -> frozenset[str]:
        """The ids of the documents whose slug or id is `slug`."""
        rows = self._rows("SELECT id FROM documents WHERE slug = ? OR id = ?", (slug, slug))
        return frozenset(document_id for (document_id,) in rows)

    def sources(self) -> dict[str, tuple[str, int]]:
        """The digest and number of documents of each file that was added completely, by path."""
        rows = self._rows("SELECT source, digest, documents FROM sources")
        return {source: (digest, documents) for source, digest, documents in rows}

    def passages(self, document_id: str) -> list[Passage]:
        """A document's passages in the order of its text."""
        return self._passages("document_id = ?", document_id)

    def article(self, document_id: str, *, whole: str) -> list[Passage]:
        """The document's passages in the article (or other place) `whole`, in the order of the text."""
        return self._passages("document_id = ? AND whole = ?", document_id, whole)

    def passages_of(self, keys: Collection[int]) -> dict[int, Passage]:
        """The passages with these keys, by key."""
        rows = self._rows(f"SELECT key, {', '.join(_PASSAGE)} FROM passages WHERE key IN ({_marks(keys)})", keys)
        return {key: _passage(row) for key, *row in rows}

    def keys_of(self, ids: Collection[str]) -> dict[str, int]:
        """The keys of the passages with these ids, by id."""
        return dict(self._rows(f"SELECT id, key FROM passages WHERE id IN ({_marks(ids)})", ids))

    def places(self, keys: Collection[int]) -> dict[int, Place]:
        """The document and article of each passage with these keys, by key."""
        rows = self._rows(f"SELECT key, id, document_id, whole FROM passages WHERE key IN ({_marks(keys)})", keys)
        return {key: Place(*rest) for key, *rest in rows}

    def scope(self, filters: Filters) -> Scope:
        """The keys of the passages that meet the filters. Raises UnusableRequest for an invalid date."""
        if filters.article:
            where, values = condition(filters)
            keys = self._rows(f"SELECT key, key FROM passages WHERE {where} ORDER BY key", values)
        else:
            where, values = document_condition(filters)
            within = f"WHERE document_id IN (SELECT id FROM documents WHERE {where})" if where else ""
            sql = f"SELECT min(key), max(key) FROM passages {within} GROUP BY document_id ORDER BY 1"
            keys = self._rows(sql, values)
        ranges = np.array(keys, dtype=np.int64).reshape(-1, 2)
        return Scope(ranges[:, 0], ranges[:, 1], self.size())

    def keys(self) -> Keys:
        """The keys of all passages, in ascending order."""
        return self._numbers("SELECT key FROM passages ORDER BY key")

    def texts(self, *, after: int = 0) -> Iterator[tuple[str, str]]:
        """The context and the text of each passage with a key above `after`, in the order of keys."""
        for rows in self._streamed("SELECT context, text FROM passages WHERE key > ? ORDER BY key", after):
            yield from rows

    def vector_keys(self) -> Keys:
        """The keys of all vectors, in ascending order."""
        return self._numbers("SELECT key FROM vectors ORDER BY key")

    def vectors(self) -> Iterator[tuple[Keys, Vector]]:
        """Batches of a few thousand vectors with their keys, in ascending order of keys."""
        for rows in self._streamed("SELECT key, vector FROM vectors ORDER BY key"):
            joined = np.frombuffer(b"".join(vector for _, vector in rows), dtype="<f4")
            yield np.array([key for key, _ in rows], dtype=np.int64), joined.reshape(len(rows), -1)

    def problems(self) -> list[str]:
        """What is wrong with the file, at most three problems."""
        return [str(found) for (found,) in self._rows("PRAGMA quick_check(3)") if found != "ok"]

    def _rows(self, sql: str, values: Collection[object] = ()) -> list[Row]:
        with self._reading():
            return self._held.execute(sql, tuple(values)).fetchall()

    def _streamed(self, sql: str, *values: object) -> Iterator[list[Row]]:
        with self._reading():
            cursor = self._held.execute(sql, values)
            rows = cursor.fetchmany(_BATCH)
        while rows:
            yield rows
            with self._reading():
                rows = cursor.fetchmany(_BATCH)

    def _text(self, sql: str, *values: str) -> str:
        """The first column of the first row, "" if there is no row."""
        rows = self._rows(sql, values)
        return str(rows[0][0]) if rows else ""

    def _numbers(self, sql: str) -> NDArray[np.int64]:
        return np.array([number for (number,) in self._rows(sql)], dtype=np.int64)

    def _passages(self, where: str, *values: str) -> list[Passage]:
        sql = f"SELECT {', '.join(_PASSAGE)} FROM passages WHERE {where} ORDER BY document_id, start, key"
        return [_passage(row) for row in self._rows(sql, values)]

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with translating_errors(self._path), self._lock:
            if not self._let_go.alive:
                raise BrokenLibrary(f"The library in {self._path.parent} has been closed. Open it again.")
            yield


@contextmanager
def translating_errors(path: Path) -> Iterator[None]:
    """A context for calls of SQLite, which turns its errors about the database into BrokenLibrary."""
    try:
        yield
    except sqlite3.ProgrammingError:
        raise  # a mistake in our calls, not a fault of the file
    except sqlite3.DatabaseError as error:
        raise BrokenLibrary(
            f"The library's record {path} cannot be used: {error}. If the disk is full or read-only, repair that; "
            "otherwise move the folder away and add the documents again."
        ) from error


def document_row(document: Document, *, slug: str) -> tuple[object, ...]:
    """A document as a row of the table `documents`."""
    parts = json.dumps([[locator_json(part.locator), part.breadcrumb, part.start, part.end] for part in document.parts])
    return (*(getattr(document, name) for name in _DOCUMENT[:-1]), parts, slug)


def locator_json(locator: Locator) -> str:
    """A locator as JSON."""
    return json.dumps([locator.instrument, locator.article, locator.points, locator.place], ensure_ascii=False)


def _locator(text: str) -> Locator:
    instrument, article, points, place = json.loads(text)
    return Locator(instrument=instrument, article=article, points=tuple(points), place=place)


def _document(row: Row) -> Document:
    *plain, parts = row
    divided = tuple(Part(_locator(locator), *rest) for locator, *rest in json.loads(parts))
    return Document(**dict(zip(_DOCUMENT, [*plain, divided], strict=True)))


def _passage(row: Sequence[Any]) -> Passage:
    found = dict(zip(_PASSAGE, row, strict=True))
    return Passage(**{**found, "locator": _locator(found["locator"])})


def _marks(values: Collection[object]) -> str:
    return ", ".join("?" * len(values))
