"""Markdown, verbatim: the marks stay, since positions count the file's own characters."""

import re

from corpus.read.decode import decode
from corpus.read.reading import Reading

_FRONT_MATTER = re.compile(r"---\n(.*?)\n(?:---|\.\.\.)\n", re.DOTALL)
_FIELD = re.compile(r"""^(\w+)[ \t]*:[ \t]*["']?(.+?)["']?[ \t]*$""", re.MULTILINE)


def read_markdown(data: bytes, *, source: str) -> Reading:
    """The text as it stands, with what a front matter says ("title: …" between two "---" lines at the top)."""
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
