"""Filters -> conditions: in SQL for SQLite, and what they mean, for a record in memory. Pure."""
# ruff: noqa: S608 -- SQL is put together from the constants here; every value is a parameter

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.errors import UnusableRequest
from corpus.models import Locator
from corpus.text.numbers import numeral_key
from index.models import Filters

_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")

# A source without a date of its own is as old as its adoption. A date may be a year or a month only: it is within
# the bounds when part of it is.
_DATED = "coalesce(nullif(date, ''), adopted)"
_SINCE = f"{_DATED} != '' AND {_DATED} >= substr(?, 1, length({_DATED}))"
_UNTIL = f"{_DATED} != '' AND substr({_DATED}, 1, length(?)) <= ?"

# One place covers the other when the points of one begin with the points of the other: art 8 and art 8(2)(c).
_POINTS = "(substr(points, 1, length(?)) = ? OR substr(?, 1, length(points)) = points)"


def condition(filters: Filters) -> tuple[str, list[str]]:
    """SQL over the table `passages`, and its values; ("", []) when nothing narrows.

    Raises UnusableRequest for a date that is not ISO 8601. `filters.document` is an id here.
    """
    documents, values = of_documents(filters)
    parts = [f"document_id IN (SELECT id FROM documents WHERE {documents})"] if documents else []
    if filters.article:
        of_article, more = _of_article(filters.article)
        parts, values = [*parts, of_article], [*values, *more]
    return " AND ".join(parts), values


def points_key(points: Sequence[str]) -> str:
    """Points as one text that begins with the text of any place around it."""
    return "".join(f"({point})" for point in points).casefold()


def of_documents(filters: Filters) -> tuple[str, list[str]]:
    """SQL over the table `documents`, and its values, for what `filters` say of documents; as `condition` does."""
    asked: list[tuple[str, list[str]]] = [
        ("kind = ?", [filters.kind] if filters.kind else []),
        ("id = ?", [filters.document] if filters.document else []),
        (_SINCE, [iso(filters.since)] if filters.since else []),
        (_UNTIL, [iso(filters.until)] * 2 if filters.until else []),
    ]
    given = [(sql, values) for sql, values in asked if values]
    return " AND ".join(sql for sql, _ in given), [value for _, values in given for value in values]


@dataclass(frozen=True, slots=True)
class Asked:
    """The place that `Filters.article` names, written as the record does; `instrument` is None where any will do."""

    instrument: str | None
    article: str
    points: str


def asked_place(article: str) -> Asked:
    """What "8(2)", "Article VI" or "annex II: art 4" asks for."""
    instrument, _, here = article.rpartition(":")
    bare = re.sub(r"^\s*(articles?\b|art\b)\.?\s*", "", here, flags=re.IGNORECASE)
    locator = Locator.parse(f"art {bare.strip()}")
    part = instrument.strip().casefold() if instrument else None
    return Asked(part, numeral_key(locator.article), points_key(locator.points))


def _of_article(article: str) -> tuple[str, list[str]]:
    asked = asked_place(article)
    sql, values = f"article = ? AND {_POINTS}", [asked.article, asked.points, asked.points, asked.points]
    if asked.instrument is not None:
        return f"instrument = ? AND {sql}", [asked.instrument, *values]
    return sql, values


def iso(text: str) -> str:
    """`text`, if it is a date. Raises UnusableRequest."""
    if not _DATE.fullmatch(text):
        raise UnusableRequest(f'"{text}" is no date here; write 2004-05-31, 2004-05 or 2004.')
    return text
