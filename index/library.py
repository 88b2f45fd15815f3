"""Library: a folder that holds documents, their passages and vectors, and the indexes built from them.

library.sqlite     the record: documents, passages and vectors   encoder/      the encoder that made the vectors
vectors/<number>/  a Chroma index, built from the record         library.lock  held by the process that writes
words/<number>/    an index of words, built from the record

This module opens a library, removes documents and keeps the indexes in sync with the record. `index.snapshot` reads a
library, `index.ingest` adds documents to it.
"""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import uuid4

from filelock import FileLock, Timeout

from corpus.errors import BrokenLibrary, LibraryInUse, WrongEncoder
from corpus.models import Document, Passage
from index.encode.encoder import Encoder, load_encoder
from index.encode.exported import model_name
from index.models import Summary
from index.progress import Progress, silent
from index.snapshot import Caches, Resources, Snapshot
from index.store.ports import Record
from index.store.stores import RECORD, VECTORS, WORDS, Check, Stores, check_stores, stores_in

_ENCODER, _LOCK = "encoder", "library.lock"

# Seconds that a writer waits for another process.
_PATIENCE = 2.0


class Library:
    """A library that is open; `Library.open` opens one.

    Any thread may read, also while another adds documents; one process writes at a time. `at` gives a snapshot to read
    from; each reading method of this class takes a snapshot of its own.
    """

    def __init__(self, folder: Path, *, model: str, stores: Stores) -> None:
        self.folder = folder
        self.model = model
        self._stores = stores
        self._caches = Caches(-1)
        self._failed_generation = -1  # the generation whose indexes could not be built at the last attempt
        self._writer = threading.RLock()
        self._encoder: Encoder | None = None
        self._encoder_lock = threading.Lock()

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        encoder: str | None = None,
        facts: Mapping[str, str] | None = None,
        stores: Callable[[Path], Stores] = stores_in,
    ) -> Self:
        """Open the library in a folder; if there is none, create an empty one with the given `facts`.

        `encoder` is None (the value of PINPOINT_ENCODER, else the encoder that comes with Pinpoint), "hash", or the
        name or folder of a sentence-transformers model. `stores` makes the stores of a folder. Raises BrokenLibrary if
        the library is damaged or the folder holds other files; WrongEncoder if it was built with another encoder.
        """
        library = cls(folder, model=model_name(encoder), stores=stores(folder))
        if not library._exists():
            library._create(facts or {})
        library._require_encoder("model", library.model)
        return library

    @classmethod
    def exists(cls, folder: Path) -> bool:
        """Whether the folder holds a library.

        Raises BrokenLibrary if its record is not Pinpoint's, or is missing while indexes built from it are there.
        """
        stores = stores_in(folder)
        try:
            return cls(folder, model="", stores=stores)._exists()
        finally:
            stores.close()

    def at(self) -> Snapshot:
        """A snapshot of the library as it is now. Use one snapshot for reads that must agree with each other."""
        state, caches = self._stores.record.at(), self._caches
        if caches.generation != state.generation:
            self._caches = caches = Caches(state.generation)
        resources = Resources(self._stores, self.model, self.load_encoder, self._sync_if_free)
        return Snapshot(state, resources=resources, caches=caches)

    def documents(self) -> list[Document]:
        """As `Snapshot.documents`."""
        return self.at().documents()

    def summaries(self) -> tuple[Summary, ...]:
        """As `Snapshot.summaries`."""
        return self.at().summaries()

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

    def remove(self, id: str) -> None:
        """Remove a document with its passages and vectors. Raises UnknownDocument, LibraryInUse."""
        document = self.document(id)
        with self.writing() as record:
            record.remove(document.id)
            self.sync()

    @property
    def encoder(self) -> Encoder:
        """The encoder, loaded on first use. Raises WrongEncoder if another built the library, UnusableModel."""
        return self.load_encoder()

    def load_encoder(self, progress: Progress = silent) -> Encoder:
        """The encoder, as `encoder`; `progress` reports on its export, if it has to be exported."""
        with self._encoder_lock:
            if self._encoder is None:
                encoder = load_encoder(self.model, folder=self.folder / _ENCODER, progress=progress)
                self._require_encoder("encoder", encoder.name)
                self._encoder = encoder
            return self._encoder

    @contextmanager
    def writing(self, *, patience: float = _PATIENCE) -> Iterator[Record]:
        """A context in which the caller is the only writer; gives the record to write to. Call `sync` before it ends.

        Other threads of this process wait. Raises LibraryInUse if another process is still writing after `patience`
        seconds.
        """
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
                yield self._stores.record
            finally:
                lock.release()

    def sync(self, progress: Progress = silent) -> list[str]:
        """Build the indexes of words and vectors from the record; call it within `writing`.

        Returns a sentence for each index that could not be built: searches work without it, but more slowly.
        """
        generation = self._stores.record.at().generation
        faults = (self._stores.words.sync(), self._stores.vectors.sync(progress=progress))
        self._failed_generation = generation if any(faults) else -1
        return [fault for fault in faults if fault]

    def soundness(self) -> list[Check]:
        """The checks of `pinpoint doctor`: for each its name, whether it passed, and what it found."""
        return check_stores(self._stores, encoder=self.folder / _ENCODER)

    def close(self) -> None:
        """Close the files of the library; its snapshots raise BrokenLibrary from then on."""
        self._stores.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _sync_if_free(self) -> bool:
        """Build missing indexes, unless that failed before or somebody is writing, who will build them.

        Returns whether it was tried.
        """
        if self._stores.record.at().generation == self._failed_generation or not self._writer.acquire(blocking=False):
            return False
        try:
            with self.writing(patience=0):
                self.sync()
            return True
        except LibraryInUse:
            return False
        finally:
            self._writer.release()

    def _exists(self) -> bool:
        # Indexes are listed before the record is looked for: a process that creates a library creates the record first.
        derived = [name for name in (VECTORS, WORDS, _ENCODER) if (self.folder / name).exists()]
        found = self._stores.record.exists()
        if derived and not found:
            raise BrokenLibrary(_without_record(self.folder, derived=derived))
        return found

    def _create(self, facts: Mapping[str, str]) -> None:
        self._require_usable_folder()
        with self.writing() as record:
            if not record.exists():  # another process may have created it while this one waited
                record.create(facts={"id": uuid4().hex, "model": self.model, "encoder": "", **facts})

    def _require_usable_folder(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            others = [path.name for path in self.folder.iterdir() if not self._belongs_to_library(path)]
        except OSError as error:
            raise BrokenLibrary(
                f"No library can be created in {self.folder}: {error}. Choose another folder."
            ) from error
        if others:
            raise BrokenLibrary(
                f"{self.folder} is not a library and holds other files ({others[0]}). Choose an empty or a new folder."
            )

    @staticmethod
    def _belongs_to_library(path: Path) -> bool:
        return path.name.startswith((".", RECORD)) or path.name in (VECTORS, WORDS, _ENCODER, _LOCK)

    def _require_encoder(self, fact: str, asked: str) -> None:
        built = self._stores.record.at().fact(fact)
        if built and built != asked:
            raise WrongEncoder(
                f"The library in {self.folder} was built with the encoder {built}, not with {asked}. Set "
                f"PINPOINT_ENCODER to the first to use it; to use the other, add the documents to a new folder."
            )


def _without_record(folder: Path, *, derived: Sequence[str]) -> str:
    state = "is empty" if (folder / RECORD).exists() else "is missing"
    return (
        f"The library in {folder} has lost its documents: {RECORD} {state}, and {', '.join(derived)} cannot "
        f"replace it. Restore {RECORD} from a copy; or move the folder away, so that a new library is "
        "created, and add the documents again."
    )
