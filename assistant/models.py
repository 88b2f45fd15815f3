"""The results of this package: Answer, made of Statements and Citations, and Finding, a verdict on a checked text."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, Self

from corpus.models import Locator, TextSpan
from corpus.structure.parts import pinpoint
from corpus.text.markup import inert
from index.models import Hit

Status = Literal["answered", "partial", "not_in_sources"]
Support = Literal["verbatim", "supported", "unverified"]
# What a statement does in its answer: it answers the question, a part of it, or answers under a condition; adds
# related information; corrects a false premise of the question; or is about the answer itself (a refusal, a model that
# failed).
Role = Literal["answer", "part", "condition", "also", "correction", "notice"]
# The source of an answer's lead: the first quote, the article's heading, our gloss of it, or the document's metadata.
LeadFrom = Literal["quote", "heading", "gloss", "record", ""]
Checked = Literal["claim", "quote", "reference"]
# Claims have one of the first three, quotations one of the last four. References have "supported" (the provision
# exists), "absent" (the library holds the instrument, which has no such provision) or "not_found" (the library does
# not hold the instrument).
Verdict = Literal["supported", "conflict", "not_found", "verbatim", "altered", "wrong_place", "absent"]


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote and its position: `hit.document.text[start:end] == quote`. `number` is its marker in the answer."""

    number: int
    hit: Hit
    quote: str
    start: int
    end: int

    @property
    def span(self) -> TextSpan:
        """The position of the quote in its document."""
        return TextSpan(self.hit.document.id, self.start, self.end)

    @property
    def locator(self) -> Locator:
        """The most precise locator of the quote: the lettered point, where the passage has several."""
        return pinpoint(self.hit.passage, start=self.start, end=self.end)


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of an answer, as plain text, with the markers of the citations that support it."""

    text: str
    citations: tuple[int, ...]
    support: Support
    role: Role = "answer"


@dataclass(frozen=True, slots=True)
class Side:
    """What one source says in a conflict; `citation` is its marker."""

    citation: int
    says: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A fact on which cited sources differ; `primary` is the marker of the side with most authority, 0 for none."""

    about: str
    sides: tuple[Side, ...]
    primary: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to `question`. Every marker in `text` is the number of one of `citations`.

    With status "not_in_sources", `nearest` holds the hits with the highest scores; they support nothing. `passages`
    are all hits that were retrieved for the question. `writer` is the chat model that wrote the statements, and
    `prompts` the version of the prompts it received; both are "" if the statements quote the sources. `lead` is a
    one-sentence summary of the answer, and `lead_from` its source; both are "" if no lead could be derived. `read_as`
    is a follow-up question rewritten to be understood without the conversation, "" for any other question. `language`
    is the question's language, as a two-letter code (ISO 639-1).
    """

    question: str
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    status: Status
    conflicts: tuple[Conflict, ...] = ()
    suggestions: tuple[str, ...] = ()
    nearest: tuple[Hit, ...] = ()
    writer: str = ""
    passages: tuple[Hit, ...] = ()
    lead: str = ""
    lead_from: LeadFrom = ""
    read_as: str = ""
    language: str = ""
    prompts: str = ""

    @property
    def text(self) -> str:
        """The answer as Markdown: the conflicts, then a paragraph for each statement with its markers ("… [1]").

        Characters in the statements that have a meaning in Markdown are escaped.
        """
        return "\n\n".join(self._paragraphs(inert))

    @property
    def plain(self) -> str:
        """The same text without Markdown escapes, for plain-text output such as a terminal."""
        return "\n\n".join(self._paragraphs(str))

    def __add__(self, later: Self) -> Self:
        """The later of two states of one answer. LangChain combines the items of a stream with "+"."""
        return later

    def _paragraphs(self, escape: Callable[[str], str]) -> Iterator[str]:
        yield from (_conflict_sentence(conflict, escape) for conflict in self.conflicts)
        yield from (_with_markers(escape(each.text), each.citations) for each in self.statements)


@dataclass(frozen=True, slots=True)
class Change:
    """A difference in wording: the words `here` in the checked text and `there` in the source; one may be ""."""

    here: str
    there: str


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict on a claim, a quotation or a reference, with the reason and citations of the sources.

    `start` and `end` are the position of `text` in the checked draft, None if it was checked by itself.
    """

    kind: Checked
    text: str
    verdict: Verdict
    why: str
    citations: tuple[Citation, ...] = ()
    changes: tuple[Change, ...] = ()
    start: int | None = None
    end: int | None = None


def _conflict_sentence(conflict: Conflict, escape: Callable[[str], str]) -> str:
    """One sentence: "The sources differ on the date: 26 November 1987 [1] (primary source); 1984 [2]."."""
    sides = "; ".join(
        f"{escape(side.says)} [{side.citation}]{' (primary source)' * (side.citation == conflict.primary)}"
        for side in conflict.sides
    )
    return f"The sources differ on {conflict.about}: {sides}."


def _with_markers(text: str, citations: tuple[int, ...]) -> str:
    markers = "".join(f"[{number}]" for number in citations)
    return f"{text} {markers}".rstrip()
