"""HTML, or trafilatura's own tags, as lines of text: headings marked as in Markdown, a line a table row."""

import re
from collections.abc import Iterator
from typing import Any

# trafilatura's tags: head (level in "rend"), list, item, row, cell, lb, quote.
_BLOCK_TAG = re.compile(
    "address|article|aside|blockquote|body|caption|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|header"
    "|h[1-6r]|html|li|main|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul|cell|head|item|list|quote|row"
)
_HEADING = re.compile(r"h([1-6])")
_UNSEEN = frozenset(("script", "style", "template", "noscript", "title", "meta", "link"))
_KEPT_SPACE = re.compile(r"white-?space:?[\s-]*pre")

# Marks among the characters while they are gathered; XML and HTML cannot hold them as text.
_BREAK = "\x00"  # between blocks
_LINE = "\x01"  # a line break inside a block
_NEXT = "\x02"  # the next row or item of the same table or list: no empty line before it


def text_of(element: Any) -> str:
    """The blocks of `element`, parted by empty lines; rows and items of one table or list stand on lines of their own.

    White space is one space, as a browser shows it, except where the page asks to keep it.
    """
    gathered = "".join(_pieces(element, keep=False))
    blocks = (_block(block) for block in gathered.split(_BREAK))
    text = "\n\n".join(block for block in blocks if block)
    return re.sub(f"(?<={_NEXT})([^{_NEXT}]*)\n\n{_NEXT}", "\\1\n", text).replace(_NEXT, "")


def _pieces(element: Any, *, keep: bool) -> Iterator[str]:
    """The text in `element` with its breaks. `keep` says that line ends in it are meant."""
    if not isinstance(element.tag, str) or element.tag in _UNSEEN:
        return
    keep = keep or element.tag == "pre" or bool(_KEPT_SPACE.search(f"{element.get('class')} {element.get('style')}"))
    if element.tag in ("br", "lb"):
        yield _LINE
    elif element.tag in ("tr", "row"):
        yield f"{_BREAK}{_row(element)}{_BREAK}"
    else:
        yield from _inside(element, keep=keep)


def _inside(element: Any, *, keep: bool) -> Iterator[str]:
    around = _BREAK if _BLOCK_TAG.fullmatch(element.tag) else ""
    yield around + _mark(element) + _spaced(element.text, keep=keep)
    for child in element:
        yield from _pieces(child, keep=keep)
        yield _spaced(child.tail, keep=keep)
    yield around


def _mark(element: Any) -> str:
    """What stands before the text of a heading or a list item."""
    heading = _HEADING.fullmatch(element.get("rend") or "h2" if element.tag == "head" else element.tag)
    if heading:
        return "#" * int(heading[1]) + " "
    return _NEXT + "- " if element.tag in ("li", "item") else ""


def _row(row: Any) -> str:
    cells = (" ".join(text_of(cell).split()) for cell in row if isinstance(cell.tag, str))
    line = " | ".join(cells)
    return _NEXT + line if line.strip(" |") else ""


def _spaced(text: str | None, *, keep: bool) -> str:
    return re.sub(r"\n", _LINE, text or "") if keep else re.sub(r"\s+", " ", text or "")


def _block(text: str) -> str:
    lines = (" ".join(line.split(" ")).strip() for line in text.split(_LINE))
    block = "\n".join(re.sub(r"[ \t]+", " ", line) for line in lines).strip()
    return "" if block.strip("#-\x02 ") == "" else block
