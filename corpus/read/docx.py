"""Reads DOCX files: body, tables, text boxes, content controls and notes in reading order.

Elements are lxml's; their names are those of ECMA-376 part 1, section 17.
"""

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from corpus.errors import EmptySource, UnreadableSource
from corpus.models import Reading
from corpus.read.docx_labels import Labels, W
from corpus.read.formats import is_deeper

# Limits on the unpacked size of a package, in bytes. Parsed XML takes about ten times its size in memory.
_LARGEST_XML = 40 << 20
_LARGEST_PACKAGE = 400 << 20

_OLE = b"\xd0\xcf\x11\xe0"  # the container of old Office files, and of encrypted new ones
_UNSOUND = "damaged file, not a complete Word document; get another copy"
_DEEPEST = 128  # levels of XML; a table in a table in a table has about 20

# What zipfile, its decompressors, lxml (a SyntaxError) and python-docx raise for an incomplete or damaged package. Bugs
# of this module may raise many of them too, so that they are caught only around calls of those libraries.
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
    """The text with headings marked as in Markdown, list numbers printed, and footnotes and endnotes at the end.

    Pictures and linked files are not read. Raises UnreadableSource for a file that is password protected, damaged, too
    large when unpacked or in another Office format, and EmptySource for one without text.
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
    """Raise UnreadableSource if this is not a Word package or is too large. Only the ZIP directory is read."""
    if data.startswith(_OLE):
        raise UnreadableSource(f"{source}: {_old_office(data)}.")
    try:
        entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except _DAMAGE as error:
        raise UnreadableSource(f"{source}: damaged file (its ZIP directory is missing); get a whole copy.") from error
    if not any(entry.filename.startswith("word/") for entry in entries):
        raise UnreadableSource(f"{source}: a ZIP archive that is no Word document; unpack it and add the files in it.")
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
    """The parts of a package that are read, each as its root element, or () if the package lacks it.

    `body` is None if the document has no body.
    """

    title: str
    body: Any
    numbering: Any
    styles: Any
    notes: tuple[Any, ...]


def _opened(data: bytes) -> _Package:
    """The package with its parts parsed. All calls are of python-docx and lxml, which fail only for a damaged file."""
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
    """The root element of the related part, () if there is none; parsed here if python-docx does not parse it."""
    from docx.oxml import parse_xml  # heavy: imported on first use

    if relation is None or relation.is_external:
        return ()
    part = relation.target_part
    return part.element if hasattr(part, "element") else parse_xml(part.blob)


def _package_text(package: _Package) -> Iterator[str]:
    labels = Labels(numbering=package.numbering, styles=package.styles)
    yield from _blocks(package.body, label=labels.before)
    for part in package.notes:
        yield from _notes(part)


_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"

_CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
# Not visible on the page: tracked deletions, moved text at its old position, field codes, phonetic guides.
_INVISIBLE = {W + name for name in ("del", "moveFrom", "instrText", "delText", "rt", "rPr", "pPr", "sdtPr", "sdtEndPr")}

_Label = Callable[[Any], str]  # paragraph -> its label: a number, or the Markdown signs of a heading


def _blocks(container: Any, *, label: _Label) -> Iterator[str]:
    """The paragraphs and tables in `container` as texts, without empty ones."""
    for element in container:
        if element.tag == W + "p":
            yield from _paragraph(element, label=label)
        elif element.tag == W + "tbl":
            yield from _table(element, label=label)
        elif element.tag not in _INVISIBLE:
            yield from _blocks(_chosen(element), label=label)


def _notes(part: Any) -> Iterator[str]:
    """The footnotes or endnotes in `part`, each after its number, without Word's separators."""
    number = 0
    for note in part:
        if note.get(W + "type", "normal") != "normal":
            continue
        number += 1
        words = " ".join(_blocks(note, label=lambda paragraph: "")).strip()
        if words:
            yield f"{number}  {words}"


def _paragraph(paragraph: Any, *, label: _Label) -> Iterator[str]:
    boxes: list[Any] = []
    words = "".join(_inline(paragraph, boxes=boxes)).strip()
    # `label` is called for empty paragraphs as well, because Word counts them too.
    before = label(paragraph)
    if words:
        yield f"{before} {words}".strip()
    for box in boxes:
        yield from _blocks(box, label=label)


def _inline(element: Any, *, boxes: list[Any]) -> Iterator[str]:
    """The text in `element`; text boxes in it are added to `boxes` instead, because they are blocks."""
    for child in element:
        if child.tag in (W + "t", _MATH_TEXT):
            yield child.text or ""
        elif child.tag == W + "txbxContent":
            boxes.append(child)
        elif isinstance(child.tag, str) and child.tag.removeprefix(W) in _CHARACTERS:
            yield _CHARACTERS[child.tag.removeprefix(W)]
        elif child.tag not in _INVISIBLE and not _hidden(child):
            yield from _inline(_chosen(child), boxes=boxes)


def _chosen(element: Any) -> Any:
    """The first of several alternatives (a drawing, and its fallback for old versions of Word), else `element`."""
    return element[0] if element.tag == _ALTERNATIVES and len(element) else element


def _hidden(run: Any) -> bool:
    mark = run.find(f"{W}rPr/{W}vanish") if run.tag == W + "r" else None
    return mark is not None and mark.get(W + "val") not in ("0", "false", "off")


def _table(table: Any, *, label: _Label) -> Iterator[str]:
    """A table as one block with a line per row; if a cell has several blocks (a page layout), all blocks one by one."""
    rows = [_row(row, label=label) for row in table.iter(W + "tr") if next(row.iterancestors(W + "tbl")) is table]
    if all(len(cell) <= 1 for row in rows for cell in row):
        lines = [" | ".join(cell[0] if cell else "" for cell in row) for row in rows]
        yield from ["\n".join(line for line in lines if line.strip(" |"))] if any(map(any, rows)) else []
    else:
        yield from (block for row in rows for cell in row for block in cell)


def _row(row: Any, *, label: _Label) -> list[list[str]]:
    return [list(_blocks(cell, label=label)) for cell in row.iter(W + "tc") if _own_cell(cell, row)]


def _own_cell(cell: Any, row: Any) -> bool:
    """Whether `cell` belongs to `row`: not to a table inside it, nor to a merged cell that began in a row above."""
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    lower = merge is not None and merge.get(W + "val", "continue") == "continue"
    return next(cell.iterancestors(W + "tr")) is row and not lower
