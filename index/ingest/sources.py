"""Add sources (files, folders, web addresses, uploads) to a library; a source that fails does not stop the others."""

import hashlib
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from corpus.errors import UnreachableSource, UnreadableSource, bug_message
from corpus.fetch.fetch import fetch
from corpus.models import Document, Kind
from corpus.read.source import files_in, read, version
from corpus.text.decode import is_text, printable
from index.ingest.add import add
from index.ingest.intake import Added, Told, ignore
from index.library import Library
from index.progress import Progress, silent

log = logging.getLogger(f"pinpoint.{__name__}")


def add_sources(
    sources: Sequence[str], *, library: Library, kind: Kind | None = None, progress: Progress = silent
) -> Added:
    """Add the documents of the sources; returns the outcome, with unreadable sources and the reasons in `failed`.

    Files that have not changed since they were added completely are skipped. Raises LibraryInUse if another process is
    writing.
    """
    reader = _Sources(sources, kind=kind, known=library.at().sources())

    def report(done: int, total: int, what: str, *, passages: int = 0) -> None:
        progress(done, total or max(done, reader.expected), what, passages=passages)

    added = add(reader, library=library, progress=report)
    failed = (*reader.failed, *added.failed)
    stored = library.at().sources()  # read again: replacing a document has cleared them
    complete = {source: facts for source, facts in reader.complete.items() if not _is_among(source, failed)}
    if new := {source: facts for source, facts in complete.items() if stored.get(source) != facts}:
        with library.writing() as record:
            record.note_sources(new)
    return replace(added, unchanged=added.unchanged + reader.skipped, failed=failed)


def add_uploads(paths: Sequence[Path], *, library: Library, kind: Kind | None = None, told: Told = ignore) -> Added:
    """Add uploaded files, such as those dropped on the page; returns the outcome.

    The folder that an upload comes from is unknown, so it is identified by its bytes: the same bytes are stored once,
    and files of the same name with other bytes do not replace each other. `told` is called when a document is done,
    with the number of its file among `paths` (from 0) and its outcome. Raises LibraryInUse if another process is
    writing.
    """
    uploads = _Uploads(paths, kind=kind, told=told)
    added = add(uploads, library=library, told=uploads.report)
    return replace(added, failed=(*uploads.failed, *added.failed))


class _Uploads:
    """The documents of uploads, read while iterating; reports the outcomes by file."""

    def __init__(self, paths: Sequence[Path], *, kind: Kind | None, told: Told) -> None:
        self._paths, self._kind, self._told = paths, kind, told
        self._file_of: list[int] = []  # for each document so far
        self.failed: list[tuple[str, str]] = []

    def __iter__(self) -> Iterator[Document]:
        for number, path in enumerate(self._paths):
            outcome = _attempt(path.name, partial(_uploaded, path, kind=self._kind))
            if outcome.failed:
                self.failed += outcome.failed
                self._told(number, Added(failed=outcome.failed))
            for document in outcome.documents:
                self._file_of.append(number)
                yield document

    def report(self, number: int, added: Added) -> None:
        self._told(self._file_of[number], added)


def _uploaded(path: Path, *, kind: Kind | None) -> list[Document]:
    """The documents of an upload; their source begins with a hash of its bytes.

    A document with the same source and name as another one replaces it. Uploads of the same name are often different
    documents (many are called judgment.pdf), so the hash makes their sources different.
    """
    documents = read(path, source=_checked_name(path.name), kind=kind)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return [replace(document, source=f"upload:{digest[:16]}/{document.source}") for document in documents]


class _Sources:
    """The documents of sources, read while iterating.

    `known` are the files that were added completely before: by path, their digest and number of documents. `complete`
    are the files read or skipped now, likewise. `skipped` is the number of documents in skipped files. `failed` are
    pairs of a source and the reason.
    """

    def __init__(self, sources: Sequence[str], *, kind: Kind | None, known: Mapping[str, tuple[str, int]]) -> None:
        self._kind, self._known = kind, known
        self.complete: dict[str, tuple[str, int]] = {}
        self.skipped = 0
        self._sizes = {source: _size(source) for given in sources for source in _expanded(given)}
        self._unread = sum(self._sizes.values())
        self._bytes = self._characters = 0  # read so far
        self.failed: list[tuple[str, str]] = []

    @property
    def expected(self) -> int:
        """The estimated number of characters of all sources, from the characters per byte of those read so far."""
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
                yield documents.pop(0)  # a file of ready passages can hold many documents: free each once it is taken

    def _is_new(self, source: str) -> bool:
        """Whether the source has to be read; if not, count it as skipped."""
        digest = _digest(source, kind=self._kind)
        before, documents = self._known.get(source, ("", 0))
        if not digest or digest != before:
            return True
        self.complete[source] = (digest, documents)
        self.skipped += documents
        return False

    def _documents(self, source: str) -> list[Document]:
        digest = _digest(source, kind=self._kind)
        outcome = _attempt(source, partial(_read, source, kind=self._kind))
        self.failed += outcome.failed
        if digest and not outcome.failed:
            self.complete[source] = (digest, len(outcome.documents))
        return outcome.documents


@dataclass(frozen=True, slots=True)
class _Outcome:
    """The result of reading a source: its documents, or the source and the reason of the failure."""

    documents: list[Document]
    failed: tuple[tuple[str, str], ...] = ()


def _attempt(source: str, read: Callable[[], list[Document]]) -> _Outcome:
    try:
        return _Outcome(read())
    except UnreadableSource as error:
        return _Outcome([], ((printable(source), str(error)),))
    except Exception as error:
        log.exception("a bug of Pinpoint's own in reading %r", printable(source))
        return _Outcome([], ((printable(source), bug_message(error, about="the file")),))


def _read(source: str, *, kind: Kind | None) -> list[Document]:
    if not source.strip():
        raise UnreachableSource("“”: the name of the source is empty; give a file, a folder or a web address.")
    if _is_address(source):
        return fetch(_checked_name(source), kind=kind)
    return read(Path(_checked_name(source)), kind=kind)


def _checked_name(source: str) -> str:
    """`source` itself. Raises UnreachableSource if it is not valid text, which the record and JSON cannot hold."""
    if not is_text(source):
        raise UnreachableSource(f"{printable(source)}: its name is not valid UTF-8; rename it and add it again.")
    return source


def _digest(source: str, *, kind: Kind | None) -> str:
    """A digest of all that a file's documents depend on: bytes, kind, and version of the readers; "" for no file."""
    try:
        with Path(source).open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError):  # ValueError: not a possible file name
        return ""
    return f"{digest} {kind or 'any'} {version()}"


def _is_among(source: str, failed: Sequence[tuple[str, str]]) -> bool:
    return any(name == source or name.startswith(f"{source}/") for name, _ in failed)


def _expanded(source: str) -> list[str]:
    """The files of a folder; anything else unchanged, so that reading it reports what is wrong."""
    return list(map(str, files_in(Path(source)))) if source.strip() and Path(source).is_dir() else [source]


def _size(source: str) -> int:
    """The size of a file in bytes, 0 if there is none, as for a web address."""
    return Path(source).stat().st_size if Path(source).is_file() else 0


def _is_address(source: str) -> bool:
    return source.lower().startswith(("http://", "https://"))
