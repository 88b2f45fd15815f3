"""Every error that Pinpoint raises on purpose. One tree; the message says what was given, what was expected, the cure.

PinpointError
├── UnreadableSource      bytes, a file or an address that gives no document
│   ├── UnreachableSource     a path that is not there, an address that does not answer or is not allowed
│   └── EmptySource           readable, but holds no text (a scan, an empty file)
├── UnknownDocument       a name that no document in the library answers to
├── UnknownLocator        a place that the document does not have
├── BrokenLibrary         a folder that is no library, or one that is damaged beyond its own repair
│   ├── LibraryInUse          another process is writing to it
│   ├── DamagedIndex          what is derived from the record, and made anew from it, cannot be used
│   └── WrongEncoder          it was built with another encoder than the one asked for
├── UnusableModel         an encoder or chat model that cannot be loaded or does not answer
│   └── FailedModel           a chat model that is set rightly but fails now: down, slow, overloaded, cut off
└── UnusableRequest       a filter, date, file of questions or setting that cannot be understood
"""


class PinpointError(Exception):
    """What a person sees when a request cannot be met; its text is the message."""


class UnreadableSource(PinpointError):
    """Bytes, a file or an address that gives no document."""


class UnreachableSource(UnreadableSource):
    """A path that is not there, or an address that does not answer or is not allowed."""


class EmptySource(UnreadableSource):
    """A source that can be read but holds no text: a scan, an empty file."""


class UnknownDocument(PinpointError):
    """A name that no document in the library answers to."""


class UnknownLocator(PinpointError):
    """A place that the document does not have."""


class BrokenLibrary(PinpointError):
    """A folder that is no library, or one that is damaged beyond its own repair."""


class LibraryInUse(BrokenLibrary):
    """Another process is writing to the library."""


class DamagedIndex(BrokenLibrary):
    """What is derived from a library's record cannot be used; it is made anew from the record."""


class WrongEncoder(BrokenLibrary):
    """The library was built with another encoder than the one asked for."""


class UnusableModel(PinpointError):
    """An encoder or chat model that cannot be loaded or does not answer."""


class FailedModel(UnusableModel):
    """A chat model that is set rightly but fails now: it is down, slow, overloaded, or was cut off."""


class UnusableRequest(PinpointError):
    """A filter, date, file of questions or setting that cannot be understood."""


def bug_message(error: BaseException, *, about: str) -> str:
    """What a person is told of an error that is a bug of Pinpoint's: `about` names what the bug is not a fault of.

    Whoever shows it logs the error with its traceback, which is what a report needs.
    """
    said = f"{type(error).__name__}: {error}".rstrip(": ")
    return (
        f"a fault of Pinpoint's own, not of {about}; please report it, with what the log or the terminal shows ({said})"
    )
