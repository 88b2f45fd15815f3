"""Evidence records as JSON files: written by `ask` and `check`, read by `verify`."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from assistant.evidence import Cited, Evidence, Recorded, Source
from assistant.models import Answer
from corpus.errors import UnusableRequest
from ui.json_shapes import Shape, answer_shape, finding_shape, hit_shape

# Raised when a field changes its meaning.
_FORMAT = 1


def write_record(evidence: Evidence, path: Path) -> None:
    """Write the record. Raises UnusableRequest where no file can be written there."""
    try:
        path.write_text(record_text(evidence), encoding="utf-8")
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


def read_record(path: Path) -> Recorded:
    """What a record says. Raises UnusableRequest for a file that is none."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        if record["format"] != _FORMAT:
            raise ValueError(f"its format is {record['format']}")
        return _recorded(record)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnusableRequest(
            f"{path} is no evidence record of format {_FORMAT} ({type(error).__name__}: {error}); expected a file that "
            "`pinpoint ask … --record FILE` or `pinpoint check … --record FILE` wrote."
        ) from error


def _recorded(record: Mapping[str, Any]) -> Recorded:
    answer, findings = record.get("answer", {}), record.get("findings", [])
    cited = [*answer.get("citations", []), *(one for each in findings for one in each["citations"])]
    return Recorded(
        record.get("text", ""),
        record["settings"]["encoder"],
        record["library"]["fingerprint"],
        tuple(Source(each["id"], each["title"], each["sha256"]) for each in record["library"]["documents"]),
        tuple(_cited(each) for each in cited),
        tuple((each["kind"], each["start"], each["end"], each["verdict"]) for each in findings),
    )


def _cited(citation: Mapping[str, Any]) -> Cited:
    document = citation["document"]
    name = document["short_title"] or document["title"]
    places = (citation["locator"], citation["quote"], citation["start"], citation["end"])
    return Cited(citation["number"], document["id"], name, *places)
