"""Text with its typography evened out, so that the same words compare equal however they were set. Pure.

Forgiven are the forms of quotation marks and dashes, spaces, soft hyphens, ligatures, composed and decomposed letters,
hyphens within words and at line ends, marks of emphasis and of footnotes. Letters, case and punctuation are kept.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.text.markup import HIDDEN, NOTE_MARK

_SAME = {
    **dict.fromkeys("‘’‚‛′ʼ`´", "'"),
    # Quotations within quotations change between single and double marks.
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
# A letter, a hyphen or dash, a letter; a space beside a sign or at an end; the second of two marks: "''".
_DROPPED = re.compile(r"(?<=[^\W\d_]) ?-+ ?(?=[^\W\d_])|(?<=\W) | (?=\W)|^ | $|(?<=')'+")


# Letters and signs that are as they are, with single spaces between.
_PLAIN = re.compile(r"[!#$%&()+,./0-9:;<=>?@A-Z\[\\\]^a-z{|}~]+(?: [!#$%&()+,./0-9:;<=>?@A-Z\[\\\]^a-z{|}~]+)*")


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` is evened out; its character i is the letter `_kept[i]` of `_letters`, which came from `_places[...]`."""

    text: str
    _kept: Sequence[int]
    _letters: str
    _places: Sequence[int]

    def position(self, at: int) -> int:
        """Where in the original the character at this place came from."""
        return self._places[self._kept[at]]

    def find(self, wanted: "re.Pattern[str]") -> Iterator[tuple[int, int]]:
        """The (start, end) in the original of each place that has the wanted words, whole words at both ends."""
        at = 0
        while found := wanted.search(self.text, at):
            at = found.start() + 1
            first, last = self._kept[found.start()], self._kept[found.end() - 1] if found[0] else -1
            if last >= 0 and self._parts(first) and self._parts(last + 1):
                yield self._places[first], self._places[last] + 1

    def _parts(self, at: int) -> bool:
        """Whether no word runs on over this place among the letters."""
        if at in (0, len(self._letters)):
            return True
        return not (self._letters[at - 1].isalnum() and self._letters[at].isalnum())


def folded(text: str, *, labels: bool = True, spaced_notes: bool = True) -> Folded:
    """`text` evened out; without the labels of its paragraphs and points ("2.", "(a)") where not `labels`.

    A number in brackets behind a space is the mark of a footnote only with `spaced_notes`: "twelve [9] months".
    """
    letters, places = _letters(text, labels=labels, spaced_notes=spaced_notes)
    kept: list[int] = []
    parts: list[str] = []
    after = 0
    for match in _DROPPED.finditer(letters):
        kept.extend(range(after, match.start()))
        parts.append(letters[after : match.start()])
        after = match.end()
    kept.extend(range(after, len(letters)))
    return Folded("".join([*parts, letters[after:]]), kept, letters, places)


def has_labels(text: str) -> bool:
    """Whether the text has labels of paragraphs or points."""
    return bool(_LABEL.search(text))


def _letters(text: str, *, labels: bool, spaced_notes: bool) -> tuple[str, list[int]]:
    """The letters of `text`, each alike, single spaces between, and for each the position that it came from."""
    letters: list[str] = []
    places: list[int] = []
    for start, end, mark in _stretches(text, labels=labels, spaced_notes=spaced_notes):
        for plain in _PLAIN.finditer(text, start, end):
            _fold_one_by_one(text, start, plain.start(), letters, places)
            letters.append(plain[0])
            places.extend(range(*plain.span()))
            start = plain.end()
        _fold_one_by_one(text, start, end, letters, places)
        if mark and letters and not letters[-1].endswith(" "):
            letters.append(" ")
            places.append(max(end - 1, 0))
    return "".join(letters), places


def _fold_one_by_one(text: str, start: int, end: int, letters: list[str], places: list[int]) -> None:
    for at in range(start, end):
        for letter in _alike(text[at]):
            if letter != " " or not (letters and letters[-1].endswith(" ")):
                letters.append(letter)
                places.append(at)


def _stretches(text: str, *, labels: bool, spaced_notes: bool) -> Iterator[tuple[int, int, bool]]:
    """What lies between the marks of footnotes, and between labels; and whether a label follows it."""
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
def _alike(letter: str) -> str:
    """What the letter compares as: decomposed, so that "é" is the same in one sign or two; "ﬁ" is "fi"."""
    if letter.isspace():
        return " "
    if HIDDEN.match(letter):
        return ""
    if letter in _SAME:
        return _SAME[letter]
    return "".join(_SAME.get(part, " " if part.isspace() else part) for part in unicodedata.normalize("NFKD", letter))
