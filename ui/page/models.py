"""What the page shows: Source, a card with its text; Exchange, a question and what became of it."""

from dataclasses import dataclass, field
from types import TracebackType
from typing import Literal

from assistant.models import Answer
from corpus.models import Document, Locator

State = Literal["asking", "answered", "stopped", "failed"]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Source:
    """A place in a document as a card shows it: `shown` is the stretch of `document.text` to read, `quote` to mark.

    `number` is the citation's marker in the answer. A passage that is merely near has number 0 and an empty `quote`:
    it supports nothing.
    """

    number: int
    document: Document
    locator: Locator
    breadcrumb: str
    shown: Span
    quote: Span

    @property
    def quoted(self) -> str:
        """The words that the answer rests on, as the document has them."""
        return self.document.text[slice(*self.quote)]


class Run:
    """One answering of a question, as a context, which then knows whether it broke. To be stopped is not to break."""

    def __init__(self) -> None:
        self.broke = False

    def __enter__(self) -> None:
        self.broke = False

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.broke = kind is not None and not issubclass(kind, GeneratorExit)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question, its answer as far as it has come, and that answer's sources. `error` is set when it failed.

    `names_writer` is true where a reader could have chosen who writes: then quotes, too, say whose words they are.
    """

    question: str
    state: State
    answer: Answer | None = None
    sources: tuple[Source, ...] = ()
    error: str = ""
    names_writer: bool = False
    run: Run = field(default_factory=Run, compare=False)


@dataclass(frozen=True, slots=True)
class Received:
    """What became of one file that was handed to the page. An empty `error` and `note` means that it is under way."""

    name: str
    note: str = ""
    error: str = ""

    @property
    def is_known(self) -> bool:
        """Whether it is known what became of it."""
        return bool(self.note or self.error)
