"""Documents on their way into the record: known ones are passed by, new ones split, encoded in batches, written."""

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
from index.encode.gpu import Bulk, for_bulk
from index.progress import Progress
from index.store.ports import Entry, Record, State

log = logging.getLogger(f"pinpoint.{__name__}")

# Passages encoded between two reports of progress, and at most this many wait in memory beyond one document's own.
_STEP = 128

# Passages after which more are likely to follow: now the seconds in which torch and a GPU make ready are worth it.
_MANY = 512

# What is said until something is encoded: an addition that was stopped goes on where it stopped, once it is there.
_PASSING = "passing by what is known"

# A change in one of these is a change of the document, although its bytes are the same.
_DESCRIPTION = ("title", "short_title", "kind", "issuer", "date", "url", "language", "series", "adopted", "in_force")


@dataclass(frozen=True, slots=True)
class Warned:
    """Something that a person should know of an addition; `source` and `document` are "" where it is the library's."""

    warning: str
    source: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True)
class Added:
    """What became of the documents given; `duplicates` are (source, id of the same document under another name)."""

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


# Told of each document, by its number in the order given (from 0), what became of it, once that is so.
Told: TypeAlias = Callable[[int, Added], None]


def unheard(number: int, added: Added) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class _Ready:
    """A document split, waiting for vectors; `slug` is the id it came with, `replaces` what it takes the place of."""

    document: Document
    slug: str
    replaces: str
    passages: list[tuple[Passage, str]]
    number: int

    @property
    def added(self) -> Added:
        return Added(added=not self.replaces, replaced=bool(self.replaces), passages=len(self.passages))


class Intake:
    """Takes documents one by one; each is in the record whole, in one transaction, or not at all.

    `model` is the name or folder of the encoder's: of many passages, most are encoded on a GPU where there is one.
    """

    def __init__(
        self, *, record: Record, encoder: Callable[[], Encoder], progress: Progress, model: str, told: Told = unheard
    ) -> None:
        self._record, self._encoder, self._progress, self._model = record, encoder, progress, model
        self._told = told
        self._bulk: Bulk | None = None
        self._waiting: list[_Ready] = []
        self._done = self._total = 0  # in characters of documents
        self._passages = 0  # encoded
        self._doing = _PASSING
        self._result = Added()

    def take(self, documents: Iterable[Document]) -> Added:
        """What became of them. Interrupted, it has kept those it had finished."""
        if isinstance(documents, list | tuple):
            self._total = sum(len(document.text) for document in documents)
        for number, document in enumerate(documents):
            became = self._one(document, number)
            self._result += became
            if not became.passages:
                self._advance(len(document.text))
                self._told(number, became)
            if sum(len(ready.passages) for ready in self._waiting) >= _STEP:
                self._write()
        self._write()
        return self._result

    def _one(self, document: Document, number: int) -> Added:
        now = self._record.at()
        twin, former = self._twin(document, now), self._former(document, now)
        if twin and former and twin != former:
            self._record.remove(former)
            return Added(replaced=1, duplicates=((document.source, twin),))
        if twin and twin != former:
            return Added(unchanged=1, duplicates=((document.source, twin),))
        if twin and self._same_description(document, twin, now):
            return Added(unchanged=1)
        return self._prepare(document, number, replaces=former)

    def _twin(self, document: Document, now: State) -> str:
        """The id under which the same bytes are known."""
        waiting = (ready.document.id for ready in self._waiting if ready.document.sha256 == document.sha256)
        return next(waiting, "") or now.id_of_bytes(document.sha256)

    def _former(self, document: Document, now: State) -> str:
        """The id of what came from the same source under the same name before (a `.jsonl` gives several)."""
        known = (document.source, document.id)
        waiting = (ready.document.id for ready in self._waiting if (ready.document.source, ready.slug) == known)
        return next(waiting, "") or now.id_of_source(document.source, slug=document.id)

    def _same_description(self, document: Document, document_id: str, now: State) -> bool:
        known = now.documents_of([document_id]).values()
        return all(getattr(one, name) == getattr(document, name) for one in known for name in _DESCRIPTION)

    def _prepare(self, document: Document, number: int, *, replaces: str) -> Added:
        if replaces and any(ready.document.id == replaces for ready in self._waiting):
            self._write()
        named = replace(document, id=replaces or self._free_id(document.id))
        try:
            passages = [(passage, context(passage, named)) for passage in split(named)]
        except Exception as error:
            log.exception("a bug of Pinpoint's own in splitting %r", document.source)
            return Added(failed=((document.source, bug_message(error, about="the file")),))
        if not passages:
            return Added(failed=((document.source, "It holds no text that could be cited."),))
        self._done += len(named.text) - sum(len(passage.text) for passage, _ in passages)  # what lies between them
        ready = _Ready(named, document.id, replaces, passages, number)
        self._waiting.append(ready)
        return ready.added

    def _free_id(self, slug: str) -> str:
        """The slug itself, or with the first number from 2 that tells it apart."""
        now = self._record.at()
        taken = now.ids_like(slug) | {ready.document.id for ready in self._waiting}
        number, free = 1, slug
        while free in taken or (number > 1 and now.documents_of([free])):
            number += 1
            free = f"{slug}-{number}"
        return free

    def _write(self) -> None:
        vectors = self._encoded([passage for ready in self._waiting for passage in ready.passages])
        for ready in self._waiting:
            own, vectors = vectors[: len(ready.passages)], vectors[len(ready.passages) :]
            encoder = self._encoder().name
            self._record.put(Entry(ready.document, ready.slug, ready.passages, own, encoder, replaces=ready.replaces))
            self._told(ready.number, ready.added)
        self._waiting = []

    def _encoded(self, passages: Sequence[tuple[Passage, str]]) -> NDArray[np.float32]:
        vectors = np.empty((len(passages), self._encoder().dimensions if passages else 0), dtype=np.float32)
        for start in range(0, len(passages), _STEP):
            some = passages[start : start + _STEP]
            texts = [f"{around}\n{passage.text}" for passage, around in some]
            best = self._best()
            vectors[start : start + _STEP] = best.encoder.encode(texts)
            self._passages, self._doing = self._passages + len(some), best.doing
            self._advance(sum(len(passage.text) for passage, _ in some))
        return vectors

    def _best(self) -> Bulk:
        """What to encode with now."""
        if self._bulk is None and self._passages >= _MANY:
            self._bulk = for_bulk(self._encoder(), model=self._model)
        return self._bulk or Bulk(self._encoder())

    def _advance(self, characters: int) -> None:
        self._done += characters
        self._progress(self._done, self._total and max(self._total, self._done), self._doing, passages=self._passages)
