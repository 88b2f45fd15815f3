"""Reads a path or bytes as documents, with the reader for their format; lists files; hashes the readers' code."""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

from corpus.errors import UnreachableSource, UnreadableSource
from corpus.models import Document, Kind, Reading
from corpus.read.describe import describe
from corpus.read.docx import read_docx
from corpus.read.formats import Format, format_of
from corpus.read.html import read_html
from corpus.read.passages import read_passages
from corpus.read.pdf.reader import read_pdf
from corpus.read.plain import read_markdown, read_plain
from corpus.text.decode import decode, sound

# Extensions of the files that are read in a folder; a single file is read whatever its name.
READABLE = (".md", ".markdown", ".txt", ".html", ".htm", ".xhtml", ".pdf", ".docx", ".jsonl")
_LARGEST = 200 << 20  # bytes of one file

_READERS: dict[Format, Callable[..., Reading]] = {
    "markdown": read_markdown,
    "plain": read_plain,
    "html": read_html,
    "pdf": read_pdf,
    "docx": read_docx,
}


def read(path: Path, *, source: str | None = None, kind: Kind | None = None) -> list[Document]:
    """The documents in the file at `path`: one, or several for a `.jsonl` of passages.

    `source` replaces `path` in messages and in the documents; `kind` replaces the kind found. Raises UnreachableSource
    if the file cannot be opened, UnreadableSource if it is larger than 200 MiB, and what `read_bytes` raises.
    """
    name = source or str(path)
    try:
        if path.stat().st_size > _LARGEST:
            raise UnreadableSource(f"{name}: larger than the limit of {_LARGEST >> 20} MiB; split it.")
        data = path.read_bytes()
    except OSError as error:
        raise UnreachableSource(f"{name}: cannot be opened ({error.strerror}); check the path.") from error
    except ValueError as error:  # a path with a zero character
        raise UnreachableSource(f"{sound(name)}: not a valid file name ({error}); check the path.") from error
    return read_bytes(data, source=name, kind=kind)


def read_bytes(data: bytes, *, source: str, kind: Kind | None = None) -> list[Document]:
    """The documents in `data`, whose format is detected by content. `source` is its name in messages and documents.

    `kind`, if given, replaces the kind found. Raises EmptySource if there is no text, UnreadableSource for data that is
    damaged, password protected or not a document.
    """
    found = format_of(data, source=source)
    if found == "passages":
        return read_passages(data, source=source, kind=kind)
    return [describe(_READERS[found](data, source=source), data=data, source=source, kind=kind)]


def text_of(data: bytes, *, source: str) -> str:
    """The text of one document; that of a plain text or Markdown file is unchanged.

    Raises EmptySource and UnreadableSource as `read_bytes` does, and UnreadableSource for a file of passages.
    """
    found = format_of(data, source=source)
    if found == "passages":
        raise UnreadableSource(f"{source}: a file of passages; expected one text, such as .txt, .md or .docx.")
    return decode(data, source=source) if found in ("markdown", "plain") else _READERS[found](data, source=source).text


def files_in(path: Path) -> list[Path]:
    """The files with supported extensions in the folder `path` and below it, sorted, without hidden ones.

    If `path` is a file, it is the only one. Raises UnreachableSource if `path` does not exist.
    """
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise UnreachableSource(f"{path}: no such file or folder; check the path.")
    files = (file for file in sorted(path.rglob("*")) if file.suffix.lower() in READABLE and file.is_file())
    return [file for file in files if not any(part.startswith(".") for part in file.relative_to(path).parts)]


_ROOM = Path(__file__).parent.parent


@cache
def version() -> str:
    """A hash of the code and tables of the corpus package, which changes when they are edited; 16 hex digits.

    It takes 3 ms and is computed once.
    """
    digest = hashlib.sha256()
    for path in sorted(path for path in _ROOM.rglob("*") if path.suffix in (".py", ".csv")):
        digest.update(path.relative_to(_ROOM).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]
