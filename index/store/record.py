"""The record: documents, passages and their vectors, in one SQLite file. All else can be made from it.

Every write is one transaction that raises `generation`, so whoever derived something knows when it is stale.
Readers never wait for a writer (WAL), and a process killed in a transaction leaves the state before it.
"""
# ruff: noqa: S608 -- SQL is put together from the constants here; every value is a parameter

import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from corpus.errors import BrokenLibrary
from corpus.models import Document, Locator, Part, Passage
from corpus.text.numerals import numeral_key
from index.models import Summary
from index.store.conditions import points_key

# "PinP" in ASCII: SQLite keeps it in the file's header, where `file` and we can tell whose database it is.
APPLICATION = 0x50696E50
SCHEMA = 2

_TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
    id TEXT PRIMARY KEY, title TEXT, short_title TEXT, kind TEXT, issuer TEXT, date TEXT, url TEXT, source TEXT,
    language TEXT, sha256 TEXT UNIQUE, text TEXT, series TEXT, adopted TEXT, in_force TEXT, parts TEXT,
    slug TEXT NOT NULL  -- the id before "-2" was added to tell two documents apart
);
CREATE TABLE passages (
    key INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used again, so a key names one passage with one vector for ever
    id TEXT NOT NULL UNIQUE, document_id TEXT NOT NULL REFERENCES documents (id), locator TEXT NOT NULL,
    whole TEXT NOT NULL, instrument TEXT NOT NULL, article TEXT NOT NULL, points TEXT NOT NULL,
    breadcrumb TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL, context TEXT NOT NULL, text TEXT NOT NULL
);
CREATE INDEX documents_by ON documents (id, kind, date, adopted);  -- filters read it instead of the texts
-- and lists of all documents this: what stands behind a text in its row is slow to come by
CREATE INDEX documents_described ON documents (
    title COLLATE NOCASE, id, short_title, kind, issuer, date, url, source, language, sha256, series, adopted, in_force
);
CREATE INDEX passages_of ON passages (document_id, whole);
CREATE INDEX passages_at ON passages (article, instrument, points);
CREATE TABLE vectors (key INTEGER PRIMARY KEY REFERENCES passages (key), vector BLOB NOT NULL);
CREATE TABLE sources (  -- files as they were when all that is in them was added: what is unchanged is not read again
    source TEXT PRIMARY KEY, digest TEXT NOT NULL, documents INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TRIGGER passage_removed AFTER DELETE ON passages BEGIN
    DELETE FROM vectors WHERE key = old.key;
END;
"""

# Where notes begin and end has no column yet; their words are in the text.
_DOCUMENT = tuple(field.name for field in fields(Document) if field.name != "notes")
_SUMMARY = tuple(field.name for field in fields(Summary))
# What `str.strip` takes away, for SQLite; and the characters by which a text is told from most others.
_SPACE = "".join(character for character in map(chr, range(0x3001)) if character.isspace())
_START = 200
_PASSAGE = tuple(field.name for field in fields(Passage))


class Record:
    """One SQLite file. Reads may come from any thread; writes from one at a time (the library holds the lock)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._idle: list[sqlite3.Connection] = []
        self._idle_lock = threading.Lock()
        self._closed = False

    def create(self, *, meta: dict[str, str]) -> None:
        """Make the tables; `meta` are the facts that a new library has."""
        with self._connection() as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            tables = (
                f"BEGIN IMMEDIATE; {_TABLES} PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {SCHEMA};"
            )
            connection.executescript(tables)
            connection.executemany("INSERT INTO meta VALUES (?, ?)", [*meta.items(), ("generation", "0")])
            connection.execute("COMMIT")

    def check(self) -> bool:
        """Whether the file has our tables; False when it is absent or empty. Raises BrokenLibrary for others."""
        if not self.path.exists():
            return False
        with self._connection() as connection:
            (application,) = connection.execute("PRAGMA application_id").fetchone()
            (schema,) = connection.execute("PRAGMA user_version").fetchone()
            (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if application == APPLICATION and schema != SCHEMA:
            raise BrokenLibrary(
                f"The library in {self.path.parent} has format {schema}; this Pinpoint reads format {SCHEMA}. "
                "Use the Pinpoint that made it, or another folder, and add the documents there."
            )
        if tables and application != APPLICATION:
            raise BrokenLibrary(f"{self.path} is a database, but not Pinpoint's. Choose another folder.")
        return bool(tables)

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """A connection that no other thread has now; SQLite's complaints become BrokenLibrary."""
        try:
            connection = self._take()
            try:
                yield connection
            finally:
                if connection.in_transaction:
                    connection.rollback()
                self._give_back(connection)
        except sqlite3.DatabaseError as error:
            raise BrokenLibrary(
                f"The library's record {self.path} cannot be used: {error}. If the disk is full or read-only, mend "
                "that; else move the folder away and add the documents anew."
            ) from error

    def _take(self) -> sqlite3.Connection:
        with self._idle_lock:
            if self._closed:
                raise BrokenLibrary(f"The library in {self.path.parent} has been closed. Open it again.")
            if self._idle:
                return self._idle.pop()
        connection = sqlite3.connect(self.path, timeout=30, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")  # what was reported as added survives a power cut as well
        return connection

    def _give_back(self, connection: sqlite3.Connection) -> None:
        with self._idle_lock:
            if not self._closed:
                self._idle.append(connection)
                return
        connection.close()

    def close(self) -> None:
        """Close every connection; threads in the middle of a read finish it first."""
        with self._idle_lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    @contextmanager
    def unmarked(self) -> Iterator[sqlite3.Connection]:
        """A transaction that changes nothing a search sees, so that nothing has to be derived anew."""
        with self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction: all of it is kept, and the generation raised, or, after any exception, none of it."""
        with self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("UPDATE meta SET value = value + 1 WHERE name = 'generation'")
            connection.execute("COMMIT")

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of a SELECT."""
        with self._connection() as connection:
            return connection.execute(sql, values).fetchall()

    def streamed(self, sql: str, values: Sequence[object] = ()) -> Iterator[list[tuple[Any, ...]]]:
        """The rows of a SELECT, 4096 at a time: 6 MB of vectors."""
        with self._connection() as connection:
            cursor = connection.execute(sql, values)
            while rows := cursor.fetchmany(4096):
                yield rows

    def meta(self, name: str) -> str:
        """A fact about the library, "" where it has none."""
        rows = self.rows("SELECT value FROM meta WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else ""

    @property
    def generation(self) -> int:
        """How many transactions the record has seen."""
        return int(self.meta("generation"))

    def documents(self) -> list[Document]:
        """Every document, by title."""
        rows = self.rows(f"SELECT {', '.join(_DOCUMENT)} FROM documents ORDER BY title COLLATE NOCASE, id")
        return [_document(row) for row in rows]

    def summaries(self) -> tuple[Summary, ...]:
        """Every document without its text, by title."""
        rows = self.rows(f"SELECT {', '.join(_SUMMARY)} FROM documents ORDER BY title COLLATE NOCASE, id")
        return tuple(Summary(*row) for row in rows)

    def ids_with_text(self, text: str) -> frozenset[str]:
        """The ids of the documents with that text, white space around it aside; only those alike at first are read."""
        bare = text.strip()
        start = "substr(ltrim(text, ?), 1, ?) = ?"
        alike = self.rows(f"SELECT id, text FROM documents WHERE {start}", (_SPACE, _START, bare[:_START]))
        return frozenset(document_id for document_id, found in alike if found.strip() == bare)

    def document(self, document_id: str) -> Document | None:
        """The document with that id."""
        rows = self.rows(f"SELECT {', '.join(_DOCUMENT)} FROM documents WHERE id = ?", (document_id,))
        return _document(rows[0]) if rows else None

    def passages(self, where: str, values: Sequence[object] = ()) -> list[Passage]:
        """The passages for which a condition over the table `passages` holds, in the order of the text."""
        sql = f"SELECT {', '.join(_PASSAGE)} FROM passages WHERE {where} ORDER BY document_id, start, key"
        return [_passage(row) for row in self.rows(sql, values)]


def set_meta(connection: sqlite3.Connection, name: str, value: str) -> None:
    """Note a fact about the library."""
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))


def insert(
    connection: sqlite3.Connection,
    document: Document,
    *,
    slug: str,
    passages: Sequence[tuple[Passage, str]],
    vectors: NDArray[np.float32],
) -> None:
    """Write a document with its passages, each with the context it is searched in and its vector."""
    values = [getattr(document, name) for name in _DOCUMENT[:-1]]
    parts = json.dumps([[_packed(part.locator), part.breadcrumb, part.start, part.end] for part in document.parts])
    marks = ", ".join("?" * (len(values) + 2))
    connection.execute(f"INSERT INTO documents VALUES ({marks})", (*values, parts, slug))
    for (passage, context), vector in zip(passages, vectors, strict=True):
        key = _insert_passage(connection, passage, context=context)
        connection.execute("INSERT INTO vectors VALUES (?, ?)", (key, vector.astype("<f4").tobytes()))


def delete(connection: sqlite3.Connection, document_id: str) -> None:
    """Take a document out with all that belongs to it.

    Every file is to be read again then: one of them may hold the same, and was passed by because of it.
    """
    connection.execute("DELETE FROM sources")
    connection.execute("DELETE FROM passages WHERE document_id = ?", (document_id,))
    connection.execute("DELETE FROM documents WHERE id = ?", (document_id,))


def _insert_passage(connection: sqlite3.Connection, passage: Passage, *, context: str) -> int:
    locator = passage.locator
    found = {
        "id": passage.id,
        "document_id": passage.document_id,
        "locator": _packed(locator),
        "whole": str(locator.whole_article),
        "instrument": locator.instrument.casefold(),
        "article": numeral_key(locator.article),
        "points": points_key(locator.points),
        "breadcrumb": passage.breadcrumb,
        "start": passage.start,
        "end": passage.end,
        "context": context,
        "text": passage.text,
    }
    columns, marks = ", ".join(found), ", ".join("?" * len(found))
    cursor = connection.execute(f"INSERT INTO passages ({columns}) VALUES ({marks})", (*found.values(),))
    return cast(int, cursor.lastrowid)


def _packed(locator: Locator) -> str:
    return json.dumps([locator.instrument, locator.article, locator.points, locator.place], ensure_ascii=False)


def _unpacked(text: str) -> Locator:
    instrument, article, points, place = json.loads(text)
    return Locator(instrument=instrument, article=article, points=tuple(points), place=place)


def _document(row: tuple[Any, ...]) -> Document:
    *plain, parts = row
    divided = tuple(Part(_unpacked(locator), *rest) for locator, *rest in json.loads(parts))
    return Document(**dict(zip(_DOCUMENT, [*plain, divided], strict=True)))


def _passage(row: tuple[Any, ...]) -> Passage:
    found = dict(zip(_PASSAGE, row, strict=True))
    return Passage(**{**found, "locator": _unpacked(found["locator"])})
