"""All vectors in one file that is read in place: for comparing each of some passages, without Chroma.

Made with each collection, from the record: `keys.npy` (ascending) and `vectors.npy` (a unit vector for each key).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.store.record import State
from index.store.scope import Scope

KEYS, ROWS = "keys.npy", "vectors.npy"
# Vectors compared at a time: 12 MB, so that the scores of a large library need no copy of it.
_AT_A_TIME = 8192

Near = list[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Rows:
    """The vectors, and the key of each."""

    keys: NDArray[np.int64]
    vectors: NDArray[np.float32]

    def nearest(self, vector: NDArray[np.float32], *, k: int, scope: Scope | None = None) -> Near:
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


def write_rows(folder: Path, *, record: State) -> None:
    """Put the record's vectors into a folder, a few thousand at a time."""
    keys = np.array([key for (key,) in record.rows("SELECT key FROM vectors ORDER BY key")], dtype=np.int64)
    np.save(folder / KEYS, keys)
    done, rows = 0, None
    for some in record.streamed("SELECT key, vector FROM vectors ORDER BY key"):
        vectors = matrix(some)
        if rows is None:
            shape = (len(keys), vectors.shape[1])
            rows = np.lib.format.open_memmap(folder / ROWS, mode="w+", dtype=np.float32, shape=shape)
        rows[done : done + len(vectors)] = vectors
        done += len(vectors)


def read_rows(folder: Path) -> Rows:
    """What `write_rows` wrote; the vectors stay on the disk. Raises OSError or ValueError when it is not whole."""
    keys = np.load(folder / KEYS)
    rows = np.load(folder / ROWS, mmap_mode="r").view(np.ndarray) if len(keys) else np.empty((0, 0), dtype=np.float32)
    if len(keys) != len(rows):
        raise ValueError(f"{folder} has {len(rows)} vectors for {len(keys)} keys.")
    return Rows(keys, rows)


def matrix(rows: list[tuple[int, bytes]]) -> NDArray[np.float32]:
    """The vectors of rows (key, vector) of the record, one below the other."""
    joined = b"".join(vector for _, vector in rows)
    return np.frombuffer(joined, dtype="<f4").reshape(len(rows), -1)
