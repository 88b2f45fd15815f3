"""The record in SQLite: one file with documents, passages and their vectors, from which all else can be made.

Every change is one transaction that raises the generation, so whoever derived something knows when it is stale.
Readers never wait for a writer (WAL), and a process killed in a transaction leaves the state before it.
"""

import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import cast
from weakref import WeakSet

from corpus.errors import BrokenLibrary
from corpus.models import Passage
from corpus.text.numbers import numeral_key
from index.store.conditions import points_key
from index.store.ports import Entry
from index.store.state import SqliteState, document_row, packed, usable

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


class SqliteRecord:
    """One SQLite file, made by `create`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._idle: list[sqlite3.Connection] = []
        self._idle_lock = threading.RLock()  # a state may be let go of at any moment, also while this is held
        self._states: WeakSet[SqliteState] = WeakSet()
        self._closed = False

    def exists(self) -> bool:
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

    def create(self, *, facts: Mapping[str, str]) -> None:
        """Make the tables, with the facts that a new library has."""
        with self._connection() as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            tables = (
                f"BEGIN IMMEDIATE; {_TABLES} PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {SCHEMA};"
            )
            connection.executescript(tables)
            connection.executemany("INSERT INTO meta VALUES (?, ?)", [*facts.items(), ("generation", "0")])
            connection.execute("COMMIT")

    def at(self) -> SqliteState:
        """What the record holds now."""
        with usable(self.path):
            state = SqliteState(self.path, self._take(), give_back=self._give_back)
        self._states.add(state)
        return state

    def put(self, entry: Entry) -> None:
        """Write a document, in place of another where it says so. Raises BrokenLibrary for bytes that are there."""
        with self._changing() as connection:
            if entry.replaces:
                _delete(connection, entry.replaces)
            _insert(connection, entry)
            _set_fact(connection, "encoder", entry.encoder)

    def remove(self, document_id: str) -> None:
        """Take a document out with all that belongs to it."""
        with self._changing() as connection:
            _delete(connection, document_id)

    def note(self, name: str, value: str) -> None:
        """Note a fact about the library; no search sees a difference, so the generation stays."""
        with self._writing() as connection:
            _set_fact(connection, name, value)

    def note_sources(self, sources: Mapping[str, tuple[str, int]]) -> None:
        """Note that all of these files is here; the generation stays."""
        rows = [(source, *known) for source, known in sources.items()]
        with self._writing() as connection:
            connection.executemany("INSERT OR REPLACE INTO sources VALUES (?, ?, ?)", rows)

    def close(self) -> None:
        """Close every connection; threads in the middle of a read finish it first."""
        with self._idle_lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for state in list(self._states):
            state.close()
        for connection in idle:
            connection.close()

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        """A transaction: all of it is kept, and the generation raised, or, after any exception, none of it."""
        with self._writing() as connection:
            yield connection
            connection.execute("UPDATE meta SET value = value + 1 WHERE name = 'generation'")

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """A connection that no other thread has now; SQLite's complaints become BrokenLibrary."""
        with usable(self.path):
            connection = self._take()
            try:
                yield connection
            finally:
                self._give_back(connection)

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
        if connection.in_transaction:
            connection.rollback()
        with self._idle_lock:
            if not self._closed:
                self._idle.append(connection)
                return
        connection.close()


def _set_fact(connection: sqlite3.Connection, name: str, value: str) -> None:
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))


def _insert(connection: sqlite3.Connection, entry: Entry) -> None:
    row = document_row(entry.document, slug=entry.slug)
    marks = ", ".join("?" * len(row))
    connection.execute(f"INSERT INTO documents VALUES ({marks})", row)  # noqa: S608 -- marks only
    for (passage, context), vector in zip(entry.passages, entry.vectors, strict=True):
        key = _insert_passage(connection, passage, context=context)
        connection.execute("INSERT INTO vectors VALUES (?, ?)", (key, vector.astype("<f4").tobytes()))


def _delete(connection: sqlite3.Connection, document_id: str) -> None:
    connection.execute("DELETE FROM sources")
    connection.execute("DELETE FROM passages WHERE document_id = ?", (document_id,))
    connection.execute("DELETE FROM documents WHERE id = ?", (document_id,))


def _insert_passage(connection: sqlite3.Connection, passage: Passage, *, context: str) -> int:
    locator = passage.locator
    found = {
        "id": passage.id,
        "document_id": passage.document_id,
        "locator": packed(locator),
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
    cursor = connection.execute(f"INSERT INTO passages ({columns}) VALUES ({marks})", (*found.values(),))  # noqa: S608 -- constants
    return cast(int, cursor.lastrowid)
