"""The Chroma collection: nearest passages fast. Derived from the record, made anew whenever it does not match.

Beside it lie the same vectors in a plain file (`index.store.exact`): for the passages that a filter leaves, which
Chroma finds slowly (a filter by document took ten times an unfiltered question at 50,000 vectors), and for the first
questions of a process, which need not wait for Chroma to be imported.

`index.store.derived` says how both come to be there: no vector in what has been made ever changes, and two processes
cannot ruin one Chroma folder (they were seen to).
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

# Vectors compared in about the time that importing Chroma takes. Until so many have been, a process does without it:
# that is at most twice the time of the better choice, whatever number of questions it will be asked.
_AS_LONG = 5_000_000

log = logging.getLogger(f"pinpoint.{__name__}")


class ChromaVectors:
    """Answers from the collection when it matches the record, and says None when it does not. Safe to share by threads.

    Chroma answers one query at a time: a few milliseconds each, during which nobody may close what it reads.
    """

    def __init__(self, folder: Path, *, record: Record) -> None:
        self._derived = Derived(folder)
        self._record = record
        self._lock = threading.Lock()
        self._held = ExitStack()
        self._open: tuple[int, Collection] | None = None
        self._rows: tuple[int, Rows | None] = (-1, None)
        self._compared = 0

    def nearest(self, vector: Vector, *, k: int, at: State, scope: Scope | None = None) -> Near | None:
        """Keys of the nearest passages, in `scope` if given, with their cosine similarity; None when it cannot tell."""
        if scope is None:
            return self._among_all(vector, k=k, at=at)
        if not scope.narrow and (near := self._among_all(vector, k=scope.widened(k), at=at)):
            return scope.sifted(near, k=k)
        rows = self._read(at)
        return rows.nearest(vector, k=k, scope=scope) if rows else None

    def condition(self, at: State) -> Condition:
        """Whether the collection is there, opens, and holds as many vectors as the record."""
        return self._derived.condition(at, matches=self._is_in_step(at))

    def bring_in_step(self, *, progress: Progress) -> str:
        """Make the collection, if it is not there. The caller sees to it that nobody else writes.

        Where it cannot be made, every vector is compared until it can: what went wrong is said, "" for nothing.
        """
        now = self._record.at()
        if self._is_in_step(now):
            return ""
        return self._derived.make(now, lambda folder: self._make(folder, at=now, progress=progress))

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            self._let_go()

    def _is_in_step(self, at: State) -> bool:
        with self._lock:
            return self._opened(at) is not None

    def _make(self, folder: Path, *, at: State, progress: Progress) -> None:
        before = self._derived.newest(before=at)
        if not (before and amend(folder, before=before, at=at)):
            build(folder, at=at, progress=progress)
        write_rows(folder, at=at)

    def _among_all(self, vector: Vector, *, k: int, at: State) -> Near | None:
        if (near := self._without_chroma(vector, k=k, at=at)) is not None:
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

    def _without_chroma(self, vector: Vector, *, k: int, at: State) -> Near | None:
        """The answer by comparing with every vector, as long as that is no more work than importing Chroma."""
        rows = self._read(at) if self._compared < _AS_LONG else None
        if rows is None:
            return None
        self._compared += len(rows.keys)
        return rows.nearest(vector, k=k)

    def _read(self, at: State) -> Rows | None:
        """The plain file of that state, None where it is not there or not whole."""
        known, rows = self._rows
        if known == at.generation:
            return rows
        folder = self._derived.find(at, only=(KEYS, ROWS))
        try:
            rows = read_rows(folder) if folder else None
        except (OSError, ValueError):
            rows = None
        if rows and at.generation > known:  # who still asks of an earlier one does not turn out what the others use
            self._rows = (at.generation, rows)
        return rows

    def _opened(self, at: State) -> "Collection | None":
        if self._open and self._open[0] >= at.generation:
            return self._open[1] if self._open[0] == at.generation else None
        self._let_go()
        folder = self._derived.find(at)
        if folder is None:
            return None
        try:
            collection = self._held.enter_context(opened(folder))
            if not matches(collection, at=at):
                raise DamagedIndex(f"The collection in {folder} is not that of the record; it is made anew.")
        except DamagedIndex as error:
            self._discard(folder, error=error)
            return None
        self._open = (at.generation, collection)
        return collection

    def _let_go(self) -> None:
        self._open = None
        self._held.close()

    def _discard(self, folder: Path | None, *, error: DamagedIndex) -> None:
        """Close it and open it no more; the next has another name."""
        log.warning("%s is damaged; it is made anew", folder, exc_info=error)
        self._let_go()
        if folder:
            self._derived.discard(folder)
