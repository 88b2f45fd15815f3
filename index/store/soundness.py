"""Whether all of a library is sound, piece by piece; `pinpoint doctor` shows it. Changes nothing."""

import json
from collections.abc import Iterator
from pathlib import Path

from corpus.errors import BrokenLibrary
from index.encode.exported import is_trusted
from index.store.ports import Record, State, VectorIndex
from index.store.words import WordIndex

Finding = tuple[str, bool, str]


def findings(*, record: Record, vectors: VectorIndex, words: WordIndex, encoder: Path) -> list[Finding]:
    """What was looked at, whether it is sound, and what was found."""
    try:
        now = record.at()
        made = [("words", words.condition(now)), ("chroma", vectors.condition(now))]
        derived = [(name, condition.sound, condition.found) for name, condition in made]
        return [*_of_record(now), *derived, _of_encoder(encoder, built_with=now.fact("encoder"))]
    except BrokenLibrary as error:
        return [("record", False, str(error))]


def _of_record(now: State) -> Iterator[Finding]:
    documents, passages, vectors = len(now.summaries()), now.size(), len(now.vector_keys())
    problems = now.problems()
    yield "record", not problems, "; ".join(problems) or f"{documents} documents, {passages} passages"
    yield "vectors", passages == vectors, f"{vectors} for {passages} passages"
    moved = sum(_moved(now))
    yield "positions", not moved, f"{moved} passages differ from their document" if moved else "every passage in place"


def _moved(now: State) -> Iterator[int]:
    """How many passages of each document are not where they say."""
    for one in now.summaries():
        text = now.documents_of([one.id])[one.id].text
        yield sum(text[passage.start : passage.end] != passage.text for passage in now.passages(one.id))


def _of_encoder(folder: Path, *, built_with: str) -> Finding:
    if built_with in ("", "hash"):
        return "encoder", True, built_with or "none needed yet"
    try:
        facts = json.loads((folder / "encoder.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        return "encoder", False, f"{folder} cannot be read ({error}); it is made anew at the next search"
    if not is_trusted(folder):
        return "encoder", False, f"{folder} is damaged, or not from this machine; it is made anew at the next search"
    return "encoder", facts["name"] == built_with, facts["name"]
