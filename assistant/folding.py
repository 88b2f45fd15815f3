"""Text with its typography evened out, so that the same words compare equal however they were set. Pure.

Forgiven are the forms of quotation marks and dashes, spaces, soft hyphens, ligatures, composed and decomposed letters,
hyphens within words and at line ends, marks of emphasis and of footnotes. Letters, case and punctuation are kept.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

_SAME = {
    **dict.fromkeys("‘’‚‛′ʼ`´", "'"),
    # Quotations within quotations change between single and double marks.
    **dict.fromkeys('"“”„‟″«»‹›', "'"),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    # Soft hyphens and marks without width; Markdown's emphasis.
    **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff*_", ""),
}
# "[3]", "[note 1]", "<sup>2</sup>", "¹", and a number stuck to the end of a sentence: "prohibited.2 The".
_NOTE_MARK = re.compile(
    r"\s*\[\s*(?:\d{1,3}|note \d+|citation needed)\s*\]|<sup>[^<]{0,12}</sup>|(?<=[\w.,;:”\"’)])[⁰¹²³⁴-⁹]+"
    r"|(?<=[a-z]{4}[.”\"])\d{1,3}(?=\s+[A-Z“\"]|\s*$)"
)
# "2.", "(a)", "ii)" at the start of a line, or in brackets after a colon, a semicolon, "and" or "or".
_LABEL = re.compile(
    r"(?:^|(?<=\n))[ \t\u00a0*_]*\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)][*_]*(?![a-zA-Z]\.)\s*(?=\S)"
    r"|(?:(?<=[:;,.])|(?<=\band)|(?<=\bor))\s*\((?:\d{1,2}|[a-z]|[ivx]{1,5})\)\s*"
)
# A letter, a hyphen or dash, a letter; a space beside a sign or at an end; the second of two marks: "''".
_DROPPED = re.compile(r"(?<=[^\W\d_]) ?-+ ?(?=[^\W\d_])|(?<=\W) | (?=\W)|^ | $|(?<=')'+")


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` is evened out; its character i stands for `original[positions[i]]` and those dropped after it."""

    text: str
    positions: Sequence[int]
    _whole: str
    _kept: Sequence[int]

    def find(self, wanted: "re.Pattern[str]") -> Iterator[tuple[int, int]]:
        """The (start, end) in the original of each place that has the wanted words, whole words at both ends."""
        at = 0
        while found := wanted.search(self.text, at):
            at = found.start() + 1
            if found.end() > found.start() and self._begins(found.start()) and self._ends(found.end()):
                yield self.positions[found.start()], self.positions[found.end() - 1] + 1

    def within(self, start: int, end: int) -> str:
        """What the original's stretch [start, end) reads as here."""
        return self.text[bisect_left(self.positions, start) : bisect_left(self.positions, end)]

    def _begins(self, at: int) -> bool:
        place = self._kept[at]
        return place == 0 or not (self._whole[place - 1].isalnum() and self._whole[place].isalnum())

    def _ends(self, at: int) -> bool:
        place = self._kept[at - 1] + 1
        return place == len(self._whole) or not (self._whole[place - 1].isalnum() and self._whole[place].isalnum())


def folded(text: str, *, labels: bool = True) -> Folded:
    """`text` evened out; without the labels of its paragraphs and points ("2.", "(a)") where not `labels`."""
    letters, places = _letters(text, labels=labels)
    kept: list[int] = []
    after = 0
    for match in _DROPPED.finditer(letters):
        kept.extend(range(after, match.start()))
        after = match.end()
    kept.extend(range(after, len(letters)))
    return Folded("".join([letters[at] for at in kept]), [places[at] for at in kept], letters, kept)


def has_labels(text: str) -> bool:
    """Whether the text has labels of paragraphs or points."""
    return bool(_LABEL.search(text))


def _letters(text: str, *, labels: bool) -> tuple[str, list[int]]:
    """The letters of `text`, each alike, single spaces between, and for each the position that it came from."""
    letters: list[str] = []
    places: list[int] = []
    for start, end, mark in _stretches(text, labels=labels):
        for at in range(start, end):
            for letter in _alike(text[at]):
                if letter != " " or letters[-1:] != [" "]:
                    letters.append(letter)
                    places.append(at)
        if mark and letters[-1:] not in ([], [" "]):
            letters.append(" ")
            places.append(max(end - 1, 0))
    return "".join(letters), places


def _stretches(text: str, *, labels: bool) -> Iterator[tuple[int, int, bool]]:
    """What lies between the marks of footnotes, and between labels; and whether a label follows it."""
    marks = [(*match.span(), False) for match in _NOTE_MARK.finditer(text)]
    if not labels:
        marks += [(*match.span(), True) for match in _LABEL.finditer(text)]
    at = 0
    for start, end, label in sorted(marks):
        if start >= at:
            yield at, start, label
            at = end
    yield at, len(text), False


@lru_cache(maxsize=4096)
def _alike(letter: str) -> str:
    """What the letter compares as: decomposed, so that "é" is the same in one sign or two; "ﬁ" is "fi"."""
    if letter.isspace():
        return " "
    if letter in _SAME:
        return _SAME[letter]
    return "".join(_SAME.get(part, " " if part.isspace() else part) for part in unicodedata.normalize("NFKD", letter))
