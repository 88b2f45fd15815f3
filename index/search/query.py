"""The words of a query -> Query: which documents and provisions of a library it names, and where in the query.

Names are found by the catalogue of instruments, else by the documents' own titles; numbers by
`corpus.instruments.references`; here each number finds the name that it belongs to.
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

# What stands between a number and the name it belongs to; the shorter the stronger: "art 3 ECHR, art 7 ICCPR".
_LINK = re.compile(r"[\s'’s]*(?:\(|(?:of|to|in|under|from|by|de)?\s*(?:the\s+)?)", re.IGNORECASE)
_COMMA = re.compile(r"\s*[,:;–-]\s*(?:of\s+)?(?:the\s+)?", re.IGNORECASE)

# Words of a request to see a text; a query of only these and a name asks for the instrument itself.
_ASKING_WORDS = """
a about an and annex appendix article articles can charter cite citation content contents convention could display does
find first full give go has have in is it its let look me mean no number of on open opening optional para paragraph part
please print protocol provision provisions quote read regulations say says schedule section see show state states tell
text that the this to treaty up us view want what whats which wording words would you
"""
_ASKING = frozenset(_ASKING_WORDS.split())


def read_query(text: str, *, library: Library | Snapshot) -> Query:
    """The query in `text`: what it names, as far as that can be told without looking into the documents."""
    library = library.at()
    names = tuple(names_in(text, library=library) or _shared_by_all(text, library=library))
    found = references(text, names=[(name.start, name.end) for name in names])
    tied = tuple((one, _name_of(one, names, text)) for one in found) if names else ()
    only_text = _is_only_text(text, names, found)
    return Query(text, names, tied, tuple(sections(text)), instruments_of_bodies(text), only_text)


def without_names(text: str) -> Query:
    """The query in a text that is known to name no document: a question's subject, apart from the names in it."""
    return Query(text, bodies=instruments_of_bodies(text))


def names_in(query: str, *, library: Snapshot) -> list[Named]:
    """The names of instruments and documents in `query`, in its order; spans do not overlap."""
    titles = library.titles()
    found = list(_of_instruments(query, titles))
    taken = [(one.start, one.end) for one in found]
    for one in _of_titles(query, titles):
        if all(one.end <= start or end <= one.start for start, end in taken):
            found.append(one)
            taken.append((one.start, one.end))
    return sorted(found, key=lambda one: one.start)


def _shared_by_all(query: str, *, library: Snapshot) -> list[Named]:
    """ "Common article 3" needs no name: only the Geneva Conventions have common articles."""
    if not any(one.common for one in references(query)):
        return []
    (conventions,) = names_in("Geneva Conventions", library=library)
    return [Named(len(query), len(query), conventions.places)]


def _is_only_text(query: str, names: Sequence[Named], found: Sequence[Reference]) -> bool:
    """Whether nothing in the query but names and references tells of a subject."""
    spans = [(one.start, one.end) for one in names] + [(one.start, one.end) for one in found]
    words = re.findall(r"[^\W_]+", mask(query, names=spans, mark=" ").lower())
    return all(word in _ASKING or len(word) == 1 or word.isdigit() or roman(word) for word in words)


def _name_of(reference: Reference, names: Sequence[Named], query: str) -> Named:
    """The name that a number belongs to: the one it is tied to most closely."""
    return min(names, key=lambda name: _distance(reference, name, query))


def _distance(reference: Reference, name: Named, query: str) -> int:
    """0 for "art 3 ECHR" and "ECHR art 3", 1 over a comma, else the number of characters between the two."""
    first, last = sorted(((reference.start, reference.end), (name.start, name.end)))
    between = query[first[1] : last[0]]
    if _LINK.fullmatch(between):
        return 0
    return 1 if _COMMA.fullmatch(between) else 2 + len(between)


def notes_beside_texts(*, library: Snapshot) -> frozenset[str]:
    """Ids of the notes about instruments whose own text the library holds."""
    return _beside_texts(library.titles())


@lru_cache(maxsize=8)
def _beside_texts(titles: AllTitles) -> frozenset[str]:
    held = _held(titles)
    told = {one.url for one in INSTRUMENTS if _places(one, held)}
    return frozenset(one.id for one in titles.each if one.kind == "note" and one.url in told)


def _of_instruments(query: str, titles: AllTitles) -> Iterator[Named]:
    spans: dict[tuple[int, int], list[Instrument]] = {}
    for instrument, start, end in named_in(mask_articles(query)):
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
