"""Rows of a page -> its lines: paragraphs whole again, headings on lines of their own between blank ones."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from corpus.read.pdf.columns import Block
from corpus.read.pdf.headings import (
    begins_heading,
    begins_point,
    ends_clause,
    ends_sentence,
    follows,
    is_heading,
    is_label,
    leaves_open,
    point_of,
)
from corpus.read.pdf.layout import Row

OPENS, CLOSES = "\ufdd0", "\ufdd1"  # around the mark of a note, in text; no text has these signs
HARD, SOFT, NEXT = "\n\n", "\n", " "  # between two rows: a heading's blank line, a paragraph's end, a sentence going on

_LARGER = 1.1  # times the size of the text: the size of a heading
_APART = 1.35  # times the usual distance of two rows: white space between paragraphs
_HEADING_STEP = 1.6  # em between the rows of one heading
_INSET = 0.08  # of the column's width, on both sides of a centred row
_UNEVEN = 0.04  # of the column's width, by which these may differ
_SIDE_ROWS = 5  # from "Article" in the margin down to its number
_BESIDE = 1.2  # em between what hangs beside the text and the text
_LAST_WORDS = 20  # of a row, in which a heading may stand behind a sentence
_TABLE_GAP = 2.5  # em between two cells of a table
_LONGEST = 4  # rows of a heading; more are a paragraph in bold type


@dataclass(frozen=True, slots=True)
class Type:
    """What is usual in a document: the size of its letters in points, and whether they are bold."""

    size: float
    bold: bool


def usual_type(pages: Sequence[Sequence[Row]]) -> Type:
    """The type that most letters are set in."""
    letters: Counter[tuple[float, bool]] = Counter()
    for rows in pages:
        for row in rows:
            letters[row.size, row.bold] += len(row.text)
    sizes: Counter[float] = Counter()
    for (size, _), count in letters.items():
        sizes[size] += count
    size = max(sizes, key=lambda size: sizes[size], default=0.0)
    bold = sum(count for (_, bold), count in letters.items() if bold)
    return Type(size, bold=2 * bold > sum(letters.values()))


def marked_text(row: Row) -> str:
    """The row's text, each mark of a note between the signs OPENS and CLOSES."""
    text = ""
    for word in row.words:
        if word.raised:
            text += f"{OPENS}{word.text.strip('[](),')}{CLOSES}"
        else:
            text += ("" if word.glued or not text or text == OPENS else " ") + word.text
    return text


def lines_of(blocks: Sequence[Block], *, usual: Type) -> list[tuple[str, str]]:
    """The page's rows in order, each with what parts it from the row before: HARD, SOFT or NEXT."""
    found: list[tuple[str, str]] = []
    before: _Lines | None = None
    for block in blocks:
        lines = _Lines(_with_headings_parted(block), usual=usual)
        for index, row in enumerate(lines.block.rows):
            between = lines.between(index) if index else lines.joins(before) if before else SOFT
            found.append((between, marked_text(row)))
        before = lines
    return found


class _Lines:
    """The rows of one column and how each follows the one before it."""

    def __init__(self, block: Block, *, usual: Type) -> None:
        self.block = block
        self.usual = usual
        self.left, self.right = block.left, block.right
        self.texts = [row.text for row in block.rows]
        rows = block.rows
        steps = [above.base - row.base for above, row in pairwise(rows) if above.size == row.size]
        self.step = median(steps) if steps else 0.0
        self.heads: list[bool] = []
        for index in range(len(rows)):
            self.heads.append(self._stands_out(index))
        self._keep_short_headings()

    def between(self, index: int) -> str:
        """What parts the row at `index` from the row above it."""
        if self.heads[index] or self.heads[index - 1]:
            return NEXT if self._one_heading(index) else HARD
        return NEXT if self._goes_on(index) else SOFT

    def joins(self, before: "_Lines") -> str:
        """What parts the first row from the last row of the column before."""
        if before.heads[-1] or self.heads[0]:
            return HARD
        last, text = before.texts[-1], self.texts[0]
        full = len(before.texts) > 1 and before._full(-1, text)
        goes_on = full and not ends_clause(last) and not begins_point(text)
        return NEXT if goes_on or (not ends_clause(last) and text[:1].islower()) else SOFT

    def _stands_out(self, index: int) -> bool:
        """Whether the row is set as a heading: alone with an article's number, larger, bold or centred."""
        row, text = self.block.rows[index], self.texts[index]
        if not any(letter.isalpha() for letter in text) or _tabular(row):
            return False
        if is_heading(text) and not self._continues(index):
            return True
        if text[:1].islower() and not (index and self.heads[index - 1] and self._alike(index)):
            return False
        if row.bold and not self.usual.bold:
            return True
        larger = row.size >= _LARGER * self.usual.size
        return (larger or self._centred(row)) and not ends_clause(text) and not text.endswith(",")

    def _alike(self, index: int) -> bool:
        """Whether the row is set in the type of the row above it."""
        above, row = self.block.rows[index - 1], self.block.rows[index]
        return above.bold == row.bold and abs(above.size - row.size) < 0.05 * row.size

    def _keep_short_headings(self) -> None:
        """What goes on over more rows than a heading has is a paragraph."""
        start = 0
        for index in range(1, len(self.heads) + 1):
            if index < len(self.heads) and self._one_heading(index):
                continue
            if index - start > _LONGEST:
                self.heads[start:index] = [False] * (index - start)
            start = index

    def _centred(self, row: Row) -> bool:
        width = self.right - self.left
        before, behind = row.left - self.left, self.right - row.right
        return min(before, behind) >= _INSET * width and abs(before - behind) <= _UNEVEN * width

    def _continues(self, index: int) -> bool:
        """Whether the row carries on the sentence of the row above, which the margin broke."""
        if not index:
            return False
        alike = self._alike(index) and not self._apart(index)
        return alike and self._full(index - 1, self.texts[index]) and not ends_clause(self.texts[index - 1])

    def _one_heading(self, index: int) -> bool:
        """Whether two rows are one heading, broken for its length."""
        above, row = self.block.rows[index - 1], self.block.rows[index]
        if not (self.heads[index] and self.heads[index - 1]) or is_heading(self.texts[index]):
            return False
        if is_label(self.texts[index - 1]) or begins_point(self.texts[index]) or not self._alike(index):
            return False
        return above.base - row.base <= _HEADING_STEP * row.size

    def _apart(self, index: int) -> bool:
        step = self.block.rows[index - 1].base - self.block.rows[index].base
        return self.step > 0 and step > _APART * self.step

    def _full(self, index: int, following: str) -> bool:
        """Whether the first word of what follows had no room at the end of the row at `index`."""
        row = self.block.rows[index]
        letter = (row.right - row.left) / max(1, len(self.texts[index]))
        first = following.split(" ", 1)[0]
        return row.right + letter * (len(first) + 0.5) >= self.right

    def _goes_on(self, index: int) -> bool:
        """Whether the row goes on with the paragraph of the row above."""
        above, text = self.texts[index - 1], self.texts[index]
        row, before = self.block.rows[index], self.block.rows[index - 1]
        if self._apart(index) or _tabular(before) or _tabular(row):
            return False
        moved = abs(row.left - before.left) > row.size / 2
        if ends_clause(above) or begins_point(text):
            listed = begins_point(text) and (ends_clause(above) or leaves_open(above))
            return not moved and not listed and not above.endswith((":", ";")) and self._full(index - 1, text)
        return text[:1].islower() or self._full(index - 1, text)


def _tabular(row: Row) -> bool:
    """Whether the row is cut by white space as the cells of a table are; behind a label there may be as much."""
    words = [word for word in row.words if not word.raised]
    labels = sum(1 for word in words[:2] if begins_point(word.text))
    return any(gap > _TABLE_GAP for gap in row.gaps[labels:])


def _with_headings_parted(block: Block) -> Block:
    """The block with headings and points that share a row with a sentence on rows of their own."""
    rows = _whole_headings(_side_headings(block.rows))
    following = [row.text for row in rows[1:]] + [""]
    headings = [part for row, after in zip(rows, following, strict=True) for part in _parted(row, after=after)]
    return Block(tuple(_points_parted(headings)))


def _points_parted(rows: Sequence[Row]) -> Iterator[Row]:
    """The rows with each point that begins behind a clause on a row of its own, if it counts on or is counted on.

    "… all: (a) each" is cut where a later row begins with "(b)", "… so. 5. Any" where a row above began with "4.".
    """
    labels = [point_of(row.text) for row in rows]
    later = ""
    followed = [later := label or later for label in reversed([*labels[1:], ""])][::-1]
    begun: dict[str, str] = {}  # the last label of each form: "()" is "(b)"
    for row, after in zip(rows, followed, strict=True):
        words, start = row.words, 0
        for index in range(1, len(words) - 1):
            label = point_of(words[index].text) if ends_clause(words[index - 1].text) else ""
            counts = follows(after, label) or any(follows(label, before) for before in begun.values())
            if label and counts and words[index + 1].text[:1].isupper():
                yield _noted_point(Row(words[start:index]), begun)
                start = index
        yield _noted_point(Row(words[start:]), begun)


def _noted_point(row: Row, begun: dict[str, str]) -> Row:
    if label := point_of(row.text):
        begun[_form(label)] = label
    return row


def _form(label: str) -> str:
    """The label without its letters, digits as 1."""
    return "".join("1" if sign.isdigit() else "" if sign.isalpha() else sign for sign in label)


def _side_headings(rows: Sequence[Row]) -> list[Row]:
    """The rows, headings that hang beside the text ("Article" over "04" in the margin) on rows of their own."""
    found: list[Row] = []
    taken = -1
    for index, row in enumerate(rows):
        words = row.words[1:] if index == taken else row.words
        below = _number_below(rows, index) if index > taken else 0
        if below:
            number = rows[below].words[0]
            found.append(Row((words[0], replace(number, text=number.text.lstrip("0"), glued=False))))
            words, taken = words[1:], below
        found += [Row(words)] if words else []
    return found


def _number_below(rows: Sequence[Row], index: int) -> int:
    """The row whose first word is the number of the article whose name hangs beside the row at `index`; 0 for none."""
    word = rows[index].words[0]
    if is_label(word.text) or not is_label(f"{word.text} 1") or not _hangs_beside(rows[index]):
        return 0
    for below in range(index + 1, min(len(rows), index + _SIDE_ROWS)):
        number = rows[below].words[0]
        if abs(number.left - word.left) <= word.size:
            return below if number.text.isdigit() and _hangs_beside(rows[below]) else 0
    return 0


def _hangs_beside(row: Row) -> bool:
    """Whether the row's first word stands apart from the rest of the row, or alone."""
    return len(row.words) == 1 or row.gaps[0] > _BESIDE


def _whole_headings(rows: Sequence[Row]) -> list[Row]:
    """The rows with each number that stands alone under "Article", with which the row above ends, on that row."""
    found: list[Row] = []
    for row in rows:
        above = found[-1].words if found else ()
        cut = len(row.words) == 1 < len(above) and ends_sentence(above[-2].text)
        if cut and is_label(f"{above[-1].text} {row.text}") and not is_label(row.text):
            found[-1] = Row((*above, *row.words))
        else:
            found.append(row)
    return found


def _parted(row: Row, *, after: str) -> Iterator[Row]:
    cut = _heading_behind(row, after=after) or _text_behind(row)
    if cut:
        yield Row(row.words[:cut])
        yield from _parted(Row(row.words[cut:]), after=after)
    else:
        yield row


def _heading_behind(row: Row, *, after: str) -> int:
    """The first word of a heading that the row ends with, behind the end of a sentence; 0 where there is none."""
    words = row.words
    for index in range(max(1, len(words) - _LAST_WORDS), len(words)):
        if not ends_sentence(words[index - 1].text):
            continue
        rest = Row(words[index:]).text
        bold = words[index].bold and not words[index - 1].bold
        if (is_label(rest) and not after[:1].islower()) or (bold and begins_heading(rest)):
            return index
    return 0


def _text_behind(row: Row) -> int:
    """The first word behind a heading in bold that the row begins with and goes on in light type; else 0."""
    end = begins_heading(row.text)
    if not end or not row.words[0].bold:
        return 0
    light = [index for index, word in enumerate(row.words) if not word.bold and not word.raised]
    first = light[0] if light else 0
    return (
        first if first and len(Row(row.words[:first]).text) >= end and begins_point(Row(row.words[first:]).text) else 0
    )
