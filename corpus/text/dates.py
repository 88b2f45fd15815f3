"""Dates as people and treaties print them, each as ISO 8601: "this 26th day of November 1987" is 1987-11-26. Pure."""

import calendar
import re
from collections.abc import Iterator
from datetime import date

from corpus.text.numbers import BELOW_1000, value_of
from corpus.text.numerals import ORDINAL, number

_MONTHS = tuple(calendar.month_name)[1:]
MONTH = r"(?:" + "|".join(f"{month[:3]}(?:{month[3:]})?" for month in _MONTHS) + r"|sept)\b\.?"
_DAY = rf"(?:\d{{1,2}}(?:\s?(?:st|nd|rd|th))?|{ORDINAL})"
_YEAR = r"(?:1[6-9]|20)\d\d"
# "one thousand nine hundred and eighty-seven", "nineteen hundred and forty-nine"
_SPELT = rf"(?:(?:one|two)\s+thousand|(?:eigh|nine)teen\s+hundred)(?:(?:\s+and)?[-\s]+{BELOW_1000})?"
_ANY_YEAR = rf"(?:{_YEAR}\b|{_SPELT})"
_OF = r"(?:\s+day)?(?:\s+of)?"
# "26.11.1987", "11/26/1987", "26. 11. 1987"
_FIGURES = rf"(?P<one>\d{{1,2}})(?P<mark>[./])\s?(?P<two>\d{{1,2}})(?P=mark)\s?(?P<y0>{_YEAR})"
# The first day of "26 to 28 November"; one behind "Article" is no day.
_FROM = rf"(?:(?P<d0>{_DAY})(?:\s+(?:to|and|or|until)\s+(?:the\s+)?|\s?[-–]\s?))?"
_DATE = re.compile(
    rf"\b(?P<iso>{_YEAR}-\d\d?-\d\d?)\b(?!-)|(?<![\d./])\b{_FIGURES}\b(?![./]\d)|"
    rf"\b{_FROM}\b(?P<d1>{_DAY}){_OF}\s+(?P<m1>{MONTH})(?:,?\s+(?:in\s+the\s+year\s+)?(?P<y1>{_ANY_YEAR}))?|"
    rf"\b(?P<m2>{MONTH})\s+(?:the\s+)?(?P<d2>{_DAY})(?!\d)(?:,?\s+(?P<y2>{_ANY_YEAR}))?|"
    rf"\b(?P<m3>{MONTH}),?\s+(?:of\s+)?(?P<y3>{_ANY_YEAR})|"
    rf"(?<![\d.,/€$£])\b(?P<y4>{_YEAR})\b(?![,.]?\d|[/-]\d+[/-]|/\d|\s+(?:euros?|dollars?|pounds?|people|persons)\b)|"
    rf"\b(?:in|of|year|since|until|before|after)\s+(?P<y5>{_SPELT})\b(?!\s+[a-z]+s\b)",
    re.IGNORECASE,
)
# In lower case these are verbs more often than months: "may 3 times", "march 5 miles".
_VERBS = ("may", "march", "mar")
# What may not stand before the first of two days: "Article 5 and 26 November" has one day.
_NAMED = re.compile(
    r"(?i)\b(?:articles?|arts?|paragraphs?|paras?|nos?|rules?|protocols?|sections?|annex|chapters?)\.?\s*$"
)
# Between the two readings of a date that may be day first or month first.
_OR = " or "


def dates(text: str) -> Iterator[tuple[str, int, int]]:
    """Each date with its span: "1987-11-26", "1987-11", "1987", or "--11-26" where the year is not said.

    Days that no calendar has ("31 February") are no dates. Figures with points are day first, as everywhere where they
    are used; with slashes they are whatever the calendar allows ("11/26/1987" is month first), and where it allows both
    the date has both readings: "05/06/1987" is "1987-06-05 or 1987-05-06".
    """
    for found in _DATE.finditer(text):
        if (
            found["d0"]
            and not _NAMED.search(text[max(0, found.start() - 20) : found.start()])
            and (first := _worded(found, day=found["d0"]))
        ):
            yield first, *found.span("d0")
        start = found.start("d1") if found["d0"] else found.start("y5") if found["y5"] else found.start()
        if iso := _iso(found):
            yield iso, start, found.end()


def same_date(one: str, other: str) -> bool:
    """Whether both may be one date, where either may leave out day, month or year, or have two readings."""
    return any(_same(mine, theirs) for mine in one.split(_OR) for theirs in other.split(_OR))


def _same(one: str, other: str) -> bool:
    if one.startswith("--") or other.startswith("--"):
        return one[-6:] == other[-6:] or _short(one) or _short(other)
    return one.startswith(other) or other.startswith(one)


def _short(iso: str) -> bool:
    return not iso.startswith("--") and len(iso) < len("1987-11-26")


def _iso(found: re.Match[str]) -> str:
    if found["iso"]:
        year, month, day = map(int, found["iso"].split("-"))
        return _day(year, month, day)
    if found["one"]:
        return _figures(int(found["y0"]), int(found["one"]), int(found["two"]), slashed=found["mark"] == "/")
    return _worded(found, day=found["d1"] or found["d2"] or "")


def _figures(year: int, one: int, two: int, *, slashed: bool) -> str:
    """The date of two figures and a year; both readings where these may be either way round."""
    day_first, month_first = _day(year, two, one), _day(year, one, two)
    if not slashed:
        return day_first or month_first
    return _OR.join(dict.fromkeys(filter(None, (day_first, month_first))))


def _worded(found: re.Match[str], *, day: str) -> str:
    """The date with its month in words, or of the year alone."""
    month = found["m1"] or found["m2"] or found["m3"] or ""
    said = found["y1"] or found["y2"] or found["y3"] or found["y4"] or found["y5"]
    year = value_of(said) if said else None
    if month.rstrip(".") in _VERBS and not (day and year):
        return str(year or "")
    if day:
        number_of_day = number(re.sub(r"\s+(?=st|nd|rd|th)", "", day.lower())) or 0
        return _day(year, _month(month), number_of_day)
    return f"{year}-{_month(month):02d}" if month else str(year)


def _day(year: int | float | None, month: int, day: int) -> str:
    """The day as ISO 8601, "--11-26" without a year; "" where no calendar has it."""
    try:
        # A year unsaid may have been one with a 29 February.
        when = date(int(year or 2000), month, day)
    except ValueError:
        return ""
    return when.isoformat() if year else f"-{when:-%m-%d}"


def _month(name: str) -> int:
    return next(at for at, month in enumerate(_MONTHS, 1) if month.lower().startswith(name.lower()[:3]))
