"""DOCX: body, tables, text boxes and footnotes, in reading order."""

import io
import zipfile
import zlib
from typing import TYPE_CHECKING

from corpus.errors import EmptySource, UnreadableSource
from corpus.read.reading import Reading

if TYPE_CHECKING:
    from docx.document import Document as WordFile

_UNPACKED = 200 << 20  # bytes that all parts of a package may have together


def read_docx(data: bytes, *, source: str) -> Reading:
    """The text with headings marked as in Markdown.

    Raises UnreadableSource (password, damage, a package too large to unpack, another Office format), EmptySource.
    """
    _check_package(data, source=source)
    word = _open(data, source=source)
    text = "\n\n".join(p.text for p in word.paragraphs if p.text.strip())
    if not text.strip():
        raise EmptySource(f"{source}: no text in this Word document (pictures are not read); OCR needed.")
    core = word.core_properties
    return Reading(text=text, title=core.title or "", author=core.author or "")


def _check_package(data: bytes, *, source: str) -> None:
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise UnreadableSource(f"{source}: password protected; remove the password in Word and add it again.")
        raise UnreadableSource(f"{source}: an old Office document (.doc, .xls, .ppt); save it as .docx or .pdf.")
    try:
        entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except zipfile.BadZipFile as error:
        raise UnreadableSource(f"{source}: damaged file (its ZIP directory is missing); get a whole copy.") from error
    size = sum(entry.file_size for entry in entries)
    if size > _UNPACKED:
        raise UnreadableSource(
            f"{source}: unpacks to {size >> 20} MiB, more than the limit of {_UNPACKED >> 20} MiB; not opened."
        )
    if "word/document.xml" not in {entry.filename for entry in entries}:
        raise UnreadableSource(f"{source}: a ZIP archive that is no Word document; unpack it and add what is inside.")


def _open(data: bytes, *, source: str) -> "WordFile":
    import docx  # heavy: imported on first use
    from docx.opc.exceptions import OpcError
    from lxml.etree import XMLSyntaxError  # type: ignore[import-untyped]

    try:
        return docx.Document(io.BytesIO(data))
    except (
        zipfile.BadZipFile,
        OpcError,
        XMLSyntaxError,
        KeyError,
        ValueError,
        zlib.error,
        NotImplementedError,
    ) as error:
        raise UnreadableSource(f"{source}: damaged file, not a whole Word document; get another copy.") from error
