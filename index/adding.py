"""Sources (paths, folders, addresses) -> documents in the library; one bad source never stops the others."""

import hashlib
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from corpus.errors import UnreachableSource, UnreadableSource, mistake
from corpus.fetch import fetch
from corpus.models import Document, Kind
from corpus.read.decode import is_text, readable
from corpus.read.source import files_in, read
from corpus.read.version import version
from index.intake import Added
from index.library import Library
from index.progress import Progress, silent

_log = logging.getLogger(__name__)


def add_sources(
    sources: Sequence[str], *, library: Library, kind: Kind | None = None, progress: Progress = silent
) -> Added:
    """What became of the sources; those that could not be read are in `failed`, with the reason.

    A file that is as it was when all of it was added is passed by unread. Raises LibraryInUse when another process is
    writing.
    """
    reading = _Reading(sources, kind=kind, known=library.sources())

    def report(done: int, total: int, what: str, *, passages: int = 0) -> None:
        progress(done, total or max(done, reading.expected), what, passages=passages)

    added = library.add(reading, progress=report)
    failed = (*reading.failed, *added.failed)
    noted = library.sources()  # again: a document that was replaced has struck all of them out
    whole = {source: facts for source, facts in reading.whole.items() if not _is_among(source, failed)}
    if new := {source: facts for source, facts in whole.items() if noted.get(source) != facts}:
        library.note_sources(new)
    return replace(added, unchanged=added.unchanged + reading.passed_by, failed=failed)


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
        try:
            found = _read(source, kind=self._kind)
        except UnreadableSource as error:
            self.failed.append((readable(source), str(error)))
            return []
        except Exception as error:  # noqa: BLE001 - a bug that one file meets does not cost the others; it is logged
            _log.exception("a bug of Pinpoint's own in reading %r", readable(source))
            self.failed.append((readable(source), mistake(error, about="the file")))
            return []
        if digest:
            self.whole[source] = (digest, len(found))
        return found


def _read(source: str, *, kind: Kind | None) -> list[Document]:
    if not source.strip():
        raise UnreachableSource("“”: no name of a source; give a file, a folder or a web address.")
    if not is_text(source):  # the record, and JSON, can hold text only
        raise UnreachableSource(f"{readable(source)}: its name is no text in UTF-8; rename it and add it again.")
    return fetch(source, kind=kind) if _is_address(source) else read(Path(source), kind=kind)


def _digest(source: str, *, kind: Kind | None) -> str:
    """What a file is, as far as reading it could tell: its bytes, the kind it is given, how it is read; "" for none."""
    try:
        with Path(source).open("rb") as file:
            return f"{hashlib.file_digest(file, 'sha256').hexdigest()} {kind or 'any'} {version()}"
    except (OSError, ValueError):
        return ""


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
