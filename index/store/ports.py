"""The Protocols that a library's stores implement, and the values that they exchange.

SQLite and Chroma implement them in this package; a database server could as well. `tests/index/test_ports.py` tests
every implementation.
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
# Keys with their scores, best first.
Near = list[tuple[int, float]]

# If at most this share of a library is allowed, each allowed passage is compared; otherwise the graph is asked for more
# results, which are filtered. Comparing a tenth of 88,000 vectors takes about as long as asking for ten times as many.
_NARROW_SHARE = 0.1
# More than the share alone calls for, since the passages near a query are not evenly distributed over documents.
_OVERSAMPLING = 1.5


@dataclass(frozen=True, slots=True)
class Scope:
    """The keys that a filter allows, as ranges in ascending order.

    Range i is from `first[i]` to `last[i]`, both included. `total` is the number of passages in the library.
    """

    first: Keys
    last: Keys
    total: int

    @property
    def size(self) -> int:
        """The number of keys in the ranges: that of the allowed passages, or slightly more after removals."""
        return int((self.last - self.first + 1).sum())

    @property
    def narrow(self) -> bool:
        """Whether comparing each allowed passage is less work than searching all and filtering the results."""
        return self.size <= _NARROW_SHARE * self.total

    def enlarged(self, k: int) -> int:
        """How many results of an unfiltered search to ask for, so that about `k` of them are allowed."""
        return min(self.total, int(_OVERSAMPLING * k * self.total / max(self.size, 1)) + 1)

    def allows(self, key: int) -> bool:
        """Whether the passage with that key is allowed."""
        place = int(np.searchsorted(self.first, key, side="right")) - 1
        return place >= 0 and key <= int(self.last[place])

    def within(self, keys: Keys) -> NDArray[np.bool_]:
        """For each key, whether it is allowed."""
        places = np.searchsorted(self.first, keys, side="right") - 1
        return (places >= 0) & (keys <= self.last[places]) if len(self.last) else np.zeros(len(keys), dtype=np.bool_)

    def filtered(self, found: Found, *, k: int) -> Near:
        """The first `k` results that are allowed."""
        return [one for one in found if self.allows(one[0])][:k]


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A document to write, with its passages and their vectors.

    `slug` is the document's id before a number was added to make it unique. `passages` are pairs of a passage and its
    context, the headings it is indexed with. `vectors` has one unit row for each passage, made by the encoder of the
    name `encoder`. `replaces` is the id of a document to remove in the same transaction, "" for none.
    """

    document: Document
    slug: str
    passages: Sequence[tuple[Passage, str]]
    vectors: Vector
    encoder: str
    replaces: str = ""


class State(Protocol):
    """The contents of a record when `Record.at` was called; later changes do not affect it. Thread-safe.

    Each passage has a key, a positive integer. Keys rise with each passage written and are never reused. Every method
    raises BrokenLibrary if the record is damaged or closed.
    """

    @property
    def generation(self) -> int:
        """The number of changes that the record had seen."""

    def fact(self, name: str) -> str:
        """The fact stored about the library under that name, "" if there is none."""

    def size(self) -> int:
        """The number of passages."""

    def documents(self) -> list[Document]:
        """All documents, sorted by title, ignoring case."""

    def summaries(self) -> tuple[Summary, ...]:
        """All documents without their texts, sorted by title, ignoring case."""

    def documents_of(self, ids: Collection[str]) -> dict[str, Document]:
        """The documents with these ids, by id; unknown ids are left out."""

    def ids_with_text(self, text: str) -> frozenset[str]:
        """The ids of the documents whose text is `text`, ignoring white space around it."""

    def id_of_bytes(self, sha256: str) -> str:
        """The id of the document that was read from the bytes with that hash, "" if there is none."""

    def id_of_source(self, source: str, *, slug: str) -> str:
        """The id of the document with that source and slug, "" if there is none."""

    def ids_like(self, slug: str) -> frozenset[str]:
        """The ids of the documents whose slug or id is `slug`; no new document may have one of them."""

    def sources(self) -> dict[str, tuple[str, int]]:
        """The digest and number of documents of each file that was added completely, by path."""

    def passages(self, document_id: str) -> list[Passage]:
        """A document's passages in the order of its text."""

    def article(self, document_id: str, *, whole: str) -> list[Passage]:
        """The document's passages in the article `whole`, which is written as `str(locator.whole_article)`."""

    def passages_of(self, keys: Collection[int]) -> dict[int, Passage]:
        """The passages with these keys, by key; unknown keys are left out."""

    def keys_of(self, ids: Collection[str]) -> dict[str, int]:
        """The keys of the passages with these ids, by id; unknown ids are left out."""

    def places(self, keys: Collection[int]) -> dict[int, Place]:
        """The document and article of each passage with these keys, by key; unknown keys are left out."""

    def scope(self, filters: Filters) -> Scope:
        """The keys of the passages that meet the filters.

        `filters.document` must be an id. Raises UnusableRequest for an invalid date.
        """

    def keys(self) -> Keys:
        """The keys of all passages, in ascending order."""

    def texts(self, *, after: int = 0) -> Iterator[tuple[str, str]]:
        """The context and the text of each passage with a key above `after`, in the order of keys."""

    def vector_keys(self) -> Keys:
        """The keys of all vectors, in ascending order: equal to `keys`, unless the record is damaged."""

    def vectors(self) -> Iterator[tuple[Keys, Vector]]:
        """Batches of a few thousand vectors with their keys, in ascending order of keys."""

    def problems(self) -> list[str]:
        """What is wrong with the files of the record, in a few words each; [] if nothing is."""


class Record(Protocol):
    """The documents, passages and vectors of a library; the indexes are built from it.

    Any thread may call `at`; the library makes sure that only one thread writes at a time. `put` and `remove` are
    transactions that add 1 to the generation; `note` and `note_sources` leave it, as no search depends on them.
    """

    def exists(self) -> bool:
        """Whether the record has been created. Raises BrokenLibrary if something else is in its place."""

    def create(self, *, facts: Mapping[str, str]) -> None:
        """Create an empty record with these facts about the library."""

    def at(self) -> State:
        """The state of the record as it is now."""

    def put(self, entry: Entry) -> None:
        """Write a document, remove the one that it replaces, and store the fact "encoder".

        Raises BrokenLibrary if a document with the same bytes is there already.
        """

    def remove(self, document_id: str) -> None:
        """Remove a document with its passages and vectors; an unknown id changes nothing.

        It also clears `sources`: another file with the same document may have been skipped as a duplicate, and must be
        read again at the next addition.
        """

    def note(self, name: str, value: str) -> None:
        """Store a fact about the library."""

    def note_sources(self, sources: Mapping[str, tuple[str, int]]) -> None:
        """Store that these files were added completely: by path, the digest of each and its number of documents."""

    def close(self) -> None:
        """Close its files; its states raise BrokenLibrary from then on."""


@dataclass(frozen=True, slots=True)
class Condition:
    """Whether an index is usable for a state of the record, and a short text about it for `pinpoint doctor`."""

    sound: bool
    message: str


class VectorIndex(Protocol):
    """An index of vectors, built from the record. Thread-safe."""

    def nearest(self, vector: Vector, *, k: int, at: State, scope: Scope | None = None) -> Near | None:
        """The `k` passages nearest to a unit vector, within `scope` if given: keys and cosine similarities (-1 to 1).

        The nearest come first, equally near ones in the order of keys. None if there is no usable index of that state:
        the caller then compares all vectors.
        """

    def sync(self, *, progress: Progress) -> str:
        """Build the index of the current state, if it is missing; returns what went wrong as a sentence, else ""."""

    def condition(self, at: State) -> Condition:
        """Whether the index is usable for that state."""

    def close(self) -> None:
        """Close its files."""
