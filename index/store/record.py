"""The record in SQLite: one file with documents, passages and vectors, from which the indexes are built.

Each change is one transaction that adds 1 to the generation, so that indexes know when they are out of date. Readers do
not wait for a writer (write-ahead logging), and a process killed in a transaction leaves the record as it was before.
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
from index.store.state import SqliteState, document_row, locator_json, translating_errors

# "PinP" in ASCII, stored in the header of the file: it tells our databases from others.
APPLICATION = 0x50696E50
SCHEMA = 2

_TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
    id TEXT PRIMARY KEY, title TEXT, short_title TEXT, kind TEXT, issuer TEXT, date TEXT, url TEXT, source TEXT,
    language TEXT, sha256 TEXT UNIQUE, text TEXT, series TEXT, adopted TEXT, in_force TEXT, parts TEXT,
    slug TEXT NOT NULL  -- the id before a number was added to make it unique ("-2")
);
CREATE TABLE passages (
    key INTEGER PRIMARY KEY AUTOINCREMENT,  -- AUTOINCREMENT: never reused, so that a key always means the same passage
    id TEXT NOT NULL UNIQUE, document_id TEXT NOT NULL REFERENCES documents (id), locator TEXT NOT NULL,
    whole TEXT NOT NULL, instrument TEXT NOT NULL, article TEXT NOT NULL, points TEXT NOT NULL,
    breadcrumb TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL, context TEXT NOT NULL, text TEXT NOT NULL
);
CREATE INDEX documents_by ON documents (id, kind, date, adopted);  -- covers filters: they need not read texts
-- covers lists of all documents: columns behind the text in its row are slow to read
CREATE INDEX documents_described ON documents (
    title COLLATE NOCASE, id, short_title, kind, issuer, date, url, source, language, sha256, series, adopted, in_force
);
CREATE INDEX passages_of ON passages (document_id, whole);
CREATE INDEX passages_at ON passages (article, instrument, points);
CREATE TABLE vectors (key INTEGER PRIMARY KEY REFERENCES passages (key), vector BLOB NOT NULL);
CREATE TABLE sources (  -- files that were added completely: they are not read again until they change
    source TEXT PRIMARY KEY, digest TEXT NOT NULL, documents INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TRIGGER passage_removed AFTER DELETE ON passages BEGIN
    DELETE FROM vectors WHERE key = old.key;
END;
"""


class SqliteRecord:
    """A record in one SQLite file, which `create` makes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._idle: list[sqlite3.Connection] = []
        self._idle_lock = threading.RLock()  # reentrant: a state may be garbage-collected while this thread holds it
        self._states: WeakSet[SqliteState] = WeakSet()
        self._closed = False

    def exists(self) -> bool:
        """Whether the file has our tables; False if absent or empty. Raises BrokenLibrary for another database."""
        if not self.path.exists():
            return False
        with self._connection() as connection:
            (application,) = connection.execute("PRAGMA application_id").fetchone()
            (schema,) = connection.execute("PRAGMA user_version").fetchone()
            (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if application == APPLICATION and schema != SCHEMA:
            raise BrokenLibrary(
                f"The library in {self.path.parent} has format {schema}; this Pinpoint reads format {SCHEMA}. "
                "Use the version of Pinpoint that made it, or add the documents to a new folder."
            )
        if tables and application != APPLICATION:
            raise BrokenLibrary(f"{self.path} is a database, but not Pinpoint's. Choose another folder.")
        return bool(tables)

    def create(self, *, facts: Mapping[str, str]) -> None:
        """Create the tables, with these facts about the library."""
        with self._connection() as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            tables = (
                f"BEGIN IMMEDIATE; {_TABLES} PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {SCHEMA};"
            )
            connection.executescript(tables)
            connection.executemany("INSERT INTO meta VALUES (?, ?)", [*facts.items(), ("generation", "0")])
            connection.execute("COMMIT")

    def at(self) -> SqliteState:
        """The state of the record as it is now."""
        with translating_errors(self.path):
            state = SqliteState(self.path, self._take(), give_back=self._give_back)
        self._states.add(state)
        return state

    def put(self, entry: Entry) -> None:
        """Write a document and remove the one that it replaces. Raises BrokenLibrary if its bytes are there already."""
        with self._changing() as connection:
            if entry.replaces:
                _delete(connection, entry.replaces)
            _insert(connection, entry)
            _set_fact(connection, "encoder", entry.encoder)

    def remove(self, document_id: str) -> None:
        """Remove a document with its passages and vectors."""
        with self._changing() as connection:
            _delete(connection, document_id)

    def note(self, name: str, value: str) -> None:
        """Store a fact about the library; the generation stays the same, as no search depends on it."""
        with self._writing() as connection:
            _set_fact(connection, name, value)

    def note_sources(self, sources: Mapping[str, tuple[str, int]]) -> None:
        """Store that these files were added completely; the generation stays the same."""
        rows = [(source, *known) for source, known in sources.items()]
        with self._writing() as connection:
            connection.executemany("INSERT OR REPLACE INTO sources VALUES (?, ?, ?)", rows)

    def close(self) -> None:
        """Close all connections; reads that have begun are finished first."""
        with self._idle_lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for state in list(self._states):
            state.close()
        for connection in idle:
            connection.close()

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that adds 1 to the generation; it is rolled back after any exception."""
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
        """A connection for this thread alone; errors of SQLite become BrokenLibrary."""
        with translating_errors(self.path):
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
        connection.execute("PRAGMA synchronous = FULL")  # what was reported as added survives a power failure
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
    connection.execute(f"INSERT INTO documents VALUES ({marks})", row)  # noqa: S608 -- question marks only
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
        "locator": locator_json(locator),
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
