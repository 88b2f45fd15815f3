"""Divides judgments and reports into their numbered paragraphs, and the text before and after these."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.models import Locator, Part
from corpus.structure.annexes import closing_start
from corpus.text.labels import outline
from corpus.text.lines import Line, plain, stripped

_NUMBER = re.compile(r"(?P<indent>[ \t\u00a0]*)(?P<number>\d{1,4})\.(?P<gap>[ \t\u00a0]*)(?!\d)")
_OPERATIVE = re.compile(r"\s*(?:FOR THESE REASONS|For these reasons,? (?:the|THE) [A-Z])")
_OPINION = re.compile(
    r"(?:(?:JOINT|PARTLY|PARTIALLY|SEPARATE)[ ,]+(?:AND )?)*(?:CONCURRING|DISSENTING|SEPARATE|INDIVIDUAL)[^\n]{0,40}?"
    r"\b(?:OPINION|DECLARATION|VOTE)\b[^\n]{0,200}$",
    re.IGNORECASE,
)
_SMALL_WORDS = re.compile(
    r"\b(?:joint|partly|partially|separate|concurring|dissenting|individual|opinion|declaration|vote|of|and|the|by|in)\b",
    re.IGNORECASE,
)
_NOTE = re.compile(r"(?P<number>\d{1,3})[ \t\u00a0]+(?=[A-Z“\"])")
# Running heads and page numbers collected at the end of a text ("12<tab>KHAN v. GERMANY – JUDGMENT"), and rules.
_FURNITURE = re.compile(r"(?:\d*\t|\t)[^\n]*\bJUDGMENT\b|[\s\d]{1,8}$|\s*(?:SEPARATE OPINIONS?|[-_=*]{3,})\s*$")
_HEADING_LABEL = re.compile(r"(?:[IVX]{1,6}|[A-Z]|\d{1,2})\.[\s\u00a0]+\S|\([a-z]{1,4}\)[\s\u00a0]+\S")
# The end of a sentence, and the start of a quotation, a list or a table: such lines are not headings.
_ENDS = '.;:,”’")?'
_QUOTED = "“‘\"'|-"
_MAJOR = re.compile(r"(?:PROCEDURE|(?:AS TO )?THE (?:FACTS|LAW)|INTRODUCTION|(?:RELEVANT )?BACKGROUND)\b")
# The least number of numbered paragraphs with which a text is divided into them.
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class _Start:
    """A line that begins like a numbered paragraph; `form` is the white space before the number and after it."""

    index: int
    number: int
    form: tuple[str, str]


def numbered_parts(text: str, rows: Sequence[Line]) -> list[Part]:
    """One part per numbered paragraph, and parts for the text before and after; [] for a text without numbering."""
    chain = _chain(rows)
    if len(chain) < _FEWEST:
        return []
    front, crumbs = _headings_off(rows[: chain[0].index], indented=False)
    front = [] if all(row.text.lstrip().startswith("#") for row in front) else front
    body, tail = _last(rows, chain[-1])
    before = [_part(text, front, Locator())] if front else []
    paragraphs = _paragraphs(text, rows[:body], chain, crumbs=_crumbs([], crumbs))
    return [*before, *paragraphs, *_tail(text, tail)]


def _chain(rows: Sequence[Line]) -> list[_Start]:
    """The lines that begin paragraphs 1, 2, 3 …: of the forms in which numbers are printed, the longest sequence."""
    starts = []
    for index, row in enumerate(rows):
        match = _NUMBER.match(row.text)
        if match:
            starts.append(_Start(index, int(match["number"]), (match["indent"], match["gap"][:1])))
    by_form: dict[tuple[str, str], list[_Start]] = {}
    for start in starts:
        by_form.setdefault(start.form, []).append(start)
    forms = [_count_up(group) for group in by_form.values()]
    best = max([_count_up(starts), *forms], key=len, default=[])
    # If one form has nearly all numbers, only that form counts: a quoted "2." inside paragraph 1 has another form.
    alike = [chain for chain in forms if len(chain) > 0.9 * len(best)]
    return alike[0] if alike else best


def _count_up(starts: Sequence[_Start]) -> list[_Start]:
    """The first lines numbered 1, 2, 3 … in this order."""
    chain: list[_Start] = []
    for start in starts:
        if start.number == len(chain) + 1:
            chain.append(start)
    return chain


def _last(rows: Sequence[Line], start: _Start) -> tuple[int, Sequence[Line]]:
    """The index of the first row after the last numbered paragraph, and the rows from there on."""
    for index in range(start.index + 1, len(rows)):
        row = rows[index]
        if _OPERATIVE.match(row.plain) or _opinion(row) or row.plain.isupper() or row.text.lstrip().startswith("#"):
            return index, rows[index:]
    return len(rows), []


def _paragraphs(
    text: str, rows: Sequence[Line], chain: Sequence[_Start], *, crumbs: list[str], instrument: str = ""
) -> Iterator[Part]:
    """The parts of the paragraphs that begin at `chain`; headings between two of them become breadcrumbs."""
    stops = [start.index for start in chain[1:]] + [len(rows)]
    for start, stop in zip(chain, stops, strict=True):
        body, headings = _headings_off(rows[start.index : stop], indented=bool(start.form[0]))
        yield _part(text, body, Locator(instrument=instrument, place=f"para {start.number}"), " › ".join(crumbs))
        crumbs = _crumbs(crumbs, headings)


def _headings_off(rows: Sequence[Line], *, indented: bool) -> tuple[Sequence[Line], Sequence[Line]]:
    """`rows` without the headings at their end, and those headings."""
    index = len(rows)
    while index > 1 and _is_heading(rows[index - 1], indented=indented):
        index -= 1
    return rows[:index], rows[index:]


def _is_heading(row: Line, *, indented: bool) -> bool:
    """Whether a line after a paragraph is the heading of the next; if paragraphs are `indented`, headings are not."""
    words = row.plain
    if len(words) > 300 or words[-1:] in _ENDS or words[:1] in _QUOTED:
        return False
    if words.isupper() or row.text.lstrip().startswith("#"):
        return True
    outside = row.text[:1] not in " \t\u00a0"
    return outside and (bool(_HEADING_LABEL.match(words)) or (indented and words[:1].isupper() and len(words) < 120))


def _crumbs(crumbs: Sequence[str], rows: Sequence[Line]) -> list[str]:
    """The headings in force after `rows`: each replaces those of its own depth and deeper."""
    found = list(crumbs)
    for row in rows:
        shown = " ".join(row.plain.split())
        found = [crumb for crumb in found if _depth(crumb) < _depth(shown)]
        found.append(shown)
    return found


def _depth(shown: str) -> int:
    """The depth of a heading: 0 for "THE LAW", then capitals or "I.", "A.", "1.", "(a)", and 5 for plain words."""
    patterns = (_MAJOR, re.compile(r"[IVX]+\."), re.compile(r"[A-Z]\."), re.compile(r"\d+\."), re.compile(r"\("))
    for depth, pattern in enumerate(patterns):
        if pattern.match(shown):
            return depth
    return 1 if shown.isupper() else len(patterns)


def _opinion(row: Line) -> str:
    """The name of the separate opinion if the line is the heading of one, else ""."""
    if row.text[:1].isspace() or not _OPINION.match(row.plain):
        return ""
    words = plain(row.text).split(", joined")[0].split(", JOINED")[0]
    named = words.title().replace("’S", "’s").replace("'S", "'s") if words.isupper() else words
    return _SMALL_WORDS.sub(lambda word: word.group().lower(), named)


def _tail(text: str, rows: Sequence[Line]) -> Iterator[Part]:
    """The operative part, the closing, separate opinions and notes, without running heads and page numbers."""
    notes = _notes(rows)
    runs: list[tuple[str, list[Line]]] = []
    for row in rows[:notes]:
        name = _opinion(row) or ("operative part" if _OPERATIVE.match(row.plain) else "")
        if name or not runs:
            runs.append((name, []))
        if not _opinion(row) and not _FURNITURE.match(row.text):
            runs[-1][1].append(row)
    for name, run in runs:
        if run:
            yield from _run(text, run, name)
    last = [row for row in rows[notes:] if not _FURNITURE.match(row.text)]
    if last:
        yield _part(text, last, Locator(place="notes"))


def _notes(rows: Sequence[Line]) -> int:
    """The index of the first of at least three footnotes collected at the end, or the number of rows."""
    found = [(index, int(match["number"])) for index, row in enumerate(rows) if (match := _NOTE.match(row.text))]
    for position in range(len(found) - 2):
        (index, first), (_, second), (_, third) = found[position : position + 3]
        if (second, third) == (first + 1, first + 2):
            return index
    return len(rows)


def _run(text: str, rows: Sequence[Line], name: str) -> Iterator[Part]:
    """The parts of the text after the paragraphs that has the name `name`: an opinion, "operative part" or ""."""
    if name and name != "operative part":
        chain = _chain(rows) if any(_NUMBER.match(row.text) for row in rows) else []
        before = rows[: chain[0].index] if len(chain) > 1 else rows
        if before:
            yield _part(text, before, Locator(instrument=name))
        if len(chain) > 1:
            yield from _paragraphs(text, rows, chain, crumbs=[], instrument=name)
        return
    start, end = stripped(text, rows[0].start, rows[-1].end)
    closing = closing_start(text, start, end)
    yield from _orders(text, start, closing, name)
    if closing < end:
        yield Part(Locator(place="closing"), "", *stripped(text, closing, end))


def _orders(text: str, start: int, end: int, name: str) -> Iterator[Part]:
    """The numbered orders of an operative part, the first together with the words that introduce them."""
    blocks = outline(text, start=start, end=stripped(text, start, end)[1])
    firsts = [i for i, block in enumerate(blocks) if i and block.points[:1] != blocks[i - 1].points[:1]]
    cuts = [0, *[i for i in firsts if blocks[i - 1].points], len(blocks)] if blocks else [0]
    for first, last in pairwise(cuts):
        points = next((block.points[:1] for block in blocks[first:last] if block.points), ()) if name else ()
        yield Part(Locator(place=name, points=points), "", blocks[first].start, blocks[last - 1].end)


def _part(text: str, rows: Sequence[Line], locator: Locator, breadcrumb: str = "") -> Part:
    start, end = stripped(text, rows[0].start, rows[-1].end)
    return Part(locator, breadcrumb, start, end)
