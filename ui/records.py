"""Evidence records as JSON files: written by `ask` and `check`, read by `verify`."""

import json
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ValidationError

from assistant.models import Answer
from assistant.verify.evidence import Cited, Evidence, Recorded, Source
from corpus.errors import UnusableRequest
from ui.schema import Shape, answer_shape, finding_shape, hit_shape

# Raised when a field changes its meaning.
_FORMAT = 1


def write_record(evidence: Evidence, path: Path) -> None:
    """Write the record. Raises UnusableRequest where no file can be written there."""
    text = record_text(evidence)
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UnusableRequest(f"No record can be written to {path}: {error.strerror}. Choose another file.") from error


def record_text(evidence: Evidence) -> str:
    """The record as JSON."""
    return json.dumps(record_shape(evidence), ensure_ascii=False, indent=2) + "\n"


def record_shape(evidence: Evidence) -> Shape:
    """The record: what was asked or checked, by what, on which documents, with what outcome."""
    return {
        "pinpoint": version("pinpoint-assistant"),
        "format": _FORMAT,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        **_subject(evidence),
        "settings": {"model": evidence.model, "prompts": evidence.prompts, "encoder": evidence.encoder},
        "library": {
            "fingerprint": evidence.fingerprint,
            "documents": [{"id": each.id, "title": each.title, "sha256": each.sha256} for each in evidence.documents],
        },
    }


def _subject(evidence: Evidence) -> Shape:
    subject = evidence.subject
    if isinstance(subject, Answer):
        passages = [hit_shape(hit, rank=rank) for rank, hit in enumerate(subject.passages, 1)]
        return {"history": list(evidence.history), "answer": answer_shape(subject), "passages": passages}
    return {"text": subject.text, "findings": [finding_shape(each) for each in subject.findings]}


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
    """What is read of a record; what else it holds is for people."""

    format: Literal[1]
    settings: _Settings
    library: _Library
    text: str = ""
    answer: _Answer | None = None
    findings: list[_Finding] = []


def read_record(path: Path) -> Recorded:
    """What a record says. Raises UnusableRequest for a file that is none."""
    try:
        record = _Record.model_validate_json(path.read_bytes(), strict=True)
    except OSError as error:
        raise UnusableRequest(f"{path} cannot be opened ({error.strerror}); check the path.") from error
    except ValidationError as error:
        raise UnusableRequest(
            f"{path} is no evidence record of format {_FORMAT} ({_problem(error)}); expected a file that "
            "`pinpoint ask … --record FILE` or `pinpoint check … --record FILE` wrote."
        ) from error
    return _recorded(record)


def _problem(error: ValidationError) -> str:
    """The first thing that is wrong, and where: "library.documents.0.id: Field required"."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    return ": ".join(filter(None, (".".join(map(str, first["loc"])), first["msg"])))


def _recorded(record: _Record) -> Recorded:
    answered = record.answer.citations if record.answer else []
    cited = [*answered, *(one for finding in record.findings for one in finding.citations)]
    return Recorded(
        record.text,
        record.settings.encoder,
        record.library.fingerprint,
        tuple(Source(each.id, each.title, each.sha256) for each in record.library.documents),
        tuple(_cited(each) for each in cited),
        tuple((each.kind, each.start, each.end, each.verdict) for each in record.findings),
    )


def _cited(citation: _Citation) -> Cited:
    document = citation.document
    places = (citation.locator, citation.quote, citation.start, citation.end)
    return Cited(citation.number, document.id, document.short_title or document.title, *places)
