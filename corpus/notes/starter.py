"""The notes that come with Pinpoint, on ten instruments, so that a new library can answer questions."""

import hashlib
from pathlib import Path

from corpus.instruments.catalogue import called
from corpus.models import Document

_FOLDER = Path(__file__).parent
_WRITTEN = "2026-11-22"


def starter_documents() -> list[Document]:
    """The notes as documents of kind "note", in the order of their file names.

    The `url` of a note is the official address of its instrument, the `date` that of the note. `series`, `adopted` and
    `in_force` are empty, because they would be facts about the instrument.
    """
    return [_note(path) for path in sorted(_FOLDER.glob("*.md"))]


def _note(path: Path) -> Document:
    """The note in this file, whose name is a name of its instrument: "gc-iii.md"."""
    data = path.read_bytes()
    text = data.decode("utf-8")
    (instrument,) = called(path.stem)
    article = "" if instrument.short_title.startswith("GC ") else "the "
    return Document(
        id=f"note-{path.stem}",
        title=text.partition("\n")[0].removeprefix("# "),
        short_title=f"Note on {article}{instrument.short_title}",
        kind="note",
        issuer="Pinpoint",
        date=_WRITTEN,
        url=instrument.url,
        source=f"starter:{path.stem}",
        language="en",
        sha256=hashlib.sha256(data).hexdigest(),
        text=text,
    )
