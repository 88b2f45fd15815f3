"""Foot- and endnotes: rows in smaller type at a page's end, or such as begin with a mark that hangs in the text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from corpus.read.pdf.columns import Block
from corpus.read.pdf.headings import ends_sentence, is_heading
from corpus.read.pdf.layout import Row

_SMALLER = 0.93  # times the size of the text: what is set smaller may be a note
_IMPRINT = 2  # rows below the notes of a page
_APART = 1.6  # em between the last row of the text and notes that go on from the page before
_NUMBER = re.compile(r"\d{1,3}(?=[.)]?$)")
_SYMBOL = re.compile(r"\*{1,3}|[†‡§¶]{1,3}")
_TRIMMED = "[](),."


@dataclass(slots=True)
class PdfNote:
    """A note as the page shows it: its mark, its rows, and the number of the page that it begins on, from 0."""

    mark: str
    page: int
    rows: list[Row] = field(default_factory=list)

    @property
    def finished(self) -> bool:
        """Whether its last row ends a sentence."""
        return ends_sentence(self.rows[-1].text)


class NoteFinder:
    """Takes the notes out of the pages of one document, which are given in order."""

    def __init__(self, *, size: float) -> None:
        self.size = size  # of the text's letters, in points
        self.notes: list[PdfNote] = []
        self.hanging: set[str] = set()  # marks that hang in the text so far and have no note yet
        self.last_page = -2  # that had notes
        self.left_out = 0  # rows of imprints

    def without_notes(self, blocks: Sequence[Block], *, page: int) -> list[Block]:
        """The blocks of a page without its notes, and without the imprint below these."""
        for block in blocks:
            for row in block.rows:
                self.hanging |= {mark for word in row.words[1:] if word.raised for mark in parts_of(word.text)}
        kept = []
        loose: set[str] = set()
        for index, block in enumerate(blocks):
            rows = block.rows
            start, end = self._stretch(rows, page=page, last=index == len(blocks) - 1)
            loose |= self._take(rows[start:end], page=page)
            self.left_out += len(rows) - end
            kept += [Block(rows[:start])] if start else []
        return [Block(tuple(_raised(row, loose) for row in block.rows)) for block in kept] if loose else kept

    def _stretch(self, rows: Sequence[Row], *, page: int, last: bool) -> tuple[int, int]:
        """Where the notes of a column begin and end; an imprint may stand below them."""
        for end in range(len(rows), max(0, len(rows) - _IMPRINT - 1), -1):
            if end < len(rows) and (ends_sentence(rows[end].text) or is_heading(rows[end].text)):
                break
            start = self._start(rows[:end], page=page, last=last)
            if start < end and (end == len(rows) or self._begins(rows[start])):
                return start, end
        return len(rows), len(rows)

    def _start(self, rows: Sequence[Row], *, page: int, last: bool) -> int:
        """The first row of the notes that end with the last of the rows; their number where it has none."""
        small = len(rows)
        while small and rows[small - 1].size <= _SMALLER * self.size:
            small -= 1
        first = next((index for index in range(small, len(rows)) if self._begins(rows[index])), len(rows))
        if last and small < len(rows) and self._goes_on(rows, small, page=page):
            return small
        return min(first, self._hung(rows))

    def _goes_on(self, rows: Sequence[Row], small: int, *, page: int) -> bool:
        """Whether the small rows carry on the last note, which stands on this page or the one before."""
        if not self.notes or self.last_page < page - 1:
            return False
        apart = not small or rows[small - 1].base - rows[small].base > _APART * rows[small - 1].size
        return apart and (not self.notes[-1].finished or rows[small].text[:1].islower())

    def _hung(self, rows: Sequence[Row]) -> int:
        """The first row from which on none is larger, if it begins with a raised mark that hangs in the text."""
        found = len(rows)
        largest = 0.0
        for index in range(len(rows) - 1, -1, -1):
            row = rows[index]
            largest = max(largest, row.size)
            if row.words[0].raised and len(row.words) > 1 and row.size >= 0.95 * largest:
                found = index if plain_mark(row.words[0].text) in self.hanging else found
        return found

    def _begins(self, row: Row) -> str:
        """The mark that the row begins with, "" where it begins no note."""
        word = row.words[0]
        mark = plain_mark(word.text)
        if len(row.words) < 2:
            return ""
        if word.raised or _SYMBOL.fullmatch(mark):
            return mark
        number = _NUMBER.match(mark)
        return mark if number and (mark in self.hanging or self._next(mark)) else ""

    def _next(self, mark: str) -> bool:
        """Whether the number follows that of the last note."""
        last = self.notes[-1].mark if self.notes else ""
        return mark.isdigit() and last.isdigit() and int(mark) == int(last) + 1

    def _take(self, rows: Sequence[Row], *, page: int) -> set[str]:
        """Takes the rows in as notes; the marks of those that hang nowhere so far."""
        loose = set()
        self.last_page = page if rows else self.last_page
        for row in rows:
            mark = self._begins(row)
            if mark:
                self.notes.append(PdfNote(mark, page, [Row(row.words[1:])]))
                loose |= {mark} - self.hanging
                self.hanging.discard(mark)
            elif self.notes:
                self.notes[-1].rows.append(row)
        return loose


def _raised(row: Row, marks: set[str]) -> Row:
    """The row with those of `marks` that touch a word, but are set on its line and in a type of their own."""
    words = list(row.words)
    for index in range(1, len(words)):
        word = words[index]
        if word.glued and word.text in marks and words[index - 1].text[-1:].isalpha():
            words[index] = replace(word, raised=True)
            marks.discard(word.text)
    return Row(tuple(words))


def plain_mark(text: str) -> str:
    """A mark without the brackets and stops around it: "[12]" is "12"."""
    return text.strip(_TRIMMED)


def parts_of(text: str) -> list[str]:
    """The marks that stand together in one: "1, 3" are two, "6-8" three."""
    return list(_parts(plain_mark(text)))


def _parts(mark: str) -> Iterator[str]:
    for part in re.split(r"[,\s]+", mark):
        ends = re.fullmatch(r"(\d{1,3})[-–](\d{1,3})", part)
        if ends and 0 < int(ends[2]) - int(ends[1]) < 20:
            yield from map(str, range(int(ends[1]), int(ends[2]) + 1))
        elif part:
            yield part
