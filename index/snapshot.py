"""Snapshot: what a library held at one moment. Everything that a question asks of a library is asked of one."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from corpus.errors import UnknownDocument, UnknownLocator
from corpus.models import Document, Passage
from index.encode.encoder import Encoder
from index.models import ALL, Filters, Summary
from index.store.lookup import AllTitles, Place, keys_of, passages_of, places_of, titles_in
from index.store.record import State
from index.store.scope import Scope, scope_of
from index.store.titled import nearly_titled, titled
from index.store.vectors import Vectors, exact
from index.store.words import Lexicon

# Among so many passages it was measured what the best one's share of a query's words tells (`index.search`); of every
# further so many, one has as much by chance. To leave those out spares a library of 100,000 passages 2 points of hit@5.
_BY_CHANCE = 10_000
# Passages whose collection is made in a few seconds: a search may do that, where an addition was stopped before it did.
_SOON_MADE = 5_000

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")
Found = list[tuple[int, float]]


class Kept(Generic[Key, Value]):
    """The `most` values that were used last, by their keys. Safe to share by threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[Key, Value] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, keys: Collection[Key], *, read: Callable[[list[Key]], Mapping[Key, Value]]) -> dict[Key, Value]:
        """The value of each key that has one; `read` gives those of the keys that are not known, in one go."""
        with self._lock:
            found = {key: self._values[key] for key in keys if key in self._values}
            for key in found:
                self._values.move_to_end(key)
        if new := [key for key in dict.fromkeys(keys) if key not in found]:
            found |= (more := read(new))
            self._keep(more)
        return {key: found[key] for key in keys if key in found}

    def one(self, key: Key, *, read: Callable[[], Value]) -> Value:
        """The value of a key; `read` gives it if it is not known."""
        return self.of([key], read=lambda _: {key: read()})[key]

    def _keep(self, more: Mapping[Key, Value]) -> None:
        with self._lock:
            self._values.update(more)
            while len(self._values) > self._most:
                self._values.popitem(last=False)


class Known:
    """What has been read of a library at one generation, for all snapshots of it; some 30 MB at most."""

    def __init__(self, generation: int) -> None:
        self.generation = generation
        self.documents: Kept[str, Document] = Kept(256)
        self.ids: Kept[str, str] = Kept(256)
        self.passages: Kept[str, tuple[Passage, ...]] = Kept(16)
        self.places: Kept[int, Place] = Kept(50_000)
        self.scopes: Kept[Filters, Scope] = Kept(64)
        self.summaries: Kept[None, tuple[Summary, ...]] = Kept(1)
        self.titles: Kept[None, AllTitles] = Kept(1)
        self.size: Kept[None, int] = Kept(1)


@dataclass(frozen=True, slots=True, eq=False)
class Stores:
    """What a library lends its snapshots.

    `mend` makes the index of vectors where an addition was stopped before it did, and says whether it could;
    `built_with` is the name of the encoder where no document has been encoded yet.
    """

    vectors: Vectors
    lexicon: Lexicon
    encoder: Callable[[], Encoder]
    mend: Callable[[], bool]
    built_with: str


class Snapshot:
    """What a library holds at one generation, as `Library.at` gives it. Any thread may ask it.

    Additions and removals that come later, from here or from another process, change nothing that it answers: its
    documents, passages and places are read in one transaction, its nearest passages and its words are those of the
    same generation. Where the indexes of that generation are swept away before it first asked them, it compares with
    each vector, and counts the words, itself: the same answers, more slowly. Keep one for a question, not for longer:
    while it is in use, the record's file cannot be shortened. When the library is closed, it raises BrokenLibrary.
    """

    def __init__(self, state: State, *, stores: Stores, known: Known) -> None:
        self._state = state
        self._stores = stores
        self._known = known

    def at(self) -> Self:
        """Itself, so that a function can take a library or a snapshot."""
        return self

    @property
    def generation(self) -> int:
        """How many changes the library had seen: equal for equal contents of one library."""
        return self._state.generation

    @property
    def encoder(self) -> Encoder:
        """The encoder, loaded when first asked for. Raises WrongEncoder when another one built the library."""
        return self._stores.encoder()

    @property
    def fingerprint(self) -> str:
        """A hash of what the library holds and of its encoder's name: equal when answers are equal."""
        digests = sorted((one.id, one.sha256) for one in self.summaries())
        facts = [self._state.meta("encoder") or self._stores.built_with, *(f"{id} {digest}" for id, digest in digests)]
        return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:16]

    def documents(self) -> list[Document]:
        """Every document with its text, by title; where the texts are not needed, `summaries` is quick."""
        return self._state.documents()

    def summaries(self) -> tuple[Summary, ...]:
        """Every document without its text, by title; the same object until the library changes."""
        return self._known.summaries.one(None, read=self._state.summaries)

    def titles(self) -> AllTitles:
        """What each document is called; the same object until the library changes."""
        return self._known.titles.one(None, read=lambda: titles_in(self._state))

    def ids_with_text(self, text: str) -> frozenset[str]:
        """The ids of the documents that have that text, white space around it aside."""
        return self._state.ids_with_text(text)

    def document(self, name: str) -> Document:
        """The document with that id, short title, title, series, alias or file name without ending, in any case.

        Raises UnknownDocument, which names near ones.
        """
        if found := self.documents_of([name]) or self.documents_of([self._id_of(name)]):
            (document,) = found.values()
            return document
        near = nearly_titled(name, record=self._state)
        raise UnknownDocument(f'No document in the library is called "{name}". {near}')

    def documents_of(self, ids: Collection[str]) -> dict[str, Document]:
        """The documents with these ids; an id that is none is left out."""
        return self._known.documents.of(ids, read=self._state.documents_of)

    def passages(self, document_id: str) -> list[Passage]:
        """A document's passages in the order of its text."""
        read = self._known.passages.one
        return list(read(document_id, read=lambda: tuple(self._state.passages("document_id = ?", (document_id,)))))

    def passage(self, passage_id: str) -> Passage:
        """The passage with that id. Raises UnknownLocator when there is none (any more)."""
        found = self._state.passages("id = ?", (passage_id,))
        if not found:
            raise UnknownLocator(f'No passage in the library has the id "{passage_id}"; search again.')
        return found[0]

    def passages_of(self, keys: Sequence[int]) -> dict[str, Passage]:
        """The passages with these keys, by their ids."""
        return passages_of(keys, record=self._state)

    def keys_of(self, ids: Sequence[str]) -> list[int]:
        """The keys of the passages with these ids, in their order; an id that is none is left out."""
        return keys_of(ids, record=self._state)

    def article(self, passage: Passage) -> list[Passage]:
        """All passages of the article that a passage is in, itself included, in order; only itself without article."""
        whole = str(passage.locator.whole_article)
        if not whole:
            return [passage]
        return self._state.passages("document_id = ? AND whole = ?", (passage.document_id, whole))

    def places(self, keys: Collection[int]) -> dict[int, Place]:
        """Where each of the passages with these keys stands; a key that is none is left out."""
        return self._known.places.of(keys, read=lambda new: places_of(new, record=self._state))

    def words(self, query: str, *, k: int, filters: Filters = ALL) -> Found:
        """Keys of passages that share words with the query and their BM25 score (higher is better), best first."""
        return self._stores.lexicon.postings(self._state).ranked(query, k=k, scope=self._scope(filters))

    def holding(self, words: str, *, k: int) -> Found:
        """Keys of passages that have most of the words, alone or with the two behind, and their share: 1 is all."""
        return self._stores.lexicon.postings(self._state).holding(words, k=k)

    def share_had(self, query: str, *, found: Sequence[tuple[int, float]], filters: Filters = ALL) -> float:
        """The part of the query's words, by weight, that the best of `words(query)` has: 0 for none, 1 for all.

        Among many passages some have them by chance, so that the first are left out.
        """
        postings, scope = self._stores.lexicon.postings(self._state), self._scope(filters)
        passages = len(postings.keys) if scope is None else scope.size
        by_chance = min(max(passages // _BY_CHANCE - 1, 0), len(found) - 1)
        return found[by_chance][1] / postings.most(query) if found else 0.0

    def count(self, word: str) -> int:
        """How many passages have that word, in whatever form."""
        return self._stores.lexicon.postings(self._state).count(word)

    def matched(self, query: str, *, keys: Sequence[int]) -> dict[int, tuple[str, ...]]:
        """For each of these passages, which words of the query it has, in whatever form."""
        return self._stores.lexicon.postings(self._state).matched(query, keys=keys)

    def nearest(self, vector: NDArray[np.float32], *, k: int, filters: Filters = ALL) -> Found:
        """Keys of the passages nearest to a unit vector with their cosine similarity, nearest first.

        Chroma answers; where filters leave few passages, or while Chroma is being made, each is compared.
        """
        scope = self._scope(filters)
        if scope is None:
            return self._near(vector, k=k) or exact(vector, k=k, record=self._state)
        if not scope.narrow and (near := self._near(vector, k=scope.widened(k))):
            return scope.sifted(near, k=k)
        found = self._stores.vectors.compared(vector, k=k, scope=scope, at=self._state)
        return exact(vector, k=k, record=self._state, scope=scope) if found is None else found

    def allows(self, key: int, *, filters: Filters) -> bool:
        """Whether that passage is among what the filters leave."""
        scope = self._scope(filters)
        return scope is None or scope.allows(key)

    def __len__(self) -> int:
        """How many passages it holds."""
        return self._known.size.one(None, read=self._state.size)

    @property
    def record(self) -> State:
        """The record as it was then."""
        return self._state

    def _id_of(self, name: str) -> str:
        return self._known.ids.one(name, read=lambda: titled(name, record=self._state))

    def _near(self, vector: NDArray[np.float32], *, k: int) -> Found | None:
        """What Chroma finds; where an addition was stopped before the collection was made, a small one is made now."""
        vectors, now = self._stores.vectors, self._state
        found = vectors.nearest(vector, k=k, at=now)
        may_make = found is None and len(self) <= _SOON_MADE and not vectors.given_up(now.generation)
        if may_make and self._stores.mend():
            found = vectors.nearest(vector, k=k, at=now)
        return found

    def _scope(self, filters: Filters) -> Scope | None:
        """What the filters allow, None where they allow everything."""
        if filters == ALL:
            return None
        if filters.document:
            filters = replace(filters, document=self.document(filters.document).id)
        return self._known.scopes.one(filters, read=lambda: scope_of(filters, record=self._state))
