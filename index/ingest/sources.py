"""Sources (paths, folders, addresses, uploads) -> documents in the library; one bad source never stops the others."""

import hashlib
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from corpus.errors import UnreachableSource, UnreadableSource, bug_message
from corpus.fetch.fetch import fetch
from corpus.models import Document, Kind
from corpus.read.decode import is_text, printable
from corpus.read.source import files_in, read, version
from index.ingest.add import add
from index.ingest.intake import Added, Told, unheard
from index.library import Library
from index.progress import Progress, silent

log = logging.getLogger(f"pinpoint.{__name__}")


def add_sources(
    sources: Sequence[str], *, library: Library, kind: Kind | None = None, progress: Progress = silent
) -> Added:
    """What became of the sources; those that could not be read are in `failed`, with the reason.

    A file that is as it was when all of it was added is passed by unread. Raises LibraryInUse when another process is
    writing.
    """
    reading = _Reading(sources, kind=kind, known=library.at().sources())

    def report(done: int, total: int, what: str, *, passages: int = 0) -> None:
        progress(done, total or max(done, reading.expected), what, passages=passages)

    added = add(reading, library=library, progress=report)
    failed = (*reading.failed, *added.failed)
    noted = library.at().sources()  # again: a document that was replaced has struck all of them out
    whole = {source: facts for source, facts in reading.whole.items() if not _is_among(source, failed)}
    if new := {source: facts for source, facts in whole.items() if noted.get(source) != facts}:
        with library.writing() as record:
            record.note_sources(new)
    return replace(added, unchanged=added.unchanged + reading.passed_by, failed=failed)


def add_uploads(paths: Sequence[Path], *, library: Library, kind: Kind | None = None, told: Told = unheard) -> Added:
    """What became of files that somebody handed over, such as those dropped on a page.

    Nobody knows where they come from, so they are known by their bytes: the same bytes are kept once, and others are
    kept beside them though the file has the same name. `told` is called with the number of a file among `paths` (from
    0) and what became of a document in it, once that is so. Raises LibraryInUse when another process is writing.
    """
    uploads = _Uploads(paths, kind=kind, told=told)
    added = add(uploads, library=library, told=uploads.became)
    return replace(added, failed=(*uploads.failed, *added.failed))


class _Uploads:
    """The documents of some uploads, read one by one as they are asked for; tells, by file, what became of them."""

    def __init__(self, paths: Sequence[Path], *, kind: Kind | None, told: Told) -> None:
        self._paths, self._kind, self._told = paths, kind, told
        self._file_of: list[int] = []  # of each document so far
        self.failed: list[tuple[str, str]] = []

    def __iter__(self) -> Iterator[Document]:
        for number, path in enumerate(self._paths):
            tried = _tried(path.name, partial(_uploaded, path, kind=self._kind))
            if tried.failed:
                self.failed += tried.failed
                self._told(number, Added(failed=tried.failed))
            for document in tried.documents:
                self._file_of.append(number)
                yield document

    def became(self, number: int, added: Added) -> None:
        self._told(self._file_of[number], added)


def _uploaded(path: Path, *, kind: Kind | None) -> list[Document]:
    """The documents of an upload; their source begins with a hash of its bytes.

    The library takes what comes from the same source under the same name for the next version of a document. A name
    alone says nothing of where an upload is from (many a file is called judgment.pdf), so the bytes are part of it.
    """
    documents = read(path, source=_textual(path.name), kind=kind)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return [replace(document, source=f"upload:{digest[:16]}/{document.source}") for document in documents]


class _Reading:
    """The documents of some sources, read one by one as they are asked for; notes what failed on the way.

    `whole` are the files read or passed by: what each is now, and its number of documents; `passed_by` counts those
    of files that are as they are `known`.
    """

    def __init__(self, sources: Sequence[str], *, kind: Kind | None, known: Mapping[str, tuple[str, int]]) -> None:
        self._kind, self._known = kind, known
        self.whole: dict[str, tuple[str, int]] = {}
        self.passed_by = 0
        self._sizes = {source: _size(source) for given in sources for source in _expanded(given)}
        self._unread = sum(self._sizes.values())
        self._bytes = self._characters = 0  # of what has been read
        self.failed: list[tuple[str, str]] = []

    @property
    def expected(self) -> int:
        """About how many characters they will come to: the rest is taken to have as many a byte as what was read."""
        each = min(self._characters / self._bytes, 1.0) if self._bytes else 1.0
        return self._characters + round(self._unread * each)

    def __iter__(self) -> Iterator[Document]:
        for source, size in self._sizes.items():
            self._unread -= size
            if not self._is_new(source):
                continue
            documents = self._documents(source)
            self._bytes += size
            self._characters += sum(len(document.text) for document in documents)
            while documents:
                yield documents.pop(0)  # a file of ready passages can hold many: each is let go when it is taken

    def _is_new(self, source: str) -> bool:
        """Whether it has to be read; notes it if not."""
        digest = _digest(source, kind=self._kind)
        before, documents = self._known.get(source, ("", 0))
        if not digest or digest != before:
            return True
        self.whole[source] = (digest, documents)
        self.passed_by += documents
        return False

    def _documents(self, source: str) -> list[Document]:
        digest = _digest(source, kind=self._kind)
        tried = _tried(source, partial(_read, source, kind=self._kind))
        self.failed += tried.failed
        if digest and not tried.failed:
            self.whole[source] = (digest, len(tried.documents))
        return tried.documents


@dataclass(frozen=True, slots=True)
class _Tried:
    """What came of reading a source: its documents, or the source and why it gives none."""

    documents: list[Document]
    failed: tuple[tuple[str, str], ...] = ()


def _tried(source: str, read: Callable[[], list[Document]]) -> _Tried:
    try:
        return _Tried(read())
    except UnreadableSource as error:
        return _Tried([], ((printable(source), str(error)),))
    except Exception as error:
        log.exception("a bug of Pinpoint's own in reading %r", printable(source))
        return _Tried([], ((printable(source), bug_message(error, about="the file")),))


def _read(source: str, *, kind: Kind | None) -> list[Document]:
    if not source.strip():
        raise UnreachableSource("“”: no name of a source; give a file, a folder or a web address.")
    if _is_address(source):
        return fetch(_textual(source), kind=kind)
    return read(Path(_textual(source)), kind=kind)


def _textual(source: str) -> str:
    """`source`, if it is text: the record, and JSON, can hold nothing else. Raises UnreachableSource."""
    if not is_text(source):
        raise UnreachableSource(f"{printable(source)}: its name is no text in UTF-8; rename it and add it again.")
    return source


def _digest(source: str, *, kind: Kind | None) -> str:
    """What a file is, as far as reading it could tell: its bytes, the kind it is given, how it is read; "" for none."""
    try:
        with Path(source).open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError):  # ValueError: no name that a file can have
        return ""
    return f"{digest} {kind or 'any'} {version()}"


def _is_among(source: str, failed: Sequence[tuple[str, str]]) -> bool:
    return any(name == source or name.startswith(f"{source}/") for name, _ in failed)


def _expanded(source: str) -> list[str]:
    """The files of a folder; anything else as it is, so that what is wrong with it is said when it is read."""
    return list(map(str, files_in(Path(source)))) if source.strip() and Path(source).is_dir() else [source]


def _size(source: str) -> int:
    """In bytes; 0 for an address, or what is not there."""
    return Path(source).stat().st_size if Path(source).is_file() else 0


def _is_address(source: str) -> bool:
    return source.lower().startswith(("http://", "https://"))
