"""A record in memory: the stand-in for SQLite, in tests and where nothing is to be kept."""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace

import numpy as np

from corpus.errors import BrokenLibrary
from corpus.models import Document, Passage
from corpus.text.numbers import numeral_key
from index.models import Filters, Summary
from index.store.conditions import asked_place, iso, points_key
from index.store.lookup import Place
from index.store.ports import Entry, Keys, Scope, Vector

_SUMMARY = tuple(field.name for field in fields(Summary))


@dataclass(frozen=True, slots=True, eq=False)
class _Written:
    """A passage as it was written."""

    passage: Passage
    context: str
    vector: Vector


@dataclass(frozen=True, slots=True, eq=False)
class MemoryState:
    """What a `MemoryRecord` held at one moment: none of its mappings is ever changed."""

    generation: int = 0
    last_key: int = 0
    facts: Mapping[str, str] = field(default_factory=dict)
    by_id: Mapping[str, Document] = field(default_factory=dict)
    slugs: Mapping[str, str] = field(default_factory=dict)
    by_key: Mapping[int, _Written] = field(default_factory=dict)  # ascending
    files: Mapping[str, tuple[str, int]] = field(default_factory=dict)

    def fact(self, name: str) -> str:
        """A fact about the library, "" where it has none."""
        return self.facts.get(name, "")

    def size(self) -> int:
        """How many passages there are."""
        return len(self.by_key)

    def documents(self) -> list[Document]:
        """Every document, by title."""
        return sorted(self.by_id.values(), key=lambda one: (_without_case(one.title), one.id))

    def summaries(self) -> tuple[Summary, ...]:
        """Every document without its text, by title."""
        return tuple(Summary(**{name: getattr(one, name) for name in _SUMMARY}) for one in self.documents())

    def documents_of(self, ids: Collection[str]) -> dict[str, Document]:
        """The documents with these ids."""
        return {one: self.by_id[one] for one in ids if one in self.by_id}

    def ids_with_text(self, text: str) -> frozenset[str]:
        """The ids of the documents that have that text, white space around it aside."""
        return frozenset(one.id for one in self.by_id.values() if one.text.strip() == text.strip())

    def id_of_bytes(self, sha256: str) -> str:
        """The id of the document that was read from these bytes, "" where there is none."""
        return next((one.id for one in self.by_id.values() if one.sha256 == sha256), "")

    def id_of_source(self, source: str, *, slug: str) -> str:
        """The id of the document that came from that source under that slug, "" where there is none."""
        return next((one.id for one in self.by_id.values() if (one.source, self.slugs[one.id]) == (source, slug)), "")

    def ids_like(self, slug: str) -> frozenset[str]:
        """The ids of the documents that have that slug, or it for their id."""
        return frozenset(one for one, its in self.slugs.items() if slug in (one, its))

    def sources(self) -> dict[str, tuple[str, int]]:
        """Files whose documents are all here: what each was when it was read, and how many documents it held."""
        return dict(self.files)

    def passages(self, document_id: str) -> list[Passage]:
        """A document's passages in the order of its text."""
        own = [one.passage for one in self.by_key.values() if one.passage.document_id == document_id]
        return sorted(own, key=lambda one: one.start)

    def article(self, document_id: str, *, whole: str) -> list[Passage]:
        """Those of them that are in the article (or other place) `whole`."""
        return [one for one in self.passages(document_id) if str(one.locator.whole_article) == whole]

    def passages_of(self, keys: Collection[int]) -> dict[int, Passage]:
        """The passages with these keys."""
        return {key: self.by_key[key].passage for key in keys if key in self.by_key}

    def keys_of(self, ids: Collection[str]) -> dict[str, int]:
        """The keys of the passages with these ids."""
        return {one.passage.id: key for key, one in self.by_key.items() if one.passage.id in ids}

    def places(self, keys: Collection[int]) -> dict[int, Place]:
        """Where each of the passages with these keys stands."""
        found = self.passages_of(keys)
        return {key: Place(one.id, one.document_id, str(one.locator.whole_article)) for key, one in found.items()}

    def scope(self, filters: Filters) -> Scope:
        """What `filters` allow. Raises UnusableRequest for a date that is none."""
        dates = [iso(date) if date else "" for date in (filters.since, filters.until)]
        documents = {one.id for one in self.by_id.values() if _allows(filters, one, *dates)}
        keys = [key for key, one in self.by_key.items() if one.passage.document_id in documents]
        if filters.article:
            keys = [key for key in keys if _stands_at(self.by_key[key].passage, filters.article)]
        each = np.array(keys, dtype=np.int64)
        return Scope(each, each, self.size())

    def keys(self) -> Keys:
        """The keys of all passages, ascending."""
        return np.array(list(self.by_key), dtype=np.int64)

    def texts(self, *, after: int = 0) -> Iterator[tuple[str, str]]:
        """The context and the text of each passage with a key above `after`, in the order of keys."""
        written = list(self.by_key.values())[bisect_right(list(self.by_key), after) :]
        return ((one.context, one.passage.text) for one in written)

    def vector_keys(self) -> Keys:
        """The keys of all vectors, ascending."""
        return self.keys()

    def vectors(self) -> Iterator[tuple[Keys, Vector]]:
        """All vectors with their keys, ascending."""
        if self.by_key:
            yield self.keys(), np.array([one.vector for one in self.by_key.values()], dtype=np.float32)

    def problems(self) -> list[str]:
        """Nothing can be wrong with it."""
        return []


class MemoryRecord:
    """Holds what it is given until it is closed."""

    def __init__(self) -> None:
        self._now: MemoryState | None = None
        self._closed = False

    def exists(self) -> bool:
        """Whether it has been created."""
        return self._now is not None

    def create(self, *, facts: Mapping[str, str]) -> None:
        """Make it, empty, with the facts that a new library has."""
        self._now = MemoryState(facts=dict(facts))

    def at(self) -> MemoryState:
        """What it holds now."""
        if self._closed or self._now is None:
            raise BrokenLibrary("The library has been closed, or was not made. Open it again.")
        return self._now

    def put(self, entry: Entry) -> None:
        """Write a document, in place of another where it says so. Raises BrokenLibrary for bytes that are there."""
        now = _without(self.at(), entry.replaces)
        if now.id_of_bytes(entry.document.sha256):
            raise BrokenLibrary(f"The bytes of {entry.document.id} are in the library already, under another id.")
        pairs = zip(entry.passages, entry.vectors, strict=True)
        written = {
            key: _Written(passage, context, np.asarray(vector, dtype=np.float32))
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
        """Take a document out with all that belongs to it."""
        now = self.at()
        self._now = replace(_without(now, document_id), generation=now.generation + 1, files={})

    def note(self, name: str, value: str) -> None:
        """Note a fact about the library."""
        now = self.at()
        self._now = replace(now, facts={**now.facts, name: value})

    def note_sources(self, sources: Mapping[str, tuple[str, int]]) -> None:
        """Note that all of these files is here."""
        now = self.at()
        self._now = replace(now, files={**now.files, **sources})

    def close(self) -> None:
        """Give nothing more."""
        self._closed = True


def _without(state: MemoryState, document_id: str) -> MemoryState:
    """The state without that document; without "" it is what it was."""
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
    """Whether it is what `filters` say of documents; a date may be a year or a month only."""
    dated = document.date or document.adopted
    return (
        filters.kind in (None, document.kind)
        and filters.document in ("", document.id)
        and (not since or (bool(dated) and dated >= since[: len(dated)]))
        and (not until or (bool(dated) and dated[: len(until)] <= until))
    )


def _stands_at(passage: Passage, article: str) -> bool:
    """Whether it is at the place asked for, around it, or within it."""
    asked, locator = asked_place(article), passage.locator
    points = points_key(locator.points)
    return (
        asked.instrument in (None, locator.instrument.casefold())
        and asked.article == numeral_key(locator.article)
        and (points.startswith(asked.points) or asked.points.startswith(points))
    )


def _without_case(title: str) -> str:
    """As SQLite's NOCASE has it: the 26 letters only."""
    return "".join(character.lower() if character.isascii() else character for character in title)
