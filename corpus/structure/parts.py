"""Divides a document into the parts that are cited: articles and their paragraphs, annexes, numbered paragraphs, pages.

`find_parts` returns one part per numbered paragraph, or per article without paragraphs; `pinpoint` returns the locator
of a lettered point inside a passage.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.models import Document, Kind, Locator, Note, Part, Passage
from corpus.structure.annexes import closing_start
from corpus.structure.headings import Heading, headings_in, number_value
from corpus.structure.judgment import numbered_parts
from corpus.structure.treaty import Section, sections
from corpus.text.labels import Block, outline
from corpus.text.lines import Line, lines, stripped

_NUMBERED_PLACE = re.compile(r"(?:.*, )?(?:para|point|section|recital) (\S+)$")
_DIVISION_PLACE = re.compile(r"(?:part|chapter|section|title|book)\b(?!.*,)")
# The least number of headings "Article N" with which a document of each kind is divided into articles.
_LEGAL_ENOUGH = {"treaty": 1, "declaration": 1, "report": 2, "judgment": 1000, "article": 3, "note": 1000}
# The least share of them that continues the sequence. It is two thirds or more in laws on real web pages, which leave
# some out, and at most a quarter in judgments that quote several laws.
_LEAST_IN_SEQUENCE = 1 / 3


def find_parts(document: Document) -> list[Part]:
    """The parts of `document` in order, not overlapping; `document.parts` if it has them."""
    if document.parts:
        return list(document.parts)
    end = document.notes[0].start if document.notes else len(document.text)
    main = _main_parts(document.text[:end], document.kind)
    return [*main, *_note_parts(document.notes, main)]


def _note_parts(notes: Sequence[Note], main: Sequence[Part]) -> Iterator[Part]:
    """A part for each foot- or endnote, at "art 2, note 3": the place that its mark hangs at, and its mark."""
    for note in notes:
        above = [part for part in main if part.start <= note.at]
        place = str(above[-1].locator) if above else ""
        locator = Locator(place=", ".join(filter(None, (place, f"note {note.mark}"))))
        yield Part(locator, above[-1].breadcrumb if above else "", note.start, note.end)


def _main_parts(text: str, kind: Kind) -> list[Part]:
    rows = list(lines(text))
    headings = headings_in(rows, plain_lines=kind != "note")
    if _is_legal(headings, kind=kind):
        return list(_legal_parts(text, headings))
    if kind not in ("article", "note"):
        numbered = numbered_parts(text, rows)
        if numbered:
            return numbered
    return list(_plain_parts(text, rows, pages="\f" in text))


def _is_legal(headings: Sequence[Heading], *, kind: Kind) -> bool:
    """Whether the articles are the document's own, and not quotations, which are not numbered in sequence."""
    numbers = [number_value(heading.number) for heading in headings if heading.kind == "article"]
    counted = sum(number in (1, before, before + 1) for before, number in pairwise([0, *numbers]))
    own = kind in ("treaty", "declaration") or counted >= _LEAST_IN_SEQUENCE * len(numbers)
    return own and len(numbers) >= _LEGAL_ENOUGH[kind]


def pinpoint(passage: Passage, *, start: int, end: int) -> Locator:
    """The most precise locator in `passage` of the document's text from `start` up to `end`.

    It has the lettered points that contain the whole range; without any, it is the locator of the passage.
    """
    base = points_of(passage.locator)
    blocks = points_in(passage.text, passage.locator, start=0, end=len(passage.text))
    first, last = stripped(passage.text, max(0, start - passage.start), max(0, end - passage.start))
    touched = [block.points for block in blocks if block.start < last and block.end > first]
    common = _common(touched) or base
    return locate(passage.locator, common[len(base) :]) if common[: len(base)] == base else passage.locator


def _common(paths: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The longest tuple of points with which all `paths` begin."""
    shared: list[str] = []
    for level in zip(*paths, strict=False):
        if len(set(level)) > 1:
            break
        shared.append(level[0])
    return tuple(shared)


def points_of(locator: Locator) -> tuple[str, ...]:
    """The points of a locator, as `outline` numbers them; "para 45" is point 45."""
    place = _NUMBERED_PLACE.match(locator.place) if not locator.article else None
    return (place[1], *locator.points) if place else locator.points


def locate(locator: Locator, points: tuple[str, ...]) -> Locator:
    """`locator` with further points; if it has no article or number, the first becomes "para 1" or "point a"."""
    divided = _DIVISION_PLACE.match(locator.place) and not locator.points
    if not points or locator.article or not (divided or locator.place in ("", "preamble")):
        return replace(locator, points=(*locator.points, *points))
    number = f"{'para' if points[0][0].isdigit() else 'point'} {points[0]}"
    if locator.place == "preamble" and not locator.instrument:
        number = f"recital {points[0]}"
    place = f"{locator.place}, {number}" if divided else number
    return replace(locator, place=place, points=points[1:])


def _legal_parts(text: str, headings: Sequence[Heading]) -> Iterator[Part]:
    for section in sections(text, headings):
        end = closing_start(text, section.start, section.end) if section.last else section.end
        yield from _paragraphs(text, replace(section, end=end))
        if end < section.end:
            closing = Locator(instrument=section.locator.instrument, place="closing")
            start, stop = stripped(text, end, section.end)
            yield Part(closing, section.breadcrumb.rpartition(" › Article ")[0], start, stop)


def _paragraphs(text: str, section: Section) -> Iterator[Part]:
    """One part per numbered paragraph of a section; the whole section if it has none or they complete a sentence."""
    start, end = stripped(text, section.start, section.end)
    if start == end:
        return
    base = points_of(section.locator)
    blocks = points_in(text, section.locator, start=start, end=end, under_heading=True)
    groups = list(grouped(blocks, depth=len(base)))
    if not _stand_alone(text, groups, depth=len(base)):
        yield Part(section.locator, section.breadcrumb, start, end)
        return
    for points, first, last in groups:
        yield Part(locate(section.locator, points[len(base) :]), section.breadcrumb, first, last)


def points_in(text: str, locator: Locator, *, start: int, end: int, under_heading: bool = False) -> list[Block]:
    """The blocks of `text[start:end]`, whose locator is `locator`, each with all its points.

    `under_heading` says that it is the whole text under a heading that has the locator's number. A text with an empty
    locator (a press article) is one block, because the numbers of its lists are not cited.
    """
    if locator == Locator():
        return [Block((), start, end)]
    judged = locator.place.startswith("para ") and (not locator.instrument or "opinion" in locator.instrument)
    return outline(
        text,
        start=start,
        end=end,
        base=points_of(locator),
        anywhere=not (under_heading and locator.article),
        numbers=not judged,
        own_label=not under_heading,
    )


def grouped(blocks: Sequence[Block], *, depth: int) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """The (points, start, end) of each group of consecutive blocks that are in the same point at `depth`."""
    run: list[Block] = []
    for block in blocks:
        if run and block.points[: depth + 1] != run[0].points[: depth + 1]:
            yield run[0].points[: depth + 1], run[0].start, run[-1].end
            run = []
        run.append(block)
    if run:
        yield run[0].points[: depth + 1], run[0].start, run[-1].end


def _stand_alone(text: str, groups: Sequence[tuple[tuple[str, ...], int, int]], *, depth: int) -> bool:
    """Whether the paragraphs are complete sentences: numbered, or lettered and each with a full stop at its end."""
    own = [(points, start, end) for points, start, end in groups if len(points) > depth]
    if not own:
        return False
    points, start, end = groups[0]
    open_lead = len(points) == depth and not text[start:end].rstrip().endswith((".", "”", '"'))
    return not open_lead and (own[0][0][depth][0].isdigit() or all(text[s:e].rstrip().endswith(".") for _, s, e in own))


def _plain_parts(text: str, rows: Sequence[Line], *, pages: bool) -> Iterator[Part]:
    """The text between Markdown headings or on each page; the locator is empty if there are no pages."""
    crumbs: list[tuple[int, str]] = []
    run: list[Line] = []
    page, position = 1, 0
    for row in rows:
        turned = text.count("\f", position, row.start) if pages else 0
        marked = row.text.lstrip().startswith("#")
        if (turned or marked) and run:
            yield _plain_part(text, run, crumbs, page if pages else 0)
            run = []
        page, position = page + turned, row.start
        if marked:
            level = len(row.text.lstrip()) - len(row.text.lstrip().lstrip("#"))
            crumbs = [crumb for crumb in crumbs if crumb[0] < level]
            crumbs += [(level, row.plain)] if level > 1 else []
        else:
            run.append(row)
    if run:
        yield _plain_part(text, run, crumbs, page if pages else 0)


def _plain_part(text: str, run: Sequence[Line], crumbs: Sequence[tuple[int, str]], page: int) -> Part:
    start, end = stripped(text, run[0].start, run[-1].end)
    locator = Locator(place=f"p {page}") if page else Locator()
    return Part(locator, " › ".join(shown for _, shown in crumbs), start, end)
