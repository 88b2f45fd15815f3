"""Progress reports of long work, such as adding documents: the command line shows them as a bar, the page as a line."""

from typing import Protocol


class Progress(Protocol):
    """A function that is called as work proceeds.

    `done` of `total` units are done; a `total` of 0 means that it is unknown. `what` says in a few words what is being
    done; when it changes, a new count with other units begins. `passages` is the number of passages encoded so far.
    """

    def __call__(self, done: int, total: int, what: str, *, passages: int = 0) -> None:
        """Report progress."""


def silent(done: int, total: int, what: str, *, passages: int = 0) -> None:
    """Ignore the report."""
