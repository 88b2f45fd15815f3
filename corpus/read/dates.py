"""Dates written out in a text, as ISO 8601."""

import re

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH = f"(?P<month>{'|'.join(_MONTHS)})"
_LINE = re.compile(
    rf"^[*_ \t]*(?:(?:published|updated|date|posted)(?: on)?:?\s*)?(?:[a-z]+day,? )?"
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)? {_MONTH},? (?P<year>\d{{4}})"
    rf"|{_MONTH.replace('month', 'month2')} (?P<day2>\d{{1,2}}),? (?P<year2>\d{{4}}))[*_ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_HEAD = 6000  # characters: a first page, or a web page's menus and the first lines under them


def first_date(text: str) -> str:
    """The first date that stands alone on a line near the top ("24 March 2016"), or ""."""
    match = _LINE.search(text[:_HEAD])
    if not match:
        return ""
    day, month, year = match["day"] or match["day2"], match["month"] or match["month2"], match["year"] or match["year2"]
    return f"{year}-{_MONTHS.index(month.lower()) + 1:02}-{int(day):02}"
