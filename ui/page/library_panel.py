"""The library panel: adds uploaded files to the library, and shows the outcome of each as soon as it is known."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import TypeAlias

from corpus.errors import PinpointError
from ui.page.models import UploadOutcome
from ui.page.render import library_html, uploads_html
from ui.service import Added, Session, list_documents, upload

CRASHED = "something inside Pinpoint broke on the way. The terminal it was started from says what."

# What an event sets on the page: the HTML of the outcomes, and that of the list of documents.
PageUpdate = tuple[str, str]

# The index of a file and the outcome of a document in it; at the end, None and the outcome of the whole upload.
_Step: TypeAlias = "tuple[int | None, Added]"


@dataclass(frozen=True, slots=True)
class LibraryPanel:
    """The handlers of the panel's events."""

    session: Session

    def receive(self, paths: Sequence[str] | None) -> Iterator[PageUpdate]:
        """The page while files are added, with the outcome of each, and at the end with warnings about the library.

        A file that cannot be read does not stop the others.
        """
        files = [Path(path) for path in paths or ()]
        sums = [Added() for _ in files]
        outcomes = [UploadOutcome(file.name) for file in files]
        yield self._update(outcomes)
        if not files:
            return
        try:
            for steps in self._steps(files):
                for number, added in steps:
                    if number is None:
                        outcomes += _library_warnings(added)
                    else:
                        sums[number] += added
                        outcomes[number] = _outcome(files[number].name, sums[number])
                yield self._update(outcomes)
        except PinpointError as error:
            yield self._update([each if each.is_done else replace(each, error=str(error)) for each in outcomes])

    def after_crash(self) -> str:
        """The HTML of the outcomes after a bug in Pinpoint."""
        return uploads_html([UploadOutcome("These files", error=CRASHED)])

    def documents(self) -> str:
        """The HTML of the present list of documents."""
        return library_html(list_documents(session=self.session))

    def _steps(self, files: Sequence[Path]) -> Iterator[list[_Step]]:
        """The outcomes since the last step, at each step; the very last is that of the whole upload.

        A thread adds all files in one batch, so that the indexes are updated once. It continues if the page is closed.
        Raises what was raised in the thread.
        """
        queue: SimpleQueue[_Step | BaseException] = SimpleQueue()
        Thread(target=self._add, args=(files, queue), name="pinpoint-add", daemon=True).start()
        is_over = False
        while not is_over:
            new = [queue.get(), *(queue.get() for _ in range(queue.qsize()))]
            yield [each for each in new if isinstance(each, tuple)]
            if isinstance(last := new[-1], BaseException):
                raise last
            is_over = last[0] is None

    def _add(self, files: Sequence[Path], queue: "SimpleQueue[_Step | BaseException]") -> None:
        """Add the files and put each outcome into the queue; at the end, that of all, or the exception raised."""
        try:
            ended: _Step | BaseException = (
                None,
                upload(files, told=lambda *step: queue.put(step), session=self.session),
            )
        except BaseException as error:  # noqa: BLE001 - raised again, in the thread that called
            ended = error
        for file in files:
            file.unlink(missing_ok=True)  # a copy that the server made; the same one may be listed twice
        queue.put(ended)

    def _update(self, outcomes: Sequence[UploadOutcome]) -> PageUpdate:
        return uploads_html(outcomes), self.documents()


def _library_warnings(added: Added) -> list[UploadOutcome]:
    """The warnings that are about the library, not about one of the files."""
    return [UploadOutcome("The library", error=each.warning) for each in added.warnings if not each.source]


def _outcome(name: str, added: Added) -> UploadOutcome:
    return UploadOutcome(name, note=_note(added), error="; ".join(reason for _, reason in added.failed))


def _note(added: Added) -> str:
    return (
        " ".join((f"{_change(added)}.", *(each.warning for each in added.warnings)))
        if added.warnings
        else _change(added)
    )


def _change(added: Added) -> str:
    if added.added or added.replaced:
        verb = "replaced" if added.replaced else "added"
        return f"{verb}, {added.passages} passages"
    twins = ", ".join(dict.fromkeys(document for _, document in added.duplicates))
    return f"already in the library, as {twins}" if twins else "already in the library"
