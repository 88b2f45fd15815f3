"""Values -> the JSON that other programs rely on. Fields may be added, none renamed."""

from collections.abc import Sequence
from typing import Any

from assistant.models import Answer, Citation, Finding
from assistant.verify.evidence import Standing
from corpus.models import Document, Passage
from corpus.text.markup import inert
from index.ingest.intake import Added
from index.models import Described, Hit, Why
from ui.doctor import Examined

Shape = dict[str, Any]


def document_shape(document: Described) -> Shape:
    """What a citation needs of a document; never its text."""
    fields = ("id", "title", "short_title", "kind", "issuer", "date", "url", "source", "series", "adopted", "in_force")
    return {field: getattr(document, field) for field in (*fields, "language", "sha256")}


def hit_shape(hit: Hit, *, rank: int) -> Shape:
    """One passage found; `rank` counts from 1."""
    passage = hit.passage
    return {
        "rank": rank,
        "score": round(hit.score, 6),
        "passage_id": passage.id,
        "document": document_shape(hit.document),
        "locator": str(passage.locator),
        "breadcrumb": passage.breadcrumb,
        "text": passage.text,
        "start": passage.start,
        "end": passage.end,
        "why": why_shape(hit.why),
    }


def why_shape(why: Why) -> Shape:
    """What brought a hit: only the ways that did."""
    found: Shape = {
        "exact reference": why.exact,
        "words": list(why.words),
        "meaning": None if why.meaning is None else round(why.meaning, 4),
        "added": why.added,
    }
    return {way: told for way, told in found.items() if told not in (False, [], None, "")}


def search_shape(query: str, hits: Sequence[Hit], *, id: object = None) -> Shape:
    """The hits of one query, best first; with `id` where the query came with one."""
    return _with_id(id, {"query": query, "hits": [hit_shape(hit, rank=rank) for rank, hit in enumerate(hits, 1)]})


def citation_shape(citation: Citation) -> Shape:
    """A quote and where it stands: the document's text from `start` to `end` is the quote."""
    return {
        "number": citation.number,
        "passage_id": citation.hit.passage.id,
        "document": document_shape(citation.hit.document),
        "locator": str(citation.locator),
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
    }


def answer_shape(answer: Answer, *, id: object = None) -> Shape:
    """An answer with its citations; its texts are Markdown, its quotes the documents' own letters.

    `nearest` are the hits that came closest to a question not answered; `writer` is the model that wrote it, if any.
    """
    return _with_id(
        id,
        {
            "question": answer.question,
            "status": answer.status,
            "text": answer.text,
            "statements": [
                {"text": inert(said.text), "citations": list(said.citations), "support": said.support}
                for said in answer.statements
            ],
            "citations": [citation_shape(citation) for citation in answer.citations],
            "conflicts": [
                {
                    "about": conflict.about,
                    "sides": [{"citation": side.citation, "says": inert(side.says)} for side in conflict.sides],
                    "primary": conflict.primary or None,
                }
                for conflict in answer.conflicts
            ],
            "suggestions": list(answer.suggestions),
            "nearest": [hit_shape(hit, rank=rank) for rank, hit in enumerate(answer.nearest, 1)],
            "writer": answer.writer,
        },
    )


def finding_shape(finding: Finding, *, id: object = None) -> Shape:
    """A verdict on words of a text; `start` and `end` are positions in that text, if the words come from one."""
    placed = {} if finding.start is None else {"start": finding.start, "end": finding.end}
    told = {"text": finding.text, "kind": finding.kind, "verdict": finding.verdict, "why": finding.why}
    changes = [{"here": change.here, "there": change.there} for change in finding.changes]
    cited = [citation_shape(citation) for citation in finding.citations]
    return _with_id(id, {**placed, **told, "citations": cited, "changes": changes})


def standing_shape(found: Sequence[Standing]) -> Shape:
    """What of an evidence record holds today, and whether all of it does."""
    checks = [{"about": each.about, "holds": each.holds, "why": each.why} for each in found]
    return {"holds": all(each.holds for each in found), "checks": checks}


def added_shape(added: Added) -> Shape:
    """How many documents were added, unchanged and replaced, which sources failed and why, and the passages made.

    `warnings` are what a person should know; `source` and `document` are "" where one is about the library itself.
    """
    return {
        "added": added.added,
        "unchanged": added.unchanged,
        "replaced": added.replaced,
        "failed": [{"source": source, "error": error} for source, error in added.failed],
        "warnings": [
            {"source": each.source, "document": each.document, "warning": each.warning} for each in added.warnings
        ],
        "passages": added.passages,
        "duplicates": [{"source": source, "document": document} for source, document in added.duplicates],
    }


def shown_shape(document: Document, passages: Sequence[Passage], *, whole: bool) -> Shape:
    """A document, or the passages at one place of it; `start` and `end` are positions in the document's text."""
    start, end = (0, len(document.text)) if whole else (passages[0].start, passages[-1].end)
    parts = [
        {"passage_id": p.id, "locator": str(p.locator), "breadcrumb": p.breadcrumb, "start": p.start, "end": p.end}
        for p in passages
    ]
    shape = {"document": document_shape(document), "start": start, "end": end, "text": document.text[start:end]}
    return {**shape, "passages": parts}


def doctor_shape(findings: Sequence[Examined]) -> Shape:
    """What is installed and where, and whether each part of the library is sound."""
    return {
        "sound": all(finding.sound for finding in findings),
        "checks": [{"about": f.about, "sound": f.sound, "found": f.found} for f in findings],
    }


def _with_id(id: object, shape: Shape) -> Shape:
    return shape if id is None else {"id": id, **shape}
