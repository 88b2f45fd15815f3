"""Library: a folder that holds documents, their passages and vectors, and the indexes made of them, kept in step.

library.sqlite     the record: everything that matters      encoder/      the encoder it was built with, exported
vectors/<number>/  Chroma, derived from the record          library.lock  held by the process that writes
words/<number>/    an index of words, likewise

This file opens a library, takes out of it and keeps its stores in step; `index.snapshot` finds things in it, and
`index.ingest` adds to it.
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
from index.snapshot import Known, Lent, Snapshot
from index.store.lookup import AllTitles
from index.store.ports import Record
from index.store.stores import RECORD, VECTORS, WORDS, Finding, Stores, findings, stores_in

_ENCODER, _LOCK = "encoder", "library.lock"

# Seconds a writer waits for another process before it gives up.
_PATIENCE = 2.0


class Library:
    """Open one with `Library.open`. Any thread may read, also while another adds; one process writes at a time.

    What it holds is read from a snapshot of it (`at`); the methods that read make one each, for a single question.
    """

    def __init__(self, folder: Path, *, model: str, stores: Stores) -> None:
        self.folder = folder
        self.model = model
        self._stores = stores
        self._known = Known(-1)
        self._not_made = -1  # the generation whose indexes could not be made when that was last tried
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
        """The library in a folder, made if there is none: empty, with `facts` noted. `index.ingest` fills it.

        `encoder` is None (PINPOINT_ENCODER, else our own), "hash", or a sentence-transformers model. `stores` says what
        keeps it. Raises BrokenLibrary for a folder that is none and not empty, or damaged; WrongEncoder when another
        encoder built it; UnusableModel when a new one's encoder cannot be had.
        """
        library = cls(folder, model=model_name(encoder), stores=stores(folder))
        if not library._exists():
            library._create(facts or {})
        library._require_encoder("model", library.model)
        return library

    @classmethod
    def exists(cls, folder: Path) -> bool:
        """Whether there is a library in that folder.

        Raises BrokenLibrary when its record is not one of ours, or is gone while what was derived from it is there.
        """
        stores = stores_in(folder)
        try:
            return cls(folder, model="", stores=stores)._exists()
        finally:
            stores.close()

    def at(self) -> Snapshot:
        """What the library holds now. Ask one snapshot all that belongs together."""
        state, known = self._stores.record.at(), self._known
        if known.generation != state.generation:
            self._known = known = Known(state.generation)
        lent = Lent(self._stores, self.model, self.load_encoder, self._sync_if_free)
        return Snapshot(state, lent=lent, known=known)

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

    def titles(self) -> AllTitles:
        """As `Snapshot.titles`."""
        return self.at().titles()

    def count(self, word: str) -> int:
        """As `Snapshot.count`."""
        return self.at().count(word)

    def ids_with_text(self, text: str) -> frozenset[str]:
        """As `Snapshot.ids_with_text`."""
        return self.at().ids_with_text(text)

    @property
    def fingerprint(self) -> str:
        """As `Snapshot.fingerprint`."""
        return self.at().fingerprint

    def __len__(self) -> int:
        """How many passages it holds."""
        return len(self.at())

    def remove(self, id: str) -> None:
        """Take a document out, with its passages and vectors. Raises UnknownDocument, LibraryInUse."""
        document = self.document(id)
        with self.writing() as record:
            record.remove(document.id)
            self.sync()

    @property
    def encoder(self) -> Encoder:
        """The encoder, loaded when first asked for. Raises WrongEncoder when another one built the library."""
        return self.load_encoder()

    def load_encoder(self, progress: Progress = silent) -> Encoder:
        """The encoder; `progress` shows how it is exported, where that is needed. Raises WrongEncoder."""
        with self._encoder_lock:
            if self._encoder is None:
                encoder = load_encoder(self.model, folder=self.folder / _ENCODER, progress=progress)
                self._require_encoder("encoder", encoder.name)
                self._encoder = encoder
            return self._encoder

    @contextmanager
    def writing(self, *, patience: float = _PATIENCE) -> Iterator[Record]:
        """Be the only writer, of the record that comes back; `sync` belongs to it once all is written.

        Other threads of this process wait their turn, other processes are turned away after `patience` seconds. Raises
        LibraryInUse.
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
        """Make the indexes of words and vectors match the record; what could not be made, and why. Within `writing`.

        Without them everything is kept, and found more slowly.
        """
        generation = self._stores.record.at().generation
        faults = (self._stores.words.bring_in_step(), self._stores.vectors.bring_in_step(progress=progress))
        self._not_made = generation if any(faults) else -1
        return [fault for fault in faults if fault]

    def soundness(self) -> list[Finding]:
        """What was looked at, whether it is sound, and what was found; for `pinpoint doctor`."""
        return findings(self._stores, encoder=self.folder / _ENCODER)

    def close(self) -> None:
        """Let go of the folder."""
        self._stores.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _sync_if_free(self) -> bool:
        """Make the indexes, unless that failed before, or someone is writing: then they will, or the next who asks.

        Whether anything was tried.
        """
        if self._stores.record.at().generation == self._not_made or not self._writer.acquire(blocking=False):
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
        # Looked for before the record, as another process that makes a library makes that first.
        derived = [name for name in (VECTORS, WORDS, _ENCODER) if (self.folder / name).exists()]
        found = self._stores.record.exists()
        if derived and not found:
            raise BrokenLibrary(_without_record(self.folder, derived=derived))
        return found

    def _create(self, facts: Mapping[str, str]) -> None:
        self._require_usable_folder()
        with self.writing() as record:
            if not record.exists():  # another process may have made it while this one waited
                record.create(facts={"id": uuid4().hex, "model": self.model, "encoder": "", **facts})

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
        return path.name.startswith((".", RECORD)) or path.name in (VECTORS, WORDS, _ENCODER, _LOCK)

    def _require_encoder(self, fact: str, asked: str) -> None:
        built = self._stores.record.at().fact(fact)
        if built and built != asked:
            raise WrongEncoder(
                f"The library in {self.folder} was built with the encoder {built}, not with {asked}. Set "
                f"PINPOINT_ENCODER to the former, or add the documents to a library in a new folder to use the latter."
            )


def _without_record(folder: Path, *, derived: Sequence[str]) -> str:
    state = "is empty" if (folder / RECORD).exists() else "is missing"
    return (
        f"The library in {folder} has lost its documents: {RECORD} {state}, and {', '.join(derived)} cannot stand for "
        f"it. Put {RECORD} back from a copy of yours; or move the folder away, so that a new library is made, and add "
        "the documents again."
    )
