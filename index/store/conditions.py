"""Translate filters into SQL conditions, and the article of a filter into a place. Pure functions."""
# ruff: noqa: S608 -- SQL is put together from the constants here; every value is a parameter

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.errors import UnusableRequest
from corpus.models import Locator
from corpus.text.numbers import numeral_key
from index.models import Filters

_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")

# A document without a date is dated by its adoption. A date may be a year or a month only: it meets the bounds if some
# day of it does.
_DATED = "coalesce(nullif(date, ''), adopted)"
_SINCE = f"{_DATED} != '' AND {_DATED} >= substr(?, 1, length({_DATED}))"
_UNTIL = f"{_DATED} != '' AND substr({_DATED}, 1, length(?)) <= ?"

# One place contains the other if the points of one begin with the points of the other: art 8 and art 8(2)(c).
_POINTS = "(substr(points, 1, length(?)) = ? OR substr(?, 1, length(points)) = points)"


def condition(filters: Filters) -> tuple[str, list[str]]:
    """A condition on the table `passages` and its parameters; ("", []) if no filter is set.

    `filters.document` must be an id. Raises UnusableRequest for a date that is not ISO 8601.
    """
    documents, values = document_condition(filters)
    parts = [f"document_id IN (SELECT id FROM documents WHERE {documents})"] if documents else []
    if filters.article:
        of_article, more = _of_article(filters.article)
        parts, values = [*parts, of_article], [*values, *more]
    return " AND ".join(parts), values


def points_key(points: Sequence[str]) -> str:
    """Points joined to one text, "(2)(c)": it begins with the key of every place that contains them."""
    return "".join(f"({point})" for point in points).casefold()


def document_condition(filters: Filters) -> tuple[str, list[str]]:
    """A condition on the table `documents` and its parameters, as `condition`, without the filter by article."""
    possible: list[tuple[str, list[str]]] = [
        ("kind = ?", [filters.kind] if filters.kind else []),
        ("id = ?", [filters.document] if filters.document else []),
        (_SINCE, [checked_date(filters.since)] if filters.since else []),
        (_UNTIL, [checked_date(filters.until)] * 2 if filters.until else []),
    ]
    given = [(sql, values) for sql, values in possible if values]
    return " AND ".join(sql for sql, _ in given), [value for _, values in given for value in values]


@dataclass(frozen=True, slots=True)
class ArticlePlace:
    """The place that `Filters.article` names, as columns of the record; `instrument` is None for any instrument."""

    instrument: str | None
    article: str
    points: str


def parse_place(article: str) -> ArticlePlace:
    """The place that a text such as "8(2)", "Article VI" or "annex II: art 4" names."""
    instrument, _, here = article.rpartition(":")
    bare = re.sub(r"^\s*(articles?\b|art\b)\.?\s*", "", here, flags=re.IGNORECASE)
    locator = Locator.parse(f"art {bare.strip()}")
    part = instrument.strip().casefold() if instrument else None
    return ArticlePlace(part, numeral_key(locator.article), points_key(locator.points))


def _of_article(article: str) -> tuple[str, list[str]]:
    wanted = parse_place(article)
    sql, values = f"article = ? AND {_POINTS}", [wanted.article, wanted.points, wanted.points, wanted.points]
    if wanted.instrument is not None:
        return f"instrument = ? AND {sql}", [wanted.instrument, *values]
    return sql, values


def checked_date(text: str) -> str:
    """`text` itself. Raises UnusableRequest if it is not a date."""
    if not _DATE.fullmatch(text):
        raise UnusableRequest(f'"{text}" is no date; write 2004-05-31, 2004-05 or 2004.')
    return text
