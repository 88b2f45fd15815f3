"""Detects the format of a file by its content. The file name only distinguishes between formats that are text."""

import json
import re
from pathlib import PurePath
from typing import Any, Literal

from corpus.errors import EmptySource, UnreadableSource
from corpus.text.decode import decode

Format = Literal["markdown", "plain", "html", "pdf", "docx", "passages"]

# The first bytes of formats that are not supported, and their names.
_UNSUPPORTED = (
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"BM", "a bitmap image"),
    (b"RIFF", "a sound, film or WebP image"),
    (b"{\\rtf", "a Rich Text (RTF) document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"%!PS", "a PostScript file"),
    (b"AT&TFORM", "a DjVu document"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"SQLite format 3", "an SQLite database"),
    (b"ID3", "a sound file"),
    (b"OggS", "a sound file"),
)

_HTML = re.compile(r"<(!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_TAG = re.compile(r"<(p|div|h[1-6]|table|ul|ol|span|title|article|section)\b", re.IGNORECASE)
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SAVE_AS = "save it as .pdf (with a text layer), .docx, .html, .md or .txt"


def format_of(data: bytes, *, source: str) -> Format:
    """The format of `data`.

    Raises EmptySource for an empty or blank file, UnreadableSource for a format that is not supported.
    """
    if not data.strip():
        what = "nothing but white space" if data else "0 bytes"
        raise EmptySource(f"{source}: empty file ({what}). Get a copy that holds text.")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
        return "docx"
    _refuse_unsupported(data, source=source)
    return _text_format(data, source=source)


def _refuse_unsupported(data: bytes, *, source: str) -> None:
    for first_bytes, what in _UNSUPPORTED:
        if data.startswith(first_bytes):
            raise UnreadableSource(f"{source}: this is {what}, not a document with text; {_SAVE_AS}.")


def _text_format(data: bytes, *, source: str) -> Format:
    text = decode(data, source=source)
    if len(_BINARY.findall(text[:100_000])) > len(text[:100_000]) // 100:
        raise UnreadableSource(f"{source}: binary data of an unknown type, not a document with text; {_SAVE_AS}.")
    start, ending = text[:4096].lstrip(), PurePath(source).suffix.lower()
    if ending == ".jsonl" or start.startswith(("{", "[")):
        return _json_format(text, source=source, ending=ending)
    if _HTML.search(start[:2048]) or (ending in (".html", ".htm", ".xhtml") and _TAG.search(text)):
        return "html"
    if start.startswith("<?xml"):
        raise UnreadableSource(f"{source}: XML of a kind that Pinpoint does not know; {_SAVE_AS}.")
    return "markdown" if ending in (".md", ".markdown") else "plain"


def _json_format(text: str, *, source: str, ending: str) -> Format:
    """The format of a text that begins like JSON: passages if the first line is an object, prose if it is not JSON.

    Raises UnreadableSource for other JSON.
    """
    first_line = text.lstrip().partition("\n")[0]
    if ending == ".jsonl" or isinstance(_json(first_line), dict):
        return "passages"
    if _json(text) is not None:
        wanted = '{"document", "title", "kind", "locator", "text"}'
        raise UnreadableSource(
            f"{source}: JSON of a shape that Pinpoint does not know. Expected lines of {wanted} (.jsonl), "
            "or the text itself as .md, .txt, .html, .pdf or .docx."
        )
    return "markdown" if ending in (".md", ".markdown") else "plain"


def _json(text: str) -> object:
    try:
        value: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value


def is_deeper(root: Any, *, levels: int) -> bool:
    """Whether elements in `root`, an lxml element, are nested more than `levels` deep. Does not recurse in Python."""
    return bool(root.xpath(f"boolean({'/'.join('*' * (levels + 1))})"))
