"""The index of words, kept in step with the record: read from its folder, or made in memory where it is not there."""

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from index.store.derived import Generations
from index.store.postings import Postings, amended, none, read_postings, write_postings
from index.store.record import Record, State


class Lexicon:
    """Gives the `Postings` of what the record holds. Safe to share by threads."""

    def __init__(self, folder: Path, *, record: Record) -> None:
        self._generations = Generations(folder, record=record)
        self._record = record
        self._lock = threading.Lock()
        self._known: tuple[int, Postings] = (-1, none())

    def postings(self, at: State) -> Postings:
        """The index of every passage that the record held then."""
        with self._lock:
            generation, known = self._known
            if generation == at.generation:
                return known
            made = self._read(at.generation) or self._amended(at)
            if at.generation > generation:  # who still asks of an earlier one does not turn out what the others use
                self._known = (at.generation, made)
            return made

    def in_step(self) -> bool:
        """Whether the folder holds the index of the record's present generation, whole."""
        return self._read(self._record.generation) is not None

    def behind(self) -> bool:
        """Whether nothing was made yet from the record's present generation."""
        return self._generations.behind(self._record.generation)

    def fault(self) -> str:
        """Why the index could not be written when that was last tried, "" where it could."""
        return self._generations.fault()

    def bring_in_step(self) -> str:
        """Write the index, if it is not there. The caller holds the lock.

        Where it cannot be written, each process makes its own: what went wrong is said, "" for nothing.
        """
        if self.in_step():
            return ""
        now = self._record.at()
        postings = self.postings(now)
        return self._generations.make(now.generation, lambda folder: write_postings(folder, postings))

    def _read(self, generation: int) -> Postings | None:
        return _read(self._generations.at(generation))

    def _amended(self, at: State) -> Postings:
        """Made from the index of an earlier generation, by what has changed since."""
        before = self._before(at.generation)
        keys = np.array([key for (key,) in at.rows("SELECT key FROM passages ORDER BY key")], dtype=np.int64)
        last = int(before.keys[-1]) if len(before.keys) else 0
        return amended(before, keys=keys, new=_after(last, at))

    def _before(self, generation: int) -> Postings:
        """The index of the latest generation before that one."""
        known_at, known = self._known
        if known_at < generation and len(known.keys):
            return known
        return _read(self._generations.newest(before=generation)) or none()


def _after(key: int, at: State) -> Iterator[tuple[str, str]]:
    for rows in at.streamed("SELECT context, text FROM passages WHERE key > ? ORDER BY key", (key,)):
        yield from rows


def _read(folder: Path | None) -> Postings | None:
    """The index in a folder, None where there is none or it cannot be read."""
    try:
        return read_postings(folder) if folder else None
    except (OSError, ValueError):
        return None
