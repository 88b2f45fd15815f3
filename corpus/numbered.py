"""Judgments and reports with numbered paragraphs -> parts "para 45"; front matter, operative part, opinions."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.lines import Line, stripped
from corpus.models import Locator, Part

_NUMBER = re.compile(r"(?P<indent>[ \t\u00a0]*)(?P<number>\d{1,4})\.(?P<gap>[ \t\u00a0]*)(?!\d)")
_OPERATIVE = re.compile(r"\s*(?:FOR THESE REASONS|For these reasons,? (?:the|THE) [A-Z])")
_OPINION = re.compile(
    r"\s*(?P<name>(?:(?:JOINT|PARTLY|SEPARATE|PARTIALLY)[ ,]+)*(?:CONCURRING|DISSENTING|SEPARATE|OPINION)\b"
    r"[^\n]{0,200})$",
    re.IGNORECASE,
)
_HEADING_LABEL = re.compile(r"\s*(?:[IVX]{1,6}|[A-Z]|\d{1,2}|\([a-z]{1,4}\))[.)]?[\s\u00a0]+\S")
# Running heads and page numbers gathered at the end of a text: "12<tab>KHAN v. GERMANY – JUDGMENT".
_FURNITURE = re.compile(r"(?:\d+\t|\t)[^\n]*\bJUDGMENT\b[^\n]*$|\s*\d{1,4}\s*$")
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class _Start:
    index: int
    number: int
    form: tuple[str, str]


def numbered_parts(text: str, rows: Sequence[Line]) -> list[Part]:
    """One part per numbered paragraph, with what stands before and after; [] where a text is not numbered."""
    chain = _chain(rows)
    if len(chain) < _FEWEST:
        return []
    return list(_parts(text, rows, chain))


def _chain(rows: Sequence[Line]) -> list[_Start]:
    """The lines that begin paragraphs 1, 2, 3 …: of all ways of writing "1. ", the one that counts furthest."""
    starts = []
    for index, row in enumerate(rows):
        match = _NUMBER.match(row.text)
        if match:
            starts.append(_Start(index, int(match["number"]), (match["indent"], match["gap"][:1])))
    forms = [_count_up([s for s in starts if s.form == form]) for form in dict.fromkeys(s.form for s in starts)]
    best = max([_count_up(starts), *forms], key=len, default=[])
    # Where nearly all paragraphs look alike, their look decides: a quoted "2." inside paragraph 1 is none of them.
    alike = [chain for chain in forms if len(chain) > 0.9 * len(best)]
    return alike[0] if alike else best


def _count_up(starts: Sequence[_Start]) -> list[_Start]:
    chain: list[_Start] = []
    for start in starts:
        if start.number == len(chain) + 1:
            chain.append(start)
    return chain


def _parts(text: str, rows: Sequence[Line], chain: Sequence[_Start]) -> Iterator[Part]:
    crumbs: list[str] = []
    yield from _plain(text, rows[: chain[0].index], crumbs)
    for position, start in enumerate(chain):
        stop = chain[position + 1].index if position + 1 < len(chain) else len(rows)
        body, tail = _cut(rows[start.index : stop], last=position + 1 == len(chain))
        yield _part(text, body, Locator(place=f"para {start.number}"), " › ".join(crumbs))
        if position + 1 < len(chain):
            crumbs = _crumbs(crumbs, tail)
        else:
            yield from _after(text, tail)


def _cut(rows: Sequence[Line], *, last: bool) -> tuple[Sequence[Line], Sequence[Line]]:
    """The rows of one paragraph, and the headings (or, after the last paragraph, everything) that follow it."""
    if last:
        for index, row in enumerate(rows[1:], 1):
            if _OPERATIVE.match(row.text) or _OPINION.match(row.text):
                return rows[:index], rows[index:]
        return rows, []
    index = len(rows)
    while index > 1 and _is_heading(rows[index - 1]):
        index -= 1
    return rows[:index], rows[index:]


def _is_heading(row: Line) -> bool:
    words = row.plain
    if len(words) > 300 or words.endswith((".", ";", ",", ":", "”", "’", '"', ")")) or words[:1] in '“‘"':
        return False
    return (
        words.isupper()
        or row.text.lstrip().startswith("#")
        or bool(_HEADING_LABEL.match(row.text) and row.text[0] not in " \t")
    )


def _crumbs(crumbs: list[str], rows: Sequence[Line]) -> list[str]:
    for row in rows:
        shown = " ".join(row.plain.split())
        depth = _depth(shown)
        crumbs = [crumb for crumb in crumbs if _depth(crumb) < depth]
        crumbs.append(shown)
    return crumbs


def _depth(shown: str) -> int:
    if re.match(r"[IVX]+\.", shown):
        return 1
    if re.match(r"[A-Z]\.", shown):
        return 2
    if re.match(r"\d+\.", shown):
        return 3
    return 4 if shown.startswith("(") else 0


def _after(text: str, rows: Sequence[Line]) -> Iterator[Part]:
    """The operative part and separate opinions."""
    instrument = ""
    run: list[Line] = []
    for row in rows:
        match = _OPINION.match(row.text) if not row.text.startswith(" ") else None
        if match or (_OPERATIVE.match(row.text) and not instrument):
            yield from _close(text, run, instrument)
            run = []
            instrument = " ".join(match["name"].split()).capitalize() if match else "operative part"
        if not match and not _FURNITURE.match(row.text):
            run.append(row)
    yield from _close(text, run, instrument)


def _close(text: str, run: Sequence[Line], instrument: str) -> Iterator[Part]:
    if run:
        yield _part(text, run, Locator(place=instrument), "")


def _plain(text: str, rows: Sequence[Line], crumbs: Sequence[str]) -> Iterator[Part]:
    if rows:
        yield _part(text, rows, Locator(), " › ".join(crumbs))


def _part(text: str, rows: Sequence[Line], locator: Locator, breadcrumb: str) -> Part:
    start, end = stripped(text, rows[0].start, rows[-1].end)
    return Part(locator, breadcrumb, start, end)
