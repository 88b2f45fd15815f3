"""Text -> its lines with their positions; what a line looks like without Markdown's marks."""

from collections.abc import Iterator
from dataclasses import dataclass

_EMPHASIS = "*_"
_BLANK = " \t\u00a0\u200b\ufeff"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text: `text[start:end]`, without its newline or page break. `gap` is true after a blank line."""

    start: int
    end: int
    text: str
    gap: bool

    @property
    def plain(self) -> str:
        """The line without Markdown's heading signs, emphasis and outer white space."""
        return plain(self.text)


def plain(text: str) -> str:
    """`text` without Markdown's heading signs, emphasis and outer white space."""
    bare = text.strip(_BLANK).lstrip("#").strip(_BLANK)
    return bare.strip(_EMPHASIS).strip(_BLANK)


def lines(text: str, *, start: int = 0, end: int | None = None) -> Iterator[Line]:
    """The lines of `text[start:end]` that are not blank, in order; positions count from the start of `text`."""
    end = len(text) if end is None else end
    gap = True
    while start < end:
        stop = _line_end(text, start, end)
        line = text[start:stop]
        if line.strip(_BLANK):
            yield Line(start, stop, line, gap)
        gap = not line.strip(_BLANK) or (stop < end and text[stop] == "\f")
        start = stop + 1


def _line_end(text: str, start: int, end: int) -> int:
    newline = text.find("\n", start, end)
    newline = end if newline < 0 else newline
    page = text.find("\f", start, newline)
    return newline if page < 0 else page


def stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """`start, end` moved inwards past white space."""
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
