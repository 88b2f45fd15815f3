"""Headings -> headings with their titles, which stand beside the number, in the next heading or in plain text."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from corpus.structure.headings import Heading, with_title
from corpus.text.lines import Line, lines

# "(see Article 110)", "(Article 16)": under an annex's heading, part of it.
_REFERENCE = re.compile(r"\([^()\n]{1,60}\)\W*$")
_SENTENCE_END = re.compile(r"[.;:]")
_LABELLED = re.compile(r"\(?\w{1,3}[.)]")


def entitled(text: str, headings: Sequence[Heading]) -> list[tuple[Heading, int]]:
    """Each heading, its title taken in, and the position where the text under it ends.

    An article in a table of contents (no sentence under it, and found again later) is left out.
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
    """Whether `text[start:end]` holds nothing but white space."""
    return not text[start:end].strip()


def _merged(text: str, headings: Sequence[Heading]) -> list[Heading]:
    merged: list[Heading] = []
    for heading in headings:
        if merged and _is_title(text, merged[-1], heading):
            merged[-1] = with_title(merged[-1], heading)
        else:
            merged.append(heading)
    return merged


def _is_title(text: str, above: Heading, heading: Heading) -> bool:
    if above.title or above.kind in ("text", "title", "preamble") or not blank(text, above.end, heading.start):
        return False
    if heading.kind == "text":
        return True
    # "#### Appendix" right under "### Article 38" is what that article is about.
    return (
        above.kind == "article"
        and heading.kind in ("annex", "preamble", "division")
        and heading.level > above.level > 0
    )


def _with_line_below(text: str, heading: Heading, end: int) -> Heading:
    """Takes in a title that stands as a plain line under a plain heading, or a reference under an annex's heading."""
    rows = list(islice(lines(text, start=heading.end, end=end), 2))
    if rows and heading.kind in ("annex", "text", "number") and _REFERENCE.match(rows[0].plain):
        return replace(heading, end=rows[0].end)
    if heading.level or heading.title or len(rows) < 2 or heading.kind not in ("article", "division", "annex"):
        return heading
    return with_title(heading, rows[0]) if _reads_as_title(rows[0], rows[1]) else heading


def _reads_as_title(row: Line, after: Line) -> bool:
    words = row.plain.strip("()[]–—- ")
    if not words[:1].isupper() or len(words) > 100 or words.endswith((".", ";", ":", ",")) or _LABELLED.match(words):
        return False
    return not after.text.lstrip()[:1].islower()
