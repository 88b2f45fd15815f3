"""Runs as a script: PDF bytes on stdin, one JSON object on stdout. Imports nothing of Pinpoint.

{"pages": [[word]], "title": text} or {"error": "password" | "damaged" | "pages"}; a word is
[text, left, right, baseline, size, bold, turned, glued]: places and size in points from the page's lower left corner,
turned 0 to 3 quarter turns to the left (the places are then those of the page turned back), glued 1 where no white
space parts it from the word before.

It ends with status 1, as Python does, over a mistake of our own only; with any other over a file that it cannot bear.
"""

import ctypes
import json
import math
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

_PAGES = 5000
_WORDS = 3_000_000  # of all pages; a book of 1000 pages has half a million
_FARTHEST = 20_000.0  # points; no page is larger
_MEMORY = 1 << 30  # bytes of address space: a hostile file ends the worker, not the machine

_TOO_LARGE = 3  # exit status: more memory than that is wanted

_HYPHENS = (0x02, 0xFFFE)  # PDFium's marks for a hyphen at the end of a line
_BOLD_FLAG = 1 << 18  # "ForceBold" among the flags of a font
_BOLD_NAMES = (b"bold", b"black", b"heavy", b"demi")

# In em: how far a letter may stand from the line, or before the end of the last one, and belong to the same word.
_OFF_LINE = 0.12
_BACK = 0.5
_FAR = 2.0
_LEFTWARD = ("R", "AL", "NSM")  # Unicode's classes of letters that may follow to the left of those before

Word = list[str | float]


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = _MEMORY if hard == resource.RLIM_INFINITY else min(_MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


# As in pypdfium2, but that handles and objects are plain numbers, which takes half the time.
_P, _I = ctypes.c_void_p, ctypes.c_int
_object_of = ctypes.cast(pdfium.FPDFText_GetTextObject, ctypes.CFUNCTYPE(_P, _P, _I))
_unicode_of = ctypes.cast(pdfium.FPDFText_GetUnicode, ctypes.CFUNCTYPE(ctypes.c_uint, _P, _I))
_origin_of = ctypes.cast(pdfium.FPDFText_GetCharOrigin, ctypes.CFUNCTYPE(_I, _P, _I, _P, _P))


@dataclass(frozen=True, slots=True)
class _Type:
    """How a text object is set: size in points, bold 0 or 1, quarter turns to the left."""

    size: float
    bold: int
    turned: int


class _Page:
    """One page's letters, read one after the other as PDFium orders them, into words."""

    def __init__(self, textpage: Any) -> None:
        self.page = textpage.raw
        self.handle = ctypes.cast(self.page, ctypes.c_void_p).value
        self.types: dict[int | None, _Type] = {}
        self.x, self.y = ctypes.c_double(), ctypes.c_double()
        self.places = ctypes.addressof(self.x), ctypes.addressof(self.y)
        self.box = pdfium.FS_RECTF()

    def words(self) -> Iterator[Word]:
        """Every word with its place, in the order of the page's content."""
        letters: list[str] = []
        first, base, last, kind, glued = 0, 0.0, (0.0, 0.0), _Type(0.0, 0, 0), 0
        for index in range(pdfium.FPDFText_CountChars(self.page)):
            letter = self._letter(index)
            if letter.isspace() or letter < " ":
                if letters:
                    yield self._word(letters, base, (first, index - 1), kind, glued)
                letters, glued = [], 0
                continue
            set_as = self._type(index)
            at = self._place(index, set_as.turned)
            leftward = unicodedata.bidirectional(letter) in _LEFTWARD
            if letters and (parted := _parted(last, at, kind, set_as, leftward=leftward)):
                yield self._word(letters, base, (first, index - 1), kind, glued)
                letters, glued = [], int(parted == "glued")
            if not letters:
                first, base, kind = index, at[1], set_as
            letters.append(letter)
            last = at
        if letters:
            yield self._word(letters, base, (first, index), kind, glued)

    def _letter(self, index: int) -> str:
        code = _unicode_of(self.handle, index)
        if code in _HYPHENS:
            return "-"
        return chr(code) if code < 0x110000 else "\ufffd"

    def _type(self, index: int) -> _Type:
        thing = _object_of(self.handle, index)
        found = self.types.get(thing)
        if found is None:
            found = self.types[thing] = self._look(index)
        return found

    def _look(self, index: int) -> _Type:
        matrix, flags, name = pdfium.FS_MATRIX(), ctypes.c_int(), ctypes.create_string_buffer(128)
        pdfium.FPDFText_GetMatrix(self.page, index, matrix)
        pdfium.FPDFText_GetFontInfo(self.page, index, name, 128, flags)
        size = abs(pdfium.FPDFText_GetFontSize(self.page, index)) * math.hypot(matrix.c, matrix.d)
        bold = bool(flags.value & _BOLD_FLAG) or any(part in name.value.lower() for part in _BOLD_NAMES)
        turned = round(math.atan2(matrix.b, matrix.a) / (math.pi / 2)) % 4
        return _Type(max(0.1, round(size, 1)), int(bold), turned)

    def _place(self, index: int, turned: int) -> tuple[float, float]:
        _origin_of(self.handle, index, *self.places)
        return _turned_back(self.x.value, self.y.value, turned)

    def _word(self, letters: list[str], base: float, ends: tuple[int, int], kind: _Type, glued: int) -> Word:
        """The word of these letters, the first and last of which are at the indices `ends`."""
        across: list[float] = []
        for index in ends:
            pdfium.FPDFText_GetLooseCharBox(self.page, index, self.box)
            corners = [(self.box.left, self.box.bottom), (self.box.right, self.box.top)]
            across += [round(_turned_back(x, y, kind.turned)[0], 1) for x, y in corners]
        text = "".join(letters)
        return [text, min(across), max(across), round(base, 1), kind.size, kind.bold, kind.turned, glued]


def _on_a_page(word: Word) -> bool:
    """Whether the word's measures are such as a page can have, which no "not a number" is."""
    return all(isinstance(measure, str) or abs(measure) <= _FARTHEST for measure in word)


def _turned_back(x: float, y: float, turned: int) -> tuple[float, float]:
    if not turned:
        return x, y
    return ((x, y), (y, -x), (-x, -y), (-y, x))[turned]


def _parted(last: tuple[float, float], at: tuple[float, float], before: _Type, now: _Type, *, leftward: bool) -> str:
    """ "glued" or "apart" where a letter at `at` begins a word of its own behind one at `last`, else ""."""
    em = max(before.size, now.size)
    along, off = at[0] - last[0], abs(at[1] - last[1])
    along = abs(along) if leftward else along
    if now.turned != before.turned or along < -_BACK * em or along > _FAR * em or off > em:
        return "apart"
    return "glued" if off > _OFF_LINE * em or now != before else ""


def _extract(data: bytes) -> dict[str, object]:
    """What is said of `data`; nothing but calls of pypdfium2, so that each failure is the file's."""
    try:
        document = pypdfium2.PdfDocument(data)
        if len(document) > _PAGES:
            return {"error": "pages"}
        pages = _pages(document)
        metadata = document.get_metadata_dict()
    except pypdfium2.PdfiumError as error:
        return {"error": "password" if "password" in str(error).lower() else "damaged"}
    except (ValueError, OSError):  # it decodes what it is told to be text
        return {"error": "damaged"}
    return {"pages": pages, "title": metadata.get("Title", "")}


def _pages(document: Any) -> list[list[Word]]:
    pages: list[list[Word]] = []
    count = 0
    for page in document:
        textpage = page.get_textpage()
        pages.append([word for word in _Page(textpage).words() if _on_a_page(word)])
        textpage.close()
        page.close()
        count += len(pages[-1])
        if count > _WORDS:
            raise MemoryError
    return pages


if __name__ == "__main__":
    _limit_memory()
    try:
        sys.stdout.write(json.dumps(_extract(sys.stdin.buffer.read())))
    except MemoryError:
        sys.exit(_TOO_LARGE)
