"""The lines of a text with their positions, and a line without its Markdown."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# A page break ends a line too.
_LINE = re.compile(r"[^\n\f]+")
_EMPHASIS = "*_"
_BLANK = " \t\u00a0\u200b\ufeff"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a document, at `start` to `end` in its text, without the newline or page break that ends it.

    `gap` is true on the first line, and after a blank line or a page break.
    """

    start: int
    end: int
    text: str
    gap: bool

    @property
    def plain(self) -> str:
        """The line without Markdown heading signs, emphasis and outer white space."""
        return plain(self.text)


def plain(text: str) -> str:
    """`text` without Markdown heading signs, emphasis and outer white space."""
    bare = text.strip(_BLANK).lstrip("#").strip(_BLANK)
    return bare.strip(_EMPHASIS).strip(_BLANK)


def lines(text: str, *, start: int = 0, end: int | None = None) -> Iterator[Line]:
    """The lines of `text[start:end]` that are not blank, in order; positions count from the start of `text`."""
    end = len(text) if end is None else end
    last = -1
    for match in _LINE.finditer(text, start, end):
        if match.group().strip(_BLANK):
            between = text[last : match.start()] if last >= 0 else "\f"
            yield Line(match.start(), match.end(), match.group(), "\f" in between or between.count("\n") > 1)
            last = match.end()


def stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """`start` and `end` moved inwards past white space; both equal where there is nothing but white space."""
    piece = text[start:end]
    first = start + len(piece) - len(piece.lstrip())
    return first, max(first, start + len(piece.rstrip()))
