"""The stores of a library: the one place that says which they are."""

from dataclasses import dataclass
from pathlib import Path

from index.store.chroma import ChromaVectors
from index.store.exact import ExactVectors
from index.store.memory import MemoryRecord
from index.store.ports import Record, VectorIndex
from index.store.record import SqliteRecord
from index.store.words import WordIndex

# What stands in a library's folder: the record, and what is derived from it.
RECORD, VECTORS, WORDS = "library.sqlite", "vectors", "words"


@dataclass(frozen=True, slots=True, eq=False)
class Stores:
    """A record, with the indexes of vectors and words that are derived from it."""

    record: Record
    vectors: VectorIndex
    words: WordIndex

    def close(self) -> None:
        """Let go of all their files."""
        self.vectors.close()
        self.record.close()


def stores_in(folder: Path) -> Stores:
    """SQLite and Chroma, in that folder."""
    record = SqliteRecord(folder / RECORD)
    vectors, words = ChromaVectors(folder / VECTORS, record=record), WordIndex(folder / WORDS, record=record)
    return Stores(record, vectors, words)


def stores_in_memory(folder: Path) -> Stores:
    """Stores that keep nothing, in that folder or elsewhere: for tests, and for what is asked once."""
    record = MemoryRecord()
    return Stores(record, ExactVectors(), WordIndex(None, record=record))
