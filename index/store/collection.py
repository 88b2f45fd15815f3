"""Build, amend, open and query one Chroma collection on disk.

Exceptions of Chroma become DamagedIndex. Only calls of Chroma are translated: mistakes in our own code stay visible.
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

# The name of Chroma's database, which lies beside its graph.
DATABASE = "chroma.sqlite3"
_NAME = "passages"

# Recall of the ten nearest among 13,000 random vectors: 0.71 with Chroma's defaults (16 neighbours, 100 explored),
# 0.998 with these, at 1 ms a vector to build and 3 ms a query.
_GRAPH = {"space": "cosine", "max_neighbors": 48, "ef_construction": 150, "ef_search": 400}

# Deleted vectors stay in the graph, so it is rebuilt when more than this share of its vectors have changed.
_MAX_CHANGED = 0.3


log = logging.getLogger(f"pinpoint.{__name__}")


def build(folder: Path, *, at: State, progress: Progress) -> None:
    """Build a collection of all vectors in a new folder. Raises DamagedIndex, OSError."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    total = len(at.vector_keys())
    facts = {"library": at.fact("id"), "built": total, "changed": 0}
    configuration = cast(Any, {"hnsw": _GRAPH | _write_once(total)})
    with _client(folder) as client:
        with _translating_errors():
            made = client.create_collection(_NAME, configuration=configuration, metadata=facts, embedding_function=None)
        _add(made, at=at, have=(), total=total, progress=progress)


def amend(folder: Path, *, before: Path, at: State) -> bool:
    """Build a collection in a new folder from an earlier one, which is much faster when little has changed.

    Returns False if that is not possible, or if so much has changed that it should be built from scratch.
    """
    shutil.rmtree(folder, ignore_errors=True)
    try:
        shutil.copytree(before, folder, ignore=shutil.ignore_patterns(f"{DATABASE}*", KEYS, ROWS, SEAL))
        _copy_database(before / DATABASE, folder / DATABASE)
        with opened(folder) as collection:
            return _apply_changes(collection, at=at)
    except (DamagedIndex, OSError):
        log.warning("%s cannot be amended; a new collection is built", before, exc_info=True)
        return False


@contextmanager
def opened(folder: Path) -> "Iterator[Collection]":
    """The collection in a folder, open. Raises DamagedIndex if Chroma cannot open it."""
    with _client(folder) as client:
        with _translating_errors():
            collection = client.get_collection(_NAME, embedding_function=None)
        yield collection


def matches(collection: "Collection", *, at: State) -> bool:
    """Whether the collection was built from this record and has as many vectors. Raises DamagedIndex."""
    expected = len(at.vector_keys())
    with _translating_errors():
        count, facts = collection.count(), collection.metadata or {}
    return count == expected and facts.get("library") == at.fact("id")


def nearest_in(collection: "Collection", vector: NDArray[np.float32], *, k: int) -> Near:
    """The `k` nearest passages: keys and cosine similarities, nearest first. Raises DamagedIndex."""
    with _translating_errors():
        found = collection.query(query_embeddings=vector[None], n_results=k, include=["distances"])
    distances = found["distances"] or [[]]
    near = [(int(key), 1.0 - distance) for key, distance in zip(found["ids"][0], distances[0], strict=True)]
    return sorted(near, key=lambda one: (-one[1], one[0]))  # the graph returns equally near ones in any order


def _chroma_errors() -> tuple[type[Exception], ...]:
    """The exceptions that Chroma raises for damaged or missing files."""
    from chromadb.errors import ChromaError  # heavy

    # Chroma raises the last four where it does not validate what it reads.
    return (ChromaError, OSError, sqlite3.Error, RuntimeError, ValueError, KeyError, AttributeError)


@contextmanager
def _translating_errors() -> Iterator[None]:
    """A context for calls of Chroma, which turns its exceptions into DamagedIndex."""
    try:
        yield
    except _chroma_errors() as error:
        raise DamagedIndex(
            f"Chroma cannot use its files ({type(error).__name__}: {error}); they are rebuilt from the record."
        ) from error


@contextmanager
def _client(folder: Path) -> "Iterator[Client]":
    import chromadb  # heavy
    from chromadb.config import Settings

    errors = _chroma_errors()  # read now: imports fail at interpreter exit, when an unclosed library is closed
    with _translating_errors():
        # The type that PersistentClient is declared to return lacks close().
        client = cast("Client", chromadb.PersistentClient(folder, settings=Settings(anonymized_telemetry=False)))
    try:
        yield client
    finally:
        try:
            client.close()
        except errors:
            log.warning("%s cannot be closed", folder, exc_info=True)


def _copy_database(source: Path, target: Path) -> None:
    """Copy with SQLite, which waits for others: even a reader of Chroma writes to the database."""
    try:
        with closing(sqlite3.connect(source)) as whole, closing(sqlite3.connect(target)) as copy:
            whole.backup(copy)
    except sqlite3.Error as error:
        raise DamagedIndex(f"{source} cannot be copied ({error}); it is rebuilt from the record.") from error


def _write_once(changes: int) -> dict[str, int]:
    """Settings that make Chroma write its graph after all changes: unwritten ones are redone at each opening."""
    return {"sync_threshold": max(changes, 2), "batch_size": max(changes, 2)}


def _apply_changes(collection: "Collection", *, at: State) -> bool:
    with _translating_errors():
        ids, known = collection.get(include=[])["ids"], collection.metadata or {}
    have = {int(key) for key in ids}
    want = set(at.vector_keys().tolist())
    facts: dict[str, Any] = dict(known)
    changed = facts["changed"] + len(have ^ want)
    if facts["library"] != at.fact("id") or changed > _MAX_CHANGED * facts["built"]:
        return False
    configuration = cast(Any, {"hnsw": _write_once(len(have ^ want))})
    with _translating_errors(), warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Chroma warns that it was given no embedding function
        collection.modify(metadata=facts | {"changed": changed}, configuration=configuration)
    if gone := [str(key) for key in have - want]:
        with _translating_errors():
            collection.delete(ids=gone)
    _add(collection, at=at, have=have, total=len(want - have), progress=silent)
    return True


def _add(collection: "Collection", *, at: State, have: Keys[int], total: int, progress: Progress) -> None:
    done = 0
    for keys, vectors in at.vectors():
        new = [place for place, key in enumerate(keys.tolist()) if key not in have]
        if new:
            with _translating_errors():
                collection.add(ids=[str(keys[place]) for place in new], embeddings=vectors[new])
            done += len(new)
            progress(done, total, "arranging passages by meaning", passages=done)
