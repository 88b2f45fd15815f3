"""The library panel: files dropped onto the page become documents, each with its own outcome as soon as it is known."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import TypeAlias

from corpus.errors import PinpointError
from index.ingest.intake import Added
from index.ingest.sources import add_uploads
from index.library import Library
from ui.page.models import Received
from ui.page.render import library_html, received_html

BROKEN = "something inside Pinpoint broke on the way. The terminal it was started from says what."

# What an event changes on the page: the report on the files, and the list of documents.
Shown = tuple[str, str]

# The number of a file, and what became of a document in it.
_News: TypeAlias = tuple[int, Added]


@dataclass(frozen=True, slots=True)
class LibraryPanel:
    """What the panel's events call."""

    library: Library

    def receive(self, paths: Sequence[str] | None) -> Iterator[Shown]:
        """The page as it becomes known what became of each file. One bad file stops no other."""
        files = [Path(path) for path in paths or ()]
        sums = [Added() for _ in files]
        outcomes = [Received(file.name) for file in files]
        yield self._shown(outcomes)
        if not files:
            return
        try:
            for some in self._becoming(files):
                for number, added in some:
                    sums[number] += added
                    outcomes[number] = _outcome(files[number].name, sums[number])
                yield self._shown(outcomes)
        except PinpointError as error:
            yield self._shown([each if each.is_known else replace(each, error=str(error)) for each in outcomes])

    def broken(self) -> str:
        """The report after a fault that is not the files'."""
        return received_html([Received("These files", error=BROKEN)])

    def documents(self) -> str:
        """The list of documents, as it is now."""
        return library_html(self.library.summaries())

    def _becoming(self, files: Sequence[Path]) -> Iterator[list[_News]]:
        """The numbers of files, and what became of documents in them, as it becomes known: all that is new at a time.

        A thread adds the files, all at once, so that the library is brought in step once. It goes on when nobody looks.
        """
        told: SimpleQueue[_News | BaseException | None] = SimpleQueue()
        Thread(target=self._add, args=(files, told), name="pinpoint-add", daemon=True).start()
        while True:
            news = [told.get(), *(told.get() for _ in range(told.qsize()))]
            yield [each for each in news if isinstance(each, tuple)]
            if isinstance(news[-1], BaseException):
                raise news[-1]
            if news[-1] is None:
                return

    def _add(self, files: Sequence[Path], told: "SimpleQueue[_News | BaseException | None]") -> None:
        """Add the files and tell of each; at the end, what was raised, or None."""
        failed: BaseException | None = None
        try:
            add_uploads(files, library=self.library, told=lambda number, added: told.put((number, added)))
        except BaseException as error:  # noqa: BLE001 - raised again, in the thread that shows
            failed = error
        for file in files:
            file.unlink(missing_ok=True)  # the server's own copy, perhaps the same twice; the library has the text
        told.put(failed)

    def _shown(self, outcomes: Sequence[Received]) -> Shown:
        return received_html(outcomes), self.documents()


def _outcome(name: str, added: Added) -> Received:
    return Received(name, note=_note(added), error="; ".join(reason for _, reason in added.failed))


def _note(added: Added) -> str:
    return (
        " ".join((f"{_became(added)}.", *(each.warning for each in added.warnings)))
        if added.warnings
        else _became(added)
    )


def _became(added: Added) -> str:
    if added.added or added.replaced:
        verb = "replaced" if added.replaced else "added"
        return f"{verb}, {added.passages} passages"
    twins = ", ".join(dict.fromkeys(document for _, document in added.duplicates))
    return f"already in the library, as {twins}" if twins else "already in the library"
