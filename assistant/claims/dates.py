"""Dates as people and treaties print them, each as ISO 8601: "this 26th day of November 1987" is 1987-11-26. Pure."""

import calendar
import re
from collections.abc import Iterator

from assistant.claims.amounts import WORDS, value_of
from index.numerals import ORDINAL, number

_MONTHS = tuple(calendar.month_name)[1:]
MONTH = r"(?:" + "|".join(f"{month[:3]}(?:{month[3:]})?" for month in _MONTHS) + r"|sept)\b\.?"
_DAY = rf"(?:\d{{1,2}}(?:\s?(?:st|nd|rd|th))?|{ORDINAL})"
_YEAR = r"(?:1[6-9]|20)\d\d"
# "one thousand nine hundred and eighty-seven", "nineteen hundred and forty-nine"
_SPELT = rf"(?:(?:one|two)\s+thousand|(?:eigh|nine)teen\s+hundred)(?:[-\s]+(?:and\s+)?{WORDS})*"
_ANY_YEAR = rf"(?:{_YEAR}\b|{_SPELT})"
_OF = r"(?:\s+day)?(?:\s+of)?"
_DATE = re.compile(
    rf"\b(?P<iso>{_YEAR}-\d\d-\d\d)\b|"
    rf"\b(?P<d1>{_DAY}){_OF}\s+(?P<m1>{MONTH})(?:,?\s+(?:in\s+the\s+year\s+)?(?P<y1>{_ANY_YEAR}))?|"
    rf"\b(?P<m2>{MONTH})\s+(?:the\s+)?(?P<d2>{_DAY})(?!\d)(?:,?\s+(?P<y2>{_ANY_YEAR}))?|"
    rf"\b(?P<m3>{MONTH}),?\s+(?:of\s+)?(?P<y3>{_ANY_YEAR})|"
    rf"(?<![\d.,/€$£])\b(?P<y4>{_YEAR})\b(?![,.]?\d|/\d|\s+(?:euros?|dollars?|people|persons|civilians|prisoners)\b)|"
    rf"\b(?P<y5>{_SPELT})",
    re.IGNORECASE,
)


def dates(text: str) -> Iterator[tuple[str, int, int]]:
    """Each date with its span: "1987-11-26", "1987-11", "1987", or "--11-26" where the year is not said."""
    for found in _DATE.finditer(text):
        if iso := _iso(found):
            yield iso, found.start(), found.end()


def same_date(one: str, other: str) -> bool:
    """Whether both may be one date, where either may leave out its day, its month, or its year."""
    if one.startswith("--") or other.startswith("--"):
        return one[-6:] == other[-6:] or _short(one) or _short(other)
    return one.startswith(other) or other.startswith(one)


def _short(date: str) -> bool:
    return not date.startswith("--") and len(date) < len("1987-11-26")


def _iso(found: re.Match[str]) -> str:
    if found["iso"]:
        return found["iso"]
    day = number(re.sub(r"\s+(?=st|nd|rd|th)", "", (found["d1"] or found["d2"] or "").lower()))
    month = found["m1"] or found["m2"] or found["m3"]
    year = found["y1"] or found["y2"] or found["y3"] or found["y4"] or found["y5"]
    # "may" is a verb more often than a month.
    if (day and day > 31) or month == "may":
        return ""
    parts = [str(value_of(year))] if year else ["-"]
    parts += [f"{_month(month):02d}"] if month else []
    return "-".join(parts + ([f"{day:02d}"] if day else []))


def _month(name: str) -> int:
    return next(at for at, month in enumerate(_MONTHS, 1) if month.lower().startswith(name.lower()[:3]))
