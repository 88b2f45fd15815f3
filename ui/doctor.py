"""What is installed and where, what the library was built with, and whether all of it is sound."""

import platform
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from assistant.settings import Settings
from corpus.errors import PinpointError
from index.library import Library

_PACKAGES = ("pinpoint-assistant", "chromadb", "onnxruntime", "tokenizers", "langchain", "gradio", "torch")


@dataclass(frozen=True, slots=True)
class Examined:
    """One thing looked at: what, whether it is as it should be, and what was found."""

    about: str
    sound: bool
    found: str


def examine(settings: Settings) -> list[Examined]:
    """Everything that a question depends on, looked at once; nothing is changed and no library is made."""
    return [
        Examined("Python", True, platform.python_version()),
        *[_package(name) for name in _PACKAGES],
        Examined("chat model", True, ", ".join(settings.models) or "none: answers are made of verbatim quotes"),
        Examined("library folder", True, str(settings.library)),
        *_library(settings),
    ]


def _package(name: str) -> Examined:
    try:
        return Examined(name, True, version(name))
    except PackageNotFoundError:
        return Examined(name, False, "not installed; install Pinpoint again")


def _library(settings: Settings) -> list[Examined]:
    try:
        if not Library.exists(settings.library):
            return [Examined("library", True, "none yet; the first command that needs one makes it")]
        with Library.open(settings.library, encoder=settings.encoder) as library:
            return [Examined(about, sound, found) for about, sound, found in library.soundness()]
    except PinpointError as error:
        return [Examined("library", False, str(error))]
