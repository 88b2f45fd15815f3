"""Snapshot: a library as it was at one moment. A question is answered from a single snapshot."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Generic, Self, TypeVar

from corpus.errors import UnknownDocument, UnknownLocator
from corpus.models import Document, Passage
from index.encode.encoder import Encoder
from index.models import ALL, Filters, Summary
from index.store.exact import ExactVectors
from index.store.lookup import AllTitles, Place, find_document_id, suggest_titles, titles_of
from index.store.ports import Near, Scope, State, Vector
from index.store.stores import Stores
from index.store.words import Postings

# The thresholds of `index.search` on word overlap were measured in a library of about this many passages. Among each
# further so many, one passage has as many of the words by chance; leaving these out gains 2 points of hit@5 among
# 100,000 passages.
_PASSAGES_MEASURED = 10_000
# The index of so many passages is built in a few seconds: a search may do that after an addition was interrupted.
_QUICKLY_BUILT = 5_000

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class LruCache(Generic[Key, Value]):
    """A thread-safe cache of the `size` values used last, by their keys."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[Key, Value] = OrderedDict()
        self._lock = threading.Lock()

    def many(self, keys: Collection[Key], *, read: Callable[[list[Key]], Mapping[Key, Value]]) -> dict[Key, Value]:
        """The value of each key that has one; `read` gives those of all keys that are not cached, in one call."""
        with self._lock:
            found = {key: self._values[key] for key in keys if key in self._values}
            for key in found:
                self._values.move_to_end(key)
        if missing := [key for key in dict.fromkeys(keys) if key not in found]:
            found |= (read_now := read(missing))
            self._store(read_now)
        return {key: found[key] for key in keys if key in found}

    def get(self, key: Key, *, read: Callable[[], Value]) -> Value:
        """The value of a key; `read` gives it if it is not cached."""
        return self.many([key], read=lambda _: {key: read()})[key]

    def _store(self, values: Mapping[Key, Value]) -> None:
        with self._lock:
            self._values.update(values)
            while len(self._values) > self._size:
                self._values.popitem(last=False)


class Caches:
    """What has been read of a library at one generation, shared by its snapshots; about 30 MB at most."""

    def __init__(self, generation: int) -> None:
        self.generation = generation
        self.documents: LruCache[str, Document] = LruCache(256)
        self.ids: LruCache[str, str] = LruCache(256)
        self.passages: LruCache[str, tuple[Passage, ...]] = LruCache(16)
        self.articles: LruCache[tuple[str, str], tuple[Passage, ...]] = LruCache(256)
        self.by_key: LruCache[int, Passage] = LruCache(2_000)
        self.keys: LruCache[str, int] = LruCache(10_000)
        self.places: LruCache[int, Place] = LruCache(50_000)
        self.scopes: LruCache[Filters, Scope] = LruCache(64)
        self.summaries: LruCache[None, tuple[Summary, ...]] = LruCache(1)
        self.titles: LruCache[None, AllTitles] = LruCache(1)
        self.size: LruCache[None, int] = LruCache(1)


@dataclass(frozen=True, slots=True, eq=False)
class Resources:
    """What a snapshot uses of its library.

    `model` is the name of its encoder, `encoder` loads that. `sync` builds indexes that an interrupted addition left
    missing, and returns whether it tried.
    """

    stores: Stores
    model: str
    encoder: Callable[[], Encoder]
    sync: Callable[[], bool]


class Snapshot:
    """A library at one generation, as `Library.at` returns it. Thread-safe.

    Later additions and removals, from this or another process, do not change what it returns: documents and passages
    are read in one transaction, and the indexes are those of the same generation. If these were deleted before their
    first use, it searches the record directly: the same results, more slowly. Do not keep a snapshot for longer than a
    question takes: while one is in use, SQLite cannot truncate the record's write-ahead log. All methods raise
    BrokenLibrary after the library is closed.
    """

    def __init__(self, state: State, *, resources: Resources, caches: Caches) -> None:
        self._state = state
        self._resources = resources
        self._caches = caches

    def at(self) -> Self:
        """The snapshot itself, so that functions can take a library or a snapshot."""
        return self

    @property
    def generation(self) -> int:
        """How many changes the library had seen; it identifies the contents of one library."""
        return self._state.generation

    @property
    def encoder(self) -> Encoder:
        """The encoder, loaded on first use. Raises WrongEncoder if another built the library, UnusableModel."""
        return self._resources.encoder()

    @property
    def fingerprint(self) -> str:
        """A hash of the documents and the encoder's name, 16 hexadecimal digits: if it is equal, so are the answers."""
        digests = sorted((one.id, one.sha256) for one in self.summaries())
        facts = [self._state.fact("encoder") or self._resources.model, *(f"{id} {digest}" for id, digest in digests)]
        return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:16]

    def fact(self, name: str) -> str:
        """The fact stored about the library under that name, "" if there is none."""
        return self._state.fact(name)

    def documents(self) -> list[Document]:
        """All documents with their texts, sorted by title; `summaries` is faster where no text is needed."""
        return self._state.documents()

    def summaries(self) -> tuple[Summary, ...]:
        """All documents without their texts, sorted by title; the same object until the library changes."""
        return self._caches.summaries.get(None, read=self._state.summaries)

    def titles(self) -> AllTitles:
        """The titles of all documents; the same object until the library changes."""
        return self._caches.titles.get(None, read=lambda: titles_of(self.summaries()))

    def sources(self) -> dict[str, tuple[str, int]]:
        """The digest and number of documents of each file that was added completely, by path."""
        return self._state.sources()

    def ids_with_text(self, text: str) -> frozenset[str]:
        """The ids of the documents whose text is `text`, ignoring white space around it."""
        return self._state.ids_with_text(text)

    def document(self, name: str) -> Document:
        """The document of that name: its id, title, short title, series, alias, or file name without extension.

        Upper and lower case are the same. Raises UnknownDocument, whose message suggests similar names.
        """
        if found := self.documents_of([name]) or self.documents_of([self._id_of(name)]):
            (document,) = found.values()
            return document
        suggestion = suggest_titles(name, among=self.summaries())
        raise UnknownDocument(f'No document in the library is called "{name}". {suggestion}')

    def documents_of(self, ids: Collection[str]) -> dict[str, Document]:
        """The documents with these ids, by id; unknown ids are left out."""
        return self._caches.documents.many(ids, read=self._state.documents_of)

    def passages(self, document_id: str) -> list[Passage]:
        """A document's passages in the order of its text."""
        return list(self._caches.passages.get(document_id, read=lambda: tuple(self._state.passages(document_id))))

    def passage(self, passage_id: str) -> Passage:
        """The passage with that id. Raises UnknownLocator if there is none."""
        for found in self.passages_of(self.keys_of([passage_id])).values():
            return found
        raise UnknownLocator(f'No passage in the library has the id "{passage_id}"; search again.')

    def passages_of(self, keys: Collection[int]) -> dict[int, Passage]:
        """The passages with these keys, by key; unknown keys are left out."""
        return self._caches.by_key.many(keys, read=self._state.passages_of)

    def keys_of(self, ids: Collection[str]) -> list[int]:
        """The keys of the passages with these ids, in the same order; unknown ids are left out."""
        return list(self._caches.keys.many(ids, read=self._state.keys_of).values())

    def article(self, passage: Passage) -> list[Passage]:
        """All passages of the article that the passage is in, in order; only itself if it is in none."""
        whole = str(passage.locator.whole_article)
        if not whole:
            return [passage]
        place = passage.document_id, whole
        read = partial(self._state.article, passage.document_id, whole=whole)
        return list(self._caches.articles.get(place, read=lambda: tuple(read())))

    def places(self, keys: Collection[int]) -> dict[int, Place]:
        """The document and article of each passage with these keys, by key; unknown keys are left out."""
        return self._caches.places.many(keys, read=self._state.places)

    def words(self, query: str, *, k: int, filters: Filters = ALL) -> Near:
        """The `k` best passages that share words with the query: keys and BM25 scores (above 0), best first."""
        return self._postings().ranked(query, k=k, scope=self._scope(filters))

    def holding(self, words: str, *, k: int) -> Near:
        """The `k` passages with most of the words, alone or with the next two: keys and shares (0 to 1)."""
        return self._postings().holding(words, k=k)

    def word_overlap(self, query: str, *, found: Sequence[tuple[int, float]], filters: Filters = ALL) -> float:
        """The share of the query's words that the best passage has, weighted by rarity: 0 (none) to 1 (all).

        `found` is the result of `words(query)`. In a large library some passages have the words by chance, so the first
        ones are skipped, in proportion to its size.
        """
        postings, scope = self._postings(), self._scope(filters)
        passages = len(postings.keys) if scope is None else scope.size
        skipped = min(max(passages // _PASSAGES_MEASURED - 1, 0), len(found) - 1)
        return found[skipped][1] / postings.max_score(query) if found else 0.0

    def count(self, word: str) -> int:
        """How many passages have that word, in any inflected form."""
        return self._postings().count(word)

    def matched(self, query: str, *, keys: Sequence[int]) -> dict[int, tuple[str, ...]]:
        """The words of the query that each of these passages has, in any inflected form, by key."""
        return self._postings().matched(query, keys=keys)

    def nearest(self, vector: Vector, *, k: int, filters: Filters = ALL) -> Near:
        """The `k` passages nearest to a unit vector: keys and cosine similarities, nearest first.

        Without an index of this generation, all vectors are compared. If an interrupted addition left the index of a
        small library missing, it is built first.
        """
        scope, vectors = self._scope(filters), self._resources.stores.vectors
        found = vectors.nearest(vector, k=k, at=self._state, scope=scope)
        if found is None and len(self) <= _QUICKLY_BUILT and self._resources.sync():
            found = vectors.nearest(vector, k=k, at=self._state, scope=scope)
        return ExactVectors().nearest(vector, k=k, at=self._state, scope=scope) if found is None else found

    def allows(self, key: int, *, filters: Filters) -> bool:
        """Whether the passage with that key meets the filters."""
        scope = self._scope(filters)
        return scope is None or scope.allows(key)

    def __len__(self) -> int:
        """The number of passages."""
        return self._caches.size.get(None, read=self._state.size)

    def _id_of(self, name: str) -> str:
        return self._caches.ids.get(name, read=lambda: find_document_id(name, among=self.summaries()))

    def _postings(self) -> Postings:
        return self._resources.stores.words.postings(self._state)

    def _scope(self, filters: Filters) -> Scope | None:
        """The passages that meet the filters, None if all do."""
        if filters == ALL:
            return None
        if filters.document:
            filters = replace(filters, document=self.document(filters.document).id)
        return self._caches.scopes.get(filters, read=lambda: self._state.scope(filters))
