"""PDF: the text of each page as the page shows it: columns, paragraphs, headings; running heads and notes apart.

The native library works in a process of its own, which may die without harm.
"""

import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from corpus.errors import EmptySource, UnreadableSource
from corpus.models import Note, Reading
from corpus.read.pdf.columns import Block, blocks_of
from corpus.read.pdf.layout import Word, mirrored, rows_of, upright
from corpus.read.pdf.lines import NEXT, lines_of, usual_type
from corpus.read.pdf.margins import without_running_heads
from corpus.read.pdf.notes import NoteFinder, PdfNote
from corpus.read.pdf.text import FoundNote, Joiner, with_notes
from corpus.text.decode import sound

_WORKER = Path(__file__).with_name("worker.py")
_MISTAKEN = 1  # its exit status over a mistake of our own; whatever a file does to it ends it with another
_SECONDS = 120.0  # a book of 117 pages takes two

_CURES = {
    "password": "password protected; remove the password (print it to a new PDF) and add that",
    "damaged": "damaged file, not a complete PDF; get a whole copy",
    "pages": "more pages than the limit of 5000; split it and add the pieces",
}


def read_pdf(data: bytes, *, source: str) -> Reading:
    """The text, pages parted by form feeds, notes behind the last page; what was left out is in `warnings`.

    Raises UnreadableSource (password, damage, too slow or too large, letters that nobody can read), EmptySource where
    no page has text (a scan).
    """
    found = _extract(data, source=source)
    if "error" in found:
        raise UnreadableSource(f"{source}: {_CURES[str(found['error'])]}.")
    pages = [[_word(*word) for word in page] for page in found["pages"]]
    _check_letters(pages, source=source)
    text, notes, left_out = _text(pages)
    if not text.strip():
        raise EmptySource(
            f"{source}: no text layer; OCR needed (pages without text: {len(pages)}), for example with ocrmypdf. "
            "Then add the result."
        )
    title = _title(sound(found["title"]), text=text.lstrip("\f"))
    return Reading(text=text, title=title, notes=notes, warnings=tuple(_warnings(pages, left_out=left_out)))


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


# Signs that stand for others: ligatures, and the bullets of Microsoft's symbol fonts.
_LIGATURES = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
_SIGNS = str.maketrans({**_LIGATURES, 0xF0B7: "•", 0xF0A7: "▪", 0xF02D: "–"})
_UNSEEN = re.compile("[\x00-\x1f\u200b\ufeff\ufdd0\ufdd1]")  # signs without a shape; those that mark notes on the way

# Letters of phonetics that no language is written in. ə, ɛ, ɔ and their like are letters of living languages.
_WRITTEN = "əɛɔɓɗɖɣɩɨɲŋʃʊʋʒɑɦ"
_PHONETIC = re.compile(f"(?![{_WRITTEN}])[\u0250-\u02af\u1d00-\u1dbf]|[\ue000-\uf8ff\ufffd]")
_UNREADABLE = 0.1  # of the letters


def _word(text: str, left: float, right: float, base: float, size: float, bold: int, turned: int, glued: int) -> Word:
    text = _UNSEEN.sub("", sound(text).translate(_SIGNS))
    return Word(text, left, right, base, size, bool(bold), turned, bool(glued))


def _check_letters(pages: Sequence[Sequence[Word]], *, source: str) -> None:
    letters = unreadable = 0
    for page in pages:
        for word in page:
            signs = len(_PHONETIC.findall(word.text))
            unreadable += signs
            letters += signs or sum(map(str.isalpha, word.text))
    if unreadable > _UNREADABLE * letters:
        raise UnreadableSource(
            f"{source}: its text layer is not readable ({100 * unreadable // letters} % of its letters are signs that "
            "no language is written in); OCR needed, for example with ocrmypdf --force-ocr. Then add the result."
        )


def _text(pages: Sequence[Sequence[Word]]) -> tuple[str, tuple[Note, ...], int]:
    """The text with its notes, and how many rows were left out as running heads and page numbers."""
    parted = [upright(mirrored([word for word in page if word.text])) for page in pages]
    rows = [rows_of(words) for words, _ in parted]
    turned = [rows_of(words) for _, words in parted]
    bare, bare_turned = without_running_heads(rows), without_running_heads(turned)
    left_out = sum(map(len, [*rows, *turned])) - sum(map(len, [*bare, *bare_turned]))
    usual = usual_type(bare)
    finder = NoteFinder(size=usual.size)
    blocks = [finder.without_notes(blocks_of(page), page=number) for number, page in enumerate(bare)]
    beside = [[Block(tuple(page))] if page else [] for page in bare_turned]
    lines = [lines_of([*page, *margin], usual=usual) for page, margin in zip(blocks, beside, strict=True)]
    joiner = Joiner(lines)
    notes = [FoundNote(note.mark, note.page, joiner.page(_one_line(note))) for note in finder.notes]
    text, placed = with_notes(joiner.pages(lines), notes)
    return text, placed, left_out + finder.left_out


def _one_line(note: PdfNote) -> list[tuple[str, str]]:
    return [(NEXT, row.text) for row in note.rows]


def _title(title: str, *, text: str) -> str:
    """`title`, which programs put into files too, if its words stand on the first page and it is no piece of a line."""
    first = text.partition("\f")[0]
    words = re.findall(r"[^\W_]+", title)
    if not words or not all(_letters(word) in _letters(first) for word in words):
        return ""
    # Where it always goes on with another word on its line, it is a piece of what that line says.
    whole = r"\W+".join(map(re.escape, words))
    places = re.findall(rf"(?<!\w){whole}(?!\w)([ \u00a0]+\w)?", first, re.IGNORECASE)
    return "" if places and all(places) else title


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _warnings(pages: Sequence[Sequence[Word]], *, left_out: int) -> Iterator[str]:
    empty = [number for number, page in enumerate(pages, 1) if not page]
    if empty:
        which = ", ".join(map(str, empty[:10])) + (" …" if len(empty) > 10 else "")
        yield f"Pages without text, which OCR may give: {len(empty)} ({which})."
    if left_out:
        yield f"Lines left out as running heads and page numbers: {left_out}."
