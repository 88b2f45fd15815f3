"""Dates as people and treaties print them, in nine languages, each as ISO 8601; and printed for a reader. Pure.

"This 26th day of November 1987" and "26-го ноября 1987 года" are 1987-11-26.
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
# The other languages in which months are read; English is read by patterns of its own, which know its abbreviations.
_LANGUAGES = ("de", "es", "fr", "it", "nl", "pt", "ru", "uk")
# English months, for other patterns to build on; they expect re.IGNORECASE.
MONTH = r"(?:" + "|".join(f"{month[:3]}(?:{month[3:]})?" for month in _MONTHS) + r"|sept)\b\.?"
_DAY = rf"(?:\d{{1,2}}(?:\s?(?:st|nd|rd|th))?|{ORDINAL})"
_YEAR = r"(?:1[6-9]|20)\d\d"
# "one thousand nine hundred and eighty-seven", "nineteen hundred and forty-nine"
_SPELT = rf"(?:(?:one|two)\s+thousand|(?:eigh|nine)teen\s+hundred)(?:(?:\s+and)?[-\s]+{CARDINAL})?"
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
_NAMED = re.compile(rf"(?i)\b(?:{NUMBERED})\.?\s*$")
_IS_MONTH = re.compile(MONTH, re.IGNORECASE)
# A word, in any language, with a year behind it: where there is none, no foreign month is looked for.
_MAYBE = re.compile(rf"[^\W\d_]{{3,}}\s+(?:(?:de|del|di)\s+)?{_YEAR}\b")
_FULL = re.compile(r"\d{4}-\d\d-\d\d")
# Between the two readings of a date that may be day first or month first.
_OR = " or "


def dates(text: str) -> Iterator[tuple[str, int, int]]:
    """Each date with its span: "1987-11-26", "1987-11", "1987", or "--11-26" where the year is not said.

    In English, German, Spanish, French, Italian, Dutch, Portuguese, Russian and Ukrainian; a month in words of the
    others is read where the year stands behind it. Days that no calendar has ("31 February") are no dates. Figures with
    points are day first, as everywhere where they are used; with slashes they are whatever the calendar allows
    ("11/26/1987" is month first), and where it allows both the date has both readings: "05/06/1987" is "1987-06-05 or
    1987-05-06".
    """
    foreign = list(_in_other_languages(text))
    for _, start, end in foreign:
        text = text[:start] + "\x00" * (end - start) + text[end:]
    found = merge(foreign, _in_english(text), key=lambda one: one[1])
    yield from (one for one in found if one[0])


def days(text: str) -> Iterator[tuple[str, int, int]]:
    """Of the dates in `text` those that are one day of one year, each as "1987-11-26" with its span."""
    return ((iso, start, end) for iso, start, end in dates(text) if _FULL.fullmatch(iso))


def printed_date(iso: str) -> str:
    """An ISO 8601 date as a reader writes it ("2019-09-30" -> "30 September 2019"); anything else stays as it is."""
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
    """The dates with month and year in words of another language, "" for a day that no calendar has."""
    if not _MAYBE.search(text):
        return
    months, pattern = _foreign()
    for found in pattern.finditer(text):
        name, day, english = found["month"], found["day"], _IS_MONTH.fullmatch(found["month"])
        month, year = months[name.lower()], int(found["year"])
        if day and (found["dot"] or not english) and not _is_numbering(found, text):
            yield _day(year, month, int(day)), *found.span()
        # Most languages write months small; in capitals it may be a name: "Mars 2020".
        elif not day and not english and (name.islower() or name in _capitalised()):
            yield f"{year}-{month:02d}", *found.span()


def _is_numbering(found: re.Match[str], text: str) -> bool:
    """Whether the number before a month belongs to what stands before it: "under Article 26. November 1987 …"."""
    return bool(found["dot"] and _NAMED.search(text[max(0, found.start() - 20) : found.start()]))


@cache
def _foreign() -> tuple[dict[str, int], re.Pattern[str]]:
    """The month of each foreign name, with and without its accents, and the pattern of a date that has one."""
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
    """The months of German, which writes its nouns in capitals, without those that are English too."""
    return frozenset(name.title() for name, _ in _names("de") if not _IS_MONTH.fullmatch(name))


def _names(language: str) -> Iterator[tuple[str, int]]:
    """The names of a language's months in lower case, by themselves and behind a day, each with the month's number."""
    from babel import Locale  # its tables take a tenth of a second: imported on first use

    forms = Locale.parse(language).months
    for form in ("format", "stand-alone"):
        yield from ((name.lower(), value) for value, name in forms[form]["wide"].items())


def _unaccented(name: str) -> str:
    """The name as capitals are often printed in French: "decembre"; Cyrillic letters stay as they are."""
    plain = "".join(each for each in unicodedata.normalize("NFKD", name) if not unicodedata.combining(each))
    return plain if plain.isascii() else name


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
