"""Write documents to the record: skip known ones, split new ones into passages, encode these in batches."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from corpus.errors import bug_message
from corpus.models import Document, Passage
from corpus.structure.passages import context, split
from index.encode.encoder import Encoder
from index.encode.gpu import BulkEncoder, bulk_encoder
from index.progress import Progress
from index.store.ports import Entry, Record, State

log = logging.getLogger(f"pinpoint.{__name__}")

# Passages encoded between two progress reports; documents are written once so many passages have accumulated.
_BATCH = 128

# After so many passages, more are likely to follow, and the seconds that torch and a GPU take to start pay off.
_WORTH_A_GPU = 512

# What progress reports say until the first passage is encoded, as when an interrupted addition is continued.
_SKIPPING = "passing by what is known"

# A document with other values of these is written again, even if its bytes are the same.
_DESCRIPTION = ("title", "short_title", "kind", "issuer", "date", "url", "language", "series", "adopted", "in_force")


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning about an addition; `source` and `document` are "" when it concerns the whole library."""

    warning: str
    source: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True)
class Added:
    """The outcome of an addition: numbers of documents and passages, and what went wrong.

    `failed` are pairs of a source and the reason. `duplicates` are pairs of a source and the id of the document that
    has the same bytes under another name.
    """

    added: int = 0
    unchanged: int = 0
    replaced: int = 0
    passages: int = 0
    failed: tuple[tuple[str, str], ...] = ()
    duplicates: tuple[tuple[str, str], ...] = ()
    warnings: tuple[Warned, ...] = ()

    def __add__(self, other: "Added") -> "Added":
        return Added(
            self.added + other.added,
            self.unchanged + other.unchanged,
            self.replaced + other.replaced,
            self.passages + other.passages,
            self.failed + other.failed,
            self.duplicates + other.duplicates,
            self.warnings + other.warnings,
        )


# Called when a document is done, with its number in the order given (from 0) and its outcome.
Told: TypeAlias = Callable[[int, Added], None]


def ignore(number: int, added: Added) -> None:
    """Do nothing."""


@dataclass(frozen=True, slots=True)
class _Pending:
    """A document that is split and waits to be encoded.

    `slug` is the id that it came with, `replaces` the id of its earlier version ("" for none), `number` its place in
    the order given.
    """

    document: Document
    slug: str
    replaces: str
    passages: list[tuple[Passage, str]]
    number: int

    @property
    def added(self) -> Added:
        return Added(added=not self.replaces, replaced=bool(self.replaces), passages=len(self.passages))


class Intake:
    """Writes documents to a record, each in one transaction.

    `model` is the name or folder that the encoder was loaded from. Many passages are encoded on a GPU, if there is one.
    """

    def __init__(
        self,
        *,
        record: Record,
        encoder: Callable[[], Encoder],
        progress: Progress,
        model: str,
        told: Told = ignore,
    ) -> None:
        self._record, self._encoder, self._progress, self._model = record, encoder, progress, model
        self._told = told
        self._bulk: BulkEncoder | None = None
        self._pending: list[_Pending] = []
        self._done = self._total = 0  # in characters
        self._passages = 0  # encoded so far
        self._status = _SKIPPING
        self._result = Added()

    def take(self, documents: Iterable[Document]) -> Added:
        """Write the documents and return the outcome. After an interruption, those done so far are kept."""
        if isinstance(documents, list | tuple):
            self._total = sum(len(document.text) for document in documents)
        for number, document in enumerate(documents):
            outcome = self._add(document, number)
            self._result += outcome
            if not outcome.passages:
                self._advance(len(document.text))
                self._told(number, outcome)
            if sum(len(pending.passages) for pending in self._pending) >= _BATCH:
                self._write()
        self._write()
        return self._result

    def _add(self, document: Document, number: int) -> Added:
        now = self._record.at()
        duplicate, earlier = self._duplicate_of(document, now), self._earlier_version(document, now)
        if duplicate and earlier and duplicate != earlier:
            self._record.remove(earlier)
            return Added(replaced=1, duplicates=((document.source, duplicate),))
        if duplicate and duplicate != earlier:
            return Added(unchanged=1, duplicates=((document.source, duplicate),))
        if duplicate and self._same_description(document, duplicate, now):
            return Added(unchanged=1)
        return self._prepare(document, number, replaces=earlier)

    def _duplicate_of(self, document: Document, now: State) -> str:
        """The id of a document with the same bytes, "" if there is none."""
        ids = (pending.document.id for pending in self._pending if pending.document.sha256 == document.sha256)
        return next(ids, "") or now.id_of_bytes(document.sha256)

    def _earlier_version(self, document: Document, now: State) -> str:
        """The id of the earlier version: it has the same source and slug (a `.jsonl` source has several documents)."""
        known = (document.source, document.id)
        ids = (pending.document.id for pending in self._pending if (pending.document.source, pending.slug) == known)
        return next(ids, "") or now.id_of_source(document.source, slug=document.id)

    def _same_description(self, document: Document, document_id: str, now: State) -> bool:
        known = now.documents_of([document_id]).values()
        return all(getattr(one, name) == getattr(document, name) for one in known for name in _DESCRIPTION)

    def _prepare(self, document: Document, number: int, *, replaces: str) -> Added:
        if replaces and any(pending.document.id == replaces for pending in self._pending):
            self._write()
        named = replace(document, id=replaces or self._free_id(document.id))
        try:
            passages = [(passage, context(passage, named)) for passage in split(named)]
        except Exception as error:
            log.exception("a bug of Pinpoint's own in splitting %r", document.source)
            return Added(failed=((document.source, bug_message(error, about="the file")),))
        if not passages:
            return Added(failed=((document.source, "It holds no text that could be cited."),))
        self._done += len(named.text) - sum(len(passage.text) for passage, _ in passages)  # the text between passages
        pending = _Pending(named, document.id, replaces, passages, number)
        self._pending.append(pending)
        return pending.added

    def _free_id(self, slug: str) -> str:
        """The slug itself, or with the first number from 2 that makes it unique."""
        now = self._record.at()
        taken = now.ids_like(slug) | {pending.document.id for pending in self._pending}
        number, free = 1, slug
        while free in taken or (number > 1 and now.documents_of([free])):
            number += 1
            free = f"{slug}-{number}"
        return free

    def _write(self) -> None:
        vectors = self._encoded([passage for pending in self._pending for passage in pending.passages])
        for pending in self._pending:
            own, vectors = vectors[: len(pending.passages)], vectors[len(pending.passages) :]
            encoder = self._encoder().name
            self._record.put(
                Entry(pending.document, pending.slug, pending.passages, own, encoder, replaces=pending.replaces)
            )
            self._told(pending.number, pending.added)
        self._pending = []

    def _encoded(self, passages: Sequence[tuple[Passage, str]]) -> NDArray[np.float32]:
        vectors = np.empty((len(passages), self._encoder().dimensions if passages else 0), dtype=np.float32)
        for start in range(0, len(passages), _BATCH):
            some = passages[start : start + _BATCH]
            texts = [f"{around}\n{passage.text}" for passage, around in some]
            best = self._current_encoder()
            vectors[start : start + _BATCH] = best.encoder.encode(texts)
            self._passages, self._status = self._passages + len(some), best.status
            self._advance(sum(len(passage.text) for passage, _ in some))
        return vectors

    def _current_encoder(self) -> BulkEncoder:
        """The encoder to use now."""
        if self._bulk is None and self._passages >= _WORTH_A_GPU:
            self._bulk = bulk_encoder(self._encoder(), model=self._model)
        return self._bulk or BulkEncoder(self._encoder())

    def _advance(self, characters: int) -> None:
        self._done += characters
        self._progress(self._done, self._total and max(self._total, self._done), self._status, passages=self._passages)
