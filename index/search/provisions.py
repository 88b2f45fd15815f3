"""Find the passages of the provisions that a query names, such as "Art. 9 para 3 ICCPR". Pure functions."""

from collections.abc import Callable, Iterable, Sequence
from itertools import zip_longest

from corpus.instruments.references import NAMED, references
from corpus.models import Locator, Passage
from corpus.text.numbers import numeral_key
from index.models import Query

# Maps a document's id to its passages, in the order of the text.
Read = Callable[[str], Sequence[Passage]]


def provisions(query: Query, *, read: Read) -> list[Passage]:
    """The passages of the provisions that the query names, [] if it names none.

    `read` returns the passages of a document, as `Library.passages` does. The passages of several provisions alternate.
    For a paragraph that does not exist, the passages of its article are returned. For an instrument without a
    provision, its first article is returned, if the query asks about nothing else.
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
    return list(dict.fromkeys(_alternating(groups)))


def _found(place: tuple[str, str], wanted: Locator, named: Sequence[str], *, read: Read) -> list[Passage]:
    """The passages at a place in one document: in the part that is meant, else in any part."""
    document, part = place
    passages = read(document)
    return passages_at(_inside(passages, part=part, named=named), wanted) or passages_at(passages, wanted)


def _inside(passages: Sequence[Passage], *, part: str, named: Sequence[str]) -> list[Passage]:
    """The passages of one part: the one that the name implies, else one that the query names, else the main text."""
    parts = {one.locator.instrument.casefold() for one in passages}
    meant = [name.casefold() for name in (part, *named) if name and name.casefold() in parts]
    return [one for one in passages if one.locator.instrument.casefold() == (meant[0] if meant else "")]


def passages_at(passages: Sequence[Passage], wanted: Locator) -> list[Passage]:
    """Those passages of one document that are at the place `wanted`.

    For a point that does not exist, those at the closest enclosing place, at most the whole article.
    """
    here = [one for one in passages if _same_place(one.locator, wanted)]
    points = wanted.points if wanted.article else ()
    for depth in range(len(points), 0, -1):
        precise = [one for one in here if _common_points(one.locator.points, points[:depth]) == depth]
        if precise:
            return precise
    return here


def standing_at(place: str, passages: Sequence[Passage]) -> list[Passage]:
    """Those passages of one document that are at `place` or contain it; [] if there is no such place.

    `place` is a locator ("art 8(2)", "annex II: art 4") or a reference in prose ("8.2", "Article 8, paragraph 2").
    """
    written = references(f"{NAMED} {place}", names=[(0, 1)])
    for wanted in (Locator.parse(place), Locator.parse(f"art {place}")):
        if here := [one for one in passages if wanted.covers(one.locator) or one.locator.covers(wanted)]:
            return here
    if exactly := [one for one in passages if str(one.locator).casefold() == place.casefold()]:
        return exactly
    main = [one for one in passages if not one.locator.instrument]
    found = [one for reference in written for one in passages_at(main, reference.locator)]
    return [one for one in found if any(_within(one.locator, reference.locator) for reference in written)]


def _within(locator: Locator, wanted: Locator) -> bool:
    """Whether one of two places in an article contains the other."""
    shorter = min(len(locator.points), len(wanted.points))
    return not wanted.article or _common_points(locator.points, wanted.points) == shorter


def _same_place(locator: Locator, wanted: Locator) -> bool:
    if wanted.article:
        return bool(locator.article) and numeral_key(locator.article) == numeral_key(wanted.article)
    if wanted.points:
        return locator.place.casefold() == f"para {wanted.points[0]}"
    return bool(wanted.place) and locator.place == wanted.place


def _common_points(have: Sequence[str], wanted: Sequence[str]) -> int:
    """How many points `have` and `wanted` share at their beginning."""
    same = 0
    for one, other in zip(have, wanted, strict=False):
        if one.casefold() != other.casefold() and numeral_key(one) != numeral_key(other):
            break
        same += 1
    return same


def _opening(place: tuple[str, str], named: Sequence[str], *, read: Read) -> list[Passage]:
    """The first article of a document or named part, or its beginning without articles; at most three passages."""
    document, part = place
    inside = _inside(read(document), part=part, named=named)
    first = next((one.locator.whole_article for one in inside if one.locator.article), None)
    return [one for one in inside if first in (None, one.locator.whole_article)][:3]


def _alternating(groups: Iterable[list[Passage]]) -> Iterable[Passage]:
    return (one for turn in zip_longest(*groups) for one in turn if one)
