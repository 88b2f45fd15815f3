"""Normalises the typography of a text, so that the same words compare equal however they were typeset.

Differences in quotation marks, dashes, spaces, soft hyphens, ligatures, composed and decomposed letters, hyphens within
words and at line ends, Markdown emphasis and footnote marks are removed. Letters, case and punctuation are kept.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.text.markup import HIDDEN, NOTE_MARK

_SAME = {
    **dict.fromkeys("‘’‚‛′ʼ`´", "'"),
    # Double marks become single when a text is quoted inside a quotation.
    **dict.fromkeys('"“”„‟″«»‹›', "'"),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("*_", ""),  # Markdown's emphasis
}
_SPACED_NOTE = re.compile(r"\s\[")
# "2.", "(a)", "ii)" at the start of a line, or in brackets after a colon, a semicolon, "and" or "or".
_LABEL = re.compile(
    r"(?:^|(?<=\n))[ \t\u00a0*_]*\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)][*_]*(?![a-zA-Z]\.)\s*(?=\S)"
    r"|(?:(?<=[:;,.])|(?<=\band)|(?<=\bor))\s*\((?:\d{1,2}|[a-z]|[ivx]{1,5})\)\s*"
)
# A hyphen or dash between letters; a space beside punctuation or at either end; the second of two quotation marks.
_DROPPED = re.compile(r"(?<=[^\W\d_]) ?-+ ?(?=[^\W\d_])|(?<=\W) | (?=\W)|^ | $|(?<=')'+")


# ASCII characters that need no normalising, with single spaces between.
_PLAIN = re.compile(r"[!#$%&()+,./0-9:;<=>?@A-Z\[\\\]^a-z{|}~]+(?: [!#$%&()+,./0-9:;<=>?@A-Z\[\\\]^a-z{|}~]+)*")


@dataclass(frozen=True, slots=True)
class Folded:
    """A normalised text, with the position in the original of each of its characters.

    Character i of `text` is `_letters[_kept[i]]`; `_letters[k]` comes from position `_positions[k]` of the original.
    """

    text: str
    _kept: Sequence[int]
    _letters: str
    _positions: Sequence[int]

    def position(self, at: int) -> int:
        """The position in the original of character `at` of the normalised text."""
        return self._positions[self._kept[at]]

    def find(self, wanted: "re.Pattern[str]") -> Iterator[tuple[int, int]]:
        """The (start, end) in the original of each match of `wanted` that is made of whole words; they may overlap."""
        at = 0
        while found := wanted.search(self.text, at):
            at = found.start() + 1
            first, last = self._kept[found.start()], self._kept[found.end() - 1] if found[0] else -1
            if last >= 0 and self._is_word_boundary(first) and self._is_word_boundary(last + 1):
                yield self._positions[first], self._positions[last] + 1

    def _is_word_boundary(self, at: int) -> bool:
        if at in (0, len(self._letters)):
            return True
        return not (self._letters[at - 1].isalnum() and self._letters[at].isalnum())


def folded(text: str, *, labels: bool = True, spaced_notes: bool = True) -> Folded:
    """`text` with its typography normalised.

    Without `labels` the labels of paragraphs and points ("2.", "(a)") are removed as well. Without `spaced_notes` a
    number in brackets after a space ("twelve [9] months") is kept, and not removed as a footnote mark.
    """
    letters, positions = _letters(text, labels=labels, spaced_notes=spaced_notes)
    kept: list[int] = []
    parts: list[str] = []
    after = 0
    for match in _DROPPED.finditer(letters):
        kept.extend(range(after, match.start()))
        parts.append(letters[after : match.start()])
        after = match.end()
    kept.extend(range(after, len(letters)))
    return Folded("".join([*parts, letters[after:]]), kept, letters, positions)


def has_labels(text: str) -> bool:
    """Whether the text has labels of paragraphs or points."""
    return bool(_LABEL.search(text))


def _letters(text: str, *, labels: bool, spaced_notes: bool) -> tuple[str, list[int]]:
    """The normalised characters of `text`, with single spaces, and the position in `text` of each."""
    letters: list[str] = []
    positions: list[int] = []
    for start, end, before_label in _unmarked(text, labels=labels, spaced_notes=spaced_notes):
        for plain in _PLAIN.finditer(text, start, end):
            _fold_one_by_one(text, start, plain.start(), letters, positions)
            letters.append(plain[0])
            positions.extend(range(*plain.span()))
            start = plain.end()
        _fold_one_by_one(text, start, end, letters, positions)
        if before_label and letters and not letters[-1].endswith(" "):
            letters.append(" ")
            positions.append(max(end - 1, 0))
    return "".join(letters), positions


def _fold_one_by_one(text: str, start: int, end: int, letters: list[str], positions: list[int]) -> None:
    for at in range(start, end):
        for letter in _folded_letter(text[at]):
            if letter != " " or not (letters and letters[-1].endswith(" ")):
                letters.append(letter)
                positions.append(at)


def _unmarked(text: str, *, labels: bool, spaced_notes: bool) -> Iterator[tuple[int, int, bool]]:
    """The (start, end) of the text between footnote marks and labels, and whether a label follows it."""
    notes = (match for match in NOTE_MARK.finditer(text) if spaced_notes or not _SPACED_NOTE.match(match[0]))
    marks = [(*match.span(), False) for match in notes]
    if not labels:
        marks += [(*match.span(), True) for match in _LABEL.finditer(text)]
    at = 0
    for start, end, label in sorted(marks):
        if start >= at:
            yield at, start, label
            at = end
    yield at, len(text), False


@lru_cache(maxsize=4096)
def _folded_letter(letter: str) -> str:
    """The normalised form of a character: decomposed, so that one or two code points for "é" are equal; "ﬁ" is "fi"."""
    if letter.isspace():
        return " "
    if HIDDEN.match(letter):
        return ""
    if letter in _SAME:
        return _SAME[letter]
    return "".join(_SAME.get(part, " " if part.isspace() else part) for part in unicodedata.normalize("NFKD", letter))
