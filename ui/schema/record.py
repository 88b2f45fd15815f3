"""Evidence records: what an answer or a check rests on, kept in a file as JSON; their writing and reading."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, Field, ValidationError

from assistant import models as assistant_models
from assistant.verify import evidence as evidence_models
from corpus.errors import UnusableRequest
from ui.schema.answer import Answer
from ui.schema.finding import Finding
from ui.schema.search import Hit, ranked
from ui.schema.shape import Shape

# Raised when a field of a record changes its meaning.
RECORD_FORMAT: Literal[1] = 1


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
    history: list[str] = Field(default=[])
    answer: Answer | None = None
    passages: list[Hit] = Field(default=[])
    text: str = ""
    findings: list[Finding] = Field(default=[])
    settings: Settings
    library: Library

    @classmethod
    def of(cls, evidence: evidence_models.Evidence) -> Self:
        """The record of an answer or a check, with this version of Pinpoint and the present time."""
        sources = [Source(id=each.id, title=each.title, sha256=each.sha256) for each in evidence.documents]
        return cls(
            pinpoint=version("pinpoint-assistant"),
            format=RECORD_FORMAT,
            made=datetime.now(UTC).isoformat(timespec="seconds"),
            settings=Settings(model=evidence.model, prompts=evidence.prompts, encoder=evidence.encoder),
            library=Library(fingerprint=evidence.fingerprint, documents=sources),
            **_subject(evidence),
        )

    def file_text(self) -> str:
        """The record as indented JSON, with a newline at the end: the content of its file."""
        return json.dumps(self.plain(), ensure_ascii=False, indent=2) + "\n"


def _subject(evidence: evidence_models.Evidence) -> dict[str, Any]:
    subject = evidence.subject
    if isinstance(subject, assistant_models.Answer):
        history, passages = list(evidence.history), ranked(subject.passages)
        return {"history": history, "answer": Answer.of(subject), "passages": passages}
    return {"text": subject.text, "findings": [Finding.of(each) for each in subject.findings]}


def write_record(record: Record, path: Path) -> None:
    """Write a record to a file, which is replaced if it exists. Raises UnusableRequest if it cannot be written."""
    text = record.file_text()
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UnusableRequest(
            f"The record cannot be written to {path}: {error.strerror}. Choose another file."
        ) from error


def read_record(path: Path) -> evidence_models.Recorded:
    """The record in a file, as `service.verify` takes it.

    Raises UnusableRequest for a file that cannot be opened or is not a record.
    """
    try:
        read = _Record.model_validate_json(path.read_bytes(), strict=True)
    except OSError as error:
        raise UnusableRequest(f"{path} cannot be opened ({error.strerror}); check the path.") from error
    except ValidationError as error:
        raise UnusableRequest(
            f"{path} is not an evidence record of format {RECORD_FORMAT} ({_problem(error)}); expected a file that "
            "`pinpoint ask … --record FILE` or `pinpoint check … --record FILE` wrote."
        ) from error
    return _recorded(read)


class _Document(BaseModel):
    id: str
    title: str
    short_title: str = ""
    sha256: str = ""


class _Citation(BaseModel):
    number: int
    document: _Document
    locator: str
    quote: str
    start: int
    end: int


class _Finding(BaseModel):
    kind: str
    start: int
    end: int
    verdict: str
    citations: list[_Citation]


class _Answer(BaseModel):
    citations: list[_Citation]


class _Settings(BaseModel):
    encoder: str


class _Library(BaseModel):
    fingerprint: str
    documents: list[_Document]


class _Record(BaseModel):
    """The fields of a record that `verify` uses. Others are ignored, so that records of later versions can be read."""

    format: Literal[1]
    settings: _Settings
    library: _Library
    text: str = ""
    answer: _Answer | None = None
    findings: list[_Finding] = []


def _problem(error: ValidationError) -> str:
    """The first invalid field and what is wrong with it: "library.documents.0.id: Field required"."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    return ": ".join(filter(None, (".".join(map(str, first["loc"])), first["msg"])))


def _recorded(read: _Record) -> evidence_models.Recorded:
    answered = read.answer.citations if read.answer else []
    cited = [*answered, *(one for finding in read.findings for one in finding.citations)]
    return evidence_models.Recorded(
        read.text,
        read.settings.encoder,
        read.library.fingerprint,
        tuple(evidence_models.Source(each.id, each.title, each.sha256) for each in read.library.documents),
        tuple(_cited(each) for each in cited),
        tuple((each.kind, each.start, each.end, each.verdict) for each in read.findings),
    )


def _cited(citation: _Citation) -> evidence_models.Cited:
    document = citation.document
    return evidence_models.Cited(
        citation.number,
        document.id,
        document.short_title or document.title,
        citation.locator,
        citation.quote,
        citation.start,
        citation.end,
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
    def of(cls, checks: Sequence[evidence_models.Standing]) -> Self:
        """The JSON model of the outcome of `service.verify`."""
        held = [Held(about=each.about, holds=each.holds, why=each.why) for each in checks]
        return cls(holds=all(each.holds for each in checks), checks=held)
