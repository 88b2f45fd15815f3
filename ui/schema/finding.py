"""The JSON of a check: a verdict on each quotation, reference and claim of a text."""

from collections.abc import Sequence
from typing import Any, Self

from pydantic import RootModel

from assistant import models as assistant_models
from ui.schema.answer import Citation
from ui.schema.shape import Identified, Shape, id_field


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
        """The JSON model of a finding; `id` is the one that came with the claim or quotation, if any."""
        position: dict[str, Any] = {} if finding.start is None else {"start": finding.start, "end": finding.end}
        return cls(
            text=finding.text,
            kind=finding.kind,
            verdict=finding.verdict,
            why=finding.why,
            citations=[Citation.of(citation) for citation in finding.citations],
            changes=[Change(here=change.here, there=change.there) for change in finding.changes],
            **position,
            **id_field(id),
        )


class Check(RootModel[list[Finding]]):
    """The findings in a text, in its order (`pinpoint check FILE --json`)."""

    @classmethod
    def of(cls, findings: Sequence[assistant_models.Finding]) -> Self:
        """The JSON model of the findings in a text."""
        return cls([Finding.of(finding) for finding in findings])

    def plain(self) -> list[dict[str, Any]]:
        """The list of dictionaries for `json.dumps`."""
        return [finding.plain() for finding in self.root]
