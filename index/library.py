"""Library: a folder that holds documents, their passages and vectors. The record (SQLite) and Chroma kept in step.

library.sqlite     the record: everything that matters      encoder/      the encoder it was built with, exported
vectors/<number>/  Chroma, derived from the record          library.lock  held by the process that writes
words/<number>/    an index of words, likewise

This file opens a library, adds to it and removes; `index.snapshot` finds things in it.
"""

import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
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
from corpus.models import Document, Passage
from corpus.notes.starter import starter_documents
from index.encode.encoder import Encoder, load_encoder
from index.encode.exported import model_name
from index.ingest.intake import Added, Intake, Told, Warned, unheard
from index.models import ALL, Filters, Summary
from index.progress import Progress, silent
from index.snapshot import Known, Snapshot, Stores
from index.store.lookup import AllTitles, Place
from index.store.record import Record, State, delete, set_meta
from index.store.soundness import findings
from index.store.vectors import Vectors
from index.store.words import Lexicon

__all__ = ["Added", "Library", "Progress", "Warned"]

_RECORD, _VECTORS, _WORDS, _ENCODER, _LOCK = "library.sqlite", "vectors", "words", "encoder", "library.lock"

# Seconds a writer waits for another process before it gives up.
_PATIENCE = 2.0


class Library:
    """Open one with `Library.open`. Any thread may read, also while another adds; one process writes at a time.

    What it holds is read from a snapshot of it (`at`). The methods that read make one each, for a caller with a single
    question.
    """

    def __init__(self, folder: Path, *, model: str) -> None:
        self.folder = folder
        self._record = Record(folder / _RECORD)
        self._vectors = Vectors(folder / _VECTORS, record=self._record)
        self._lexicon = Lexicon(folder / _WORDS, record=self._record)
        self._known = Known(-1)
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
        rows = self._record.at().rows("SELECT source, digest, documents FROM sources")
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

    def at(self) -> Snapshot:
        """What the library holds now. Ask one snapshot all that belongs together."""
        state, known = self._record.at(), self._known
        if known.generation != state.generation:
            self._known = known = Known(state.generation)
        stores = Stores(self._vectors, self._lexicon, self._own_encoder, self._bring_in_step_if_free, self._model)
        return Snapshot(state, stores=stores, known=known)

    @property
    def encoder(self) -> Encoder:
        """The encoder, loaded when first asked for. Raises WrongEncoder when another one built the library."""
        return self._own_encoder()

    @property
    def fingerprint(self) -> str:
        """A hash of what the library holds and of its encoder's name: equal when answers are equal."""
        return self.at().fingerprint

    @property
    def record(self) -> State:
        """The record as it is now."""
        return self.at().record

    def documents(self) -> list[Document]:
        """As `Snapshot.documents`."""
        return self.at().documents()

    def summaries(self) -> tuple[Summary, ...]:
        """As `Snapshot.summaries`."""
        return self.at().summaries()

    def titles(self) -> AllTitles:
        """As `Snapshot.titles`."""
        return self.at().titles()

    def ids_with_text(self, text: str) -> frozenset[str]:
        """As `Snapshot.ids_with_text`."""
        return self.at().ids_with_text(text)

    def document(self, name: str) -> Document:
        """As `Snapshot.document`."""
        return self.at().document(name)

    def passages(self, document_id: str) -> list[Passage]:
        """As `Snapshot.passages`."""
        return self.at().passages(document_id)

    def passage(self, passage_id: str) -> Passage:
        """As `Snapshot.passage`."""
        return self.at().passage(passage_id)

    def article(self, passage: Passage) -> list[Passage]:
        """As `Snapshot.article`."""
        return self.at().article(passage)

    def places(self, keys: Collection[int]) -> dict[int, Place]:
        """As `Snapshot.places`."""
        return self.at().places(keys)

    def words(self, query: str, *, k: int, filters: Filters = ALL) -> list[tuple[int, float]]:
        """As `Snapshot.words`."""
        return self.at().words(query, k=k, filters=filters)

    def holding(self, words: str, *, k: int) -> list[tuple[int, float]]:
        """As `Snapshot.holding`."""
        return self.at().holding(words, k=k)

    def share_had(self, query: str, *, found: Sequence[tuple[int, float]], filters: Filters = ALL) -> float:
        """As `Snapshot.share_had`."""
        return self.at().share_had(query, found=found, filters=filters)

    def count(self, word: str) -> int:
        """As `Snapshot.count`."""
        return self.at().count(word)

    def matched(self, query: str, *, keys: Sequence[int]) -> dict[int, tuple[str, ...]]:
        """As `Snapshot.matched`."""
        return self.at().matched(query, keys=keys)

    def nearest(self, vector: NDArray[np.float32], *, k: int, filters: Filters = ALL) -> list[tuple[int, float]]:
        """As `Snapshot.nearest`."""
        return self.at().nearest(vector, k=k, filters=filters)

    def allows(self, key: int, *, filters: Filters) -> bool:
        """As `Snapshot.allows`."""
        return self.at().allows(key, filters=filters)

    def __len__(self) -> int:
        """How many passages it holds."""
        return len(self.at())

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

    def _own_encoder(self) -> Encoder:
        return self._load_encoder(silent)

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
