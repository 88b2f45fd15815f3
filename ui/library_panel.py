"""The library panel: files dropped onto the page become documents, one after another, each with its own outcome."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.errors import PinpointError
from corpus.read import read_bytes
from index.library import Added, Library
from ui.models import Received
from ui.render import library_html, received_html

BROKEN = "something inside Pinpoint broke on the way. The terminal it was started from says what."

# What an event changes on the page: the report on the files, and the list of documents.
Shown = tuple[str, str]


@dataclass(frozen=True, slots=True)
class LibraryPanel:
    """What the panel's events call."""

    library: Library

    def receive(self, paths: Sequence[str] | None) -> Iterator[Shown]:
        """The page after each file: what became of it, or why it could not be read. One bad file stops no other."""
        outcomes = [Received(Path(path).name) for path in paths or ()]
        for at, path in enumerate(paths or ()):
            yield self._shown(outcomes)
            outcomes[at] = self._received(Path(path))
        yield self._shown(outcomes)

    def broken(self) -> str:
        """The report after a fault that is not the files'."""
        return received_html([Received("These files", error=BROKEN)])

    def documents(self) -> str:
        """The list of documents, as it is now."""
        return library_html(self.library.summaries())

    def _received(self, path: Path) -> Received:
        outcome = Received(path.name)
        try:
            added = self.library.add(read_bytes(path.read_bytes(), source=path.name))
        except PinpointError as error:
            return replace(outcome, error=str(error))
        finally:
            path.unlink()  # the server's own copy; the library has the text
        return replace(outcome, note=_note(added), error="; ".join(reason for _, reason in added.failed))

    def _shown(self, outcomes: Sequence[Received]) -> Shown:
        return received_html(outcomes), self.documents()


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
    return "already in the library"
