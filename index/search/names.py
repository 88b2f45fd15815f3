"""Which documents of a library a query names, and where in the query: by the catalogue, else by their own titles."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from corpus.instruments.catalogue import INSTRUMENTS, Instrument, named_in
from corpus.instruments.references import without_articles
from corpus.text.nouns import TEXTS
from index.library import Library
from index.store.lookup import AllTitles, Titles

_VERSUS = re.compile(r"\s+vs?\.?\s+", re.IGNORECASE)
_AND_OTHERS = re.compile(r"\s+(?:and|&)\s+.*", re.IGNORECASE)
_CASE_OF = re.compile(r"^case of\s+", re.IGNORECASE)

# Kinds of document that people refer to by title; a press article's title ("Human rights") is a subject as well.
_REFERRED_TO = ("treaty", "declaration", "judgment")
# Words that every other instrument has in its title; a name made of them alone names nothing.
_GENERIC_WORDS = """
framework final act annex optional
additional first second third international european united league of nations to on for the and i ii iii iv
"""
_GENERIC = frozenset((*TEXTS, *_GENERIC_WORDS.split()))
# A single word shorter than this is no name unless it is all capitals.
_SHORTEST_NAME = 6


@dataclass(frozen=True, slots=True)
class Named:
    """A name in a query and what it stands for: documents, each with the part of it that is meant ("" or "OP1").

    `places` is empty where the query names an instrument that the library does not hold; `notes` are ids of the notes
    about it, if it holds some.
    """

    start: int
    end: int
    places: tuple[tuple[str, str], ...]
    notes: tuple[str, ...] = ()

    @property
    def documents(self) -> tuple[str, ...]:
        """Ids of the documents named."""
        return tuple(document for document, _ in self.places)


def names_in(query: str, *, library: Library) -> list[Named]:
    """The names of instruments and documents in `query`, in its order; spans do not overlap."""
    titles = library.titles()
    found = list(_of_instruments(query, titles))
    taken = [(one.start, one.end) for one in found]
    for one in _of_titles(query, titles):
        if all(one.end <= start or end <= one.start for start, end in taken):
            found.append(one)
            taken.append((one.start, one.end))
    return sorted(found, key=lambda one: one.start)


def notes_beside_texts(*, library: Library) -> frozenset[str]:
    """Ids of the notes about instruments whose own text the library holds."""
    return _beside_texts(library.titles())


@lru_cache(maxsize=8)
def _beside_texts(titles: AllTitles) -> frozenset[str]:
    held = _held(titles)
    told = {one.url for one in INSTRUMENTS if _places(one, held)}
    return frozenset(one.id for one in titles.each if one.kind == "note" and one.url in told)


def _of_instruments(query: str, titles: AllTitles) -> Iterator[Named]:
    spans: dict[tuple[int, int], list[Instrument]] = {}
    for instrument, start, end in named_in(without_articles(query)):
        spans.setdefault((start, end), []).append(instrument)
    held = _held(titles)
    for (start, end), instruments in spans.items():
        places = [place for one in instruments for place in _places(one, held)]
        notes = [
            one.id for one in titles.each if one.kind == "note" and one.url in {about.url for about in instruments}
        ]
        yield Named(start, end, tuple(dict.fromkeys(places)), tuple(notes))


def _places(instrument: Instrument, held: dict[str, str]) -> list[tuple[str, str]]:
    """Where the library has that instrument: as a document, or inside one."""
    for key in (instrument.id, instrument.title, instrument.short_title):
        if document := held.get(_plain(key)):
            return [(document, "")]
    whole = held.get(_plain(instrument.within)) if instrument.within else None
    return [(whole, instrument.part)] if whole else []


@lru_cache(maxsize=8)
def _held(titles: AllTitles) -> dict[str, str]:
    """What documents are called -> their id. A note is not the instrument it is about."""
    called: dict[str, str] = {}
    for one in titles.each:
        if one.kind != "note":
            for name in filter(None, (one.id, one.stem, one.title, one.short_title)):
                called.setdefault(_plain(name), one.id)
    return called


def _of_titles(query: str, titles: AllTitles) -> Iterator[Named]:
    folded = query.casefold()
    for name, documents in _having(titles):
        if name.begins in folded:  # few do: patterns of a large library are neither compiled nor tried in vain
            for match in re.finditer(name.pattern, query, re.IGNORECASE):
                yield Named(*match.span(), tuple((document, "") for document in documents))


@dataclass(frozen=True, slots=True)
class _Name:
    """A name as a regular expression, and the word in it that a query must have, in lower case."""

    begins: str
    pattern: str


@lru_cache(maxsize=8)
def _having(titles: AllTitles) -> list[tuple[_Name, tuple[str, ...]]]:
    """The names that documents go by, longest first, each with the documents that have it."""
    having: dict[_Name, list[str]] = {}
    for one in titles.each:
        if one.kind in _REFERRED_TO:
            for name in dict.fromkeys(_names(one)):
                having.setdefault(name, []).append(one.id)
    ordered = sorted(having.items(), key=lambda item: -len(item[0].pattern))
    return [(name, tuple(ids)) for name, ids in ordered]


def _names(one: Titles) -> Iterator[_Name]:
    for title in filter(None, (one.title, one.short_title)):
        plain = _CASE_OF.sub("", title)
        parties = _VERSUS.split(plain)
        if len(parties) == 2 and parties[0].strip():
            versus = rf"\b{_loose(parties[0])}\s+(?:v|vs|versus)\b\.?\s+{_loose(parties[1])}\b"
            yield _Name(_first(parties[0]), versus)
            yield from _shortened(_AND_OTHERS.sub("", parties[0]))
        else:
            yield from _shortened(plain)


def _shortened(name: str) -> Iterator[_Name]:
    if all(word in _GENERIC for word in re.findall(r"\w+", name.lower())):
        return
    if " " in name.strip() or len(name) >= _SHORTEST_NAME:
        yield _Name(_first(name), rf"\b{_loose(name)}\b")
    elif name.isupper() and len(name) > 1:
        yield _Name(_first(name), rf"(?-i:\b{_loose(name)}\b)")


def _first(name: str) -> str:
    return name.split()[0].casefold()


def _loose(name: str) -> str:
    return r"\s+".join(re.escape(word) for word in name.split())


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
