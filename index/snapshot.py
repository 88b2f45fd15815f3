"""Snapshot: what a library held at one moment. Everything that a question asks of a library is asked of one."""

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
from index.store.lookup import AllTitles, Place, nearly_titled, titled, titles_of
from index.store.ports import Near, Scope, State, Vector
from index.store.stores import Stores
from index.store.words import Postings

# Among so many passages it was measured what the best one's share of a query's words tells (`index.search`); of every
# further so many, one has as much by chance. To leave those out spares a library of 100,000 passages 2 points of hit@5.
_BY_CHANCE = 10_000
# Passages whose collection is made in a few seconds: a search may do that, where an addition was stopped before it did.
_SOON_MADE = 5_000

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


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
        self.articles: Kept[tuple[str, str], tuple[Passage, ...]] = Kept(256)
        self.by_key: Kept[int, Passage] = Kept(2_000)
        self.keys: Kept[str, int] = Kept(10_000)
        self.places: Kept[int, Place] = Kept(50_000)
        self.scopes: Kept[Filters, Scope] = Kept(64)
        self.summaries: Kept[None, tuple[Summary, ...]] = Kept(1)
        self.titles: Kept[None, AllTitles] = Kept(1)
        self.size: Kept[None, int] = Kept(1)


@dataclass(frozen=True, slots=True, eq=False)
class Lent:
    """What a library lends its snapshots.

    `model` is what it encodes with, `encoder` gives that; `mend` makes the index of vectors where an addition was
    stopped before it did, and says whether it could.
    """

    stores: Stores
    model: str
    encoder: Callable[[], Encoder]
    mend: Callable[[], bool]


class Snapshot:
    """What a library holds at one generation, as `Library.at` gives it. Any thread may ask it.

    Additions and removals that come later, from here or from another process, change nothing that it answers: its
    documents, passages and places are read in one transaction, its nearest passages and its words are those of the
    same generation. Where the indexes of that generation are swept away before it first asked them, it compares with
    each vector, and counts the words, itself: the same answers, more slowly. Keep one for a question, not for longer:
    while it is in use, the record's file cannot be shortened. When the library is closed, it raises BrokenLibrary.
    """

    def __init__(self, state: State, *, lent: Lent, known: Known) -> None:
        self._state = state
        self._lent = lent
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
        return self._lent.encoder()

    @property
    def fingerprint(self) -> str:
        """A hash of what the library holds and of its encoder's name: equal when answers are equal."""
        digests = sorted((one.id, one.sha256) for one in self.summaries())
        facts = [self._state.fact("encoder") or self._lent.model, *(f"{id} {digest}" for id, digest in digests)]
        return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:16]

    def fact(self, name: str) -> str:
        """What was noted about the library under that name, "" where nothing was."""
        return self._state.fact(name)

    def documents(self) -> list[Document]:
        """Every document with its text, by title; where the texts are not needed, `summaries` is quick."""
        return self._state.documents()

    def summaries(self) -> tuple[Summary, ...]:
        """Every document without its text, by title; the same object until the library changes."""
        return self._known.summaries.one(None, read=self._state.summaries)

    def titles(self) -> AllTitles:
        """What each document is called; the same object until the library changes."""
        return self._known.titles.one(None, read=lambda: titles_of(self.summaries()))

    def sources(self) -> dict[str, tuple[str, int]]:
        """Files whose documents are all here: what each was when it was read, and how many documents it held."""
        return self._state.sources()

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
        near = nearly_titled(name, among=self.summaries())
        raise UnknownDocument(f'No document in the library is called "{name}". {near}')

    def documents_of(self, ids: Collection[str]) -> dict[str, Document]:
        """The documents with these ids; an id that is none is left out."""
        return self._known.documents.of(ids, read=self._state.documents_of)

    def passages(self, document_id: str) -> list[Passage]:
        """A document's passages in the order of its text."""
        return list(self._known.passages.one(document_id, read=lambda: tuple(self._state.passages(document_id))))

    def passage(self, passage_id: str) -> Passage:
        """The passage with that id. Raises UnknownLocator when there is none (any more)."""
        for found in self.passages_of(self.keys_of([passage_id])).values():
            return found
        raise UnknownLocator(f'No passage in the library has the id "{passage_id}"; search again.')

    def passages_of(self, keys: Collection[int]) -> dict[int, Passage]:
        """The passages with these keys; a key that is none is left out."""
        return self._known.by_key.of(keys, read=self._state.passages_of)

    def keys_of(self, ids: Collection[str]) -> list[int]:
        """The keys of the passages with these ids, in their order; an id that is none is left out."""
        return list(self._known.keys.of(ids, read=self._state.keys_of).values())

    def article(self, passage: Passage) -> list[Passage]:
        """All passages of the article that a passage is in, itself included, in order; only itself without article."""
        whole = str(passage.locator.whole_article)
        if not whole:
            return [passage]
        place = passage.document_id, whole
        read = partial(self._state.article, passage.document_id, whole=whole)
        return list(self._known.articles.one(place, read=lambda: tuple(read())))

    def places(self, keys: Collection[int]) -> dict[int, Place]:
        """Where each of the passages with these keys stands; a key that is none is left out."""
        return self._known.places.of(keys, read=self._state.places)

    def words(self, query: str, *, k: int, filters: Filters = ALL) -> Near:
        """Keys of passages that share words with the query and their BM25 score (higher is better), best first."""
        return self._postings().ranked(query, k=k, scope=self._scope(filters))

    def holding(self, words: str, *, k: int) -> Near:
        """Keys of passages that have most of the words, alone or with the two behind, and their share: 1 is all."""
        return self._postings().holding(words, k=k)

    def share_had(self, query: str, *, found: Sequence[tuple[int, float]], filters: Filters = ALL) -> float:
        """The part of the query's words, by weight, that the best of `words(query)` has: 0 for none, 1 for all.

        Among many passages some have them by chance, so that the first are left out.
        """
        postings, scope = self._postings(), self._scope(filters)
        passages = len(postings.keys) if scope is None else scope.size
        by_chance = min(max(passages // _BY_CHANCE - 1, 0), len(found) - 1)
        return found[by_chance][1] / postings.most(query) if found else 0.0

    def count(self, word: str) -> int:
        """How many passages have that word, in whatever form."""
        return self._postings().count(word)

    def matched(self, query: str, *, keys: Sequence[int]) -> dict[int, tuple[str, ...]]:
        """For each of these passages, which words of the query it has, in whatever form."""
        return self._postings().matched(query, keys=keys)

    def nearest(self, vector: Vector, *, k: int, filters: Filters = ALL) -> Near:
        """Keys of the passages nearest to a unit vector with their cosine similarity, nearest first.

        The index answers; where it has none for this state, each passage is compared. Where an addition was stopped
        before the index was made, a small one is made now.
        """
        scope, vectors = self._scope(filters), self._lent.stores.vectors
        found = vectors.nearest(vector, k=k, at=self._state, scope=scope)
        if found is None and len(self) <= _SOON_MADE and self._lent.mend():
            found = vectors.nearest(vector, k=k, at=self._state, scope=scope)
        return ExactVectors().nearest(vector, k=k, at=self._state, scope=scope) if found is None else found

    def allows(self, key: int, *, filters: Filters) -> bool:
        """Whether that passage is among what the filters leave."""
        scope = self._scope(filters)
        return scope is None or scope.allows(key)

    def __len__(self) -> int:
        """How many passages it holds."""
        return self._known.size.one(None, read=self._state.size)

    def _id_of(self, name: str) -> str:
        return self._known.ids.one(name, read=lambda: titled(name, among=self.summaries()))

    def _postings(self) -> Postings:
        return self._lent.stores.words.postings(self._state)

    def _scope(self, filters: Filters) -> Scope | None:
        """What the filters allow, None where they allow everything."""
        if filters == ALL:
            return None
        if filters.document:
            filters = replace(filters, document=self.document(filters.document).id)
        return self._known.scopes.one(filters, read=lambda: self._state.scope(filters))
