"""Folders of indexes that are built from the record, one for each generation of it.

A folder `<generation>-<token>` is built under another name, sealed (`index.seal`), renamed when complete, and never
changed afterwards. So readers in other processes are not disturbed, and neither an incomplete index nor one from
another machine is ever opened.
"""

import hashlib
import logging
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path
from uuid import uuid4

from index.seal import digest_of_bytes, is_sealed, set_seal
from index.store.exact import ROWS
from index.store.ports import Condition, State

# A file that says why the last build failed, for `pinpoint doctor`; the next successful build deletes it.
_FAULT = "fault.txt"
# The table that Chroma writes to when a collection is only read.
_READ_LOCK = "acquire_write"
_DATABASE = ".sqlite3"
# The table that maps numbers to passages: by far the most rows, and no code. Its number of rows is sealed.
_NUMBERING = "embeddings"

log = logging.getLogger(f"pinpoint.{__name__}")


class Derived:
    """The index folders in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._discarded: set[Path] = set()
        self._intact: set[tuple[Path, tuple[str, ...]]] = set()

    def find(self, at: State, *, only: Sequence[str] = ()) -> Path | None:
        """The folder built from that state, None if there is none or its seal is broken.

        With `only`, the files of these names are checked instead of all. Each is checked once in a process; later
        damage is noticed by the next process.
        """
        return next((path for path in self._named(at.generation) if self._is_intact(path, at, tuple(only))), None)

    def newest(self, *, before: State) -> Path | None:
        """The latest intact folder built from an earlier generation, None if there is none."""
        earlier = [path for path in self._all() if _generation(path) < before.generation]
        latest_first = sorted(earlier, key=_generation, reverse=True)
        return next((path for path in latest_first if self._is_intact(path, before, ())), None)

    def condition(self, at: State, *, matches: bool) -> Condition:
        """The condition of the index of that state; `matches` says that it exists and is usable."""
        if matches:
            return Condition(True, "matches the record")
        if fault := self._fault():
            return Condition(False, fault)
        if not self._named(at.generation):  # an addition was interrupted; searches do without the index
            return Condition(True, "not built yet for the last addition; the next addition builds it")
        return Condition(False, "damaged, or not made on this machine; the next search or addition rebuilds it")

    def build(self, at: State, fill: Callable[[Path], None]) -> str:
        """Build a folder with `fill`, seal it, and delete the others, also if building fails.

        Returns what went wrong as a sentence, else "". A failure is logged and stored for `condition`, not raised: the
        record is complete without the index, so additions and searches go on.
        """
        try:
            self._build(self.folder / f"{at.generation}-{uuid4().hex[:8]}", at, fill)
        except OSError as error:
            log.warning("%s cannot be built: %s", self.folder, error)
            return self._store_fault(error)
        except Exception as error:
            log.exception("%s cannot be built", self.folder)
            return self._store_fault(error)
        return ""

    def discard(self, path: Path) -> None:
        """Never return that folder again: Chroma caches what it opened by path, so it would see the damage again."""
        self._discarded.add(path)

    def _fault(self) -> str:
        """Why the last build failed, "" if it did not or none was tried."""
        try:
            return (self.folder / _FAULT).read_text(encoding="utf-8")
        except (OSError, ValueError):
            return ""

    def _build(self, built: Path, at: State, fill: Callable[[Path], None]) -> None:
        new = built.with_suffix(".new")
        try:
            fill(new)
            set_seal(new, about=self._about(built, at), digest=digest_of)
            new.rename(built)
        finally:
            self._delete_others(keep=built)

    def _store_fault(self, error: Exception) -> str:
        reason = str(error) if isinstance(error, OSError) else f"{type(error).__name__}: {error}"
        fault = (
            f"The index in {self.folder} could not be built ({reason}). What was added is kept, and found without it, "
            "more slowly. The next addition builds it; if that fails too, build sure that the disk is writable and not "
            "full, or else report this with the log."
        )
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / _FAULT).write_text(fault, encoding="utf-8")
        return fault

    def _is_intact(self, path: Path, at: State, only: tuple[str, ...]) -> bool:
        if path in self._discarded:
            return False
        if (path, only) not in self._intact:
            if not is_sealed(path, about=self._about(path, at), only=only, digest=digest_of):
                return False
            self._intact.add((path, only))
        return True

    def _about(self, path: Path, at: State) -> str:
        return f"{at.fact('id')}/{self.folder.name}/{path.name}"

    def _named(self, generation: int) -> list[Path]:
        return [path for path in self._all() if _generation(path) == generation]

    def _all(self) -> list[Path]:
        return [path for path in self.folder.glob("*-*") if path.is_dir() and _generation(path) >= 0]

    def _delete_others(self, *, keep: Path) -> None:
        with suppress(OSError):
            for path in self.folder.iterdir():
                if path.is_file():
                    path.unlink()
                elif path != keep:
                    shutil.rmtree(path, ignore_errors=True)


def _generation(path: Path) -> int:
    """The generation in a folder's name, -1 if it is not an index folder."""
    number = path.name.partition("-")[0]
    return int(number) if number.isdecimal() and not path.suffix else -1


def digest_of(path: Path) -> str:
    """A digest of whatever must not change in a file of an index. Raises OSError.

    Of a database it is a digest of the rows, since opening it changes the bytes. Of the plain vectors it is the size:
    they are the largest file, and numpy reads them without pickle.
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
    """A digest of the schema with its triggers, and of every table that reading leaves unchanged."""
    path.stat()  # raises OSError for a missing file, which SQLite would create
    digest = hashlib.sha256()
    with closing(sqlite3.connect(path)) as database:
        tables = database.execute("SELECT type, name, sql FROM sqlite_master ORDER BY type, name").fetchall()
        digest.update(repr(tables).encode())
        for kind, name, _ in tables:
            if kind == "table" and name != _READ_LOCK:
                columns = "count(*), max(id)" if name == _NUMBERING else "*"
                quoted = name.replace('"', '""')
                for row in database.execute(f'SELECT {columns} FROM "{quoted}"'):  # noqa: S608 -- a table's name, quoted
                    digest.update(repr(row).encode())
    return digest.hexdigest()
