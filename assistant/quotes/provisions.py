"""Whether an instrument has the article, paragraph or point that somebody refers to, and what it has instead."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.models import Citation
from assistant.naming import named, place
from corpus.models import Document, Locator, Passage
from corpus.sentences import sentences
from corpus.structure import points_in
from index.library import Library
from index.models import Hit
from index.numerals import numeral_key
from index.resolve import at

Points = tuple[str, ...]

# Passages of an article that are cited for it.
_MOST_CITED = 4


@dataclass(frozen=True, slots=True)
class Provision:
    """Whether a document has a place, why, in words for people, and its text there, or the nearest that there is."""

    exists: bool
    why: str
    citations: tuple[Citation, ...] = ()


def provision(document: Document, wanted: Locator, *, library: Library) -> Provision | None:
    """What the document has at the place wanted, in the part that `wanted.instrument` says ("OP1", "" for the main).

    None where nothing can be said, since the document has no such divisions: a text without articles.
    """
    part = wanted.instrument.casefold()
    passages = [one for one in library.passages(document.id) if one.locator.instrument.casefold() == part]
    if not any(_divided_alike(one.locator, wanted) for one in passages):
        return None
    here = at(passages, replace(wanted, points=()) if wanted.article else wanted)
    name = named(document)
    if not here:
        said = place(wanted) if wanted.article or wanted.place else f"paragraph {wanted.points[0]}"
        return Provision(False, f"{_capital(name)} has no {_small(said)}{_last(passages, wanted)}.")
    found = at(here, wanted)
    if not wanted.article or _has(here, wanted.points):
        cited = _cited(found, document, wanted.points if wanted.article else ())
        said = place(wanted if wanted.article else found[0].locator)
        return Provision(True, f"{said} of {name} is in the library.", cited)
    return Provision(False, _nearest(here, wanted, name), _cited(found, document, ()))


def _divided_alike(locator: Locator, wanted: Locator) -> bool:
    if wanted.article:
        return bool(locator.article)
    return locator.place.startswith("para ") if wanted.points else bool(locator.article or locator.place)


def _has(here: Sequence[Passage], points: Points) -> bool:
    """Whether the article has that point. Paragraphs without numbers are counted: there are no more than sentences."""
    known = _points(here)
    if not points or _key(points) in known:
        return True
    if len(known) > 1 or len(points) > 1 or not points[0].isdigit():
        return False
    return int(points[0]) <= sum(len(sentences(passage.text)) for passage in here)


def _points(here: Sequence[Passage]) -> dict[Points, Points]:
    """All points of an article, () for itself, by what their spellings share, in the order of the text."""
    found: dict[Points, Points] = {(): ()}
    for passage in here:
        blocks = points_in(passage.text, passage.locator, start=0, end=len(passage.text))
        for points in (passage.locator.points, *(block.points for block in blocks)):
            for depth in range(1, len(points) + 1):
                found.setdefault(_key(points[:depth]), points[:depth])
    return found


def _key(points: Points) -> Points:
    return tuple(numeral_key(point) if point[0].isdigit() else point.casefold() for point in points)


def _nearest(here: Sequence[Passage], wanted: Locator, name: str) -> str:
    """That the article has no such point, and which it has: "Article 23 of … has no paragraph 5; it has 1 to 3"."""
    known = _points(here)
    depth = next(depth for depth in range(len(wanted.points), -1, -1) if _key(wanted.points[:depth]) in known)
    around, missing = wanted.points[:depth], wanted.points[depth]
    others = [points[-1] for key, points in known.items() if len(key) == depth + 1 and key[:depth] == _key(around)]
    kind = "paragraph" if missing.isdigit() else "point"
    has = f"it has {_run(others)}" if others else f"it has no {'numbered paragraphs' if depth == 0 else 'points'}"
    return f"{place(replace(wanted, points=around))} of {name} has no {kind} {missing}; {has}."


def _run(labels: Sequence[str]) -> str:
    if len(labels) < 3:
        return " and ".join(labels)
    return f"{labels[0]} to {labels[-1]}"


def _last(passages: Sequence[Passage], wanted: Locator) -> str:
    """What the document has last, where what is wanted lies beyond: "; its last is Article 23"."""
    places = [one.locator.whole_article for one in passages if _divided_alike(one.locator, wanted)]
    numbered = [one for one in places if numeral_key(one.article or one.place.removeprefix("para ")).isdigit()]
    if not numbered or wanted.place:
        return ""
    last = max(numbered, key=lambda one: int(numeral_key(one.article or one.place.removeprefix("para "))))
    return f"; its last is {_small(place(last))}"


def _cited(found: Sequence[Passage], document: Document, points: Points) -> tuple[Citation, ...]:
    """Citations of the passages: of the point alone where one passage holds several."""
    spans = [(passage, *_span(passage, points)) for passage in found[:_MOST_CITED]]
    return tuple(
        Citation(number, Hit(passage, document, 1.0), document.text[start:end], start, end)
        for number, (passage, start, end) in enumerate(spans, 1)
    )


def _span(passage: Passage, points: Points) -> tuple[int, int]:
    blocks = points_in(passage.text, passage.locator, start=0, end=len(passage.text))
    held = [block for block in blocks if _key(block.points[: len(points)]) == _key(points)]
    if not points or not held:
        return passage.start, passage.end
    return passage.start + held[0].start, passage.start + held[-1].end


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _small(name: str) -> str:
    """A place as it stands within a sentence."""
    return name if name.startswith("Article") else name.removeprefix("The ")[:1].lower() + name.removeprefix("The ")[1:]
