"""Splits a text into sentences, following the conventions of legal and press texts."""

import calendar
import re

from corpus.text.labels import label_of
from corpus.text.lines import Line, lines, stripped

# Punctuation that can end a sentence, with the closing quotes, brackets and note marks after it.
_END = re.compile(r"[.?!…]+[”\"’')\]*_]*(?:\[\d{1,3}\])*")
_NEXT = re.compile(r"[\s*_]*[“\"„‘'(\[]*[*_]*(?:[A-ZÀ-ÖØ-ÞĀ-Ž]|\d)")
_GLUED_NEXT = re.compile(r"[“\"„(]?[A-Z](?:[a-z]|\b[ ][a-z])")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Titles, Latin abbreviations and months: the full stop after them does not end a sentence.
_ABBREVIATIONS = _words(
    "v vs mr mrs ms mm dr st cf eg ie e.g i.e viz seq ibid gen prof op cit capt lt hon messrs u.s u.n u.k e.u "
    f"sept {' '.join(month.lower() for month in calendar.month_abbr[1:] if month != 'May')}"
)
# Abbreviations in references: the full stop does not end a sentence if a number follows ("Art. 5", "Vol. II").
_BEFORE_NUMBERS = _words(
    "art arts no nos nr para paras par p pp sec secs ch chap vol vols res doc docs rev fig figs app appl reg r "
    "subpara subparas col fn approx ser rec"
)
_NUMBER = re.compile(r"[\s(§*]*(?:\d|[IVXLC]+\b)")
_WORD_BEFORE = re.compile(r"[^\s(\[“\"„‘':;,]+$")
_INITIAL = re.compile(r"(?:[A-Z]\.)*[A-Z]$")
_LONGEST_HEADING = 100  # characters
_HEADING = re.compile(r"[^.?!…:;,|\d\n]+")
_SMALL_WORDS = (" of", " the", " in", " by", " to", " and", " or", " with", " for", " at", " on", " from", ",")
_UNFINISHED = (";", ",", ":", "—", "–", "-", " and", " or")


def sentences(text: str) -> list[tuple[int, int]]:
    """The (start, end) of each sentence of `text`, in order, without outer white space.

    A list whose points end in semicolons is part of the sentence that introduces it. Headings are left out, and so is
    the label at the start of a sentence: "2. The Committee meets." gives the positions of "The Committee meets.".
    """
    found: list[tuple[int, int]] = []
    for start, end in _runs(text):
        found.extend(_split(text, start, end))
    return found


def _runs(text: str) -> list[tuple[int, int]]:
    """The (start, end) of each paragraph, the points of a list joined to the line that introduces them."""
    runs: list[tuple[int, int]] = []
    previous: Line | None = None
    labelled = False
    for row in lines(text):
        if row.text.lstrip().startswith("#"):
            previous = None
            continue
        label = label_of(row)
        start, end = stripped(text, label.end if label else row.start, row.end)
        if start == end:
            previous = row
            continue
        if runs and previous and _joined(previous, row, labelled=label is not None):
            runs[-1] = runs[-1][0], end
        else:
            if runs and not labelled and _is_heading(text[runs[-1][0] : runs[-1][1]]):
                runs.pop()
            runs.append((start, end))
            labelled = label is not None
        previous = row
    return runs


def _is_heading(words: str) -> bool:
    """Whether a line is a heading: short, without digits or punctuation, beginning with a capital."""
    return len(words) <= _LONGEST_HEADING and words[0].isupper() and bool(_HEADING.fullmatch(words))


def _joined(previous: Line, row: Line, *, labelled: bool) -> bool:
    """Whether `row` continues the paragraph of the `previous` line."""
    before, first = previous.text.rstrip(), row.text.lstrip()
    if first.startswith(("|", "- ", "![")) or before.startswith("|"):
        return False
    if labelled:
        return before.endswith(_UNFINISHED)
    if row.gap:
        return first[0].islower() and not before.endswith((".", "?", "!"))
    # A line that was wrapped is long or breaks off in mid-sentence.
    wrapped = len(before) > 60 or before.endswith(_SMALL_WORDS)
    return first[0].islower() or (wrapped and not before.endswith((".", "?", "!", ":", ";")))


def _split(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The (start, end) of each sentence in the paragraph `text[start:end]`."""
    found = []
    for match in _END.finditer(text, start, end):
        if match.end() < end and _ends(text, start, match, end):
            found.append(stripped(text, start, match.end()))
            start = match.end()
    last = stripped(text, start, end)
    return [*found, last] if last[0] < last[1] else found


def _ends(text: str, start: int, match: re.Match[str], end: int) -> bool:
    """Whether the punctuation in `match` ends the sentence that begins at `start`."""
    mark, after = match.group(), match.end()
    glued = not text[after].isspace()
    if glued:
        before = text[match.start() - 1 : match.start()]
        return (before.islower() or before in ')]”"0123456789') and bool(_GLUED_NEXT.match(text, after, end))
    if not _NEXT.match(text, after, end):
        return False
    return not mark.startswith(".") or mark.startswith("..") or not _abbreviated(text, start, match.start())


def _abbreviated(text: str, start: int, stop: int) -> bool:
    """Whether the full stop at `stop` belongs to an abbreviation or an initial."""
    word = _WORD_BEFORE.search(text, max(start, stop - 24), stop)
    if not word:
        return False
    bare = word.group().lstrip("*_(")
    if bare.lower() in _ABBREVIATIONS or _INITIAL.match(bare):
        return True
    return bare.lower() in _BEFORE_NUMBERS and bool(_NUMBER.match(text, stop + 1))
