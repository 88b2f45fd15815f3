"""Finds the headings of articles, parts, annexes and other instruments among the lines of a text, with their titles.

The title of an article is on the same line as its number, in the next heading, or in the next plain line.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Literal

from corpus.text.lines import Line, lines, plain
from corpus.text.nouns import ANNEXES, ARTICLE_HEADINGS, DIVISIONS, either
from corpus.text.numbers import CARDINAL, roman

HeadingKind = Literal["title", "article", "division", "annex", "number", "preamble", "text"]

_SCANNED_THREE = "Ill"  # a common misreading of "III" in scanned texts
_NUMBER = rf"(?:\d{{1,4}}[A-Z]?|[IVXLCivxlc]{{1,8}}|{_SCANNED_THREE}|[A-Z])"
_BIS = r"(?:[ \u00a0]?(?:bis|ter|quater|quinquies|sexies)\b)?"
# In capitals or with an initial capital: in lower case these words are part of a sentence.
_ARTICLE_NAMES = either(ARTICLE_HEADINGS, capital=True) + "|" + either(ARTICLE_HEADINGS).upper()
_ARTICLE = re.compile(
    rf"(?:{_ARTICLE_NAMES}|ARTICLES|Articles|Art\.?)[ \u00a0]+(?P<number>{_NUMBER}{_BIS}(?:[ ](?:and|to)[ ]{_NUMBER})?)"
    r"(?:,[ ]paragraphs?[ ](?P<paragraph>\d{1,3}))?(?P<rest>\W.*)?$",
    re.DOTALL,
)
_DIVISION = re.compile(
    rf"(?P<word>{either(DIVISIONS)})"
    rf"(?:[ \u00a0]+(?P<number>\d{{1,3}}|[IVXLC]{{1,8}}|[A-Z]|{CARDINAL})\b)?"
    r"(?P<rest>\W.*)?$",
    re.IGNORECASE | re.DOTALL,
)
_ANNEX = re.compile(
    rf"(?P<word>(?:TECHNICAL[ ])?(?:{either(ANNEXES)}))"
    r"(?:[ \u00a0]+(?P<number>\d{1,3}|[IVXLC]{1,6}|[A-Z])\b)?(?P<rest>\W.*)?$",
    re.IGNORECASE | re.DOTALL,
)
# An article without a number is treated as a division: "final article".
_UNNUMBERED = re.compile(
    r"(?P<word>(?:final|sole|single)[ ]article)(?P<number>)(?P<rest>\W.*)?$", re.IGNORECASE | re.DOTALL
)
_BARE = re.compile(rf"(?:[Pp]aragraph[ ])?(?P<number>\d{{1,3}}|[IVX]{{1,6}}|{_SCANNED_THREE}|[A-Z]){_BIS}\.?$")
_PREAMBLE = re.compile(r"preamble\W*$", re.IGNORECASE)
# "Article II. The boundary is …": the text of the article is on the line of its heading.
_RUN_IN = re.compile(
    rf"[ \t\u00a0]*((?:{_ARTICLE_NAMES}|Art\.?)[ \u00a0]+(?P<number>{_NUMBER}{_BIS}))[.:][ \u00a0]+(?=[A-Z“\"\d(])"
)
_FEWEST_RUN_IN = 3  # fewer lines of this form are references
_BLANK = " \t\u00a0*_"
# What may separate an article's number from its title on one line.
_SEPARATOR = re.compile(r"[\s.:–—-]*")
# The end of a line that continues with "Article 3" on the next one.
_REFERS = re.compile(
    r"(?:[,(]|\b(?:in|of|to|under|by|with|and|or|the|see|from|per|this|that|than|for|on))$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading at `start` to `end` of a text.

    `label` is the keyword and number ("Article 5"), `number` the number as printed, `title` the words after them.
    `points` is the paragraph that a heading such as "Article 6, paragraph 4" names. `word` is the keyword in lower
    case ("chapter", "annex"), "" if there is none; `level` the number of Markdown signs, 0 for a plain line.
    """

    kind: HeadingKind
    start: int
    end: int
    label: str
    number: str = ""
    title: str = ""
    word: str = ""
    points: tuple[str, ...] = ()
    level: int = 0

    @property
    def shown(self) -> str:
        """The label and title on one line, as in a table of contents."""
        return " ".join(part for part in (self.label, self.title) if part)


def headings_in(rows: Sequence[Line], *, plain_lines: bool = True) -> list[Heading]:
    """The headings among the lines of a text, in order.

    If at least two articles have Markdown headings, only Markdown headings are used; else, with `plain_lines`, also
    plain lines such as "Article 5" and "CHAPTER II".
    """
    marked = [_heading(row, marked=True) for row in rows if row.text.lstrip().startswith("#")]
    found = [heading for heading in marked if heading]
    if not plain_lines or sum(heading.kind == "article" for heading in found) > 1:
        return found
    return _plain_headings(rows)


def _heading(row: Line, *, marked: bool) -> Heading | None:
    text = row.plain
    if not text or len(text) > 2000:
        return None
    if not marked:
        return _structural(row, text)
    level = len(row.text.lstrip()) - len(row.text.lstrip().lstrip("#"))
    if level == 1:
        return Heading("title", row.start, row.end, text, level=1)
    found = _structural(row, text) or Heading("text", row.start, row.end, text.lstrip(" :–—-"))
    return replace(found, level=level)


def _structural(row: Line, text: str) -> Heading | None:
    return (
        _article(row, text)
        or _named(row, text, _DIVISION, "division")
        or _named(row, text, _ANNEX, "annex")
        or _named(row, text, _UNNUMBERED, "division")
        or _bare(row, text)
        or (Heading("preamble", row.start, row.end, text) if _PREAMBLE.match(text) else None)
    )


def _article(row: Line, text: str) -> Heading | None:
    match = _ARTICLE.match(text)
    if not match:
        return None
    number, rest = re.sub(r"(?<=\d)(?=bis|ter|quater|quinquies|sexies)", " ", match["number"]), match["rest"] or ""
    if rest and not _title_like(rest):
        return None
    points = (match["paragraph"],) if match["paragraph"] else ()
    label = f"Article{'s' if ' ' in number and 'bis' not in number else ''} {number}" + (
        f", paragraph {points[0]}" if points else ""
    )
    return Heading("article", row.start, row.end, label, number, _title(rest), "article", points)


def _named(row: Line, text: str, pattern: re.Pattern[str], kind: HeadingKind) -> Heading | None:
    match = pattern.match(text)
    if not match or (match["rest"] and not _title_like(match["rest"])):
        return None
    if not match["number"] and (match["rest"] or kind == "division") and len(text) > 80:
        return None
    label = " ".join(part for part in (match["word"], match["number"]) if part)
    return Heading(
        kind, row.start, row.end, label, match["number"] or "", _title(match["rest"] or ""), match["word"].lower()
    )


def _bare(row: Line, text: str) -> Heading | None:
    match = _BARE.match(text)
    if not match or not row.text.lstrip().startswith("#"):
        return None
    word = "paragraph" if text.lower().startswith("paragraph") else ""
    return Heading("number", row.start, row.end, text.rstrip("."), match["number"], "", word)


def _title(rest: str) -> str:
    return plain(rest[_SEPARATOR.match(rest).end() :]).rstrip(".") if rest else ""  # type: ignore[union-attr]


def _title_like(rest: str) -> bool:
    """Whether the text after "Article 5" can be its title: not "of the Convention shall apply"."""
    words = rest.strip(" \t\u00a0*_")
    first = words.lstrip('.:–—-([ \u00a0*_“"')[:1]
    if words[:1] in ",;)":
        return False
    return not first or (not first.islower() and len(words) < 160 and not words.endswith((";", ",")))


def _plain_headings(rows: Sequence[Line]) -> list[Heading]:
    found: list[Heading] = []
    for position, row in enumerate(rows):
        marked = row.text.lstrip().startswith("#")
        heading = _heading(row, marked=marked) if marked or len(row.text) < 200 else None
        if heading and (marked or _stands_alone(rows, position, heading)):
            found.append(heading)
        elif not marked:
            found.extend(_run_in(row))
    return _in_sequence(found)


def _run_in(row: Line) -> list[Heading]:
    """The heading at the start of a line that also has text of the article: "Article II. The boundary is …"."""
    match = _RUN_IN.match(row.text)
    if not match:
        return []
    number = re.sub(r"(?<=\d)(?=bis|ter|quater|quinquies|sexies)", " ", match["number"])
    end = row.start + match.end()
    return [Heading("article", row.start + match.start(1), end, f"Article {number}", number, "", "run-in")]


def _in_sequence(headings: Sequence[Heading]) -> list[Heading]:
    """Headings without run-in ones that are out of sequence: "Article 9. See above." is then a reference."""
    kept: list[Heading] = []
    count = 0
    for heading in headings:
        if heading.kind == "article":
            value = number_value(heading.number)
            if heading.word == "run-in" and value not in (1, count, count + 1):
                continue
            count = value or count
        kept.append(heading)
    fewest = sum(heading.word == "run-in" for heading in kept) < _FEWEST_RUN_IN
    return [heading for heading in kept if not (fewest and heading.word == "run-in")]


def number_value(number: str) -> int:
    """The value of an article's number: 3 for "3 bis", 14 for "XIV", 0 for a letter."""
    digits = re.match(r"\d+", number)
    if digits:
        return int(digits.group())
    return roman(number.split()[0].replace(_SCANNED_THREE, "III")) or 0


def _stands_alone(rows: Sequence[Line], position: int, heading: Heading) -> bool:
    """Whether a plain line is a heading and not a reference in a wrapped sentence."""
    row = rows[position]
    before = rows[position - 1].text.rstrip() if position and not row.gap else ""
    after = rows[position + 1].text.lstrip() if position + 1 < len(rows) else ""
    if _REFERS.search(before, max(0, len(before) - 12)):
        return False
    if after[:1].islower() and not re.match(r"\(?[a-z]{1,3}[.)]", after) and not rows[position + 1].gap:
        return False
    # A line that ends as a sentence is text of the article.
    return not (heading.title and row.text.rstrip(_BLANK).endswith((".", "!", "?", ";", ",")))


# "(see Article 110)", "(Article 16)": below the heading of an annex, part of the heading.
_REFERENCE = re.compile(r"\([^()\n]{1,60}\)\W*$")
_SENTENCE_END = re.compile(r"[.;:]")
_LABELLED = re.compile(r"\(?\w{1,3}[.)]")


def with_titles(text: str, headings: Sequence[Heading]) -> list[tuple[Heading, int]]:
    """Each heading with its title, and the position at which the text below it ends.

    The entries of a table of contents are left out: articles without a sentence below that occur again later.
    """
    merged = _merged(text, headings)
    ends = [heading.start for heading in merged[1:]] + [len(text)]
    later = Counter(heading.label for heading in merged if heading.kind == "article")
    found = []
    for heading, end in zip(merged, ends, strict=True):
        later[heading.label] -= heading.kind == "article"
        if heading.kind == "article" and later[heading.label] and _only_listed(text, heading, end):
            continue
        found.append((heading, end))
    return [(_with_line_below(text, heading, end), end) for heading, end in found]


def _only_listed(text: str, heading: Heading, end: int) -> bool:
    return not _SENTENCE_END.search(text, heading.end, end)


def blank(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` is empty or white space."""
    return not text[start:end].strip()


def _merged(text: str, headings: Sequence[Heading]) -> list[Heading]:
    merged: list[Heading] = []
    for heading in headings:
        if merged and _is_title(text, merged[-1], heading):
            merged[-1] = _with_title(merged[-1], heading)
        else:
            merged.append(heading)
    return merged


def _is_title(text: str, above: Heading, heading: Heading) -> bool:
    if above.title or above.kind in ("text", "title", "preamble") or not blank(text, above.end, heading.start):
        return False
    if heading.kind == "text":
        return True
    # "#### Appendix" directly below "### Article 38" is the title of that article.
    return (
        above.kind == "article"
        and heading.kind in ("annex", "preamble", "division")
        and heading.level > above.level > 0
    )


def _with_line_below(text: str, heading: Heading, end: int) -> Heading:
    """`heading` with the plain line below it, if that is its title, or a reference below the heading of an annex."""
    rows = list(islice(lines(text, start=heading.end, end=end), 2))
    if rows and heading.kind in ("annex", "text", "number") and _REFERENCE.match(rows[0].plain):
        return replace(heading, end=rows[0].end)
    if heading.level or heading.title or len(rows) < 2 or heading.kind not in ("article", "division", "annex"):
        return heading
    return _with_title(heading, rows[0]) if _reads_as_title(rows[0], rows[1]) else heading


def _reads_as_title(row: Line, after: Line) -> bool:
    words = row.plain.strip("()[]–—- ")
    if not words[:1].isupper() or len(words) > 100 or words.endswith((".", ";", ":", ",")) or _LABELLED.match(words):
        return False
    return not after.text.lstrip()[:1].islower()


def _with_title(heading: Heading, title: Heading | Line) -> Heading:
    """`heading` with the words of the line after it as its title."""
    words = title.label if isinstance(title, Heading) else title.plain
    joined = " ".join(part for part in (heading.title, words) if part)
    return replace(heading, title=joined, end=title.end)
