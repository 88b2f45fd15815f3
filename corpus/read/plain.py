"""Plain text, verbatim."""

import re

from corpus.read.decode import decode
from corpus.read.reading import Reading

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_ADDRESS = re.compile(r"https?://\S+")


def read_plain(data: bytes, *, source: str) -> Reading:
    """The text as it stands; a head of title, ISO date and address lines (in that order) is understood."""
    text = decode(data, source=source)
    lines = [line.strip() for line in text[:4000].splitlines() if line.strip()][:3]
    if len(lines) < 3 or not _DATE.fullmatch(lines[1]) or not _ADDRESS.fullmatch(lines[2]):
        return Reading(text=text)
    return Reading(text=text, title=lines[0], date=lines[1], url=lines[2])
