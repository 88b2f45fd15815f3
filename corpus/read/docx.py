"""DOCX: body, tables, text boxes and footnotes, in reading order."""

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from corpus.errors import EmptySource, UnreadableSource
from corpus.read.docx_text import Labels, blocks, notes
from corpus.read.formats import is_deeper
from corpus.read.reading import Reading

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
    title, text = package.title, "\n\n".join(_blocks(package))
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


def _blocks(package: _Package) -> Iterator[str]:
    labels = Labels(numbering=package.numbering, styles=package.styles)
    yield from blocks(package.body, label=labels.before)
    for part in package.notes:
        yield from notes(part)
