"""The stores of a library: which implementations are used, and the checks of `pinpoint doctor` on them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import BrokenLibrary
from index.encode.exported import is_trusted
from index.store.chroma import ChromaVectors
from index.store.exact import ExactVectors
from index.store.memory import MemoryRecord
from index.store.ports import Record, State, VectorIndex
from index.store.record import SqliteRecord
from index.store.words import WordIndex

# The name of a check, whether it passed, and what it found.
Check = tuple[str, bool, str]

# Names in a library's folder: the record, and the folders of the indexes.
RECORD, VECTORS, WORDS = "library.sqlite", "vectors", "words"


@dataclass(frozen=True, slots=True, eq=False)
class Stores:
    """A record, and the indexes of vectors and words that are built from it."""

    record: Record
    vectors: VectorIndex
    words: WordIndex

    def close(self) -> None:
        """Close all files."""
        self.vectors.close()
        self.record.close()


def stores_in(folder: Path) -> Stores:
    """Stores in a folder: SQLite and Chroma."""
    record = SqliteRecord(folder / RECORD)
    vectors, words = ChromaVectors(folder / VECTORS, record=record), WordIndex(folder / WORDS, record=record)
    return Stores(record, vectors, words)


def stores_in_memory(folder: Path) -> Stores:
    """Stores in memory, for tests and short-lived libraries; `folder` is not used."""
    record = MemoryRecord()
    return Stores(record, ExactVectors(), WordIndex(None, record=record))


def check_stores(stores: Stores, *, encoder: Path) -> list[Check]:
    """The results of all checks; nothing is changed. `encoder` is the folder of the library's encoder."""
    try:
        now = stores.record.at()
        made = [("words", stores.words.condition(now)), ("chroma", stores.vectors.condition(now))]
        derived = [(name, condition.sound, condition.message) for name, condition in made]
        return [*_of_record(now), *derived, _of_encoder(encoder, built_with=now.fact("encoder"))]
    except BrokenLibrary as error:
        return [("record", False, str(error))]


def _of_record(now: State) -> Iterator[Check]:
    documents, passages, vectors = len(now.summaries()), now.size(), len(now.vector_keys())
    problems = now.problems()
    yield "record", not problems, "; ".join(problems) or f"{documents} documents, {passages} passages"
    yield "vectors", passages == vectors, f"{vectors} for {passages} passages"
    moved = sum(_moved(now))
    yield "positions", not moved, f"{moved} passages differ from their document" if moved else "every passage in place"


def _moved(now: State) -> Iterator[int]:
    """For each document, how many of its passages differ from the text at their position."""
    for one in now.summaries():
        text = now.documents_of([one.id])[one.id].text
        yield sum(text[passage.start : passage.end] != passage.text for passage in now.passages(one.id))


def _of_encoder(folder: Path, *, built_with: str) -> Check:
    if built_with in ("", "hash"):
        return "encoder", True, built_with or "none needed yet"
    try:
        facts = json.loads((folder / "encoder.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        return "encoder", False, f"{folder} cannot be read ({error}); the next search restores it"
    if not is_trusted(folder):
        return "encoder", False, f"{folder} is damaged, or not from this machine; the next search restores it"
    return "encoder", facts["name"] == built_with, facts["name"]
