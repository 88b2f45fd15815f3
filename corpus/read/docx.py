"""DOCX: body, tables, text boxes, content controls and notes in reading order, with the numbers of lists.

Elements are lxml's; names are those of ECMA-376 part 1: section 17 (text), 17.9 (numbering), 17.7 (styles), 17.3.1.20
(outline level).
"""

import io
import lzma
import struct
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from corpus.errors import EmptySource, UnreadableSource
from corpus.read.formats import is_deeper
from corpus.read.reading import Reading
from corpus.text.numbers import as_roman

# Bytes that a package may unpack to. Parsed XML takes about ten times its size in memory.
_LARGEST_XML = 40 << 20
_LARGEST_PACKAGE = 400 << 20

_OLE = b"\xd0\xcf\x11\xe0"  # the container of old Office files, and of encrypted new ones
_UNSOUND = "damaged file, not a sound Word document; get another copy"
_DEEPEST = 128  # levels of XML; a table in a table in a table has about 20

# What zipfile, its decompressors, lxml (a SyntaxError) and python-docx raise over a package that is not whole or not
# sound. Many of them are also what a mistake of ours raises: only foreign calls are made where these are caught.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    OSError,  # bz2's
    SyntaxError,
    LookupError,
    ValueError,
    AttributeError,
    TypeError,
    EOFError,
    RuntimeError,  # a part encrypted by the ZIP program; XML nested too deep (RecursionError); compression unknown
)


def read_docx(data: bytes, *, source: str) -> Reading:
    """The text with headings marked as in Markdown and list numbers printed; notes gathered at the end.

    Pictures are not read, nor anything outside the package that they link to. Raises UnreadableSource (password,
    damage, a package too large to unpack, another Office format) and EmptySource.
    """
    _check_package(data, source=source)
    try:
        package = _opened(data)
    except _DAMAGE as error:
        raise UnreadableSource(f"{source}: {_UNSOUND}.") from error
    if package.body is None:
        raise UnreadableSource(f"{source}: {_UNSOUND}.")
    if any(is_deeper(part, levels=_DEEPEST) for part in (package.body, *package.notes) if len(part)):
        raise UnreadableSource(f"{source}: XML nested too deep to be a document; save its text as .txt.")
    title, text = package.title, "\n\n".join(_package_text(package))
    if not text.strip():
        raise EmptySource(f"{source}: no text in this Word document (pictures are not read); OCR needed.")
    return Reading(text=text, title=title)


def _check_package(data: bytes, *, source: str) -> None:
    """Looks only at the ZIP directory: nothing is unpacked."""
    if data.startswith(_OLE):
        raise UnreadableSource(f"{source}: {_old_office(data)}.")
    try:
        entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except _DAMAGE as error:
        raise UnreadableSource(f"{source}: damaged file (its ZIP directory is missing); get a whole copy.") from error
    if not any(entry.filename.startswith("word/") for entry in entries):
        raise UnreadableSource(f"{source}: a ZIP archive that is no Word document; unpack it and add what is inside.")
    size = sum(entry.file_size for entry in entries)
    xml = sum(entry.file_size for entry in entries if entry.filename.endswith((".xml", ".rels")))
    if size > _LARGEST_PACKAGE or xml > _LARGEST_XML:
        limits = f"{_LARGEST_PACKAGE >> 20} MiB, {_LARGEST_XML >> 20} MiB of XML"
        raise UnreadableSource(
            f"{source}: a package that unpacks to {size >> 20} MiB ({xml >> 20} MiB of XML); the limits are {limits}. "
            "Not opened. If it is genuine, split it or save it as PDF."
        )


def _old_office(data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return (
            "password protected; open it in Word, remove the password (File, Info, Protect Document) and add it again"
        )
    return "an old Office file (.doc, .xls, .ppt); open it and save it as .docx or .pdf"


@dataclass(frozen=True, slots=True)
class _Package:
    """What is read of a package, each part parsed to its root element; () for a part that there is none of.

    `body` is None where the document has none.
    """

    title: str
    body: Any
    numbering: Any
    styles: Any
    notes: tuple[Any, ...]


def _opened(data: bytes) -> _Package:
    """The package with its parts parsed, all by python-docx and lxml: what is done here fails over damage only."""
    import docx  # heavy: imported on first use

    word = docx.Document(io.BytesIO(data))
    parts = {relation.reltype.rsplit("/", 1)[-1]: relation for relation in word.part.rels.values()}
    return _Package(
        title=word.core_properties.title or "",
        body=word.element.body,
        numbering=_root(parts.get("numbering")),
        styles=_root(parts.get("styles")),
        notes=tuple(_root(parts.get(name)) for name in ("footnotes", "endnotes")),
    )


def _root(relation: Any) -> Any:
    """The XML of the part related so, () where there is none; python-docx parses only the parts that it knows."""
    from docx.oxml import parse_xml  # heavy: imported on first use

    if relation is None or relation.is_external:
        return ()
    part = relation.target_part
    return part.element if hasattr(part, "element") else parse_xml(part.blob)


def _package_text(package: _Package) -> Iterator[str]:
    labels = _Labels(numbering=package.numbering, styles=package.styles)
    yield from _blocks(package.body, label=labels.before)
    for part in package.notes:
        yield from _notes(part)


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"

_CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
# Not shown on the page: deletions under track changes, what was moved away, field codes, phonetic guides.
_UNSEEN = {_W + name for name in ("del", "moveFrom", "instrText", "delText", "rt", "rPr", "pPr", "sdtPr", "sdtEndPr")}

_Label = Callable[[Any], str]  # paragraph -> what stands before it: a number, or the mark of a heading


def _blocks(container: Any, *, label: _Label) -> Iterator[str]:
    """The paragraphs and table rows in `container` as lines of text, none empty, each once."""
    for element in container:
        if element.tag == _W + "p":
            yield from _paragraph(element, label=label)
        elif element.tag == _W + "tbl":
            yield from _table(element, label=label)
        elif element.tag not in _UNSEEN:
            yield from _blocks(_chosen(element), label=label)


def _notes(part: Any) -> Iterator[str]:
    """The footnotes or endnotes in `part`, without Word's own separators, each behind its number."""
    number = 0
    for note in part:
        if note.get(_W + "type", "normal") != "normal":
            continue
        number += 1
        words = " ".join(_blocks(note, label=lambda paragraph: "")).strip()
        if words:
            yield f"{number}  {words}"


def _paragraph(paragraph: Any, *, label: _Label) -> Iterator[str]:
    boxes: list[Any] = []
    words = "".join(_inline(paragraph, boxes=boxes)).strip()
    # The label is asked for even where the paragraph is empty: Word counts that one too.
    before = label(paragraph)
    if words:
        yield f"{before} {words}".strip()
    for box in boxes:
        yield from _blocks(box, label=label)


def _inline(element: Any, *, boxes: list[Any]) -> Iterator[str]:
    """The characters in `element`; text boxes on the way are put into `boxes`, since they are blocks."""
    for child in element:
        if child.tag in (_W + "t", _MATH_TEXT):
            yield child.text or ""
        elif child.tag == _W + "txbxContent":
            boxes.append(child)
        elif isinstance(child.tag, str) and child.tag.removeprefix(_W) in _CHARACTERS:
            yield _CHARACTERS[child.tag.removeprefix(_W)]
        elif child.tag not in _UNSEEN and not _hidden(child):
            yield from _inline(_chosen(child), boxes=boxes)


def _chosen(element: Any) -> Any:
    """Of the same content in several forms (a drawing, and its fallback for old Word) the first."""
    return element[0] if element.tag == _ALTERNATIVES and len(element) else element


def _hidden(run: Any) -> bool:
    mark = run.find(f"{_W}rPr/{_W}vanish") if run.tag == _W + "r" else None
    return mark is not None and mark.get(_W + "val") not in ("0", "false", "off")


def _table(table: Any, *, label: _Label) -> Iterator[str]:
    """A table of short cells as one block, a line a row; a table that lays out text as its cells' own blocks."""
    rows = [_row(row, label=label) for row in table.iter(_W + "tr") if next(row.iterancestors(_W + "tbl")) is table]
    if all(len(cell) <= 1 for row in rows for cell in row):
        lines = [" | ".join(cell[0] if cell else "" for cell in row) for row in rows]
        yield from ["\n".join(line for line in lines if line.strip(" |"))] if any(map(any, rows)) else []
    else:
        yield from (block for row in rows for cell in row for block in cell)


def _row(row: Any, *, label: _Label) -> list[list[str]]:
    return [list(_blocks(cell, label=label)) for cell in row.iter(_W + "tc") if _own_cell(cell, row)]


def _own_cell(cell: Any, row: Any) -> bool:
    """Whether `cell` is one of `row` itself, and not the lower part of a cell that began in a row above."""
    merge = cell.find(f"{_W}tcPr/{_W}vMerge")
    lower = merge is not None and merge.get(_W + "val", "continue") == "continue"
    return next(cell.iterancestors(_W + "tr")) is row and not lower


_DIGITS = 5  # of the largest number in a list
_BODY_LEVEL = 9  # the outline level that means "no heading"


class _Labels:
    """Counts a document's lists: `before` is to be asked once for each paragraph, in order."""

    def __init__(self, *, numbering: Any, styles: Any) -> None:
        self._styles = {style.get(_W + "styleId"): style for style in styles}
        self._abstract: dict[str, str] = {}
        self._levels: dict[tuple[str, int], Any] = {}
        self._restarts: dict[tuple[str, int], int] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._started: set[tuple[str, int]] = set()
        for element in numbering:
            self._learn(element)

    def before(self, paragraph: Any) -> str:
        """What stands before the text of `paragraph`: "###" for a heading, "2." or "(a)" for a list, else ""."""
        number = self._number(paragraph)
        level = self._outline(paragraph)
        heading = "#" * min(level + 1, 6) if level < _BODY_LEVEL and any(paragraph.itertext(_W + "t")) else ""
        return f"{heading} {number}".strip()

    def _learn(self, element: Any) -> None:
        if element.tag == _W + "abstractNum":
            for level in element.findall(_W + "lvl"):
                self._levels[element.get(_W + "abstractNumId"), _int(level.get(_W + "ilvl"))] = level
        elif element.tag == _W + "num":
            name = element.get(_W + "numId")
            self._abstract[name] = _value(element, "abstractNumId")
            for override in element.findall(f"{_W}lvlOverride/{_W}startOverride"):
                level = _int(override.getparent().get(_W + "ilvl"))
                self._restarts[name, level] = _int(override.get(_W + "val"))

    def _number(self, paragraph: Any) -> str:
        name, level = self._place(paragraph)
        abstract = self._abstract.get(name, "")
        definition = self._levels.get((abstract, level))
        if definition is None:
            return ""
        self._count(name, abstract, level)
        if _value(definition, "numFmt") == "bullet":
            return "•"
        text = _value(definition, "lvlText")
        for upper in range(level + 1):
            text = text.replace(f"%{upper + 1}", self._printed(abstract, upper))
        return text

    def _place(self, paragraph: Any) -> tuple[str, int]:
        """The list and the level in it: of the paragraph itself, else of its style."""
        for properties in self._properties(paragraph):
            numbered = properties.find(_W + "numPr")
            if numbered is not None and _value(numbered, "numId"):
                return _value(numbered, "numId"), _int(_value(numbered, "ilvl"))
        return "", 0

    def _outline(self, paragraph: Any) -> int:
        found = (_value(properties, "outlineLvl") for properties in self._properties(paragraph))
        return _int(next((level for level in found if level), str(_BODY_LEVEL)))

    def _properties(self, paragraph: Any) -> Iterator[Any]:
        """The paragraph's properties, then its style's, then those of the styles that one is based on."""
        own = paragraph.find(_W + "pPr")
        if own is None:
            return
        yield own
        name, seen = _value(own, "pStyle"), set[str]()
        while name in self._styles and name not in seen:
            seen.add(name)
            style = self._styles[name]
            properties = style.find(_W + "pPr")
            if properties is not None:
                yield properties
            name = _value(style, "basedOn")

    def _count(self, name: str, abstract: str, level: int) -> None:
        counts = self._counts[abstract]
        start = _int(_value(self._levels[abstract, level], "start") or "1")
        if (name, level) in self._restarts and (name, level) not in self._started:
            counts[level] = self._restarts[name, level]
        else:
            counts[level] = counts.get(level, start - 1) + 1
        self._started.add((name, level))
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]

    def _printed(self, abstract: str, level: int) -> str:
        definition = self._levels.get((abstract, level))
        if definition is None:
            return ""
        number = self._counts[abstract].get(level, _int(_value(definition, "start") or "1"))
        return printed_number(number, style=_value(definition, "numFmt"))


def printed_number(number: int, *, style: str) -> str:
    """`number` as Word prints it: "lowerLetter" of 28 is "bb", "upperRoman" of 4 is "IV", anything else decimal."""
    if style in ("lowerLetter", "upperLetter") and number > 0:
        text = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
    elif style in ("lowerRoman", "upperRoman"):
        text = as_roman(number)
    else:
        return "" if style == "none" else str(number)
    return text.upper() if style.startswith("upper") else text


def _value(element: Any, name: str) -> str:
    child = element.find(_W + name)
    return "" if child is None else child.get(_W + "val", "")


def _int(text: str | None) -> int:
    """The number that `text` writes; 0 for none, and for more digits than Word counts to (32767)."""
    return int(text) if text and text.isdecimal() and len(text) <= _DIGITS else 0
