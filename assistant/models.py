"""What flows out of this room: Answer, made of Statements and Citations; Finding, a verdict on somebody's words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from corpus.models import Locator, TextSpan
from corpus.structure.parts import pinpoint
from corpus.text.markup import inert
from index.models import Hit

Status = Literal["answered", "partial", "not_in_sources"]
Support = Literal["verbatim", "supported", "unverified"]
# What a statement does in its answer: it answers; answers a part, or under a condition; tells more of the matter; puts
# right what the question takes for granted; or speaks of the answer itself (a refusal, a model that failed).
Role = Literal["answer", "part", "condition", "also", "correction", "notice"]
# What an answer's lead was made from: the first quote, its article's heading, our gloss of it, the document's record.
LeadFrom = Literal["quote", "heading", "gloss", "record", ""]
Checked = Literal["claim", "quote", "reference"]
# Of claims the first three; of quotes the last four; of references "supported" (that place exists), "absent" (the
# instrument is here and has no such place) and "not_found" (the instrument is not here).
Verdict = Literal["supported", "conflict", "not_found", "verbatim", "altered", "wrong_place", "absent"]


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote and where it stands: `hit.document.text[start:end] == quote`. `number` is its marker in the answer."""

    number: int
    hit: Hit
    quote: str
    start: int
    end: int

    @property
    def span(self) -> TextSpan:
        """Where it stands."""
        return TextSpan(self.hit.document.id, self.start, self.end)

    @property
    def locator(self) -> Locator:
        """The finest place that holds the quote: the lettered point where the passage has several."""
        return pinpoint(self.hit.passage, start=self.start, end=self.end)


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer, as plain text, with the markers of the citations it rests on."""

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

    With status "not_in_sources", `nearest` holds the hits that came closest; they are not support for anything.
    `passages` are all those that it could be made from. `writer` is the model that wrote the statements, and `prompts`
    the version of the prompts it was given; "" where the statements are the sources' own words. `lead` is one sentence
    that says the answer first, and `lead_from` what that was made from; both "" where nothing can be derived.
    `read_as` is the question as it stands without the conversation, "" where that is how it was asked. `language` is
    the question's, as a two-letter code (ISO 639-1).
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
        """Markdown: what sources differ on, then one paragraph a statement, its markers behind it ("… [1]").

        Nothing but these acts as Markdown.
        """
        return "\n\n".join(self._paragraphs(inert))

    @property
    def plain(self) -> str:
        """The same for where text is shown as it is, such as a terminal."""
        return "\n\n".join(self._paragraphs(str))

    def _paragraphs(self, written: Callable[[str], str]) -> Iterator[str]:
        yield from (_differing(conflict, written) for conflict in self.conflicts)
        yield from (_marked(written(said.text), said.citations) for said in self.statements)


@dataclass(frozen=True, slots=True)
class Change:
    """A difference, word by word: what the text under check has `here` and the source has `there`; one may be ""."""

    here: str
    there: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict on a claim, a quotation or a reference, with the sources' words and why.

    `start` and `end` are its place in the draft that it was found in, None where it was handed in by itself.
    """

    kind: Checked
    text: str
    verdict: Verdict
    why: str
    citations: tuple[Citation, ...] = ()
    changes: tuple[Change, ...] = ()
    start: int | None = None
    end: int | None = None


def _differing(conflict: Conflict, written: Callable[[str], str]) -> str:
    """One sentence: "The sources differ on the date: 26 November 1987 [1] (primary source); 1984 [2]."."""
    sides = "; ".join(
        f"{written(side.says)} [{side.citation}]{' (primary source)' * (side.citation == conflict.primary)}"
        for side in conflict.sides
    )
    return f"The sources differ on {conflict.about}: {sides}."


def _marked(text: str, citations: tuple[int, ...]) -> str:
    markers = "".join(f"[{number}]" for number in citations)
    return f"{text} {markers}".rstrip()
