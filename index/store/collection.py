"""One Chroma collection on disk: made from the record's vectors, or from the collection before by what has changed.

What Chroma raises becomes DamagedIndex, around the calls of Chroma only: a bug of our own stays what it is.
"""

import logging
import shutil
import sqlite3
import warnings
from collections.abc import Collection as Keys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from corpus.errors import DamagedIndex
from index.progress import Progress, silent
from index.seal import SEAL
from index.store.exact import KEYS, ROWS
from index.store.ports import Near, State

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

# What Chroma calls its own record, beside its graph.
DATABASE = "chroma.sqlite3"
_NAME = "passages"

# Chroma's defaults (16 neighbours, 100 explored) find 0.71 of the ten nearest of 13,000 random vectors; these 0.998,
# at 1 ms a vector to build and 3 ms a query.
_GRAPH = {"space": "cosine", "max_neighbors": 48, "ef_construction": 150, "ef_search": 400}

# Vectors taken out stay in the graph as stepping stones: it is made anew once so many of its first have changed.
_WORN = 0.3


log = logging.getLogger(f"pinpoint.{__name__}")


def build(folder: Path, *, at: State, progress: Progress) -> None:
    """Make a collection of all vectors in a new folder. Raises DamagedIndex, OSError."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    total = len(at.vector_keys())
    facts = {"library": at.fact("id"), "built": total, "changed": 0}
    configuration = cast(Any, {"hnsw": _GRAPH | _written_after(total)})
    with _client(folder) as client:
        with _chromas():
            made = client.create_collection(_NAME, configuration=configuration, metadata=facts, embedding_function=None)
        _put(made, at=at, have=(), total=total, progress=progress)


def amend(folder: Path, *, before: Path, at: State) -> bool:
    """Whether it could be made in a new folder from the collection before: much faster when little has changed."""
    shutil.rmtree(folder, ignore_errors=True)
    try:
        shutil.copytree(before, folder, ignore=shutil.ignore_patterns(f"{DATABASE}*", KEYS, ROWS, SEAL))
        _copy_database(before / DATABASE, folder / DATABASE)
        with opened(folder) as collection:
            return _change(collection, at=at)
    except (DamagedIndex, OSError):
        log.warning("%s cannot be changed; it is built anew", before, exc_info=True)
        return False


@contextmanager
def opened(folder: Path) -> "Iterator[Collection]":
    """The collection in a folder; raises DamagedIndex when Chroma cannot open it."""
    with _client(folder) as client:
        with _chromas():
            collection = client.get_collection(_NAME, embedding_function=None)
        yield collection


def matches(collection: "Collection", *, at: State) -> bool:
    """Whether the collection was made from this record, and holds as many vectors. Raises DamagedIndex."""
    expected = len(at.vector_keys())
    with _chromas():
        count, facts = collection.count(), collection.metadata or {}
    return count == expected and facts.get("library") == at.fact("id")


def nearest_in(collection: "Collection", vector: NDArray[np.float32], *, k: int) -> Near:
    """Keys of the nearest with their cosine similarity, nearest first. Raises DamagedIndex."""
    with _chromas():
        found = collection.query(query_embeddings=vector[None], n_results=k, include=["distances"])
    distances = found["distances"] or [[]]
    near = [(int(key), 1.0 - distance) for key, distance in zip(found["ids"][0], distances[0], strict=True)]
    return sorted(near, key=lambda one: (-one[1], one[0]))  # equally near ones come in no order from the graph


def _faults() -> tuple[type[Exception], ...]:
    """What Chroma raises over files that are damaged or gone."""
    from chromadb.errors import ChromaError  # heavy

    # The last four where it trips over what it did not expect, for want of an error of its own.
    return (ChromaError, OSError, sqlite3.Error, RuntimeError, ValueError, KeyError, AttributeError)


@contextmanager
def _chromas() -> Iterator[None]:
    """Stands around calls of Chroma's and nothing else."""
    try:
        yield
    except _faults() as error:
        raise DamagedIndex(
            f"Chroma cannot use what it keeps ({type(error).__name__}: {error}); it is made anew from the record."
        ) from error


@contextmanager
def _client(folder: Path) -> "Iterator[Client]":
    import chromadb  # heavy
    from chromadb.config import Settings

    faults = _faults()  # now: a library that nobody closed is let go while Python ends, when nothing can be imported
    with _chromas():
        # The interface that it is typed as lacks close().
        client = cast("Client", chromadb.PersistentClient(folder, settings=Settings(anonymized_telemetry=False)))
    try:
        yield client
    finally:
        try:
            client.close()
        except faults:
            log.warning("%s cannot be closed", folder, exc_info=True)


def _copy_database(source: Path, target: Path) -> None:
    """By SQLite, which waits for readers: each notes its visit in Chroma's database."""
    try:
        with closing(sqlite3.connect(source)) as whole, closing(sqlite3.connect(target)) as copy:
            whole.backup(copy)
    except sqlite3.Error as error:
        raise DamagedIndex(f"{source} cannot be copied ({error}); it is made anew from the record.") from error


def _written_after(changes: int) -> dict[str, int]:
    """Chroma writes its graph after so many changes: all of them. What is not written is redone at every opening."""
    return {"sync_threshold": max(changes, 2), "batch_size": max(changes, 2)}


def _change(collection: "Collection", *, at: State) -> bool:
    with _chromas():
        ids, known = collection.get(include=[])["ids"], collection.metadata or {}
    have = {int(key) for key in ids}
    want = set(at.vector_keys().tolist())
    facts: dict[str, Any] = dict(known)
    changed = facts["changed"] + len(have ^ want)
    if facts["library"] != at.fact("id") or changed > _WORN * facts["built"]:
        return False
    configuration = cast(Any, {"hnsw": _written_after(len(have ^ want))})
    with _chromas(), warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of Chroma's, that it was given no embedding function
        collection.modify(metadata=facts | {"changed": changed}, configuration=configuration)
    if gone := [str(key) for key in have - want]:
        with _chromas():
            collection.delete(ids=gone)
    _put(collection, at=at, have=have, total=len(want - have), progress=silent)
    return True


def _put(collection: "Collection", *, at: State, have: Keys[int], total: int, progress: Progress) -> None:
    done = 0
    for keys, vectors in at.vectors():
        new = [place for place, key in enumerate(keys.tolist()) if key not in have]
        if new:
            with _chromas():
                collection.add(ids=[str(keys[place]) for place in new], embeddings=vectors[new])
            done += len(new)
            progress(done, total, "arranging passages by meaning", passages=done)
