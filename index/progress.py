"""How long work tells the one who waits; the command line draws a bar, the page a line, tests nothing."""

from typing import Protocol


class Progress(Protocol):
    """Called as work goes on: `done` of `total` units, and in a few words what is being done."""

    def __call__(self, done: int, total: int, what: str) -> None:
        """Show it."""


def silent(done: int, total: int, what: str) -> None:
    """Show nothing."""
