"""Add documents to a library, and open a library, which has the starter notes when it is new."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from corpus.models import Document
from corpus.notes.starter import starter_documents
from index.ingest.intake import Added, Intake, Told, Warned, ignore
from index.library import Library
from index.progress import Progress, silent

# The name of the fact that says whether a library has the starter notes: "due", "added", or "none".
_STARTER = "starter"


def add(documents: Iterable[Document], *, library: Library, progress: Progress = silent, told: Told = ignore) -> Added:
    """Add documents to a library; those that it holds already are skipped. Returns the outcome for all of them.

    `told` is called when a document is done, with its number (from 0, in the order given) and its outcome. An
    interruption at any time leaves a consistent library with the documents done so far. If an index cannot be built,
    the documents are kept, and a warning says so. Raises LibraryInUse.
    """
    with library.writing() as record:
        load_encoder = partial(library.load_encoder, progress)
        intake = Intake(record=record, encoder=load_encoder, progress=progress, model=library.model, told=told)
        added = intake.take(documents)
        faults = library.sync(progress)
    return added + Added(warnings=tuple(Warned(fault) for fault in faults))


def open_library(
    folder: Path, *, encoder: str | None = None, empty: bool = False, progress: Progress = silent
) -> Library:
    """Open the library in a folder; if there is none, create one, with the starter notes unless `empty`.

    `encoder` and the exceptions are those of `Library.open`; adding the notes may also raise LibraryInUse.
    """
    library = Library.open(folder, encoder=encoder, facts={_STARTER: "none" if empty else "due"})
    if library.at().fact(_STARTER) == "due":  # the library is new, or the process was killed while they were added
        add(starter_documents(), library=library, progress=progress)
        with library.writing() as record:
            record.note(_STARTER, "added")
    return library
