"""The JSON of a search: a query and its hits."""

from collections.abc import Sequence
from typing import Any, Self

from pydantic import Field

from index import models as index_models
from ui.schema.library import Document
from ui.schema.shape import Identified, Shape, id_field


class Why(Shape):
    """What brought a hit; only the ways that did are there."""

    exact: bool = Field(default=False, alias="exact reference", description="the query names this provision")
    words: list[str] = Field(default=[], description="words of the query that the passage has, in whatever form")
    meaning: float | None = Field(default=None, description="the cosine of query and passage, from -1 to 1")
    added: str = Field(default="", description="what brought a hit that no search did")

    @classmethod
    def of(cls, why: index_models.Why) -> Self:
        """The JSON model of why a hit was found; the cosine similarity is rounded to four decimals."""
        meaning = None if why.meaning is None else round(why.meaning, 4)
        reasons: dict[str, Any] = {
            "exact reference": why.exact,
            "words": list(why.words),
            "meaning": meaning,
            "added": why.added,
        }
        return cls(**{name: value for name, value in reasons.items() if value not in (False, [], None, "")})


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
        """The JSON model of a hit; `rank` counts from 1, and the score is rounded to six decimals."""
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


class Search(Identified):
    """The hits of one query, best first."""

    query: str
    hits: list[Hit]

    @classmethod
    def of(cls, query: str, hits: Sequence[index_models.Hit], *, id: object = None) -> Self:
        """The JSON model of a query with its hits; `id` is the one that came with the query, if any."""
        return cls(query=query, hits=ranked(hits), **id_field(id))


def ranked(hits: Sequence[index_models.Hit]) -> list[Hit]:
    """The JSON models of hits in this order; ranks count from 1."""
    return [Hit.of(hit, rank=rank) for rank, hit in enumerate(hits, 1)]
