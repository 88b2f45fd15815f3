"""A query that names a provision -> that provision's passages, exactly: "Art. 9 para 3 ICCPR". Pure."""

from collections.abc import Callable, Iterable, Sequence
from itertools import zip_longest

from corpus.instruments.references import NAMED, references
from corpus.models import Locator, Passage
from corpus.text.numbers import numeral_key
from index.models import Query

# The passages of the document with that id, in the order of its text.
Read = Callable[[str], Sequence[Passage]]


def provisions(query: Query, *, read: Read) -> list[Passage]:
    """The passages of the provisions that `query` names, the most precise first; [] where it names none.

    `read` gives the passages of a document by its id, such as `Library.passages`.
    Several provisions take turns. A paragraph that does not exist gives its article; an instrument alone gives its
    first article, but only where the query asks for nothing else; one that the library does not hold gives nothing.
    """
    if query.provisions:
        groups = [
            _found(place, reference.locator, query.sections, read=read)
            for reference, name in query.provisions
            for place in name.places
        ]
    else:
        places = [place for name in query.names for place in name.places] if query.only_text else []
        groups = [_opening(place, query.sections, read=read) for place in places]
    return list(dict.fromkeys(_in_turns(groups)))


def _found(place: tuple[str, str], wanted: Locator, named: Sequence[str], *, read: Read) -> list[Passage]:
    """The passages at a place in one document: in the part meant, else wherever the document has such a place."""
    document, part = place
    passages = read(document)
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


def _opening(place: tuple[str, str], named: Sequence[str], *, read: Read) -> list[Passage]:
    """The first article of a document, or of the part of it that is named; its beginning where it has no articles."""
    document, part = place
    inside = _inside(read(document), part=part, named=named)
    first = next((one.locator.whole_article for one in inside if one.locator.article), None)
    return [one for one in inside if first in (None, one.locator.whole_article)][:3]


def _in_turns(groups: Iterable[list[Passage]]) -> Iterable[Passage]:
    return (one for turn in zip_longest(*groups) for one in turn if one)
