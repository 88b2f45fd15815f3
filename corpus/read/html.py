"""Reads HTML: the main content of a page as text, with headings, lists and tables as lines."""

import re
from collections.abc import Iterator
from typing import Any

from corpus.errors import EmptySource, UnreadableSource
from corpus.models import Reading
from corpus.read.formats import is_deeper
from corpus.text.decode import decode

_LARGEST = 10_000_000  # characters; a treaty of 143 articles in two languages has 0.3 million
_MOST_TAGS = 400_000  # opening and closing tags; so many take a minute
_DEEPEST = 200  # levels of tags; libxml2 drops elements at level 256
_TOO_DEEP = "HTML nested too deep to be a document; save its text as .txt"

# If trafilatura's text is shorter than this share of the content that the page marks as its main one, it is not used:
# it leaves out content that is collapsed or in another tab, such as the second language of a treaty.
_ENOUGH = 0.8

_MAIN = "//main | //article | //*[@role='main']"
_FURNITURE = (
    "//script | //style | //noscript | //template | //nav | //footer | //aside | //button | //select | //dialog"
    " | //header[not(ancestor::main or ancestor::article)]"
)


def read_html(data: bytes, *, source: str) -> Reading:
    """The main text of the page, with the title, author, date and site that it states. Links are not followed.

    Raises EmptySource for a page without text, UnreadableSource for one that is too large or too deeply nested.
    """
    page = decode(data, source=source)
    if len(page) > _LARGEST or page.count("<") > _MOST_TAGS:
        size = f"{len(page):,} characters and {page.count('<'):,} tags of HTML"
        raise UnreadableSource(f"{source}: {size}; the limits are {_LARGEST:,} and {_MOST_TAGS:,}. Split it.")
    try:
        tree, found = _extracted(page)
    except RecursionError as error:
        raise UnreadableSource(f"{source}: {_TOO_DEEP}.") from error
    if tree is not None and is_deeper(tree, levels=_DEEPEST):
        raise UnreadableSource(f"{source}: {_TOO_DEEP}.")
    reading = Reading(text="") if tree is None else _reading(tree, found)
    if not reading.text.strip():
        raise EmptySource(
            f"{source}: an HTML page without text that can be read (a script writes it, or tags are nested too deep); "
            "open it in a browser and save its text as .txt or .pdf."
        )
    return reading


def _extracted(page: str) -> tuple[Any, Any]:
    """The element tree of the page and trafilatura's extraction, each None if there is none.

    All calls are of trafilatura: an exception here is not a bug of this module.
    """
    from trafilatura import bare_extraction, load_html  # heavy: imported on first use

    tree = load_html(page)
    if tree is None:
        return None, None
    dates = {"original_date": True, "extensive_search": False}  # only dates that the page states
    return tree, bare_extraction(page, with_metadata=True, favor_recall=True, date_extraction_params=dates)


def _reading(tree: Any, found: Any) -> Reading:
    chosen = "" if found is None else text_of(found.body)
    return Reading(
        text=_fuller(chosen, tree),
        title=_stated(found, "title") or (tree.findtext(".//title") or "").strip(),
        author=_stated(found, "author"),
        site=_stated(found, "sitename"),
        date=_stated(found, "date"),
        url=_stated(found, "url"),
        language=(tree.get("lang") or "").partition("-")[0].lower(),
    )


def _stated(found: Any, name: str) -> str:
    return getattr(found, name, None) or ""


def _fuller(chosen: str, tree: Any) -> str:
    """`chosen`, the text that trafilatura selects, or a longer text of the page if `chosen` leaves out too much.

    A page with little besides its main content is taken whole, because `text_of` keeps more of its structure.
    """
    for furniture in tree.xpath(_FURNITURE):
        furniture.drop_tree()
    marked = max((text_of(element) for element in tree.xpath(_MAIN)), key=len, default="")
    whole = text_of(tree)
    if len(chosen) < _ENOUGH * len(marked):
        return marked
    return whole if len(chosen) > _ENOUGH * len(whole) else chosen or whole


# trafilatura's tags: head (level in "rend"), list, item, row, cell, lb, quote.
_BLOCK_TAG = re.compile(
    "address|article|aside|blockquote|body|caption|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|header"
    "|h[1-6r]|html|li|main|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul|cell|head|item|list|quote|row"
)
_HEADING = re.compile(r"h([1-6])")
_INVISIBLE = frozenset(("script", "style", "template", "noscript", "title", "meta", "link"))
_KEPT_SPACE = re.compile(r"white-?space:?[\s-]*pre")

# Separators in the collected text; XML and HTML cannot contain these characters.
_BREAK = "\x00"  # between blocks
_LINE = "\x01"  # a line break inside a block
_NEXT = "\x02"  # the next row or item of the same table or list: no empty line before it


def text_of(element: Any) -> str:
    """The blocks of `element`, separated by empty lines; each table row and list item is on a line of its own.

    White space is collapsed as in a browser, except in preformatted elements.
    """
    gathered = "".join(_pieces(element, keep=False))
    blocks = (_block(block) for block in gathered.split(_BREAK))
    text = "\n\n".join(block for block in blocks if block)
    return re.sub(f"(?<={_NEXT})([^{_NEXT}]*)\n\n{_NEXT}", "\\1\n", text).replace(_NEXT, "")


def _pieces(element: Any, *, keep: bool) -> Iterator[str]:
    """The text in `element` with separators. With `keep` it is preformatted, and its line breaks are kept."""
    if not isinstance(element.tag, str) or element.tag in _INVISIBLE:
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
    """The Markdown sign of a heading or list item, "" for other elements."""
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
