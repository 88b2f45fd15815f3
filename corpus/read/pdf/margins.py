"""Running heads and page numbers: rows that come again, with their words, at one height of page after page."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from statistics import median

from corpus.read.pdf.headings import ends_sentence, is_heading
from corpus.read.pdf.layout import Row

_DEEP = 5  # rows at the top and at the bottom of a page that may be running heads
_FEWEST = 3  # pages that a running head is on
_FEWEST_NUMBERED = 2  # pages, where the row counts them: a number alone, or with words on every other page
_MOST = 0.6  # of the pages of one side, from the first to the last that a running head is on
_EVERY = -1  # both sides; else the page's number modulo 2
_HEIGHT = 4.0  # points by which its height may differ
_NUMBERS = 6  # in one row that may count the pages
_NUMBER = re.compile(r"\d{1,4}|^[ivxlc]{1,7}\b|\b[ivxlc]{1,7}$")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}

# A row's words with each number as it is, or as its distance from the page's own number.
_Likeness = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Edge:
    page: int
    base: float
    row: Row


def without_running_heads(pages: Sequence[Sequence[Row]]) -> list[list[Row]]:
    """The pages without the rows at their edges that repeat with their words, or count the pages.

    What reads as a heading of the text, or ends as a sentence does, is never left out.
    """
    heads = _repeated(pages, lambda rows: rows[:_DEEP])
    feet = _repeated(pages, lambda rows: rows[: -_DEEP - 1 : -1])
    return [_trimmed(rows, heads[number], feet[number]) for number, rows in enumerate(pages)]


def _trimmed(rows: Sequence[Row], heads: set[int], feet: set[int]) -> list[Row]:
    top = sum(1 for _ in takewhile(lambda row: id(row) in heads, rows))
    bottom = sum(1 for _ in takewhile(lambda row: id(row) in feet, reversed(rows[top:])))
    return list(rows[top : len(rows) - bottom])


def _repeated(pages: Sequence[Sequence[Row]], edge: Callable[[Sequence[Row]], Sequence[Row]]) -> list[set[int]]:
    """For each page the ids of its rows at that edge that come again."""
    alike: dict[tuple[int, _Likeness], list[_Edge]] = defaultdict(list)
    for number, rows in enumerate(pages):
        for row in edge(rows):
            if is_heading(row.text) or (ends_sentence(row.text) and not _NUMBER.fullmatch(row.text.strip(" .-–—"))):
                continue
            place = _Edge(number, row.base, row)
            for likeness in _likenesses(row.text, page=number):
                alike[_EVERY, likeness].append(place)
                alike[number % 2, likeness].append(place)
    found: list[set[int]] = [set() for _ in pages]
    for (side, likeness), edges in alike.items():
        words, numbers = likeness
        counts = any(number[0] in "+-" for number in numbers)
        alone = not words.strip("# -–—.|/")
        if alone and not counts:
            continue
        fewest = _FEWEST_NUMBERED if counts and (alone or side != _EVERY) else _FEWEST
        for place in _running(edges, step=1 if side == _EVERY else 2, fewest=fewest):
            found[place.page].add(id(place.row))
    return found


def _likenesses(text: str, *, page: int) -> Iterator[_Likeness]:
    """Each way to read the row's numbers: as what they are, or one of them as counting the pages."""
    words = " ".join(_NUMBER.sub("#", text.lower()).split())
    numbers = tuple(_NUMBER.findall(text.lower()))
    yield words, numbers
    for index, number in enumerate(numbers[:_NUMBERS]):
        yield words, (*numbers[:index], f"{_value(number) - page:+}", *numbers[index + 1 :])


def _value(number: str) -> int:
    if number.isdigit():
        return int(number)
    values = [_ROMAN[letter] for letter in number]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))


def _running(edges: Sequence[_Edge], *, step: int, fewest: int) -> list[_Edge]:
    """Those at one height, if they are on most pages of their side between the first and the last of them."""
    height = median(edge.base for edge in edges)
    level = [edge for edge in edges if abs(edge.base - height) <= _HEIGHT]
    pages = {edge.page for edge in level}
    if len(pages) < fewest:
        return []
    within = (max(pages) - min(pages)) // step + 1
    return level if len(pages) >= _MOST * within else []
