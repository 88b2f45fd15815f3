"""`pinpoint doctor`: what is installed and where, and whether all of it is sound."""

from importlib.metadata import PackageNotFoundError, version
from platform import python_version

from assistant.settings import Settings
from corpus.errors import PinpointError
from index.library import Library
from ui.schema import Doctor, Examined

# The packages whose versions change what Pinpoint finds and answers.
_PACKAGES = ("pinpoint-assistant", "chromadb", "onnxruntime", "tokenizers", "langchain", "gradio", "torch")


def doctor(settings: Settings) -> Doctor:
    """A check of everything that a question depends on. Changes nothing, and creates no library."""
    models = ", ".join(settings.models) or "none: answers are made of verbatim quotes"
    return Doctor.of(
        [
            _check("Python", True, python_version()),
            *map(_package, _PACKAGES),
            _check("chat model", True, models),
            _check("library folder", True, str(settings.library)),
            *_library(settings),
        ]
    )


def _check(about: str, sound: bool, found: str) -> Examined:
    return Examined(about=about, sound=sound, found=found)


def _package(name: str) -> Examined:
    try:
        return _check(name, True, version(name))
    except PackageNotFoundError:
        return _check(name, False, "not installed; install Pinpoint again")


def _library(settings: Settings) -> list[Examined]:
    try:
        if not Library.exists(settings.library):
            return [_check("library", True, "none yet; the first command that needs one makes it")]
        with Library.open(settings.library, encoder=settings.encoder) as library:
            return [_check(*found) for found in library.soundness()]
    except PinpointError as error:
        return [_check("library", False, str(error))]
