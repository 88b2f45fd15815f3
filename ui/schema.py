"""The JSON that other programs rely on, as models: what every `--json` output holds, and the JSON Schema of it.

Each model is made of the value it shows with `of`, and gives its JSON with `plain`. Fields may be added, none renamed.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, RootModel
from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from assistant import models as assistant_models
from assistant.verify import evidence as evidence_models
from corpus import models as corpus_models
from corpus.text.markup import inert
from index import models as index_models
from index.ingest import intake

# Raised when a field of a record changes its meaning.
RECORD_FORMAT: Literal[1] = 1


class Shape(BaseModel):
    """A JSON object with these fields, in this order; one that may be absent is left out where it is not set."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    def plain(self) -> dict[str, Any]:
        """The object as Python's `json` writes it."""
        return self.model_dump(by_alias=True, exclude_unset=True)


class Document(Shape):
    """What a citation needs of a document, never its text. Dates are ISO 8601; "" stands for what is not known."""

    id: str
    title: str
    short_title: str
    kind: corpus_models.Kind
    issuer: str
    date: str
    url: str
    source: str = Field(description="the path or address as it was added")
    series: str
    adopted: str
    in_force: str
    language: str
    sha256: str

    @classmethod
    def of(cls, document: index_models.Described) -> Self:
        """The shape of a document, which may come with its text or without."""
        return cls(**{field: getattr(document, field) for field in cls.model_fields})


class Why(Shape):
    """What brought a hit; only the ways that did are there."""

    exact: bool = Field(default=False, alias="exact reference", description="the query names this provision")
    words: list[str] = Field(default=[], description="words of the query that the passage has, in whatever form")
    meaning: float | None = Field(default=None, description="the cosine of query and passage, from -1 to 1")
    added: str = Field(default="", description="what brought a hit that no search did")

    @classmethod
    def of(cls, why: index_models.Why) -> Self:
        """The shape of what brought a hit."""
        meaning = None if why.meaning is None else round(why.meaning, 4)
        found: dict[str, Any] = {
            "exact reference": why.exact,
            "words": list(why.words),
            "meaning": meaning,
            "added": why.added,
        }
        return cls(**{way: told for way, told in found.items() if told not in (False, [], None, "")})


class Hit(Shape):
    """One passage found: the document's text from `start` to `end` is `text`; `rank` counts from 1."""

    rank: int
    score: float = Field(description="higher is better; comparable within one search only")
    passage_id: str
    document: Document
    locator: str
    breadcrumb: str
    text: str
    start: int
    end: int
    why: Why

    @classmethod
    def of(cls, hit: index_models.Hit, *, rank: int) -> Self:
        """The shape of a hit at that rank."""
        passage = hit.passage
        return cls(
            rank=rank,
            score=round(hit.score, 6),
            passage_id=passage.id,
            document=Document.of(hit.document),
            locator=str(passage.locator),
            breadcrumb=passage.breadcrumb,
            text=passage.text,
            start=passage.start,
            end=passage.end,
            why=Why.of(hit.why),
        )


class Identified(Shape):
    """What may carry the `id` that came in with it, whatever JSON that was."""

    id: Any = Field(default=None, description="the id that its line of input gave; absent where it gave none")


class Search(Identified):
    """The hits of one query, best first."""

    query: str
    hits: list[Hit]

    @classmethod
    def of(cls, query: str, hits: Sequence[index_models.Hit], *, id: object = None) -> Self:
        """The shape of a query's hits."""
        return cls(query=query, hits=_ranked(hits), **_with(id))


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
        """The shape of a citation."""
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
    def of(cls, said: assistant_models.Statement) -> Self:
        """The shape of a statement."""
        citations = list(said.citations)
        return cls(text=inert(said.text), citations=citations, support=said.support, role=said.role)


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
        """The shape of a conflict."""
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
        """The shape of an answer."""
        return cls(
            question=answer.question,
            status=answer.status,
            text=answer.text,
            lead=inert(answer.lead),
            lead_from=answer.lead_from,
            read_as=answer.read_as,
            language=answer.language,
            statements=[Statement.of(said) for said in answer.statements],
            citations=[Citation.of(citation) for citation in answer.citations],
            conflicts=[Conflict.of(conflict) for conflict in answer.conflicts],
            suggestions=list(answer.suggestions),
            nearest=_ranked(answer.nearest),
            writer=answer.writer,
            **_with(id),
        )


class Change(Shape):
    """A difference: what the text under check has `here` and the source has `there`; one may be ""."""

    here: str
    there: str


class Finding(Identified):
    """A verdict on words of a text; `start` and `end` are positions in that text, absent where it is not known."""

    start: int = 0
    end: int = 0
    text: str
    kind: assistant_models.Checked
    verdict: assistant_models.Verdict
    why: str
    citations: list[Citation]
    changes: list[Change]

    @classmethod
    def of(cls, finding: assistant_models.Finding, *, id: object = None) -> Self:
        """The shape of a finding."""
        placed: dict[str, Any] = {} if finding.start is None else {"start": finding.start, "end": finding.end}
        return cls(
            text=finding.text,
            kind=finding.kind,
            verdict=finding.verdict,
            why=finding.why,
            citations=[Citation.of(citation) for citation in finding.citations],
            changes=[Change(here=change.here, there=change.there) for change in finding.changes],
            **placed,
            **_with(id),
        )


class Held(Shape):
    """Whether one thing in a record holds on today's library, and why, or what changed."""

    about: str
    holds: bool
    why: str


class Standing(Shape):
    """What of an evidence record holds on today's library, and whether all of it does."""

    holds: bool
    checks: list[Held]

    @classmethod
    def of(cls, found: Sequence[evidence_models.Standing]) -> Self:
        """The shape of what was found of a record."""
        checks = [Held(about=each.about, holds=each.holds, why=each.why) for each in found]
        return cls(holds=all(each.holds for each in found), checks=checks)


class Failure(Shape):
    """A source that could not be read, and the reason."""

    source: str
    error: str


class Warned(Shape):
    """What a person should know of an addition; `source` and `document` are "" where it is about the library."""

    source: str
    document: str
    warning: str


class Duplicate(Shape):
    """A source whose bytes are those of a document that is here under another name."""

    source: str
    document: str


class Added(Shape):
    """How many documents were added, unchanged and replaced, which sources failed, and how many passages were made."""

    added: int
    unchanged: int
    replaced: int
    failed: list[Failure]
    warnings: list[Warned]
    passages: int
    duplicates: list[Duplicate]

    @classmethod
    def of(cls, added: intake.Added) -> Self:
        """The shape of what became of an addition."""
        return cls(
            added=added.added,
            unchanged=added.unchanged,
            replaced=added.replaced,
            failed=[Failure(source=source, error=error) for source, error in added.failed],
            warnings=[
                Warned(source=each.source, document=each.document, warning=each.warning) for each in added.warnings
            ],
            passages=added.passages,
            duplicates=[Duplicate(source=source, document=document) for source, document in added.duplicates],
        )


class Part(Shape):
    """A place of a document: the document's text from `start` to `end` is `text`, its words."""

    locator: str
    breadcrumb: str
    start: int
    end: int
    text: str


class Passage(Shape):
    """A stretch of a document that a search can find, where it stands; a long place has several."""

    passage_id: str
    locator: str
    breadcrumb: str
    start: int
    end: int

    @classmethod
    def of(cls, passage: corpus_models.Passage) -> Self:
        """The shape of a passage."""
        return cls(
            passage_id=passage.id,
            locator=str(passage.locator),
            breadcrumb=passage.breadcrumb,
            start=passage.start,
            end=passage.end,
        )


class Note(Shape):
    """A footnote or endnote, with the place and position at which its mark hangs."""

    mark: str
    locator: str
    start: int
    text: str


class Shown(Shape):
    """A document, or one place of it: `text` is the document's text from `start` to `end`, `parts` the places in it.

    All positions count the characters of the whole document.
    """

    document: Document
    start: int
    end: int
    text: str
    parts: list[Part]
    notes: list[Note]
    passages: list[Passage]

    @classmethod
    def of(cls, document: corpus_models.Document, passages: Sequence[corpus_models.Passage], *, whole: bool) -> Self:
        """The shape of the whole document, or of the stretch that these passages of it make up."""
        start, end = (0, len(document.text)) if whole else (passages[0].start, passages[-1].end)
        return cls(
            document=Document.of(document),
            start=start,
            end=end,
            text=document.text[start:end],
            parts=list(_parts(document, passages)),
            notes=[],
            passages=[Passage.of(passage) for passage in passages],
        )


class Examined(Shape):
    """One thing looked at: what, whether it is as it should be, and what was found."""

    about: str
    sound: bool
    found: str


class Doctor(Shape):
    """What is installed and where, and whether all of it is sound."""

    sound: bool
    checks: list[Examined]

    @classmethod
    def of(cls, checks: Sequence[Examined]) -> Self:
        """The shape of what was looked at."""
        return cls(sound=all(each.sound for each in checks), checks=list(checks))


class Settings(Shape):
    """What made a record: the model and the version of its prompts, "" without a model, and the library's encoder."""

    model: str
    prompts: str
    encoder: str


class Source(Shape):
    """A document of the library as it was when a record was made."""

    id: str
    title: str
    sha256: str


class Library(Shape):
    """The library as it was when a record was made; the fingerprint is equal where answers are equal."""

    fingerprint: str
    documents: list[Source]


class Record(Shape):
    """An evidence record: an answer with all passages that it could be made from, or a text and the findings in it."""

    pinpoint: str = Field(description="the version that made it")
    format: Literal[1]
    made: str = Field(description="ISO 8601, in UTC")
    history: list[str] = []
    answer: Answer | None = None
    passages: list[Hit] = []
    text: str = ""
    findings: list[Finding] = []
    settings: Settings
    library: Library

    @classmethod
    def of(cls, evidence: evidence_models.Evidence) -> Self:
        """The record of an answer or a check just made."""
        sources = [Source(id=each.id, title=each.title, sha256=each.sha256) for each in evidence.documents]
        return cls(
            pinpoint=version("pinpoint-assistant"),
            format=RECORD_FORMAT,
            made=datetime.now(UTC).isoformat(timespec="seconds"),
            settings=Settings(model=evidence.model, prompts=evidence.prompts, encoder=evidence.encoder),
            library=Library(fingerprint=evidence.fingerprint, documents=sources),
            **_subject(evidence),
        )

    def in_full(self) -> str:
        """The record as its file holds it."""
        return json.dumps(self.plain(), ensure_ascii=False, indent=2) + "\n"


class List(RootModel[list[Document]]):
    """The documents of a library (`pinpoint list --json`)."""

    @classmethod
    def of(cls, documents: Sequence[index_models.Described]) -> Self:
        """The shape of a library's documents."""
        return cls([Document.of(document) for document in documents])

    def plain(self) -> list[dict[str, Any]]:
        """The list as Python's `json` writes it."""
        return [document.plain() for document in self.root]


class Check(RootModel[list[Finding]]):
    """The findings in a text, in its order (`pinpoint check FILE --json`)."""

    @classmethod
    def of(cls, findings: Sequence[assistant_models.Finding]) -> Self:
        """The shape of a text's findings."""
        return cls([Finding.of(finding) for finding in findings])

    def plain(self) -> list[dict[str, Any]]:
        """The list as Python's `json` writes it."""
        return [finding.plain() for finding in self.root]


# What the commands print with --json, and what --record writes.
OUTPUTS: tuple[type[BaseModel], ...] = (Answer, Search, Check, Finding, Standing, Added, List, Shown, Doctor, Record)


class _Untitled(GenerateJsonSchema):
    """A schema in which no field is titled with its own name."""

    def field_title_should_be_set(self, schema: object) -> bool:
        return False


def json_schema() -> dict[str, Any]:
    """The JSON Schema of everything that a command prints with `--json` or writes with `--record`."""
    models: list[tuple[type[BaseModel], Literal["serialization"]]] = [(model, "serialization") for model in OUTPUTS]
    names, found = models_json_schema(models, by_alias=True, schema_generator=_Untitled)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Pinpoint's JSON",
        "description": "What `pinpoint … --json` prints. Fields may be added, none renamed.",
        "anyOf": [names[model, "serialization"] for model in OUTPUTS],
        "$defs": found["$defs"],
    }


def _ranked(hits: Sequence[index_models.Hit]) -> list[Hit]:
    return [Hit.of(hit, rank=rank) for rank, hit in enumerate(hits, 1)]


def _with(id: object) -> dict[str, Any]:
    return {} if id is None else {"id": id}


def _subject(evidence: evidence_models.Evidence) -> dict[str, Any]:
    subject = evidence.subject
    if isinstance(subject, assistant_models.Answer):
        history, passages = list(evidence.history), _ranked(subject.passages)
        return {"history": history, "answer": Answer.of(subject), "passages": passages}
    return {"text": subject.text, "findings": [Finding.of(each) for each in subject.findings]}


def _parts(document: corpus_models.Document, passages: Sequence[corpus_models.Passage]) -> Iterator[Part]:
    """The places that passages stand at, in the order of the text; neighbours at one place are that place.

    A document that came divided keeps its parts as they are.
    """
    run: list[corpus_models.Passage] = []
    for passage in passages:
        if run and (document.parts or _place(passage) != _place(run[0])):
            yield _part(document, run)
            run = []
        run.append(passage)
    if run:
        yield _part(document, run)


def _place(passage: corpus_models.Passage) -> tuple[corpus_models.Locator, str]:
    return passage.locator, passage.breadcrumb


def _part(document: corpus_models.Document, run: Sequence[corpus_models.Passage]) -> Part:
    first, end = run[0], run[-1].end
    text = document.text[first.start : end]
    return Part(locator=str(first.locator), breadcrumb=first.breadcrumb, start=first.start, end=end, text=text)
