"""A query that names a provision -> that provision's passages, exactly: "Art. 9 para 3 ICCPR", "ECPT 8.2", "CETS 126".

Names come from `index.search.names`, numbers from `corpus.instruments.references`; here each number finds the name it
belongs to, and the two find their passages.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from corpus.instruments.references import NAMED, Reference, mask, references, sections
from corpus.models import Locator, Passage
from corpus.text.numbers import numeral_key, roman
from index.library import Library
from index.search.names import Named, names_in

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


@dataclass(frozen=True, slots=True)
class Request:
    """What a query names: instruments, and provisions with the name each belongs to.

    `only_text` tells a request to see a text ("ECPT 8.2", "show me the Rome Statute") from a question about a subject.
    """

    query: str
    names: tuple[Named, ...]
    provisions: tuple[tuple[Reference, Named], ...]
    only_text: bool


def resolve(query: str, *, library: Library) -> list[Passage]:
    """The passages of the provisions that `query` names, the most precise first; [] where it names none.

    Several provisions take turns. A paragraph that does not exist gives its article; an instrument alone gives its
    first article, but only where the query asks for nothing else; one that the library does not hold gives nothing.
    """
    return provisions(read_request(query, library=library), library=library)


def read_request(query: str, *, library: Library) -> Request:
    """What `query` names, as far as it can be told without looking into the documents."""
    names = tuple(names_in(query, library=library) or _shared_by_all(query, library=library))
    found = references(query, names=[(name.start, name.end) for name in names])
    tied = tuple((one, _name_of(one, names, query)) for one in found) if names else ()
    return Request(query, names, tied, only_text=_is_only_text(query, names, found))


def provisions(request: Request, *, library: Library) -> list[Passage]:
    """The passages of the provisions requested, as `resolve` gives them."""
    inside = sections(request.query)
    if request.provisions:
        groups = [
            _found(place, reference.locator, inside, library=library)
            for reference, name in request.provisions
            for place in name.places
        ]
    else:
        places = [place for name in request.names for place in name.places] if request.only_text else []
        groups = [_opening(place, inside, library=library) for place in places]
    return list(dict.fromkeys(_in_turns(groups)))


def _shared_by_all(query: str, *, library: Library) -> list[Named]:
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


def _found(place: tuple[str, str], wanted: Locator, named: Sequence[str], *, library: Library) -> list[Passage]:
    """The passages at a place in one document: in the part meant, else wherever the document has such a place."""
    document, part = place
    passages = library.passages(document)
    return at(_inside(passages, part=part, named=named), wanted) or at(passages, wanted)


def _inside(passages: Sequence[Passage], *, part: str, named: Sequence[str]) -> list[Passage]:
    """The passages of the part meant: the one that the name says, else one that the query names, else the main text."""
    parts = {one.locator.instrument.casefold() for one in passages}
    meant = [name.casefold() for name in (part, *named) if name and name.casefold() in parts]
    return [one for one in passages if one.locator.instrument.casefold() == (meant[0] if meant else "")]


def at(passages: Sequence[Passage], wanted: Locator) -> list[Passage]:
    """Those of one document's passages that stand at the place wanted, or that the place is in.

    A point that does not exist gives the nearest place around it that does, at last the whole article.
    """
    here = [one for one in passages if _same_place(one.locator, wanted)]
    points = wanted.points if wanted.article else ()
    for depth in range(len(points), 0, -1):
        precise = [one for one in here if _agreement(one.locator.points, points[:depth]) == depth]
        if precise:
            return precise
    return here


def standing_at(place: str, passages: Sequence[Passage]) -> list[Passage]:
    """Those of one document's passages that stand at `place`, or that it is in; [] where there is no such place.

    `place` is a locator ("art 8(2)", "annex II: art 4"), or written as people do ("8.2", "Article 8, paragraph 2").
    """
    written = references(f"{NAMED} {place}", names=[(0, 1)])
    for wanted in (Locator.parse(place), Locator.parse(f"art {place}")):
        if here := [one for one in passages if wanted.covers(one.locator) or one.locator.covers(wanted)]:
            return here
    if exactly := [one for one in passages if str(one.locator).casefold() == place.casefold()]:
        return exactly
    main = [one for one in passages if not one.locator.instrument]
    found = [one for reference in written for one in at(main, reference.locator)]
    return [one for one in found if any(_within(one.locator, reference.locator) for reference in written)]


def _within(locator: Locator, wanted: Locator) -> bool:
    """Whether of two places in one article, one is in the other."""
    shorter = min(len(locator.points), len(wanted.points))
    return not wanted.article or _agreement(locator.points, wanted.points) == shorter


def _same_place(locator: Locator, wanted: Locator) -> bool:
    if wanted.article:
        return bool(locator.article) and numeral_key(locator.article) == numeral_key(wanted.article)
    if wanted.points:
        return locator.place.casefold() == f"para {wanted.points[0]}"
    return bool(wanted.place) and locator.place == wanted.place


def _agreement(have: Sequence[str], wanted: Sequence[str]) -> int:
    """How many points of `wanted` stand at the beginning of `have`."""
    same = 0
    for one, other in zip(have, wanted, strict=False):
        if one.casefold() != other.casefold() and numeral_key(one) != numeral_key(other):
            break
        same += 1
    return same


def _opening(place: tuple[str, str], named: Sequence[str], *, library: Library) -> list[Passage]:
    """The first article of a document, or of the part of it that is named; its beginning where it has no articles."""
    document, part = place
    inside = _inside(library.passages(document), part=part, named=named)
    first = next((one.locator.whole_article for one in inside if one.locator.article), None)
    return [one for one in inside if first in (None, one.locator.whole_article)][:3]


def _in_turns(groups: Iterable[list[Passage]]) -> Iterable[Passage]:
    return (one for turn in zip_longest(*groups) for one in turn if one)
