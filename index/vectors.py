"""The Chroma collection: nearest passages fast. Derived from the record, made anew whenever it does not match.

A folder `vectors/<generation>` holds the collection for that generation of the record. It is made under another name
and renamed when complete, and never written again: so a reader in another process is never disturbed, what a killed
process leaves half done is never opened, and two processes cannot ruin one Chroma folder (they were seen to).
"""
# ruff: noqa: S608 -- SQL is put together from the constants here; every value is a parameter

import shutil
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.graph import amend, build, faults, matches, matrix, opened
from index.progress import Progress
from index.record import Record

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

Near = list[tuple[int, float]]


class Vectors:
    """Answers from the collection when it matches the record, and says None when it does not. Safe to share by threads.

    Chroma answers one query at a time: a few milliseconds each, during which nobody may close what it reads.
    """

    def __init__(self, folder: Path, *, record: Record) -> None:
        self.folder = folder
        self._record = record
        self._lock = threading.Lock()
        self._held = ExitStack()
        self._open: tuple[int, Collection] | None = None
        self._damaged: set[int] = set()

    def nearest(self, vector: NDArray[np.float32], *, k: int) -> Near | None:
        """Keys of the nearest passages with their cosine similarity, nearest first; None when it cannot tell."""
        generation = self._record.generation
        with self._lock:
            collection = self._opened(generation)
            if collection is None:
                return None
            try:
                found = collection.query(query_embeddings=vector[None], n_results=k, include=["distances"])
            except faults():
                self._found_damaged(generation)
                return None
        distances = found["distances"] or [[]]
        return [(int(key), 1.0 - distance) for key, distance in zip(found["ids"][0], distances[0], strict=True)]

    def in_step(self) -> bool:
        """Whether the collection is there, opens, and holds as many vectors as the record."""
        generation = self._record.generation
        with self._lock:
            return self._opened(generation) is not None

    def bring_in_step(self, *, progress: Progress) -> None:
        """Make the collection for the record's present generation, if it is not there. The caller holds the lock."""
        if self.in_step():
            return
        generation = self._record.generation
        new, before = self.folder / f"{generation}.new", self._before()
        if not (before and amend(new, before=before, record=self._record)):
            build(new, record=self._record, progress=progress)
        shutil.rmtree(self.folder / str(generation), ignore_errors=True)
        new.rename(self.folder / str(generation))
        self._damaged.discard(generation)
        self._sweep(keep=generation)

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            self._let_go()

    def _opened(self, generation: int) -> "Collection | None":
        if self._open and self._open[0] == generation:
            return self._open[1]
        self._let_go()
        folder = self.folder / str(generation)
        if generation in self._damaged or not folder.is_dir():
            return None
        try:
            collection = self._held.enter_context(opened(folder))
            sound = matches(collection, record=self._record)
        except faults():
            sound = False
        if not sound:
            self._found_damaged(generation)
            return None
        self._open = (generation, collection)
        return collection

    def _let_go(self) -> None:
        self._open = None
        self._held.close()

    def _found_damaged(self, generation: int) -> None:
        self._let_go()
        self._damaged.add(generation)

    def _before(self) -> Path | None:
        """The newest collection that is not known to be damaged."""
        generations = [int(folder.name) for folder in self.folder.glob("*") if folder.name.isdigit()]
        newest = max((number for number in generations if number not in self._damaged), default=None)
        return None if newest is None else self.folder / str(newest)

    def _sweep(self, *, keep: int) -> None:
        for folder in self.folder.iterdir():
            if folder.name != str(keep):
                shutil.rmtree(folder, ignore_errors=True)


def exact(vector: NDArray[np.float32], *, k: int, record: Record, where: str = "", values: Sequence[str] = ()) -> Near:
    """Keys of the nearest passages that meet a condition, by comparing with the vector of each."""
    keys, scores = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
    narrowed = f" WHERE key IN (SELECT key FROM passages WHERE {where})" if where else ""
    for rows in record.streamed(f"SELECT key, vector FROM vectors{narrowed}", values):
        keys = np.append(keys, [key for key, _ in rows])
        scores = np.append(scores, matrix(rows) @ vector)
        best = np.lexsort((keys, -scores))[:k]
        keys, scores = keys[best], scores[best]
    return [(int(key), float(score)) for key, score in zip(keys, scores, strict=True)]
