"""The index of words: read from its folder, or made in memory where it is not there."""

import threading
from pathlib import Path

from index.store.derived import Derived
from index.store.ports import Condition, Record, State
from index.store.postings import Postings, amended, none, read_postings, write_postings


class WordIndex:
    """Gives the `Postings` of a state of the record. Safe to share by threads. Without a folder nothing is kept."""

    def __init__(self, folder: Path | None, *, record: Record) -> None:
        self._derived = Derived(folder) if folder else None
        self._record = record
        self._lock = threading.Lock()
        self._known: tuple[int, Postings] = (-1, none())

    def postings(self, at: State) -> Postings:
        """The index of every passage that the record held then."""
        with self._lock:
            generation, known = self._known
            if generation == at.generation:
                return known
            made = self._read(at) or self._amended(at)
            if at.generation > generation:  # who still asks of an earlier one does not turn out what the others use
                self._known = (at.generation, made)
            return made

    def condition(self, at: State) -> Condition:
        """Whether the folder holds the index of that state, whole."""
        if not self._derived:
            return Condition(True, "made in memory")
        return self._derived.condition(at, matches=self._read(at) is not None)

    def bring_in_step(self) -> str:
        """Write the index, if it is not there. The caller sees to it that nobody else writes.

        Where it cannot be written, each process makes its own: what went wrong is said, "" for nothing.
        """
        now = self._record.at()
        if not self._derived or self._read(now):
            return ""
        postings = self.postings(now)
        return self._derived.make(now, lambda folder: write_postings(folder, postings))

    def _read(self, at: State) -> Postings | None:
        return _read(self._derived.find(at)) if self._derived else None

    def _amended(self, at: State) -> Postings:
        """Made from the index of an earlier generation, by what has changed since."""
        before = self._before(at)
        last = int(before.keys[-1]) if len(before.keys) else 0
        return amended(before, keys=at.keys(), new=at.texts(after=last))

    def _before(self, at: State) -> Postings:
        """The index of the latest generation before that one, of no passage where there is none."""
        generation, known = self._known
        if generation < at.generation and len(known.keys):
            return known
        newest = self._derived.newest(before=at) if self._derived else None
        return _read(newest) or none()


def _read(folder: Path | None) -> Postings | None:
    """The index in a folder, None where there is none or it cannot be read."""
    try:
        return read_postings(folder) if folder else None
    except (OSError, ValueError):
        return None
