"""The Chroma collection: nearest passages fast. Derived from the record, made anew whenever it does not match.

Beside it lie the same vectors in a plain file (`index.store.flat`): for the passages that a filter leaves, which Chroma
finds slowly (a filter by document took ten times an unfiltered question at 50,000 vectors), and for the first questions
of a process, which need not wait for Chroma to be imported.

`index.store.derived` says how both come to be there: no vector in what has been made ever changes, and two processes
cannot ruin one Chroma folder (they were seen to).
"""

import logging
import threading
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from corpus.errors import DamagedIndex
from index.progress import Progress
from index.store.collection import amend, build, matches, nearest_in, opened
from index.store.derived import Generations
from index.store.flat import KEYS, ROWS, Near, Rows, best, matrix, read_rows, write_rows
from index.store.record import Record, State
from index.store.scope import Scope

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

# Vectors compared in about the time that importing Chroma takes. Until so many have been, a process does without it:
# that is at most twice the time of the better choice, whatever number of questions it will be asked.
_AS_LONG = 5_000_000

log = logging.getLogger(f"pinpoint.{__name__}")


class Vectors:
    """Answers from the collection when it matches the record, and says None when it does not. Safe to share by threads.

    Chroma answers one query at a time: a few milliseconds each, during which nobody may close what it reads.
    """

    def __init__(self, folder: Path, *, record: Record) -> None:
        self._generations = Generations(folder, record=record)
        self._record = record
        self._lock = threading.Lock()
        self._held = ExitStack()
        self._open: tuple[int, Collection] | None = None
        self._rows: tuple[int, Rows | None] = (-1, None)
        self._compared = 0
        self._given_up = -1

    def nearest(self, vector: NDArray[np.float32], *, k: int, at: State) -> Near | None:
        """Keys of the nearest passages with their cosine similarity, nearest first; None when it cannot tell."""
        if (near := self._without_chroma(vector, k=k, at=at)) is not None:
            return near
        with self._lock:
            collection = self._opened(at)
            if collection is None:
                return None
            try:
                return nearest_in(collection, vector, k=k)
            except DamagedIndex as error:
                self._found_damaged(self._generations.at(at.generation), error=error)
                return None

    def compared(self, vector: NDArray[np.float32], *, k: int, scope: Scope, at: State) -> Near | None:
        """The same among the passages in `scope`, by comparing with each of them."""
        rows = self._read(at.generation)
        return rows.nearest(vector, k=k, scope=scope) if rows else None

    def in_step(self) -> bool:
        """Whether the collection is there, opens, and holds as many vectors as the record."""
        with self._lock:
            return self._opened(self._record.at()) is not None

    def behind(self) -> bool:
        """Whether nothing was made yet from the record's present generation."""
        return self._generations.behind(self._record.generation)

    def fault(self) -> str:
        """Why the collection could not be made when that was last tried, "" where it could."""
        return self._generations.fault()

    def given_up(self, generation: int) -> bool:
        """Whether it could not be made from that generation since the library was opened: a search tries once."""
        return self._given_up == generation

    def bring_in_step(self, *, progress: Progress) -> str:
        """Make the collection for the record's present generation, if it is not there. The caller holds the lock.

        Where it cannot be made, every vector is compared until it can: what went wrong is said, "" for nothing.
        """
        generation = self._record.generation
        if self.in_step():
            return ""
        fault = self._generations.make(generation, lambda folder: self._make(folder, progress=progress))
        self._given_up = generation if fault else -1
        return fault

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            self._let_go()

    def _make(self, folder: Path, *, progress: Progress) -> None:
        now = self._record.at()
        before = self._generations.newest(before=now.generation)
        if not (before and amend(folder, before=before, record=now)):
            build(folder, record=now, progress=progress)
        write_rows(folder, record=now)

    def _without_chroma(self, vector: NDArray[np.float32], *, k: int, at: State) -> Near | None:
        """The answer by comparing with every vector, as long as that is no more work than importing Chroma."""
        rows = self._read(at.generation) if self._compared < _AS_LONG else None
        if rows is None:
            return None
        self._compared += len(rows.keys)
        return rows.nearest(vector, k=k)

    def _read(self, generation: int) -> Rows | None:
        """The plain file of that generation, None where it is not there or not whole."""
        known, rows = self._rows
        if known != generation:
            folder = self._generations.at(generation, only=(KEYS, ROWS))
            try:
                rows = read_rows(folder) if folder else None
            except (OSError, ValueError):
                rows = None
            if generation > known:  # who still asks of an earlier one does not turn out what the others use
                self._rows = (generation, rows) if rows else (-1, None)
        return rows

    def _opened(self, at: State) -> "Collection | None":
        if self._open and self._open[0] >= at.generation:
            return self._open[1] if self._open[0] == at.generation else None
        self._let_go()
        folder = self._generations.at(at.generation)
        if folder is None:
            return None
        try:
            collection = self._held.enter_context(opened(folder))
            if not matches(collection, record=at):
                raise DamagedIndex(f"The collection in {folder} is not that of the record; it is made anew.")
        except DamagedIndex as error:
            self._found_damaged(folder, error=error)
            return None
        self._open = (at.generation, collection)
        return collection

    def _let_go(self) -> None:
        self._open = None
        self._held.close()

    def _found_damaged(self, folder: Path | None, *, error: DamagedIndex) -> None:
        """Never open it again: Chroma keeps what it opened by its path, damage and all; the next has another name."""
        log.warning("%s is damaged; it is made anew", folder, exc_info=error)
        self._let_go()
        if folder:
            self._generations.found_damaged(folder)


def exact(vector: NDArray[np.float32], *, k: int, record: State, scope: Scope | None = None) -> Near:
    """Keys of the nearest passages, in `scope` if there is one, by comparing with the record's vector of each."""
    keys, scores = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
    for rows in record.streamed("SELECT key, vector FROM vectors"):
        allowed = [row for row in rows if scope is None or scope.allows(row[0])]
        keys = np.append(keys, [key for key, _ in allowed])
        scores = np.append(scores, matrix(allowed) @ vector if allowed else [])
        near = best(keys, scores, k=k)
        keys, scores = np.array([key for key, _ in near]), np.array([score for _, score in near], dtype=np.float32)
    return [(int(key), float(score)) for key, score in zip(keys, scores, strict=True)]
