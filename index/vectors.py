"""The Chroma collection: nearest passages fast. Derived from the record, made anew whenever it does not match.

A folder `vectors/<generation>` holds the collection for that generation of the record. It is made under another name
and renamed when complete, and never written again: so a reader in another process is never disturbed, what a killed
process leaves half done is never opened, and two processes cannot ruin one Chroma folder (they were seen to).
"""
# ruff: noqa: S608 -- SQL is put together from the constants here; every value is a parameter

import shutil
import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from index.progress import Progress
from index.record import Record

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

Near = list[tuple[int, float]]

_NAME = "passages"

# Chroma's defaults (16 neighbours, 100 explored) find 0.71 of the ten nearest of 13,000 random vectors.
_GRAPH = {"space": "cosine", "max_neighbors": 48, "ef_construction": 200, "ef_search": 400}


class Vectors:
    """Answers from the collection when it matches the record, and says None when it does not."""

    def __init__(self, folder: Path, *, record: Record) -> None:
        self.folder = folder
        self._record = record
        self._lock = threading.Lock()
        self._client: Client | None = None
        self._collection: Collection | None = None
        self._generation = -1
        self._damaged: set[int] = set()

    def nearest(self, vector: NDArray[np.float32], *, k: int) -> Near | None:
        """Keys of the nearest passages with their cosine similarity, nearest first; None when it cannot tell."""
        generation = self._record.generation
        with self._lock:
            try:
                collection = self._opened(generation)
                if collection is None:
                    return None
                found = collection.query(query_embeddings=vector[None], n_results=k, include=["distances"])
            except _faults() as fault:
                del fault
                self._let_go()
                self._damaged.add(generation)
                return None
        distances = found["distances"] or [[]]
        return [(int(key), 1.0 - distance) for key, distance in zip(found["ids"][0], distances[0], strict=True)]

    def matches(self) -> bool:
        """Whether the collection is there, opens, and holds as many vectors as the record."""
        generation = self._record.generation
        with self._lock:
            try:
                return self._opened(generation) is not None
            except _faults():
                self._let_go()
                self._damaged.add(generation)
                return False

    def bring_in_step(self, *, progress: Progress) -> None:
        """Make the collection for the record's present generation, if it is not there. The caller holds the lock."""
        if self.matches():
            return
        generation = self._record.generation
        new = self.folder / f"{generation}.new"
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(parents=True)
        self._fill(new, progress=progress)
        shutil.rmtree(self.folder / str(generation), ignore_errors=True)
        new.rename(self.folder / str(generation))
        self._damaged.discard(generation)
        self._sweep(keep=generation)

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            self._let_go()

    def _opened(self, generation: int) -> "Collection | None":
        if generation != self._generation:
            self._let_go()
        folder = self.folder / str(generation)
        if self._collection is None and generation not in self._damaged and folder.is_dir():
            self._client = _client(folder)
            collection = self._client.get_collection(_NAME, embedding_function=None)
            ((expected,),) = self._record.rows("SELECT count(*) FROM passages")
            if collection.count() != expected:
                raise ValueError(f"{collection.count()} vectors for {expected} passages")
            self._collection, self._generation = collection, generation
        return self._collection

    def _let_go(self) -> None:
        if self._client is not None:
            self._client.close()
        self._client, self._collection, self._generation = None, None, -1

    def _fill(self, folder: Path, *, progress: Progress) -> None:
        ((total,),) = self._record.rows("SELECT count(*) FROM vectors")
        client = _client(folder)
        try:
            configuration = {"hnsw": _GRAPH | {"sync_threshold": 1000}}
            collection = client.create_collection(_NAME, configuration=configuration, embedding_function=None)  # type: ignore[arg-type]
            done = 0
            for rows in self._record.streamed("SELECT key, vector FROM vectors ORDER BY key"):
                collection.add(ids=[str(key) for key, _ in rows], embeddings=matrix(rows))
                done += len(rows)
                progress(done, total, "arranging passages by meaning")
        finally:
            client.close()

    def _sweep(self, *, keep: int) -> None:
        for folder in self.folder.iterdir():
            if folder.name != str(keep):
                shutil.rmtree(folder, ignore_errors=True)


def matrix(rows: Sequence[tuple[int, bytes]]) -> NDArray[np.float32]:
    """The vectors of rows (key, vector) of the record, one below the other."""
    joined = b"".join(vector for _, vector in rows)
    return np.frombuffer(joined, dtype="<f4").reshape(len(rows), -1)


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


def _client(folder: Path) -> "Client":
    import chromadb  # heavy
    from chromadb.config import Settings

    client = chromadb.PersistentClient(folder, settings=Settings(anonymized_telemetry=False))
    return cast("Client", client)  # the interface that it is typed as lacks close()


def _faults() -> tuple[type[BaseException], ...]:
    """What Chroma raises over files that are damaged or gone."""
    from chromadb.errors import ChromaError  # heavy

    return (ChromaError, OSError, RuntimeError, TypeError, ValueError, sqlite3.Error)
