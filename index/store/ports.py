"""What a library needs of its stores. SQLite and Chroma beside this file give it; a server's stores could as well.

A filter is known here as a `Scope`: stretches of keys. `tests/index/test_ports.py` says what each method promises, and
holds every implementation to it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.models import Document, Passage
from index.models import Filters, Summary
from index.progress import Progress
from index.store.lookup import Place

Keys = NDArray[np.int64]
Vector = NDArray[np.float32]
Found = Sequence[tuple[int, float]]
# Keys with a score each, the best first.
Near = list[tuple[int, float]]

# Up to this share of a library each passage allowed is looked at; beyond it, everything is searched, for more, and
# sifted. Comparing a tenth of 88,000 vectors takes about as long as asking the graph for ten times as many.
_NARROW = 0.1
# More than the share alone would ask for, since what is near a question is not spread evenly.
_MORE = 1.5


@dataclass(frozen=True, slots=True)
class Scope:
    """The keys allowed, from `first` to `last` of each stretch, in ascending order; `total` counts the library's."""

    first: Keys
    last: Keys
    total: int

    @property
    def size(self) -> int:
        """How many keys the stretches have room for: as many passages, or a few more after removals."""
        return int((self.last - self.first + 1).sum())

    @property
    def narrow(self) -> bool:
        """Whether it is less work to look at each passage allowed than to search everything and sift."""
        return self.size <= _NARROW * self.total

    def widened(self, k: int) -> int:
        """How many of everything to ask for, so that about `k` of them are allowed."""
        return min(self.total, int(_MORE * k * self.total / max(self.size, 1)) + 1)

    def allows(self, key: int) -> bool:
        """Whether that passage is within."""
        stretch = int(np.searchsorted(self.first, key, side="right")) - 1
        return stretch >= 0 and key <= int(self.last[stretch])

    def within(self, keys: Keys) -> NDArray[np.bool_]:
        """Whether each of these passages is."""
        stretch = np.searchsorted(self.first, keys, side="right") - 1
        return (stretch >= 0) & (keys <= self.last[stretch]) if len(self.last) else np.zeros(len(keys), dtype=np.bool_)

    def sifted(self, found: Found, *, k: int) -> Near:
        """The first `k` that are allowed."""
        return [one for one in found if self.allows(one[0])][:k]


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A document to be written, with its passages, each with the context it is searched in, and their vectors.

    `slug` is the id that the document would have if no other had it; `encoder` names what made the vectors, one of unit
    length for each passage, one below the other. `replaces` is the id of a document that goes in the same moment, ""
    for none.
    """

    document: Document
    slug: str
    passages: Sequence[tuple[Passage, str]]
    vectors: Vector
    encoder: str
    replaces: str = ""


class State(Protocol):
    """What a record held when `Record.at` was called; what is written later is not seen. Any thread may ask it.

    Passages have keys: whole numbers above 0 that rise with each passage written and are never used again. Every method
    raises BrokenLibrary where the record is damaged or has been closed.
    """

    @property
    def generation(self) -> int:
        """How many changes the record had seen."""

    def fact(self, name: str) -> str:
        """A fact about the library, "" where it has none."""

    def size(self) -> int:
        """How many passages there are."""

    def documents(self) -> list[Document]:
        """Every document, by title, in any case."""

    def summaries(self) -> tuple[Summary, ...]:
        """Every document without its text, by title, in any case."""

    def documents_of(self, ids: Collection[str]) -> dict[str, Document]:
        """The documents with these ids; an id that is none is left out."""

    def ids_with_text(self, text: str) -> frozenset[str]:
        """The ids of the documents that have that text, white space around it aside."""

    def id_of_bytes(self, sha256: str) -> str:
        """The id of the document that was read from these bytes, "" where there is none."""

    def id_of_source(self, source: str, *, slug: str) -> str:
        """The id of the document that came from that source under that slug, "" where there is none."""

    def ids_like(self, slug: str) -> frozenset[str]:
        """The ids that may not be given again: `slug`, and those of the documents that have that slug."""

    def sources(self) -> dict[str, tuple[str, int]]:
        """Files whose documents are all here: what each was when it was read, and how many documents it held."""

    def passages(self, document_id: str) -> list[Passage]:
        """A document's passages in the order of its text."""

    def article(self, document_id: str, *, whole: str) -> list[Passage]:
        """Those of them that are in the article (or other place) `whole`, as `str(locator.whole_article)` writes it."""

    def passages_of(self, keys: Collection[int]) -> dict[int, Passage]:
        """The passages with these keys; a key that is none is left out."""

    def keys_of(self, ids: Collection[str]) -> dict[str, int]:
        """The keys of the passages with these ids; an id that is none is left out."""

    def places(self, keys: Collection[int]) -> dict[int, Place]:
        """Where each of the passages with these keys stands; a key that is none is left out."""

    def scope(self, filters: Filters) -> Scope:
        """What `filters` allow; `filters.document` is an id here. Raises UnusableRequest for a date that is none."""

    def keys(self) -> Keys:
        """The keys of all passages, ascending."""

    def texts(self, *, after: int = 0) -> Iterator[tuple[str, str]]:
        """The context and the text of each passage with a key above `after`, in the order of keys."""

    def vector_keys(self) -> Keys:
        """The keys of all vectors, ascending: those of the passages, unless the record is damaged."""

    def vectors(self) -> Iterator[tuple[Keys, Vector]]:
        """All vectors with their keys, ascending, a few thousand at a time."""

    def problems(self) -> list[str]:
        """What is wrong with the record's own files, in a few words each; [] where nothing is."""


class Record(Protocol):
    """Documents, passages and their vectors: all else is made from it.

    Any thread may ask for the state; one writes at a time (the library sees to that). Each change is kept whole or not
    at all, and raises the generation, except what is only noted: no search sees a difference.
    """

    def exists(self) -> bool:
        """Whether it has been created. Raises BrokenLibrary where something else stands in its place."""

    def create(self, *, facts: Mapping[str, str]) -> None:
        """Make it, empty, with the facts that a new library has."""

    def at(self) -> State:
        """What it holds now."""

    def put(self, entry: Entry) -> None:
        """Write a document, and note its encoder. Raises BrokenLibrary where the same bytes are there already."""

    def remove(self, document_id: str) -> None:
        """Take a document out with all that belongs to it; nothing happens where there is none.

        No file counts as read any more then: one of them may hold the same, and was passed by because of it.
        """

    def note(self, name: str, value: str) -> None:
        """Note a fact about the library."""

    def note_sources(self, sources: Mapping[str, tuple[str, int]]) -> None:
        """Note that all of these files is here: what each is, and how many documents it holds."""

    def close(self) -> None:
        """Let go of its files; its states raise BrokenLibrary from then on."""


@dataclass(frozen=True, slots=True)
class Condition:
    """Whether an index matches the record, and what there is to say of it."""

    sound: bool
    found: str


class VectorIndex(Protocol):
    """The passages nearest to a vector. Derived from the record; any thread may ask it."""

    def nearest(self, vector: Vector, *, k: int, at: State, scope: Scope | None = None) -> Near | None:
        """Keys of the passages nearest to a unit vector, in `scope` if given, with their cosine similarity.

        The nearest come first, equally near ones in the order of keys. None where it cannot tell for that state: the
        caller compares with each vector then.
        """

    def bring_in_step(self, *, progress: Progress) -> str:
        """Make it match the record as it is now, if it does not; what went wrong, in a sentence, "" for nothing."""

    def condition(self, at: State) -> Condition:
        """Whether it matches that state."""

    def close(self) -> None:
        """Let go of its files."""
