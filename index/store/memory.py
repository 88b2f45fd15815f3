"""A record in memory, for tests and for libraries that need not be stored."""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace

import numpy as np

from corpus.errors import BrokenLibrary
from corpus.models import Document, Passage
from corpus.text.numbers import numeral_key
from index.models import Filters, Summary
from index.store.conditions import checked_date, parse_place, points_key
from index.store.lookup import Place
from index.store.ports import Entry, Keys, Scope, Vector

_SUMMARY = tuple(field.name for field in fields(Summary))


@dataclass(frozen=True, slots=True, eq=False)
class _StoredPassage:
    """A passage with its context and vector."""

    passage: Passage
    context: str
    vector: Vector


@dataclass(frozen=True, slots=True, eq=False)
class MemoryState:
    """The contents of a `MemoryRecord` at one moment; its mappings are never changed."""

    generation: int = 0
    last_key: int = 0
    facts: Mapping[str, str] = field(default_factory=dict)
    by_id: Mapping[str, Document] = field(default_factory=dict)
    slugs: Mapping[str, str] = field(default_factory=dict)
    by_key: Mapping[int, _StoredPassage] = field(default_factory=dict)  # in ascending order
    files: Mapping[str, tuple[str, int]] = field(default_factory=dict)

    def fact(self, name: str) -> str:
        """The fact stored about the library under that name, "" if there is none."""
        return self.facts.get(name, "")

    def size(self) -> int:
        """The number of passages."""
        return len(self.by_key)

    def documents(self) -> list[Document]:
        """All documents, sorted by title."""
        return sorted(self.by_id.values(), key=lambda one: (_lowered(one.title), one.id))

    def summaries(self) -> tuple[Summary, ...]:
        """All documents without their texts, sorted by title."""
        return tuple(Summary(**{name: getattr(one, name) for name in _SUMMARY}) for one in self.documents())

    def documents_of(self, ids: Collection[str]) -> dict[str, Document]:
        """The documents with these ids, by id."""
        return {one: self.by_id[one] for one in ids if one in self.by_id}

    def ids_with_text(self, text: str) -> frozenset[str]:
        """The ids of the documents whose text is `text`, ignoring white space around it."""
        return frozenset(one.id for one in self.by_id.values() if one.text.strip() == text.strip())

    def id_of_bytes(self, sha256: str) -> str:
        """The id of the document that was read from the bytes with that hash, "" if there is none."""
        return next((one.id for one in self.by_id.values() if one.sha256 == sha256), "")

    def id_of_source(self, source: str, *, slug: str) -> str:
        """The id of the document with that source and slug, "" if there is none."""
        return next((one.id for one in self.by_id.values() if (one.source, self.slugs[one.id]) == (source, slug)), "")

    def ids_like(self, slug: str) -> frozenset[str]:
        """The ids of the documents whose slug or id is `slug`."""
        return frozenset(one for one, its in self.slugs.items() if slug in (one, its))

    def sources(self) -> dict[str, tuple[str, int]]:
        """The digest and number of documents of each file that was added completely, by path."""
        return dict(self.files)

    def passages(self, document_id: str) -> list[Passage]:
        """A document's passages in the order of its text."""
        own = [one.passage for one in self.by_key.values() if one.passage.document_id == document_id]
        return sorted(own, key=lambda one: one.start)

    def article(self, document_id: str, *, whole: str) -> list[Passage]:
        """The document's passages in the article (or other place) `whole`, in the order of the text."""
        return [one for one in self.passages(document_id) if str(one.locator.whole_article) == whole]

    def passages_of(self, keys: Collection[int]) -> dict[int, Passage]:
        """The passages with these keys, by key."""
        return {key: self.by_key[key].passage for key in keys if key in self.by_key}

    def keys_of(self, ids: Collection[str]) -> dict[str, int]:
        """The keys of the passages with these ids, by id."""
        return {one.passage.id: key for key, one in self.by_key.items() if one.passage.id in ids}

    def places(self, keys: Collection[int]) -> dict[int, Place]:
        """The document and article of each passage with these keys, by key."""
        found = self.passages_of(keys)
        return {key: Place(one.id, one.document_id, str(one.locator.whole_article)) for key, one in found.items()}

    def scope(self, filters: Filters) -> Scope:
        """The keys of the passages that meet the filters. Raises UnusableRequest for an invalid date."""
        dates = [checked_date(date) if date else "" for date in (filters.since, filters.until)]
        documents = {one.id for one in self.by_id.values() if _allows(filters, one, *dates)}
        keys = [key for key, one in self.by_key.items() if one.passage.document_id in documents]
        if filters.article:
            keys = [key for key in keys if _is_at(self.by_key[key].passage, filters.article)]
        each = np.array(keys, dtype=np.int64)
        return Scope(each, each, self.size())

    def keys(self) -> Keys:
        """The keys of all passages, in ascending order."""
        return np.array(list(self.by_key), dtype=np.int64)

    def texts(self, *, after: int = 0) -> Iterator[tuple[str, str]]:
        """The context and the text of each passage with a key above `after`, in the order of keys."""
        written = list(self.by_key.values())[bisect_right(list(self.by_key), after) :]
        return ((one.context, one.passage.text) for one in written)

    def vector_keys(self) -> Keys:
        """The keys of all vectors, in ascending order."""
        return self.keys()

    def vectors(self) -> Iterator[tuple[Keys, Vector]]:
        """All vectors with their keys, in ascending order of keys."""
        if self.by_key:
            yield self.keys(), np.array([one.vector for one in self.by_key.values()], dtype=np.float32)

    def problems(self) -> list[str]:
        """None: there are no files."""
        return []


class MemoryRecord:
    """A record that lasts until it is closed."""

    def __init__(self) -> None:
        self._now: MemoryState | None = None
        self._closed = False

    def exists(self) -> bool:
        """Whether the record has been created."""
        return self._now is not None

    def create(self, *, facts: Mapping[str, str]) -> None:
        """Create an empty record with these facts about the library."""
        self._now = MemoryState(facts=dict(facts))

    def at(self) -> MemoryState:
        """The state of the record as it is now."""
        if self._closed or self._now is None:
            raise BrokenLibrary("The library has been closed, or was not created. Open it again.")
        return self._now

    def put(self, entry: Entry) -> None:
        """Write a document and remove the one that it replaces. Raises BrokenLibrary if its bytes are there already."""
        now = _without(self.at(), entry.replaces)
        if now.id_of_bytes(entry.document.sha256):
            raise BrokenLibrary(f"The bytes of {entry.document.id} are in the library already, under another id.")
        pairs = zip(entry.passages, entry.vectors, strict=True)
        written = {
            key: _StoredPassage(passage, context, np.asarray(vector, dtype=np.float32))
            for key, ((passage, context), vector) in enumerate(pairs, now.last_key + 1)
        }
        self._now = replace(
            now,
            generation=now.generation + 1,
            last_key=now.last_key + len(written),
            facts={**now.facts, "encoder": entry.encoder},
            by_id={**now.by_id, entry.document.id: entry.document},
            slugs={**now.slugs, entry.document.id: entry.slug},
            by_key={**now.by_key, **written},
        )

    def remove(self, document_id: str) -> None:
        """Remove a document with its passages and vectors."""
        now = self.at()
        self._now = replace(_without(now, document_id), generation=now.generation + 1, files={})

    def note(self, name: str, value: str) -> None:
        """Store a fact about the library."""
        now = self.at()
        self._now = replace(now, facts={**now.facts, name: value})

    def note_sources(self, sources: Mapping[str, tuple[str, int]]) -> None:
        """Store that these files were added completely."""
        now = self.at()
        self._now = replace(now, files={**now.files, **sources})

    def close(self) -> None:
        """Raise BrokenLibrary from then on."""
        self._closed = True


def _without(state: MemoryState, document_id: str) -> MemoryState:
    """The state without that document; for the id "", the same state."""
    if not document_id:
        return state
    return replace(
        state,
        by_id={id: one for id, one in state.by_id.items() if id != document_id},
        slugs={id: slug for id, slug in state.slugs.items() if id != document_id},
        by_key={key: one for key, one in state.by_key.items() if one.passage.document_id != document_id},
        files={},
    )


def _allows(filters: Filters, document: Document, since: str, until: str) -> bool:
    """Whether a document meets the filters; its date may be a year or a month only."""
    dated = document.date or document.adopted
    return (
        filters.kind in (None, document.kind)
        and filters.document in ("", document.id)
        and (not since or (bool(dated) and dated >= since[: len(dated)]))
        and (not until or (bool(dated) and dated[: len(until)] <= until))
    )


def _is_at(passage: Passage, article: str) -> bool:
    """Whether the passage is at the place, contains it, or is within it."""
    wanted, locator = parse_place(article), passage.locator
    points = points_key(locator.points)
    return (
        wanted.instrument in (None, locator.instrument.casefold())
        and wanted.article == numeral_key(locator.article)
        and (points.startswith(wanted.points) or wanted.points.startswith(points))
    )


def _lowered(title: str) -> str:
    """In lower case as in SQLite's NOCASE: the 26 ASCII letters only."""
    return "".join(character.lower() if character.isascii() else character for character in title)
