"""Words with their places on a page -> rows, each with the marks of notes that stand above it."""

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from statistics import median

# In em, of the larger of two words.
_SAME_LINE = 0.3  # how far apart the baselines of one row may be
_GLUED = 0.12  # a smaller gap parts no words
_BEFORE_STOP = 0.35  # as wide may the gap before a stop be that was set apart by mistake: "1 ."
_STOPS = (".", ",", ")")

# A note's mark is smaller than the word it hangs at, and stands on a higher line, but not over it.
_SMALLER = 0.85
_LOWEST, _HIGHEST = 0.12, 0.8
_LOWERED = -0.4  # em from the line to a lowered sign, as in chemical formulas
_NEAR = 0.7  # em between a word and its mark
_BEFORE_NOTE = 6.0  # em between a mark and the note that it stands before
_MARK = re.compile(r"[\[(]?(?:\d{1,3}(?:[,–-]\d{1,3})*|[a-z]|[*†‡§¶]{1,3}|\*+)[\])]?,?")

_MARKS = 5  # in one row
# A row of spaced letters: how many words it has as PDFium parts them, how many of these are single letters, and how
# many times wider than between most letters the gap between two words is.
_SPACED_ROW = 8
_SINGLE = 0.6
_WORD_GAP = 2.0
_BOLD = 0.8  # of a row's letters


@dataclass(frozen=True, slots=True)
class Word:
    """Letters without white space and where they stand, in points from the page's lower left corner.

    `glued` says that nothing parts it from the word before; `raised` that it is a note's mark; `turned` counts quarter
    turns to the left.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool = False
    turned: int = 0
    glued: bool = False
    raised: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """The words of one line, left to right."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """The line as one reads it, without the marks of notes."""
        return _joined([word for word in self.words if not word.raised])

    @property
    def left(self) -> float:
        """Where the line begins, in points."""
        return self.words[0].left

    @property
    def right(self) -> float:
        """Where the line ends, in points."""
        return max(word.right for word in self.words)

    @property
    def base(self) -> float:
        """The height of the line that the letters stand on, in points."""
        return max(self.words, key=lambda word: (not word.raised, len(word.text))).base

    @property
    def size(self) -> float:
        """The size of most of its letters, in points."""
        sizes: dict[float, int] = {}
        for word in self.words:
            sizes[word.size] = sizes.get(word.size, 0) + len(word.text)
        return max(sizes, key=lambda size: sizes[size])

    @property
    def bold(self) -> bool:
        """Whether its letters are bold; a sign or two may be light."""
        letters = sum(len(word.text) for word in self.words)
        return sum(len(word.text) for word in self.words if word.bold) > _BOLD * letters

    @property
    def gaps(self) -> list[float]:
        """The white space between its words, in em of the smaller one beside it."""
        words = [word for word in self.words if not word.raised]
        return [(after.left - word.right) / min(word.size, after.size) for word, after in pairwise(words)]


def mirrored(words: Sequence[Word]) -> list[Word]:
    """The words of a page, turned left to right where most of its letters are of scripts that run to the left.

    What holds of the left and right of a page of English then holds of it too: where lines begin, and which of two
    columns is the first.
    """
    leftward = sum(len(word.text) for word in words if _runs_left(word))
    if 2 * leftward <= sum(len(word.text) for word in words):
        return list(words)
    return [replace(word, left=-word.right, right=-word.left) for word in words]


def _runs_left(word: Word) -> bool:
    return any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in word.text)


def upright(words: Sequence[Word]) -> tuple[list[Word], list[Word]]:
    """The words that stand as most of the page's letters do, and those that are turned against them."""
    turns: dict[int, int] = {}
    for word in words:
        turns[word.turned] = turns.get(word.turned, 0) + len(word.text)
    most = max(turns, key=lambda turned: turns[turned], default=0)
    return [word for word in words if word.turned == most], [word for word in words if word.turned != most]


def rows_of(words: Sequence[Word]) -> list[Row]:
    """The rows of a page from top to bottom; the marks of notes, which stand above them, are in their rows."""
    rows: list[list[Word]] = []
    for word in sorted(_settled(words), key=lambda word: -word.base):
        reach = _SAME_LINE * (max(word.size, rows[-1][0].size) if rows else 0.0)
        if rows and rows[-1][0].base - word.base <= reach:
            rows[-1].append(word)
        else:
            rows.append([word])
    return [Row(_glued(_as_read(sorted(row, key=lambda word: word.left)))) for row in _with_marks(rows)]


def _as_read(words: list[Word]) -> list[Word]:
    """The words of a row of a mirrored page, runs of words that are not turned in their own order."""
    if not any(word.left < 0 for word in words) or not any(map(_runs_left, words)):
        return words
    runs = [(turned, list(run)) for turned, run in groupby(words, key=_runs_left)]
    return [word for turned, run in runs for word in (run if turned else run[::-1])]


def _with_marks(rows: Sequence[list[Word]]) -> Iterator[list[Word]]:
    """The rows, but those that hold nothing but marks of the row below in that row.

    The content of a page may have its marks behind the words that they stand before.
    """
    marks: list[Word] = []
    for row in rows:
        lowered = [_mark_at(word, row) for word in marks]
        whole = [*row, *(mark for mark in lowered if mark)]
        if marks and not all(lowered):
            yield marks
            whole = row
        marks = []
        if len(whole) <= _MARKS and all(_MARK.fullmatch(word.text) for word in whole):
            marks = whole
        else:
            yield whole
    if marks:
        yield marks


def _mark_at(word: Word, row: Sequence[Word]) -> Word | None:
    """`word` on the line of the row below, where it stands raised at a word of it; else None."""
    for host in row:
        gap = max(word.left - host.right, host.left - word.right)
        reach = _NEAR if word.left > host.left else _BEFORE_NOTE
        near = -_NEAR * host.size <= gap <= reach * host.size
        if near and word.size <= host.size and _LOWEST <= (word.base - host.base) / host.size <= _HIGHEST:
            return _on_the_line(word, host, ordinal=False)
    return None


def _settled(words: Sequence[Word]) -> Iterator[Word]:
    """The words; small signs off the line stand on it, and are marks where they read as such."""
    host = end = None  # the word that marks hang at, and the last of them
    for index, word in enumerate(words):
        after = words[index + 1] if index + 1 < len(words) else None
        if host and end and _hangs(word, host, gap=word.left - end.right, reach=_NEAR):
            word = end = _on_the_line(word, host, ordinal=host.text[-1:].isdigit() and end is host)
        elif after and _hangs(word, after, gap=after.left - word.right, reach=_BEFORE_NOTE):
            word = _on_the_line(word, after, ordinal=False)
        else:
            host = end = word
        yield word


def _hangs(word: Word, host: Word, *, gap: float, reach: float) -> bool:
    """Whether a small sign stands raised, or a little lowered, beside the word `host`."""
    if not word.size <= _SMALLER * host.size or word.turned != host.turned:
        return False
    off = (word.base - host.base) / host.size
    raised_or_lowered = _LOWEST <= off <= _HIGHEST or _LOWERED <= off < 0
    return raised_or_lowered and -_NEAR * host.size <= gap <= reach * host.size


def _on_the_line(word: Word, host: Word, *, ordinal: bool) -> Word:
    """`word` on the line of `host`; "st" behind "1" and lowered signs are letters as others, not marks."""
    raised = word.base > host.base and bool(_MARK.fullmatch(word.text)) and not (ordinal and word.text.isalpha())
    return replace(word, base=host.base, raised=raised)


def _glued(words: list[Word]) -> tuple[Word, ...]:
    """The words of a row, glued where nothing parts them on the page, or no more than the letters of spaced words."""
    fixed = [replace(word, glued=False) for word in words[:1]]
    spaced = _between_spaced_letters(words)
    for before, word in pairwise(words):
        gap = (word.left - before.right) / max(word.size, before.size)
        stop = word.text in _STOPS and gap <= _BEFORE_STOP
        fixed.append(replace(word, glued=stop or gap <= spaced or (word.glued and gap <= _GLUED)))
    return tuple(fixed)


def _between_spaced_letters(words: Sequence[Word]) -> float:
    """The widest gap between two letters of one word, in em, where a row is set in spaced letters; else less than 0."""
    single = sum(1 for word in words if len(word.text) == 1 and word.text.isalpha())
    if len(words) < _SPACED_ROW or single < _SINGLE * len(words):
        return -math.inf
    gaps = [(word.left - before.right) / max(word.size, before.size) for before, word in pairwise(words)]
    widest = _WORD_GAP * median(gaps)
    return widest if max(gaps) > widest > 0 else -math.inf


def _joined(words: Sequence[Word]) -> str:
    return "".join(("" if word.glued or not index else " ") + word.text for index, word in enumerate(words))
