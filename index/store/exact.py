"""Exact nearest neighbours: compare a vector with those of the record, or with those in a plain file.

The file is written with each Chroma collection: `keys.npy` (in ascending order) and `vectors.npy` (a unit vector each).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.progress import Progress
from index.store.ports import Condition, Near, Scope, State, Vector

KEYS, ROWS = "keys.npy", "vectors.npy"
# Vectors compared at a time, 12 MB of them.
_BATCH = 8192


@dataclass(frozen=True, slots=True)
class Rows:
    """Unit vectors and the key of each, in ascending order of keys."""

    keys: NDArray[np.int64]
    vectors: NDArray[np.float32]

    def nearest(self, vector: Vector, *, k: int, scope: Scope | None = None) -> Near:
        """The `k` nearest passages, within `scope` if given: keys and cosine similarities, nearest first."""
        ranges = [(0, len(self.keys))] if scope is None else self._ranges(scope)
        keys = [self.keys[start:end] for start, end in ranges]
        scores = [self.vectors[start:end] @ vector for start, end in _batches(ranges)]
        return best(np.concatenate([*keys, _NO_KEYS]), np.concatenate([*scores, _NO_SCORES]), k=k)

    def _ranges(self, scope: Scope) -> list[tuple[int, int]]:
        starts = np.searchsorted(self.keys, scope.first, side="left").tolist()
        ends = np.searchsorted(self.keys, scope.last, side="right").tolist()
        return list(zip(starts, ends, strict=True))


_NO_KEYS, _NO_SCORES = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)


def _batches(ranges: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for start, end in ranges:
        for some in range(start, end, _BATCH):
            yield some, min(some + _BATCH, end)


def best(keys: NDArray[np.int64], scores: NDArray[np.float32], *, k: int) -> Near:
    """The `k` keys with the highest scores, best first; equal scores in the order of keys."""
    if len(keys) > k:
        among = np.flatnonzero(scores >= np.partition(scores, -k)[-k])
        keys, scores = keys[among], scores[among]
    order = np.lexsort((keys, -scores))[:k]
    return [(int(keys[one]), float(scores[one])) for one in order]


class ExactVectors:
    """A `VectorIndex` that compares all vectors of the record: slower than a graph, always exact, without files."""

    def nearest(self, vector: Vector, *, k: int, at: State, scope: Scope | None = None) -> Near:
        """The `k` passages nearest to a unit vector, within `scope` if given: keys and cosine similarities."""
        near: Near = []
        for keys, vectors in at.vectors():
            allowed = np.ones(len(keys), dtype=np.bool_) if scope is None else scope.within(keys)
            before = np.array([key for key, _ in near], dtype=np.int64)
            scores = np.array([score for _, score in near], dtype=np.float32)
            compared = np.concatenate([scores, vectors[allowed] @ vector])
            near = best(np.concatenate([before, keys[allowed]]), compared, k=k)
        return near

    def sync(self, *, progress: Progress) -> str:
        """Nothing has to be built."""
        return ""

    def condition(self, at: State) -> Condition:
        """Always usable."""
        return Condition(True, "every vector is compared")

    def close(self) -> None:
        """No files are open."""


def write_rows(folder: Path, *, at: State) -> None:
    """Write the record's vectors into a folder, a few thousand at a time."""
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
    """Read what `write_rows` wrote, the vectors memory-mapped. Raises OSError or ValueError if it is incomplete."""
    keys = np.load(folder / KEYS)
    rows = np.load(folder / ROWS, mmap_mode="r").view(np.ndarray) if len(keys) else np.empty((0, 0), dtype=np.float32)
    if len(keys) != len(rows):
        raise ValueError(f"{folder} has {len(rows)} vectors for {len(keys)} keys.")
    return Rows(keys, rows)
