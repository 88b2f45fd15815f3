"""The nearest passages by comparing each: with the record's vectors, or those in a plain file, read in place.

That file is made with each Chroma collection: `keys.npy` (ascending) and `vectors.npy` (a unit vector for each key).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.progress import Progress
from index.store.ports import Condition, Near, Scope, State, Vector

KEYS, ROWS = "keys.npy", "vectors.npy"
# Vectors compared at a time: 12 MB, so that the scores of a large library need no copy of it.
_AT_A_TIME = 8192


@dataclass(frozen=True, slots=True)
class Rows:
    """The vectors, and the key of each."""

    keys: NDArray[np.int64]
    vectors: NDArray[np.float32]

    def nearest(self, vector: Vector, *, k: int, scope: Scope | None = None) -> Near:
        """Keys of the nearest with their cosine similarity, nearest first: of those in `scope`, if there is one."""
        stretches = [(0, len(self.keys))] if scope is None else self._stretches(scope)
        keys = [self.keys[start:end] for start, end in stretches]
        scores = [self.vectors[start:end] @ vector for start, end in _divided(stretches)]
        return best(np.concatenate([*keys, _NONE]), np.concatenate([*scores, _NOTHING]), k=k)

    def _stretches(self, scope: Scope) -> list[tuple[int, int]]:
        starts = np.searchsorted(self.keys, scope.first, side="left").tolist()
        ends = np.searchsorted(self.keys, scope.last, side="right").tolist()
        return list(zip(starts, ends, strict=True))


_NONE, _NOTHING = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)


def _divided(stretches: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for start, end in stretches:
        for some in range(start, end, _AT_A_TIME):
            yield some, min(some + _AT_A_TIME, end)


def best(keys: NDArray[np.int64], scores: NDArray[np.float32], *, k: int) -> Near:
    """The `k` keys with the highest scores, best first; equal scores in the order of keys."""
    if len(keys) > k:
        among = np.flatnonzero(scores >= np.partition(scores, -k)[-k])
        keys, scores = keys[among], scores[among]
    order = np.lexsort((keys, -scores))[:k]
    return [(int(keys[one]), float(scores[one])) for one in order]


class ExactVectors:
    """Compares with every vector of the record: slower than a graph, and always right. It has nothing to keep."""

    def nearest(self, vector: Vector, *, k: int, at: State, scope: Scope | None = None) -> Near:
        """Keys of the passages nearest to a unit vector, in `scope` if given, with their cosine similarity."""
        near: Near = []
        for keys, vectors in at.vectors():
            allowed = np.ones(len(keys), dtype=np.bool_) if scope is None else scope.within(keys)
            before = np.array([key for key, _ in near], dtype=np.int64)
            scores = np.array([score for _, score in near], dtype=np.float32)
            compared = np.concatenate([scores, vectors[allowed] @ vector])
            near = best(np.concatenate([before, keys[allowed]]), compared, k=k)
        return near

    def bring_in_step(self, *, progress: Progress) -> str:
        """Nothing is to be made."""
        return ""

    def condition(self, at: State) -> Condition:
        """Sound, whatever the record holds."""
        return Condition(True, "every vector is compared")

    def close(self) -> None:
        """Nothing is held."""


def write_rows(folder: Path, *, at: State) -> None:
    """Put the record's vectors into a folder, a few thousand at a time."""
    all_keys = at.vector_keys()
    np.save(folder / KEYS, all_keys)
    done, rows = 0, None
    for keys, vectors in at.vectors():
        if rows is None:
            shape = (len(all_keys), vectors.shape[1])
            rows = np.lib.format.open_memmap(folder / ROWS, mode="w+", dtype=np.float32, shape=shape)
        rows[done : done + len(keys)] = vectors
        done += len(keys)


def read_rows(folder: Path) -> Rows:
    """What `write_rows` wrote; the vectors stay on the disk. Raises OSError or ValueError when it is not whole."""
    keys = np.load(folder / KEYS)
    rows = np.load(folder / ROWS, mmap_mode="r").view(np.ndarray) if len(keys) else np.empty((0, 0), dtype=np.float32)
    if len(keys) != len(rows):
        raise ValueError(f"{folder} has {len(rows)} vectors for {len(keys)} keys.")
    return Rows(keys, rows)
