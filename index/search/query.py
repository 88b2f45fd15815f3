"""Read a query: find the documents and provisions of a library that it names.

Names are found with the catalogue of instruments and the titles of the documents, references with
`corpus.instruments.references`. Each reference is then assigned to the name that it belongs to.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.instruments.bodies import instruments_of_bodies
from corpus.instruments.catalogue import INSTRUMENTS, Instrument, named_in
from corpus.instruments.references import Reference, mask, mask_articles, references, sections
from corpus.text.nouns import TEXTS
from corpus.text.numbers import roman
from index.library import Library
from index.models import Named, Query
from index.snapshot import Snapshot
from index.store.lookup import AllTitles, Titles

_VERSUS = re.compile(r"\s+vs?\.?\s+", re.IGNORECASE)
_AND_OTHERS = re.compile(r"\s+(?:and|&)\s+.*", re.IGNORECASE)
_CASE_OF = re.compile(r"^case of\s+", re.IGNORECASE)

# Kinds of document that are referred to by title; the title of a press article ("Human rights") may be a mere subject.
_REFERRED_TO = ("treaty", "declaration", "judgment")
# Words that many titles have; a title of these alone identifies no document.
_GENERIC_WORDS = """
framework final act annex optional
additional first second third international european united league of nations to on for the and i ii iii iv
"""
_GENERIC = frozenset((*TEXTS, *_GENERIC_WORDS.split()))
# A title of one word is a name only if it has so many letters or is in capitals.
_SHORTEST_NAME = 6

# The text between a reference and its name; the closest name wins: "art 3 ECHR, art 7 ICCPR".
_LINK = re.compile(r"[\s'’s]*(?:\(|(?:of|to|in|under|from|by|de)?\s*(?:the\s+)?)", re.IGNORECASE)
_COMMA = re.compile(r"\s*[,:;–-]\s*(?:of\s+)?(?:the\s+)?", re.IGNORECASE)

# Words of a request to see a text: a query of these and a name only asks to see the instrument.
_REQUEST = """
a about an and annex appendix article articles can charter cite citation content contents convention could display does
find first full give go has have in is it its let look me mean no number of on open opening optional para paragraph part
please print protocol provision provisions quote read regulations say says schedule section see show state states tell
text that the this to treaty up us view want what whats which wording words would you
"""
_REQUEST_WORDS = frozenset(_REQUEST.split())


def read_query(text: str, *, library: Library | Snapshot) -> Query:
    """Read a query: its names and references, resolved with the titles of the library's documents."""
    library = library.at()
    names = tuple(names_in(text, library=library) or _shared_by_all(text, library=library))
    found = references(text, names=[(name.start, name.end) for name in names])
    tied = tuple((one, _name_of(one, names, text)) for one in found) if names else ()
    only_text = _is_only_text(text, names, found)
    return Query(text, names, tied, tuple(sections(text)), instruments_of_bodies(text), only_text)


def without_names(text: str) -> Query:
    """The query for a text that names no document, such as the subject of a question without the names."""
    return Query(text, bodies=instruments_of_bodies(text))


def names_in(query: str, *, library: Snapshot) -> list[Named]:
    """The names of instruments and documents in the query, in order of position; they do not overlap."""
    titles = library.titles()
    found = list(_of_instruments(query, titles))
    taken = [(one.start, one.end) for one in found]
    for one in _of_titles(query, titles):
        if all(one.end <= start or end <= one.start for start, end in taken):
            found.append(one)
            taken.append((one.start, one.end))
    return sorted(found, key=lambda one: one.start)


def _shared_by_all(query: str, *, library: Snapshot) -> list[Named]:
    """The Geneva Conventions, for a reference such as "common article 3": no others have common articles."""
    if not any(one.common for one in references(query)):
        return []
    (conventions,) = names_in("Geneva Conventions", library=library)
    return [Named(len(query), len(query), conventions.places)]


def _is_only_text(query: str, names: Sequence[Named], found: Sequence[Reference]) -> bool:
    """Whether the query has no words of a subject, only names, references, and words of a request."""
    spans = [(one.start, one.end) for one in names] + [(one.start, one.end) for one in found]
    words = re.findall(r"[^\W_]+", mask(query, names=spans, mark=" ").lower())
    return all(word in _REQUEST_WORDS or len(word) == 1 or word.isdigit() or roman(word) for word in words)


def _name_of(reference: Reference, names: Sequence[Named], query: str) -> Named:
    """The name that a reference belongs to: the closest one."""
    return min(names, key=lambda name: _distance(reference, name, query))


def _distance(reference: Reference, name: Named, query: str) -> int:
    """0 for "art 3 ECHR" and "ECHR art 3", 1 with a comma between, else the number of characters between plus 2."""
    first, last = sorted(((reference.start, reference.end), (name.start, name.end)))
    between = query[first[1] : last[0]]
    if _LINK.fullmatch(between):
        return 0
    return 1 if _COMMA.fullmatch(between) else 2 + len(between)


def notes_beside_texts(*, library: Snapshot) -> frozenset[str]:
    """The ids of notes about instruments whose own text is in the library."""
    return _notes_of_held_texts(library.titles())


@lru_cache(maxsize=8)
def _notes_of_held_texts(titles: AllTitles) -> frozenset[str]:
    ids = _ids_by_name(titles)
    urls = {one.url for one in INSTRUMENTS if _places(one, ids)}
    return frozenset(one.id for one in titles.each if one.kind == "note" and one.url in urls)


def _of_instruments(query: str, titles: AllTitles) -> Iterator[Named]:
    spans: dict[tuple[int, int], list[Instrument]] = {}
    for instrument, start, end in named_in(mask_articles(query)):
        spans.setdefault((start, end), []).append(instrument)
    ids = _ids_by_name(titles)
    for (start, end), instruments in spans.items():
        places = [place for one in instruments for place in _places(one, ids)]
        notes = [
            one.id for one in titles.each if one.kind == "note" and one.url in {about.url for about in instruments}
        ]
        yield Named(start, end, tuple(dict.fromkeys(places)), tuple(notes))


def _places(instrument: Instrument, ids: dict[str, str]) -> list[tuple[str, str]]:
    """Pairs of document and part for the instrument: a document of its own, or a part of another one."""
    for key in (instrument.id, instrument.title, instrument.short_title):
        if document := ids.get(_normalised(key)):
            return [(document, "")]
    whole = ids.get(_normalised(instrument.within)) if instrument.within else None
    return [(whole, instrument.part)] if whole else []


@lru_cache(maxsize=8)
def _ids_by_name(titles: AllTitles) -> dict[str, str]:
    """A mapping from the names of documents to their ids, without notes, which are not the instruments themselves."""
    called: dict[str, str] = {}
    for one in titles.each:
        if one.kind != "note":
            for name in filter(None, (one.id, one.stem, one.title, one.short_title)):
                called.setdefault(_normalised(name), one.id)
    return called


def _of_titles(query: str, titles: AllTitles) -> Iterator[Named]:
    folded = query.casefold()
    for name, documents in _by_name(titles):
        if name.begins in folded:  # a quick test: few of the many patterns of a large library can match
            for match in re.finditer(name.pattern, query, re.IGNORECASE):
                yield Named(*match.span(), tuple((document, "") for document in documents))


@dataclass(frozen=True, slots=True)
class _Name:
    """A name as a regular expression, and its first word in lower case, which a query must contain."""

    begins: str
    pattern: str


@lru_cache(maxsize=8)
def _by_name(titles: AllTitles) -> list[tuple[_Name, tuple[str, ...]]]:
    """The names of documents, longest first, each with the ids of the documents that have it."""
    by_name: dict[_Name, list[str]] = {}
    for one in titles.each:
        if one.kind in _REFERRED_TO:
            for name in dict.fromkeys(_names(one)):
                by_name.setdefault(name, []).append(one.id)
    ordered = sorted(by_name.items(), key=lambda item: -len(item[0].pattern))
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


def _normalised(name: str) -> str:
    return " ".join(name.casefold().split())
