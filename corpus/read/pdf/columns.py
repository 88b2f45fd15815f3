"""Rows of a page -> blocks in reading order: one column after the other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, groupby
from statistics import median

from corpus.read.pdf.layout import Row, Word

_WIDE = 0.9  # a gap as wide as that may be the gutter between two columns
_FEWEST = 4  # rows that a column has
_SIDE = 0.2  # of the text's width: nothing narrower is a column
_CROSSED = 0.6  # of the rows: where more cross it, the gap is none of columns
_FILLED = 0.55  # of a column's width that its middle row fills; the cells of a table fill less
_LETTERS = 12  # of a column's middle row


@dataclass(frozen=True, slots=True)
class Block:
    """The rows of one column, or of a stretch of a page that has one column only, from top to bottom."""

    rows: tuple[Row, ...]

    @property
    def left(self) -> float:
        """Where its rows begin, the outermost twentieth left out; in points."""
        lefts = sorted(row.left for row in self.rows)
        return lefts[len(lefts) // 20]

    @property
    def right(self) -> float:
        """Where its longest rows end, in points."""
        rights = sorted(row.right for row in self.rows)
        return rights[-1 - len(rights) // 20]


def blocks_of(rows: Sequence[Row]) -> list[Block]:
    """The rows as blocks in reading order: where a gutter runs down the page, the left column before the right one."""
    gutter = _gutter(rows)
    if gutter is None:
        return [Block(tuple(rows))] if rows else []
    blocks: list[Block] = []
    for crosses, group in groupby(rows, key=lambda row: _crosses(row, gutter)):
        band = list(group)
        left, right = _sides(band, gutter)
        if crosses or min(len(left), len(right)) < 2:
            blocks.append(Block(tuple(band)))
        else:
            blocks += [*blocks_of(left), *blocks_of(right)]
    return blocks


def _gutter(rows: Sequence[Row]) -> float | None:
    """Where the white space between two columns of running text is, or None."""
    if len(rows) < _FEWEST:
        return None
    left, right = min(row.left for row in rows), max(row.right for row in rows)
    margin = _SIDE * (right - left)
    changes = [0] * (int(right - left) + 3)
    for row in rows:
        for start, end in _spaces(row, left, right):
            changes[int(start - left) + 1] += 1
            changes[max(int(start - left), int(end - left)) + 1] -= 1
    free = list(accumulate(changes))
    inner = range(int(margin), max(int(margin), len(free) - int(margin)))
    most = max((free[place] for place in inner), default=0)
    wide = [place for place in inner if free[place] >= most - max(1, most // 10)]
    runs: list[list[int]] = [
        [place for _, place in run] for _, run in groupby(enumerate(wide), key=lambda pair: pair[1] - pair[0])
    ]
    longest = max(runs, key=len, default=[0])
    place = left + median(longest)
    return place if _parts_columns(rows, place) else None


def _spaces(row: Row, left: float, right: float) -> Iterator[tuple[float, float]]:
    """The stretches of the width from `left` to `right` that the row leaves white."""
    end = left
    for word in row.words:
        if end == left or word.left - end >= _WIDE * word.size:
            yield end, max(end, word.left)
        end = max(end, word.right)
    yield end, right


def _crosses(row: Row, place: float) -> bool:
    return row.left < place < row.right and not any(
        start <= place <= end for start, end in _spaces(row, row.left, row.right)
    )


def _sides(rows: Sequence[Row], place: float) -> tuple[list[Row], list[Row]]:
    left = [tuple(word for word in row.words if word.left < place) for row in rows]
    right = [tuple(word for word in row.words if word.left >= place) for row in rows]
    return [Row(words) for words in left if words], [_begun(words) for words in right if words]


def _begun(words: tuple[Word, ...]) -> Row:
    return Row((replace(words[0], glued=False), *words[1:]))


def _parts_columns(rows: Sequence[Row], place: float) -> bool:
    """Whether what stands on both sides of `place` is running text: lines enough, and each filled."""
    beside = [row for row in rows if not _crosses(row, place)]
    if len(rows) - len(beside) > _CROSSED * len(rows):
        return False
    width = max(row.right for row in rows) - min(row.left for row in rows)
    return all(_is_column(side, width) for side in _sides(beside, place))


def _is_column(rows: Sequence[Row], width: float) -> bool:
    if len(rows) < _FEWEST:
        return False
    across = max(row.right for row in rows) - min(row.left for row in rows)
    filled = median(row.right - row.left for row in rows)
    letters = median(len(row.text) for row in rows)
    return across >= _SIDE * width and filled >= _FILLED * across and letters >= _LETTERS
