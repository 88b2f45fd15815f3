"""Library: a folder that holds documents, their passages and vectors. The record (SQLite) and Chroma kept in step.

library.sqlite     the record: everything that matters      encoder/      the encoder it was built with, exported
vectors/<number>/  Chroma, derived from the record          library.lock  held by the process that writes
words/<number>/    an index of words, likewise

This file opens a library, adds to it and removes; `index.reading` finds things in it.
"""

import hashlib
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import uuid4

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from corpus.errors import BrokenLibrary, LibraryInUse, WrongEncoder
from corpus.models import Document
from corpus.notes.starter import starter_documents
from index.encode.encoder import Encoder, load_encoder
from index.encode.exported import model_name
from index.ingest.intake import Added, Intake, Told, Warned, unheard
from index.progress import Progress, silent
from index.reading import Reading
from index.store.record import Record, delete, set_meta
from index.store.soundness import findings

__all__ = ["Added", "Library", "Progress", "Warned"]

_RECORD, _VECTORS, _WORDS, _ENCODER, _LOCK = "library.sqlite", "vectors", "words", "encoder", "library.lock"

# Passages whose collection is made in a few seconds: a search may do that, where an addition was stopped before it did.
_SOON_MADE = 5_000

# Seconds a writer waits for another process before it gives up.
_PATIENCE = 2.0


class Library(Reading):
    """Open one with `Library.open`. Any thread may read, also while another adds; one process writes at a time."""

    def __init__(self, folder: Path, *, model: str) -> None:
        super().__init__(Record(folder / _RECORD), vectors=folder / _VECTORS, words=folder / _WORDS)
        self.folder = folder
        self._model = model
        self._writer = threading.RLock()
        self._encoder: Encoder | None = None
        self._encoder_lock = threading.Lock()

    @classmethod
    def open(
        cls, folder: Path, *, encoder: str | None = None, empty: bool = False, progress: Progress | None = None
    ) -> Self:
        """The library in a folder, made if there is none; a new one holds the starter notes unless `empty`.

        `encoder` is None (PINPOINT_ENCODER, else our own), "hash", or a sentence-transformers model.
        Raises BrokenLibrary for a folder that is none and not empty, or damaged; WrongEncoder when another encoder
        built it; UnusableModel when a new one's encoder cannot be had.
        """
        library = cls(folder, model=model_name(encoder))
        if not cls.exists(folder):
            library._create(starter="none" if empty else "due")
        library._require_encoder("model", library._model)
        library._finish_starter(progress or silent)
        return library

    @staticmethod
    def exists(folder: Path) -> bool:
        """Whether there is a library in that folder.

        Raises BrokenLibrary when its record is not one of ours, or is gone while what was derived from it is there.
        """
        # Looked for before the record, as another process that makes a library makes that first.
        derived = [name for name in (_VECTORS, _WORDS, _ENCODER) if (folder / name).exists()]
        record = Record(folder / _RECORD)
        try:
            found = record.check()
        finally:
            record.close()
        if derived and not found:
            raise BrokenLibrary(_without_record(folder, derived=derived))
        return found

    def add(self, documents: Iterable[Document], *, progress: Progress | None = None, told: Told = unheard) -> Added:
        """What became of the documents, taken one by one as they come; known ones cost no more than a look.

        `told` is called with the number of each document (from 0, as given) and what became of it, once that is so.
        Interrupted at any moment, it leaves a sound library with those it had finished. Where an index of them cannot
        be made, they are kept and found without it, and a warning says so. Raises LibraryInUse.
        """
        show = progress or silent
        with self._writing():
            loaded = partial(self._load_encoder, show)
            intake = Intake(record=self._record, encoder=loaded, progress=show, model=self._model, told=told)
            added = intake.take(documents)
            faults = self._bring_in_step(show)
        return added + Added(warnings=tuple(Warned(fault) for fault in faults))

    def sources(self) -> dict[str, tuple[str, int]]:
        """Files whose documents are all here: what each was when it was read, and how many documents it held."""
        rows = self._record.rows("SELECT source, digest, documents FROM sources")
        return {source: (digest, documents) for source, digest, documents in rows}

    def note_sources(self, sources: Mapping[str, tuple[str, int]]) -> None:
        """Note that all of these files is here. Raises LibraryInUse."""
        rows = [(source, *facts) for source, facts in sources.items()]
        with self._writing(), self._record.unmarked() as connection:
            connection.executemany("INSERT OR REPLACE INTO sources VALUES (?, ?, ?)", rows)

    def remove(self, id: str) -> None:
        """Take a document out, with its passages and vectors. Raises UnknownDocument, LibraryInUse."""
        document = self.document(id)
        with self._writing():
            with self._record.writing() as connection:
                delete(connection, document.id)
            self._bring_in_step(silent)

    @property
    def encoder(self) -> Encoder:
        """The encoder, loaded when first asked for. Raises WrongEncoder when another one built the library."""
        return self._load_encoder(silent)

    @property
    def fingerprint(self) -> str:
        """A hash of what the library holds and of its encoder's name: equal when answers are equal."""
        rows = self._record.rows("SELECT id, sha256 FROM documents ORDER BY id")
        facts = [self._record.meta("encoder") or self._model, *(f"{id} {digest}" for id, digest in rows)]
        return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:16]

    def soundness(self) -> list[tuple[str, bool, str]]:
        """What was looked at, whether it is sound, and what was found; for `pinpoint doctor`."""
        return findings(
            record=self._record, vectors=self._vectors, lexicon=self._lexicon, encoder=self.folder / _ENCODER
        )

    def close(self) -> None:
        """Let go of the folder."""
        self._vectors.close()
        self._record.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _writing(self, *, patience: float = _PATIENCE) -> Iterator[None]:
        """Be the only writer: other threads of this process wait their turn, other processes are turned away."""
        with self._writer:
            lock = FileLock(self.folder / _LOCK, timeout=patience)
            try:
                lock.acquire()
            except Timeout as error:
                raise LibraryInUse(
                    f"Another Pinpoint is writing to the library in {self.folder}. Wait until it has finished and try "
                    "again, or use another folder with --library. Reading and asking are possible meanwhile."
                ) from error
            try:
                yield
            finally:
                lock.release()

    def _load_encoder(self, progress: Progress) -> Encoder:
        with self._encoder_lock:
            if self._encoder is None:
                encoder = load_encoder(self._model, folder=self.folder / _ENCODER, progress=progress)
                self._require_encoder("encoder", encoder.name)
                self._encoder = encoder
            return self._encoder

    def _near(self, vector: NDArray[np.float32], *, k: int) -> list[tuple[int, float]] | None:
        """Where an addition was stopped before the collection was made, a small one is made now."""
        found = super()._near(vector, k=k)
        may_make = found is None and len(self) <= _SOON_MADE and not self._vectors.given_up()
        if may_make and self._bring_in_step_if_free():
            found = super()._near(vector, k=k)
        return found

    def _bring_in_step_if_free(self) -> bool:
        """Make the collection anew, unless someone is writing: then they will, or the next who asks."""
        if not self._writer.acquire(blocking=False):
            return False
        try:
            with self._writing(patience=0):
                self._bring_in_step(silent)
            return True
        except LibraryInUse:
            return False
        finally:
            self._writer.release()

    def _bring_in_step(self, progress: Progress) -> list[str]:
        """What could not be made, and why."""
        faults = (self._lexicon.bring_in_step(), self._vectors.bring_in_step(progress=progress))
        return [fault for fault in faults if fault]

    def _create(self, *, starter: str) -> None:
        self._require_usable_folder()
        with self._writing():
            if not self._record.check():  # another process may have made it while this one waited
                self._record.create(meta={"id": uuid4().hex, "model": self._model, "encoder": "", "starter": starter})

    def _require_usable_folder(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            strangers = [path.name for path in self.folder.iterdir() if not self._is_ours(path)]
        except OSError as error:
            raise BrokenLibrary(f"No library can be made in {self.folder}: {error}. Choose another folder.") from error
        if strangers:
            raise BrokenLibrary(
                f"{self.folder} holds no library, but other files ({strangers[0]}). Choose an empty or a new folder."
            )

    @staticmethod
    def _is_ours(path: Path) -> bool:
        return path.name.startswith((".", _RECORD)) or path.name in (_VECTORS, _WORDS, _ENCODER, _LOCK)

    def _require_encoder(self, fact: str, asked: str) -> None:
        built = self._record.meta(fact)
        if built and built != asked:
            raise WrongEncoder(
                f"The library in {self.folder} was built with the encoder {built}, not with {asked}. Set "
                f"PINPOINT_ENCODER to the former, or add the documents to a library in a new folder to use the latter."
            )

    def _finish_starter(self, progress: Progress) -> None:
        """Add the starter notes if that is due: when the library is new, or was killed while they were added."""
        if self._record.meta("starter") != "due":
            return
        self.add(starter_documents(), progress=progress)
        with self._writing(), self._record.writing() as connection:
            set_meta(connection, "starter", "added")


def _without_record(folder: Path, *, derived: Sequence[str]) -> str:
    state = "is empty" if (folder / _RECORD).exists() else "is missing"
    return (
        f"The library in {folder} has lost its documents: {_RECORD} {state}, and {', '.join(derived)} cannot stand for "
        f"it. Put {_RECORD} back from a copy of yours; or move the folder away, so that a new library is made, and add "
        "the documents again."
    )
