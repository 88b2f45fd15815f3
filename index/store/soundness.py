"""Whether all of a library is sound, piece by piece; `pinpoint doctor` shows it. Changes nothing."""

import json
from collections.abc import Iterator
from pathlib import Path

from corpus.errors import BrokenLibrary
from index.encode.exported import is_trusted
from index.store.record import Record, State
from index.store.vectors import Vectors
from index.store.words import Lexicon

Finding = tuple[str, bool, str]


def findings(*, record: Record, vectors: Vectors, lexicon: Lexicon, encoder: Path) -> list[Finding]:
    """What was looked at, whether it is sound, and what was found."""
    try:
        now = record.at()
        made = [_of_derived("words", lexicon), _of_derived("chroma", vectors)]
        return [*_of_record(now), *made, _of_encoder(encoder, built_with=now.meta("encoder"))]
    except BrokenLibrary as error:
        return [("record", False, str(error))]


def _of_record(record: State) -> Iterator[Finding]:
    ((documents,),) = record.rows("SELECT count(*) FROM documents")
    ((passages, vectors),) = record.rows("SELECT count(*), (SELECT count(*) FROM vectors) FROM passages")
    problems = [str(row[0]) for row in record.rows("PRAGMA quick_check(3)") if row[0] != "ok"]
    yield "record", not problems, "; ".join(problems) or f"{documents} documents, {passages} passages"
    yield "vectors", passages == vectors, f"{vectors} for {passages} passages"
    moved = sum(_moved(record))
    yield "positions", not moved, f"{moved} passages differ from their document" if moved else "every passage in place"


def _moved(record: State) -> Iterator[int]:
    for (document_id,) in record.rows("SELECT id FROM documents"):
        ((text,),) = record.rows("SELECT text FROM documents WHERE id = ?", (document_id,))
        places = record.rows("SELECT start, end, text FROM passages WHERE document_id = ?", (document_id,))
        yield sum(text[start:end] != passage for start, end, passage in places)


def _of_derived(name: str, derived: Lexicon | Vectors) -> Finding:
    if derived.in_step():
        return name, True, "matches the record"
    if fault := derived.fault():
        return name, False, fault
    if derived.behind():  # an addition was stopped; what it added is found by other ways meanwhile
        return name, True, "not made yet for what was added last; it is with the next addition"
    return name, False, "damaged, or not made on this machine; it is made anew at the next search or addition"


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
