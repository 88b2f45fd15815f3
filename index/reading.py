"""Reading: what a library finds, in its record and in the two indexes derived from it, words and vectors."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import UnknownDocument, UnknownLocator
from corpus.models import Document, Passage
from index.models import ALL, Filters, Summary
from index.store.lookup import AllTitles, Place, places_of, titles_in
from index.store.record import Record
from index.store.scope import Scope, scope_of
from index.store.titled import nearly_titled, titled
from index.store.vectors import Vectors, exact
from index.store.words import Lexicon

# Among so many passages it was measured what the best one's share of a query's words tells (`index.search`); of every
# further so many, one has as much by chance. To leave those out spares a library of 100,000 passages 2 points of hit@5.
_BY_CHANCE = 10_000
# Places of passages that are kept in memory: some 10 MB.
_KNOWN = 50_000


class Reading:
    """The side of a library that questions see. Any thread may read, also while another adds."""

    def __init__(self, record: Record, *, vectors: Path, words: Path) -> None:
        self._record = record
        self._vectors = Vectors(vectors, record=record)
        self._lexicon = Lexicon(words, record=record)
        # What is asked for with every search, kept until the record changes. 256 documents are some 10 MB of text.
        self._document_at = lru_cache(maxsize=256)(lambda generation, document_id: record.document(document_id))
        self._passages_at = lru_cache(maxsize=16)(lambda generation, document_id: self._passages_of(document_id))
        self._summaries_at = lru_cache(maxsize=1)(lambda generation: record.summaries())
        self._titles_at = lru_cache(maxsize=1)(lambda generation: titles_in(record))
        self._known: tuple[int, dict[int, Place]] = (-1, {})
        self._scope_at = lru_cache(maxsize=64)(lambda generation, filters: scope_of(filters, record=record))

    def documents(self) -> list[Document]:
        """Every document with its text, by title; where the texts are not needed, `summaries` is quick."""
        return self._record.documents()

    def summaries(self) -> tuple[Summary, ...]:
        """Every document without its text, by title; the same object until the record changes."""
        return self._summaries_at(self._record.generation)

    def ids_with_text(self, text: str) -> frozenset[str]:
        """The ids of the documents that have that text, white space around it aside."""
        return self._record.ids_with_text(text)

    def document(self, name: str) -> Document:
        """The document with that id, short title, title, series, alias or file name without ending, in any case.

        Raises UnknownDocument, which names near ones.
        """
        now = self._record.generation
        found = self._document_at(now, name) or self._document_at(now, titled(name, record=self._record))
        if not found:
            near = nearly_titled(name, record=self._record)
            raise UnknownDocument(f'No document in the library is called "{name}". {near}')
        return found

    def passages(self, document_id: str) -> list[Passage]:
        """A document's passages in the order of its text."""
        return list(self._passages_at(self._record.generation, document_id))

    def passage(self, passage_id: str) -> Passage:
        """The passage with that id. Raises UnknownLocator when there is none (any more)."""
        found = self._record.passages("id = ?", (passage_id,))
        if not found:
            raise UnknownLocator(f'No passage in the library has the id "{passage_id}"; search again.')
        return found[0]

    def article(self, passage: Passage) -> list[Passage]:
        """All passages of the article that a passage is in, itself included, in order; only itself without article."""
        whole = str(passage.locator.whole_article)
        if not whole:
            return [passage]
        return self._record.passages("document_id = ? AND whole = ?", (passage.document_id, whole))

    def words(self, query: str, *, k: int, filters: Filters = ALL) -> list[tuple[int, float]]:
        """Keys of passages that share words with the query and their BM25 score (higher is better), best first."""
        return self._lexicon.postings().ranked(query, k=k, scope=self._scope(filters))

    def holding(self, words: str, *, k: int) -> list[tuple[int, float]]:
        """Keys of passages that have most of the words, alone or with the two behind, and their share: 1 is all."""
        return self._lexicon.postings().holding(words, k=k)

    def share_had(self, query: str, *, found: Sequence[tuple[int, float]], filters: Filters = ALL) -> float:
        """The part of the query's words, by weight, that the best of `words(query)` has: 0 for none, 1 for all.

        Among many passages some have them by chance, so that the first are left out.
        """
        postings, scope = self._lexicon.postings(), self._scope(filters)
        passages = len(postings.keys) if scope is None else scope.size
        by_chance = min(max(passages // _BY_CHANCE - 1, 0), len(found) - 1)
        return found[by_chance][1] / postings.most(query) if found else 0.0

    def nearest(self, vector: NDArray[np.float32], *, k: int, filters: Filters = ALL) -> list[tuple[int, float]]:
        """Keys of the passages nearest to a unit vector with their cosine similarity, nearest first.

        Chroma answers; where filters leave few passages, or while Chroma is being made, each is compared.
        """
        scope = self._scope(filters)
        if scope is None:
            return self._near(vector, k=k) or exact(vector, k=k, record=self._record)
        if not scope.narrow and (near := self._near(vector, k=scope.widened(k))):
            return scope.sifted(near, k=k)
        near = self._vectors.compared(vector, k=k, scope=scope)
        return exact(vector, k=k, record=self._record, scope=scope) if near is None else near

    def count(self, word: str) -> int:
        """How many passages have that word, in whatever form."""
        return self._lexicon.postings().count(word)

    def matched(self, query: str, *, keys: Sequence[int]) -> dict[int, tuple[str, ...]]:
        """For each of these passages, which words of the query it has, in whatever form."""
        return self._lexicon.postings().matched(query, keys=keys)

    def allows(self, key: int, *, filters: Filters) -> bool:
        """Whether that passage is among what the filters leave."""
        scope = self._scope(filters)
        return scope is None or scope.allows(key)

    def places(self, keys: Collection[int]) -> dict[int, Place]:
        """Where each of these passages stands; one that is no more is left out. Known ones are not looked up again."""
        now = self._record.generation
        generation, known = self._known
        if generation != now or len(known) > _KNOWN:
            known = {}
            self._known = (now, known)
        new = [key for key in keys if key not in known]
        known.update(places_of(new, record=self._record))
        return {key: known[key] for key in keys if key in known}

    def titles(self) -> AllTitles:
        """What each document is called; the same object until the record changes."""
        return self._titles_at(self._record.generation)

    @property
    def record(self) -> Record:
        """The record, for what reads many rows at once (`index.store.lookup`)."""
        return self._record

    def __len__(self) -> int:
        """How many passages it holds."""
        return int(self._record.rows("SELECT count(*) FROM passages")[0][0])

    def _near(self, vector: NDArray[np.float32], *, k: int) -> list[tuple[int, float]] | None:
        """What Chroma finds, None while it is not in step."""
        return self._vectors.nearest(vector, k=k)

    def _scope(self, filters: Filters) -> Scope | None:
        """What the filters allow, None where they allow everything."""
        if filters == ALL:
            return None
        if filters.document:
            filters = replace(filters, document=self.document(filters.document).id)
        return self._scope_at(self._record.generation, filters)

    def _passages_of(self, document_id: str) -> tuple[Passage, ...]:
        return tuple(self._record.passages("document_id = ?", (document_id,)))
