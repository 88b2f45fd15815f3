"""Progress of long work: the command line draws a bar of it, the page a line."""

from typing import Protocol


class Progress(Protocol):
    """Called as work goes on: `done` of `total` units, in a few words what is being done, and passages done so far.

    A `total` of 0 is not known. Other words begin another count, whose units have nothing to do with those before.
    """

    def __call__(self, done: int, total: int, what: str, *, passages: int = 0) -> None:
        """Show it."""


def silent(done: int, total: int, what: str, *, passages: int = 0) -> None:
    """Show nothing."""
