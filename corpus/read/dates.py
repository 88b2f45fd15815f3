"""Dates written out in a text, as ISO 8601."""

import re

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH = "|".join(_MONTHS)
# "24 March 2016", "26th day of November 1987", "March 24, 2016"
_DATE = (
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+day\s+of)?\s+(?P<month>{_MONTH}),?\s+(?P<year>\d{{4}})"
    rf"|(?P<us_month>{_MONTH})\s+(?P<us_day>\d{{1,2}}),?\s+(?P<us_year>\d{{4}}))"
)
_ALONE = re.compile(
    rf"^[*_ \t]*(?:(?:published|updated|date|posted)(?: on)?:?\s*)?(?:[a-z]+day,? )?{_DATE}[*_ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
# "Signed at …" only at the beginning of a line: in a sentence it may be said of another treaty.
_SIGNED = re.compile(rf"^[\[(#*_ ]*(?:signed|done|adopted)\s+(?:at|in)\s[^\n.;]{{2,60}}?\b{_DATE}", re.I | re.M)
_DONE = re.compile(rf"\bdone\s+(?:at|in)\s[^\n;]{{2,60}}?\b{_DATE}", re.I)
_HEAD = 6000  # characters: a first page, or a web page's menus and the first lines under them


def first_date(text: str) -> str:
    """The first date that stands alone on a line near the top ("24 March 2016"), or ""."""
    return _iso(_ALONE.search(text[:_HEAD]))


def signed_date(text: str) -> str:
    """The date a treaty gives itself, on its first page or at its end ("Done at Lumen, 26 November 1987"), or ""."""
    return _iso(_SIGNED.search(text[:_HEAD]) or _DONE.search(text[-_HEAD:]))


def _iso(match: re.Match[str] | None) -> str:
    if not match:
        return ""
    day, month, year = (
        match.group("day", "month", "year") if match["day"] else match.group("us_day", "us_month", "us_year")
    )
    return f"{year}-{_MONTHS.index(month.lower()) + 1:02}-{int(day):02}"
