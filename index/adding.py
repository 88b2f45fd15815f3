"""Sources (paths, folders, addresses) -> documents in the library; one bad source never stops the others."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from corpus.errors import UnreadableSource
from corpus.fetch import fetch
from corpus.models import Document, Kind
from corpus.read.source import files_in, read
from index.intake import Added
from index.library import Library
from index.progress import Progress, silent


def add_sources(
    sources: Sequence[str], *, library: Library, kind: Kind | None = None, progress: Progress = silent
) -> Added:
    """What became of the sources; those that could not be read are in `failed`, with the reason.

    Raises LibraryInUse when another process is writing.
    """
    reading = _Reading(sources, kind=kind)

    def report(done: int, total: int, what: str) -> None:
        progress(done, max(done, reading.expected), what)

    added = library.add(reading, progress=report)
    return replace(added, failed=(*reading.failed, *added.failed))


class _Reading:
    """The documents of some sources, read one by one as they are asked for; notes what failed on the way.

    `expected` is about how many characters they will come to: a file's size until it is read, then its text's length.
    """

    def __init__(self, sources: Sequence[str], *, kind: Kind | None) -> None:
        self._kind = kind
        self._sizes = {source: _size(source) for given in sources for source in _expanded(given)}
        self.failed: list[tuple[str, str]] = []

    @property
    def expected(self) -> int:
        return sum(self._sizes.values())

    def __iter__(self) -> Iterator[Document]:
        for source in self._sizes:
            documents = self._documents(source)
            self._sizes[source] = sum(len(document.text) for document in documents)
            yield from documents

    def _documents(self, source: str) -> list[Document]:
        try:
            return fetch(source, kind=self._kind) if _is_address(source) else read(Path(source), kind=self._kind)
        except UnreadableSource as error:
            self.failed.append((source, str(error)))
            return []


def _expanded(source: str) -> list[str]:
    """The files of a folder; anything else as it is, so that what is wrong with it is said when it is read."""
    return list(map(str, files_in(Path(source)))) if Path(source).is_dir() else [source]


def _size(source: str) -> int:
    """In bytes; 0 for an address, or what is not there."""
    return Path(source).stat().st_size if Path(source).is_file() else 0


def _is_address(source: str) -> bool:
    return source.lower().startswith(("http://", "https://"))
