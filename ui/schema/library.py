"""The JSON of a library: its documents, one document with its passages, what was added, and its soundness."""

from collections.abc import Iterator, Sequence
from typing import Any, Self

from pydantic import Field, RootModel

from corpus import models as corpus_models
from index import models as index_models
from index.ingest import intake
from ui.schema.shape import Shape


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
        """The JSON model of a document, with or without its text."""
        return cls(**{field: getattr(document, field) for field in cls.model_fields})


class List(RootModel[list[Document]]):
    """The documents of a library (`pinpoint list --json`)."""

    @classmethod
    def of(cls, documents: Sequence[index_models.Described]) -> Self:
        """The JSON model of a list of documents."""
        return cls([Document.of(document) for document in documents])

    def plain(self) -> list[dict[str, Any]]:
        """The list of dictionaries for `json.dumps`."""
        return [document.plain() for document in self.root]


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
        """The JSON model of a passage."""
        return cls(
            passage_id=passage.id,
            locator=str(passage.locator),
            breadcrumb=passage.breadcrumb,
            start=passage.start,
            end=passage.end,
        )


class Note(Shape):
    """A footnote or endnote: its mark, the place that the mark stands at, its words and where these begin."""

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
        """The JSON model of a document, or, unless `whole`, of the part of its text that these passages cover.

        `passages` are in the order of the text, and not empty unless `whole`.
        """
        start, end = (0, len(document.text)) if whole else (passages[0].start, passages[-1].end)
        return cls(
            document=Document.of(document),
            start=start,
            end=end,
            text=document.text[start:end],
            parts=list(_parts(document, passages)),
            notes=[_note(passage) for passage in passages if passage.locator.mark],
            passages=[Passage.of(passage) for passage in passages],
        )


def _note(passage: corpus_models.Passage) -> Note:
    locator = passage.locator
    return Note(mark=locator.mark, locator=str(locator.annotated), start=passage.start, text=passage.text)


def _parts(document: corpus_models.Document, passages: Sequence[corpus_models.Passage]) -> Iterator[Part]:
    """Passages joined to parts, in the order of the text: neighbours with one locator and breadcrumb make one part.

    In a document that was added as ready passages, each passage is a part.
    """
    group: list[corpus_models.Passage] = []
    for passage in passages:
        if group and (document.parts or _heading(passage) != _heading(group[0])):
            yield _part(document, group)
            group = []
        group.append(passage)
    if group:
        yield _part(document, group)


def _heading(passage: corpus_models.Passage) -> tuple[corpus_models.Locator, str]:
    return passage.locator, passage.breadcrumb


def _part(document: corpus_models.Document, group: Sequence[corpus_models.Passage]) -> Part:
    first, end = group[0], group[-1].end
    text = document.text[first.start : end]
    return Part(locator=str(first.locator), breadcrumb=first.breadcrumb, start=first.start, end=end, text=text)


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
        """The JSON model of the outcome of adding sources."""
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
        """The JSON model of a list of checks."""
        return cls(sound=all(each.sound for each in checks), checks=list(checks))
