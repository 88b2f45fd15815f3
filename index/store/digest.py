"""What must not change in a file that is derived from the record, so that it may be opened."""

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

from index.seal import digest_of_bytes
from index.store.exact import ROWS

# Chroma notes every visit in this table of its database, and changes nothing else when it is only asked.
_VISITS = "acquire_write"
_DATABASE = ".sqlite3"
# Which number stands for which passage: most rows by far, and nothing that is run. Sealed by how many there are.
_NUMBERS = "embeddings"


def digest_of(path: Path) -> str:
    """A digest of a file: of a database its rows, as opening it changes its bytes; of plain vectors their size.

    The vectors are the largest file, an array that numpy reads without pickle. Raises OSError, also for a database that
    is none.
    """
    if path.name == ROWS:
        return f"{path.stat().st_size} bytes"
    if not path.name.endswith(_DATABASE):
        return digest_of_bytes(path)
    try:
        return _digest_of_rows(path)
    except sqlite3.Error as error:
        raise OSError(f"{path} cannot be read as a database: {error}") from error


def _digest_of_rows(path: Path) -> str:
    """Every table but that of visits, and the schema with its triggers."""
    path.stat()  # SQLite would make a file that is not there
    digest = hashlib.sha256()
    with closing(sqlite3.connect(path)) as database:
        tables = database.execute("SELECT type, name, sql FROM sqlite_master ORDER BY type, name").fetchall()
        digest.update(repr(tables).encode())
        for kind, name, _ in tables:
            if kind == "table" and name != _VISITS:
                told = "count(*), max(id)" if name == _NUMBERS else "*"
                quoted = name.replace('"', '""')
                for row in database.execute(f'SELECT {told} FROM "{quoted}"'):  # noqa: S608 -- a table's name, quoted
                    digest.update(repr(row).encode())
    return digest.hexdigest()
