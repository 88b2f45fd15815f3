"""Sources (paths, folders, addresses) -> documents in the library; one bad source never stops the others."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from corpus.errors import UnreadableSource
from corpus.fetch import fetch
from corpus.models import Document, Kind
from corpus.read import files_in, read
from index.intake import Added
from index.library import Library
from index.progress import Progress


def add_sources(
    sources: Sequence[str], *, library: Library, kind: Kind | None = None, progress: Progress | None = None
) -> Added:
    """What became of the sources; those that could not be read are in `failed`, with the reason.

    Raises LibraryInUse when another process is writing.
    """
    reading = _Reading(sources, library=library, kind=kind)
    added = library.add(reading, progress=progress)
    return replace(added, failed=(*reading.failed, *added.failed))


class _Reading:
    """The documents of some sources, read one by one as they are asked for; notes what failed on the way."""

    def __init__(self, sources: Sequence[str], *, library: Library, kind: Kind | None) -> None:
        self.sources, self.library, self.kind = sources, library, kind
        self.failed: list[tuple[str, str]] = []

    def __iter__(self) -> Iterator[Document]:
        for source in self._expanded():
            try:
                yield from self._documents(source)
            except UnreadableSource as error:
                self.failed.append((source, str(error)))

    def _expanded(self) -> Iterator[str]:
        for source in self.sources:
            path = Path(source)
            yield from map(str, files_in(path)) if path.is_dir() else [source]

    def _documents(self, source: str) -> list[Document]:
        if source.lower().startswith(("http://", "https://")):
            return fetch(source, kind=self.kind)
        return read(Path(source), kind=self.kind)
