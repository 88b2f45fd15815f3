"""Reads plain text and Markdown verbatim, Markdown signs included, so that positions are those in the file."""

import re

from corpus.models import Reading
from corpus.text.decode import decode

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_ADDRESS = re.compile(r"https?://\S+")


def read_plain(data: bytes, *, source: str) -> Reading:
    """The text, unchanged, with title, date and address if its first three lines are these (the date in ISO 8601)."""
    text = decode(data, source=source)
    lines = [line.strip() for line in text[:4000].splitlines() if line.strip()][:3]
    if len(lines) < 3 or not _DATE.fullmatch(lines[1]) or not _ADDRESS.fullmatch(lines[2]):
        return Reading(text=text)
    return Reading(text=text, title=lines[0], date=lines[1], url=lines[2])


_FRONT_MATTER = re.compile(r"---\n(.*?)\n(?:---|\.\.\.)\n", re.DOTALL)
_FIELD = re.compile(r"""^(\w+)[ \t]*:[ \t]*["']?(.+?)["']?[ \t]*$""", re.MULTILINE)


def read_markdown(data: bytes, *, source: str) -> Reading:
    """The text, unchanged, with the fields of its front matter ("title: …" between two "---" lines at the top)."""
    text = decode(data, source=source)
    front = _FRONT_MATTER.match(text)
    said = {name.lower(): value for name, value in _FIELD.findall(front[1])} if front else {}
    return Reading(
        text=text,
        title=said.get("title", ""),
        author=said.get("author", ""),
        date=said.get("date", "") if re.fullmatch(r"\d{4}-\d{2}-\d{2}", said.get("date", "")) else "",
        url=said.get("url", ""),
        language=said.get("lang", said.get("language", "")),
    )
