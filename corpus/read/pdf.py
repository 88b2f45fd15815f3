"""PDF: the text of each page as one reads it, words made whole, lines joined, running heads left out.

The native library works in a process of its own, which may die without harm.
"""

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corpus.errors import EmptySource, UnreadableSource
from corpus.read.decode import sound
from corpus.read.reading import Reading
from corpus.text.nouns import ANNEXES, ARTICLE_HEADINGS, MAIN_DIVISIONS, either

_WORKER = Path(__file__).with_name("pdf_worker.py")
_MISTAKEN = 1  # its exit status over a mistake of our own; whatever a file does to it ends it with another
_SECONDS = 120.0  # a book of 117 pages takes under one

_CURES = {
    "password": "password protected; remove the password (print it to a new PDF) and add that",
    "damaged": "damaged file, not a complete PDF; get a whole copy",
    "pages": "more pages than the limit of 5000; split it and add the pieces",
}


def read_pdf(data: bytes, *, source: str) -> Reading:
    """The text, pages parted by form feeds.

    Raises UnreadableSource (password, damage, too slow or too large), EmptySource where no page has text (a scan).
    """
    found = _extract(data, source=source)
    if "error" in found:
        raise UnreadableSource(f"{source}: {_CURES[str(found['error'])]}.")
    pages = tidied([sound(page) for page in found["pages"]])
    text = "\f".join(pages)
    if not text.strip():
        raise EmptySource(
            f"{source}: no text layer; OCR needed (pages without text: {len(pages)}), for example with ocrmypdf. "
            "Then add the result."
        )
    return Reading(text=text, title=sound(found["title"]))


def _extract(data: bytes, *, source: str) -> dict[str, Any]:
    # -P: the worker's own folder holds html.py and docx.py, which must not hide modules of those names.
    command = [sys.executable, "-P", str(_WORKER)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise UnreadableSource(f"{source}: no text after {_SECONDS:.0f} s; split the PDF or save it anew.") from error
    if done.returncode == _MISTAKEN:
        raise RuntimeError(f"{_WORKER.name} broke: {done.stderr.decode(errors='replace')}")
    if done.returncode:
        raise UnreadableSource(f"{source}: {_CURES['damaged']} (the PDF library gave up on it).")
    result: dict[str, Any] = json.loads(done.stdout)
    return result


_BROKEN = "\ufffe"  # PDFium's mark for a hyphen at the end of a line, in place of hyphen and line break
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")  # signs of mathematical fonts that have no letter
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BROKEN_WORD = re.compile(rf"([^\W\d_]+)(?:{_BROKEN}\n?|[-\u00ad] ?\n)([^\W\d_]+)(\S*) ?")
# A scan whose text layer lost the hyphen: "compre \nhensive".
_SPLIT_WORD = re.compile(r"([^\W\d_]+) \n([a-z]+)(\S*) ?")

_ENDS = re.compile(r"[.:;!?…][\"'”’»)\]]*$")
# What begins a new line of its own: headings and labels of paragraphs and points.
_STARTS = re.compile(
    rf"(article|art|{either(MAIN_DIVISIONS, ANNEXES)}|protocol|preamble|rule|principle)\b"
    rf"|(?-i:{either(ARTICLE_HEADINGS, capital=True)})\b"
    r"|[(\[]?(\d{1,3}|[a-zA-Z]|[ivxlcIVXLC]+)[.)\]/](\s|$)|[-–—•*§]",
    re.IGNORECASE,
)
_PAGE_NUMBER = re.compile(r"[-–—\s]*([Pp]age\s*|PAGE\s*)?(\d{1,4}|[ivxlc]{1,7})([/\s]*(of\s*)?\d{1,4})?[-–—\s]*")

_FULL = 0.75  # of the page's long lines: a line as long as that was broken by the margin, not by its author
_SHORT = 40  # characters: no line under this length was broken by the margin
_EDGE = 2  # lines at the top and at the bottom of a page that may be running heads
_REPEATED = 0.25  # of the pages; left and right pages may have heads of their own


def tidied(pages: Sequence[str]) -> list[str]:
    """`pages` with the same words, one paragraph a line where lines were only broken by the margin."""
    pages = [_UNSEEN.sub("", re.sub(r"\r\n?|\f", "\n", page)) for page in pages]
    known = Counter(word.lower() for page in pages for word in _WORD.findall(page))
    whole = [_whole_words(page, known=known) for page in pages]
    furniture = _furniture(whole)
    return [_joined(_without_edges(page.split("\n"), furniture=furniture)) for page in whole]


def _whole_words(page: str, *, known: Counter[str]) -> str:
    """Words broken at line ends made whole; the hyphen stays where the text elsewhere writes the word with one."""

    def hyphenated(match: re.Match[str]) -> str:
        first, second, rest = match.groups()
        keep = known[f"{first}-{second}".lower()] > known[f"{first}{second}".lower()] or second[0].isupper()
        return f"{first}{'-' if keep else ''}{second}{rest}\n"

    def split(match: re.Match[str]) -> str:
        first, second, rest = match.groups()
        fragment = min(known[first.lower()], known[second.lower()])
        whole = known[(first + second).lower()] > fragment
        return f"{first}{second}{rest}\n" if whole else match[0]

    return _SPLIT_WORD.sub(split, _BROKEN_WORD.sub(hyphenated, page)).replace(_BROKEN, "-")


def _furniture(pages: Sequence[str]) -> set[str]:
    """The running heads: lines that stand, but for their numbers, at the edge of many pages."""
    edges = Counter(line for page in pages for line in {_letters(line) for line in _edge_lines(page.split("\n"))})
    return {line for line, count in edges.items() if line and count >= max(3, _REPEATED * len(pages))}


def _edge_lines(lines: list[str]) -> list[str]:
    written = [line for line in lines if line.strip()]
    return written[:_EDGE] + written[-_EDGE:]


def _letters(line: str) -> str:
    return re.sub(r"[\W\d_]+", "", line).lower()


def _without_edges(lines: list[str], *, furniture: set[str]) -> list[str]:
    written = [line.strip() for line in lines if line.strip()]
    top = sum(1 for _ in _leading(written[:_EDGE], furniture))
    bottom = sum(1 for _ in _leading(written[top:][: -_EDGE - 1 : -1], furniture))
    return written[top : len(written) - bottom]


def _leading(lines: list[str], furniture: set[str]) -> list[str]:
    """The lines before the first that is neither a running head nor a page number."""
    for count, line in enumerate(lines):
        if _letters(line) not in furniture and not _PAGE_NUMBER.fullmatch(line):
            return lines[:count]
    return lines


def _joined(lines: list[str]) -> str:
    lengths = sorted(len(line) for line in lines)
    long = max(_SHORT, lengths[len(lengths) * 9 // 10] * _FULL) if lengths else _SHORT
    text = ""
    for before, line in zip(["", *lines], lines, strict=False):
        text += (" " if before and _goes_on(before, line, long=long) else "\n") + line
    return text.strip()


def _goes_on(before: str, line: str, *, long: float) -> bool:
    """Whether `line` continues the sentence of the line before it."""
    if _ENDS.search(before) or _STARTS.match(line):
        return False
    return line[0].islower() or len(before) >= long
