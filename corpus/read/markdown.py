"""Markdown, verbatim: the marks stay, since positions count the file's own characters."""

import re

from corpus.read.decode import decode
from corpus.read.reading import Reading

_HEADING = re.compile(r"^(#{1,6})[ \t]*(.+?)[ \t#]*$", re.MULTILINE)


def read_markdown(data: bytes, *, source: str) -> Reading:
    """The text as it stands, its title the first heading of all, if there is one near the top."""
    text = decode(data, source=source)
    heading = _HEADING.search(text[:4000])
    return Reading(text=text, title=heading[2] if heading else "")
