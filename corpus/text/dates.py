"""Finds dates in texts of nine languages and gives them as ISO 8601; prints them for readers.

"This 26th day of November 1987" and "26-го ноября 1987 года" are both 1987-11-26.
"""

import calendar
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import cache
from heapq import merge

from corpus.text.nouns import NUMBERED
from corpus.text.numbers import CARDINAL, ORDINAL, number, value_of

_MONTHS = tuple(calendar.month_name)[1:]
# Languages whose month names come from Babel. English has its own patterns, which also know abbreviations.
_LANGUAGES = ("de", "es", "fr", "it", "nl", "pt", "ru", "uk")
# A regular expression for English months, for use in other patterns, with re.IGNORECASE.
MONTH = r"(?:" + "|".join(f"{month[:3]}(?:{month[3:]})?" for month in _MONTHS) + r"|sept)\b\.?"
_DAY = rf"(?:\d{{1,2}}(?:\s?(?:st|nd|rd|th))?|{ORDINAL})"
_YEAR = r"(?:1[6-9]|20)\d\d"
# "one thousand nine hundred and eighty-seven", "nineteen hundred and forty-nine"
_SPELT = rf"(?:(?:one|two)\s+thousand|(?:eigh|nine)teen\s+hundred)(?:(?:\s+and)?[-\s]+{CARDINAL})?"
_ANY_YEAR = rf"(?:{_YEAR}\b|{_SPELT})"
_OF = r"(?:\s+day)?(?:\s+of)?"
# "26.11.1987", "11/26/1987", "26. 11. 1987"
_FIGURES = rf"(?P<one>\d{{1,2}})(?P<mark>[./])\s?(?P<two>\d{{1,2}})(?P=mark)\s?(?P<y0>{_YEAR})"
# The first day of "26 to 28 November".
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
# In lower case these are more often verbs than months: "may 3 times", "march 5 miles".
_VERBS = ("may", "march", "mar")
# After one of these words a number is not a day: "Article 5 and 26 November" has one date.
_NAMED = re.compile(rf"(?i)\b(?:{NUMBERED})\.?\s*$")
_IS_MONTH = re.compile(MONTH, re.IGNORECASE)
# A word of any language followed by a year: without one, no month of another language is searched for.
_MAYBE = re.compile(rf"[^\W\d_]{{3,}}\s+(?:(?:de|del|di)\s+)?{_YEAR}\b")
_FULL = re.compile(r"\d{4}-\d\d-\d\d")
# Joins the two values of an ambiguous date, which may give the day or the month first.
_OR = " or "


def dates(text: str) -> Iterator[tuple[str, int, int]]:
    """Each date in `text` as (ISO 8601, start, end): "1987-11-26", "1987-11", "1987", or "--11-26" without a year.

    Month names are recognised in English, German, Spanish, French, Italian, Dutch, Portuguese, Russian and Ukrainian;
    in languages other than English only if a year follows. Impossible days ("31 February") are left out. Numeric dates
    with points give the day first. Those with slashes give the day or the month first, as the calendar allows
    ("11/26/1987" gives the month first); if it allows both, both are given: "05/06/1987" is "1987-06-05 or 1987-05-06".
    """
    foreign = list(_in_other_languages(text))
    for _, start, end in foreign:
        text = text[:start] + "\x00" * (end - start) + text[end:]
    found = merge(foreign, _in_english(text), key=lambda one: one[1])
    yield from (one for one in found if one[0])


def days(text: str) -> Iterator[tuple[str, int, int]]:
    """The dates in `text` that have a day, month and year and are unambiguous, each as ("1987-11-26", start, end)."""
    return ((iso, start, end) for iso, start, end in dates(text) if _FULL.fullmatch(iso))


def printed_date(iso: str) -> str:
    """An ISO 8601 date in words ("2019-09-30" -> "30 September 2019"); other text is returned unchanged."""
    try:
        when = date.fromisoformat(iso) if _FULL.fullmatch(iso) else None
    except ValueError:
        return iso
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}" if when else iso


def _in_english(text: str) -> Iterator[tuple[str, int, int]]:
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


def _in_other_languages(text: str) -> Iterator[tuple[str, int, int]]:
    """The dates whose month is in a language other than English; "" in place of an impossible date."""
    if not _MAYBE.search(text):
        return
    months, pattern = _foreign()
    for found in pattern.finditer(text):
        name, day, english = found["month"], found["day"], _IS_MONTH.fullmatch(found["month"])
        month, year = months[name.lower()], int(found["year"])
        if day and (found["dot"] or not english) and not _is_numbering(found, text):
            yield _day(year, month, int(day)), *found.span()
        # Most languages write months in lower case; with a capital it may be a name: "Mars 2020".
        elif not day and not english and (name.islower() or name in _capitalised()):
            yield f"{year}-{month:02d}", *found.span()


def _is_numbering(found: re.Match[str], text: str) -> bool:
    """Whether the number before a month belongs to the word before it: "under Article 26. November 1987 …"."""
    return bool(found["dot"] and _NAMED.search(text[max(0, found.start() - 20) : found.start()]))


@cache
def _foreign() -> tuple[dict[str, int], re.Pattern[str]]:
    """The number of each month by its name, with and without accents, and the pattern of a date with such a name."""
    months = {
        spelling: value
        for language in _LANGUAGES
        for name, value in _names(language)
        for spelling in (name, _unaccented(name))
    }
    longest_first = "|".join(sorted(months, key=len, reverse=True))
    year = rf"(?:(?:de|del|di)\s+)?(?P<year>{_YEAR})\b(?:\s*(?:года|году|року|рік|г\.|р\.))?"
    day = r"\b(?P<day>\d{1,2})(?:(?P<dot>\.)|er|re|[ºª°]|-?(?:го|ого|е|те))?\s+(?:(?:de|del|di)\s+)?"
    return months, re.compile(rf"(?:{day})?\b(?P<month>{longest_first})\s+{year}", re.IGNORECASE)


@cache
def _capitalised() -> frozenset[str]:
    """The German months, which are written with a capital, without those that are spelt the same in English."""
    return frozenset(name.title() for name, _ in _names("de") if not _IS_MONTH.fullmatch(name))


def _names(language: str) -> Iterator[tuple[str, int]]:
    """The names of a language's months in lower case, alone and as used after a day, each with the month's number."""
    from babel import Locale  # its tables take a tenth of a second: imported on first use

    forms = Locale.parse(language).months
    for form in ("format", "stand-alone"):
        yield from ((name.lower(), value) for value, name in forms[form]["wide"].items())


def _unaccented(name: str) -> str:
    """`name` without accents, as it may be printed in French: "decembre"; Cyrillic letters are unchanged."""
    plain = "".join(each for each in unicodedata.normalize("NFKD", name) if not unicodedata.combining(each))
    return plain if plain.isascii() else name


def same_date(one: str, other: str) -> bool:
    """Whether two dates, as given by `dates`, may be the same: either may lack day, month or year, or be ambiguous."""
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
    """The date of two numbers and a year; two dates joined by " or " if either number may be the day."""
    day_first, month_first = _day(year, two, one), _day(year, one, two)
    if not slashed:
        return day_first or month_first
    return _OR.join(dict.fromkeys(filter(None, (day_first, month_first))))


def _worded(found: re.Match[str], *, day: str) -> str:
    """The date with its month in words, or the year alone."""
    month = found["m1"] or found["m2"] or found["m3"] or ""
    written = found["y1"] or found["y2"] or found["y3"] or found["y4"] or found["y5"]
    year = value_of(written) if written else None
    if month.rstrip(".") in _VERBS and not (day and year):
        return str(year or "")
    if day:
        number_of_day = number(re.sub(r"\s+(?=st|nd|rd|th)", "", day.lower())) or 0
        return _day(year, _month(month), number_of_day)
    return f"{year}-{_month(month):02d}" if month else str(year)


def _day(year: int | float | None, month: int, day: int) -> str:
    """The day as ISO 8601, "--11-26" without a year; "" for an impossible date."""
    try:
        # Without a year, 29 February is possible: 2000 is a leap year.
        when = date(int(year or 2000), month, day)
    except ValueError:
        return ""
    return when.isoformat() if year else f"-{when:-%m-%d}"


def _month(name: str) -> int:
    return next(at for at, month in enumerate(_MONTHS, 1) if month.lower().startswith(name.lower()[:3]))
