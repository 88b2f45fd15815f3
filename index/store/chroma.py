"""The index of vectors in Chroma, built from the record and rebuilt whenever it does not match the record.

The same vectors are also in a plain file (`index.store.exact`). It serves narrow filters, which are slow in Chroma (at
50,000 vectors a filter by document took ten times as long as no filter), and the first queries of a process, so that
they need not wait for the import of Chroma.

Index folders are never changed after they are built (`index.store.derived`): two processes that wrote to one Chroma
folder were seen to corrupt it.
"""

import logging
import threading
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import DamagedIndex
from index.progress import Progress
from index.store.collection import amend, build, matches, nearest_in, opened
from index.store.derived import Derived
from index.store.exact import KEYS, ROWS, Rows, read_rows, write_rows
from index.store.ports import Condition, Near, Record, Scope, State, Vector

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

# Comparing so many vectors takes about as long as importing Chroma. A process compares this many before it imports
# Chroma: that is at most twice the time of the better choice, however many queries follow.
_COMPARED_BEFORE_IMPORT = 5_000_000

log = logging.getLogger(f"pinpoint.{__name__}")


class ChromaVectors:
    """A `VectorIndex` in Chroma. Thread-safe.

    Threads take turns to query Chroma, a few milliseconds each, so that no thread closes what another one reads.
    """

    def __init__(self, folder: Path, *, record: Record) -> None:
        self._derived = Derived(folder)
        self._record = record
        self._lock = threading.Lock()
        self._open_files = ExitStack()
        self._open: tuple[int, Collection] | None = None
        self._rows: tuple[int, Rows | None] = (-1, None)
        self._compared = 0

    def nearest(self, vector: Vector, *, k: int, at: State, scope: Scope | None = None) -> Near | None:
        """The `k` passages nearest to a unit vector, as `VectorIndex.nearest`; None without a usable index."""
        if scope is None:
            return self._among_all(vector, k=k, at=at)
        if not scope.narrow and (near := self._among_all(vector, k=scope.enlarged(k), at=at)):
            return scope.filtered(near, k=k)
        rows = self._read(at)
        return rows.nearest(vector, k=k, scope=scope) if rows else None

    def condition(self, at: State) -> Condition:
        """Whether the collection exists, can be opened, and has as many vectors as the record."""
        return self._derived.condition(at, matches=self._is_usable(at))

    def sync(self, *, progress: Progress) -> str:
        """Build the collection, if it is missing; returns what went wrong as a sentence, else "".

        The caller must hold the library's write lock. Without the collection, all vectors are compared.
        """
        now = self._record.at()
        if self._is_usable(now):
            return ""
        return self._derived.build(now, lambda folder: self._build(folder, at=now, progress=progress))

    def close(self) -> None:
        """Close the files."""
        with self._lock:
            self._close()

    def _is_usable(self, at: State) -> bool:
        with self._lock:
            return self._opened(at) is not None

    def _build(self, folder: Path, *, at: State, progress: Progress) -> None:
        before = self._derived.newest(before=at)
        if not (before and amend(folder, before=before, at=at)):
            build(folder, at=at, progress=progress)
        write_rows(folder, at=at)

    def _among_all(self, vector: Vector, *, k: int, at: State) -> Near | None:
        if (near := self._by_comparing(vector, k=k, at=at)) is not None:
            return near
        with self._lock:
            collection = self._opened(at)
            if collection is None:
                return None
            try:
                return nearest_in(collection, vector, k=k)
            except DamagedIndex as error:
                self._discard(self._derived.find(at), error=error)
                return None

    def _by_comparing(self, vector: Vector, *, k: int, at: State) -> Near | None:
        """The result of comparing all vectors, None once that has taken as long as importing Chroma."""
        rows = self._read(at) if self._compared < _COMPARED_BEFORE_IMPORT else None
        if rows is None:
            return None
        self._compared += len(rows.keys)
        return rows.nearest(vector, k=k)

    def _read(self, at: State) -> Rows | None:
        """The vectors in the plain file of that state, None if it is missing or incomplete."""
        known, rows = self._rows
        if known == at.generation:
            return rows
        folder = self._derived.find(at, only=(KEYS, ROWS))
        try:
            rows = read_rows(folder) if folder else None
        except (OSError, ValueError):
            rows = None
        if rows and at.generation > known:  # a snapshot of an earlier state does not evict what others use
            self._rows = (at.generation, rows)
        return rows

    def _opened(self, at: State) -> "Collection | None":
        if self._open and self._open[0] >= at.generation:
            return self._open[1] if self._open[0] == at.generation else None
        self._close()
        folder = self._derived.find(at)
        if folder is None:
            return None
        try:
            collection = self._open_files.enter_context(opened(folder))
            if not matches(collection, at=at):
                raise DamagedIndex(f"The collection in {folder} does not match the record; it is rebuilt.")
        except DamagedIndex as error:
            self._discard(folder, error=error)
            return None
        self._open = (at.generation, collection)
        return collection

    def _close(self) -> None:
        self._open = None
        self._open_files.close()

    def _discard(self, folder: Path | None, *, error: DamagedIndex) -> None:
        """Close the collection and do not open its folder again; it is rebuilt in a new folder."""
        log.warning("%s is damaged; it is rebuilt", folder, exc_info=error)
        self._close()
        if folder:
            self._derived.discard(folder)
