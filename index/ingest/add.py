"""Documents -> library; and a new library -> one that holds the starter notes."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from corpus.models import Document
from corpus.notes.starter import starter_documents
from index.ingest.intake import Added, Intake, Told, Warned, unheard
from index.library import Library
from index.progress import Progress, silent

# Whether a library has the starter notes: "due", "added", or "none".
_STARTER = "starter"


def add(documents: Iterable[Document], *, library: Library, progress: Progress = silent, told: Told = unheard) -> Added:
    """What became of the documents, taken one by one as they come; known ones cost no more than a look.

    `told` is called with the number of each document (from 0, as given) and what became of it, once that is so.
    Interrupted at any moment, it leaves a sound library with those it had finished. Where an index of them cannot
    be made, they are kept and found without it, and a warning says so. Raises LibraryInUse.
    """
    with library.writing() as record:
        loaded = partial(library.load_encoder, progress)
        intake = Intake(record=record, encoder=loaded, progress=progress, model=library.model, told=told)
        added = intake.take(documents)
        faults = library.sync(progress)
    return added + Added(warnings=tuple(Warned(fault) for fault in faults))


def open_library(
    folder: Path, *, encoder: str | None = None, empty: bool = False, progress: Progress = silent
) -> Library:
    """The library in a folder, made if there is none; a new one holds the starter notes unless `empty`.

    `encoder` is as in `Library.open`, which says what is raised.
    """
    library = Library.open(folder, encoder=encoder, facts={_STARTER: "none" if empty else "due"})
    if library.at().fact(_STARTER) == "due":  # it is new, or was killed while they were added
        add(starter_documents(), library=library, progress=progress)
        with library.writing() as record:
            record.note(_STARTER, "added")
    return library
