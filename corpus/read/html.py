"""HTML: the main content, with its headings, lists and tables as lines."""

from typing import Any

from corpus.errors import EmptySource, UnreadableSource
from corpus.read.decode import decode
from corpus.read.reading import Reading

_LARGEST = 20_000_000  # characters


def read_html(data: bytes, *, source: str) -> Reading:
    """The page's main text and what it says of itself (title, author, date, site).

    Raises EmptySource for a page without text, UnreadableSource for one that is too large or cannot be parsed.
    """
    from trafilatura import bare_extraction  # heavy: imported on first use

    page = decode(data, source=source)
    if len(page) > _LARGEST:
        raise UnreadableSource(f"{source}: {len(page):,} characters of HTML; the limit is {_LARGEST:,}. Split it.")
    found: Any = bare_extraction(
        page, with_metadata=True, include_tables=True, include_comments=False, favor_recall=True
    )
    text = "" if found is None else _text(found.body)
    if not text.strip():
        raise EmptySource(f"{source}: an HTML page without text of its own; open it in a browser and save the text.")
    return Reading(
        text=text,
        title=found.title or "",
        author=found.author or "",
        site=found.sitename or "",
        date=found.date or "",
        url=found.url or "",
        language=found.language or "",
    )


def _text(body: Any) -> str:
    blocks = [_block(child) for child in body]
    return "\n\n".join(block for block in blocks if block)


def _block(element: Any) -> str:
    if element.tag == "head":
        level = int((element.get("rend") or "h2").lstrip("h") or 2)
        return f"{'#' * level} {_inline(element)}"
    if element.tag == "list":
        return "\n".join(f"- {_inline(item)}" for item in element)
    if element.tag == "table":
        return "\n".join(" | ".join(_inline(cell) for cell in row) for row in element)
    return _inline(element)


def _inline(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())
