"""The Chroma collection: nearest passages fast. Derived from the record, made anew whenever it does not match.

A folder `vectors/<generation>-<token>` holds the collection for that generation of the record. It is made under another
name, renamed when complete, and no vector in it ever changes: so a reader in another process is not disturbed, what a
killed process leaves half done is never opened, and two processes cannot ruin one Chroma folder (they were seen to).
"""
# ruff: noqa: S608 -- SQL is put together from the constants here; every value is a parameter

import shutil
import threading
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from index.graph import DATABASE, amend, build, faults, matches, matrix, opened
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
        self._damaged: set[Path] = set()
        self._given_up = -1

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
                self._found_damaged(self._folder(generation))
                return None
        distances = found["distances"] or [[]]
        near = [(int(key), 1.0 - distance) for key, distance in zip(found["ids"][0], distances[0], strict=True)]
        return sorted(near, key=lambda one: (-one[1], one[0]))  # equally near ones come in no order from the graph

    def in_step(self) -> bool:
        """Whether the collection is there, opens, and holds as many vectors as the record."""
        generation = self._record.generation
        with self._lock:
            return self._opened(generation) is not None

    def bring_in_step(self, *, progress: Progress) -> None:
        """Make the collection for the record's present generation, if it is not there. The caller holds the lock.

        Where it cannot be made (a full disk), that is no fault: every vector is compared until it can.
        """
        generation = self._record.generation
        if self.in_step() or generation == self._given_up:
            return
        new = self.folder / f"{generation}-{uuid4().hex[:8]}"
        try:
            self._make(new.with_suffix(".new"), progress=progress)
            new.with_suffix(".new").rename(new)
        except faults():
            self._given_up = generation
        self._sweep(keep=new)

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            self._let_go()

    def _make(self, folder: Path, *, progress: Progress) -> None:
        before = max(self._sound(), key=_generation, default=None)
        if not (before and amend(folder, before=before, record=self._record)):
            build(folder, record=self._record, progress=progress)

    def _opened(self, generation: int) -> "Collection | None":
        if self._open and self._open[0] == generation:
            return self._open[1]
        self._let_go()
        folder = self._folder(generation)
        if folder is None:
            return None
        try:
            collection = self._held.enter_context(opened(folder))
            sound = matches(collection, record=self._record)
        except faults():
            sound = False
        if not sound:
            self._found_damaged(folder)
            return None
        self._open = (generation, collection)
        return collection

    def _folder(self, generation: int) -> Path | None:
        return next((folder for folder in self._sound() if _generation(folder) == generation), None)

    def _sound(self) -> list[Path]:
        """The collections that are complete and not known to be damaged."""
        complete = [folder for folder in self.folder.glob("*-*") if not folder.suffix and (folder / DATABASE).is_file()]
        return [folder for folder in complete if folder not in self._damaged]

    def _let_go(self) -> None:
        self._open = None
        self._held.close()

    def _found_damaged(self, folder: Path | None) -> None:
        """Never open it again: Chroma keeps what it opened by its path, damage and all; the next has another name."""
        self._let_go()
        if folder:
            self._damaged.add(folder)

    def _sweep(self, *, keep: Path) -> None:
        with suppress(OSError):
            for folder in self.folder.iterdir():
                if folder != keep:
                    shutil.rmtree(folder, ignore_errors=True)


def _generation(folder: Path) -> int:
    return int(folder.name.partition("-")[0])


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
