"""The exceptions that Pinpoint raises. Each message says what was given, what was expected, and what to do.

PinpointError
├── UnreadableSource      bytes, a file or an address that cannot be read as a document
│   ├── UnreachableSource     a path that does not exist, an address that does not answer or is not allowed
│   └── EmptySource           a source without text (a scan, an empty file)
├── UnknownDocument       a name that no document in the library has
├── UnknownLocator        a locator that the document does not have
├── BrokenLibrary         a folder that is not a library, or a library that cannot be repaired automatically
│   ├── LibraryInUse          another process is writing to the library
│   ├── DamagedIndex          an index that cannot be used and must be rebuilt from the library's record
│   └── WrongEncoder          a library built with another encoder than the one requested
├── UnusableModel         an encoder or chat model that cannot be loaded or does not answer
│   └── FailedModel           a correctly configured chat model that fails for now: down, slow, overloaded, cut off
└── UnusableRequest       a filter, date, file of questions or setting that is not valid
"""


class PinpointError(Exception):
    """Base class of all errors of Pinpoint; its text is the message shown to the user."""


class UnreadableSource(PinpointError):
    """Bytes, a file or an address that cannot be read as a document."""


class UnreachableSource(UnreadableSource):
    """A path that does not exist, or an address that does not answer or is not allowed."""


class EmptySource(UnreadableSource):
    """A source that can be read but has no text: a scan, an empty file."""


class UnknownDocument(PinpointError):
    """A name that no document in the library has."""


class UnknownLocator(PinpointError):
    """A locator that the document does not have."""


class BrokenLibrary(PinpointError):
    """A folder that is not a library, or a library that cannot be repaired automatically."""


class LibraryInUse(BrokenLibrary):
    """Another process is writing to the library."""


class DamagedIndex(BrokenLibrary):
    """An index of the library cannot be used and must be rebuilt from the library's record."""


class WrongEncoder(BrokenLibrary):
    """The library was built with another encoder than the one requested."""


class UnusableModel(PinpointError):
    """An encoder or chat model that cannot be loaded or does not answer."""


class FailedModel(UnusableModel):
    """A correctly configured chat model that fails for now: it is down, slow, overloaded, or was cut off."""


class UnusableRequest(PinpointError):
    """A filter, date, file of questions or setting that is not valid."""


def bug_message(error: BaseException, *, about: str) -> str:
    """The message for an unexpected error, which is a bug in Pinpoint and not a fault of `about`, such as "the file".

    The caller must also log the error with its traceback, which a bug report needs.
    """
    summary = f"{type(error).__name__}: {error}".rstrip(": ")
    return (
        f"a fault of Pinpoint's own, not of {about}; please report it, with what the log or the terminal shows "
        f"({summary})"
    )
