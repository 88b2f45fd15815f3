"""A session: who asks, of which library, with which settings. Each function of `ui.service` takes one."""

import os
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self

from assistant.settings import Settings
from index.ingest.add import open_library
from index.library import Library
from index.progress import Progress, silent

# The owner of what the command line and the page do: whoever uses this machine.
LOCAL = "local"
# Each of these environment variables makes LangChain send questions, passages and answers to LangSmith.
_TRACING = ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING", "LANGCHAIN_TRACING_V2")


@dataclass(frozen=True, slots=True)
class Session:
    """A library with the settings to use it with, and who uses it. As a context manager, it closes the library."""

    library: Library
    settings: Settings
    owner: str = LOCAL

    def with_model(self, model: str) -> Self:
        """The same session with answers written by this chat model; with "", answers are verbatim quotes.

        Raises UnusableRequest for a model that the settings do not name.
        """
        return replace(self, settings=self.settings.written_by(model))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.library.close()


def open(settings: Settings, *, owner: str = LOCAL, empty: bool = False, progress: Progress = silent) -> Session:
    """A session on the library that the settings name.

    A library that does not exist is created, with the starter notes in it unless `empty`. LangChain's tracing is turned
    off for this process, unless the settings turn it on. Raises BrokenLibrary, WrongEncoder and UnusableModel.
    """
    if not settings.tracing:
        os.environ.update(dict.fromkeys(_TRACING, "false"))
    library = open_library(settings.library, encoder=settings.encoder, empty=empty, progress=progress)
    return Session(library, settings, owner)
