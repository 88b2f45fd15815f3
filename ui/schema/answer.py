"""The JSON of an answer: its statements, its citations, and the facts on which its sources differ."""

from typing import Self

from pydantic import Field

from assistant import models as assistant_models
from corpus.text.markup import inert
from ui.schema.library import Document
from ui.schema.search import Hit, ranked
from ui.schema.shape import Identified, Shape, id_field


class Citation(Shape):
    """A quote and where it stands: the document's text from `start` to `end` is `quote`."""

    number: int = Field(description="its marker in the answer")
    passage_id: str
    document: Document
    locator: str
    quote: str
    start: int
    end: int

    @classmethod
    def of(cls, citation: assistant_models.Citation) -> Self:
        """The JSON model of a citation."""
        return cls(
            number=citation.number,
            passage_id=citation.hit.passage.id,
            document=Document.of(citation.hit.document),
            locator=str(citation.locator),
            quote=citation.quote,
            start=citation.start,
            end=citation.end,
        )


class Statement(Shape):
    """One sentence of an answer, as Markdown in which nothing acts, with the numbers of its citations."""

    text: str
    citations: list[int]
    support: assistant_models.Support
    role: assistant_models.Role = Field(description="what it does in its answer; answers come first")

    @classmethod
    def of(cls, statement: assistant_models.Statement) -> Self:
        """The JSON model of a statement; what would act as Markdown in its text is escaped."""
        return cls(
            text=inert(statement.text),
            citations=list(statement.citations),
            support=statement.support,
            role=statement.role,
        )


class Side(Shape):
    """What one source says in a conflict; `citation` is the number of its citation."""

    citation: int
    says: str


class Conflict(Shape):
    """A fact on which cited sources differ; `primary` is the citation of most authority, null where none has."""

    about: str
    sides: list[Side]
    primary: int | None

    @classmethod
    def of(cls, conflict: assistant_models.Conflict) -> Self:
        """The JSON model of a conflict; what would act as Markdown in its texts is escaped."""
        sides = [Side(citation=side.citation, says=inert(side.says)) for side in conflict.sides]
        return cls(about=conflict.about, sides=sides, primary=conflict.primary or None)


class Answer(Identified):
    """An answer with its citations; its texts are Markdown, its quotes the documents' own letters."""

    question: str
    status: assistant_models.Status
    text: str = Field(description="Markdown, with the numbers of citations in brackets: [1]")
    lead: str = Field(description='one sentence that says the answer first; "" where nothing can be derived')
    lead_from: assistant_models.LeadFrom = Field(description="what the lead was made from")
    statements: list[Statement]
    read_as: str = Field(description='the question as it was understood; "" where that is how it was asked')
    language: str = Field(description="of the question, as ISO 639-1 has it: en")
    citations: list[Citation]
    conflicts: list[Conflict]
    suggestions: list[str]
    nearest: list[Hit] = Field(description="what came closest to a question that is not answered; no support")
    writer: str = Field(description='the model that wrote it; "" where it is the sources\' own words')

    @classmethod
    def of(cls, answer: assistant_models.Answer, *, id: object = None) -> Self:
        """The JSON model of an answer; `id` is the one that came with the question, if any."""
        return cls(
            question=answer.question,
            status=answer.status,
            text=answer.text,
            lead=inert(answer.lead),
            lead_from=answer.lead_from,
            read_as=answer.read_as,
            language=answer.language,
            statements=[Statement.of(statement) for statement in answer.statements],
            citations=[Citation.of(citation) for citation in answer.citations],
            conflicts=[Conflict.of(conflict) for conflict in answer.conflicts],
            suggestions=list(answer.suggestions),
            nearest=ranked(answer.nearest),
            writer=answer.writer,
            **id_field(id),
        )
