"""The values that the page shows: an exchange of question and answer, its sources, and the outcome of an upload."""

from dataclasses import dataclass, field
from types import TracebackType
from typing import Literal

from assistant.models import Answer
from corpus.models import Document, Locator

State = Literal["asking", "answered", "stopped", "failed"]
# Start and end of some words, as positions in the text of their document.
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Source:
    """A source of an answer as a card shows it: the text around a quote, in which the quote is marked.

    `shown` is the span of `document.text` that the card shows, `quote` the span of it that is marked. `number` is the
    citation's number in the answer. A nearest passage, which supports nothing, has number 0 and an empty `quote`.
    """

    number: int
    document: Document
    locator: Locator
    breadcrumb: str
    shown: Span
    quote: Span

    @property
    def quoted(self) -> str:
        """The words of the quote, "" for a nearest passage."""
        return self.document.text[slice(*self.quote)]


class Run:
    """A context manager around the answering of one question; `crashed` says afterwards whether an exception left it.

    Stopping the answer closes its generator, and is no crash.
    """

    def __init__(self) -> None:
        self.crashed = False

    def __enter__(self) -> None:
        self.crashed = False

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.crashed = kind is not None and not issubclass(kind, GeneratorExit)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question, its answer as far as it is complete, and the answer's sources. `error` says why it failed, if it did.

    `names_writer` is true where chat models are configured: an answer without one then says that none wrote it.
    """

    question: str
    state: State
    answer: Answer | None = None
    sources: tuple[Source, ...] = ()
    error: str = ""
    names_writer: bool = False
    run: Run = field(default_factory=Run, compare=False)


@dataclass(frozen=True, slots=True)
class UploadOutcome:
    """The outcome of one uploaded file; `error` and `note` are both empty while the file is still being added."""

    name: str
    note: str = ""
    error: str = ""

    @property
    def is_done(self) -> bool:
        """Whether the outcome is known."""
        return bool(self.note or self.error)
