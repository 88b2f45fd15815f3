"""HTML: the main content of a page, with its headings, lists and tables as lines."""

import re
from collections.abc import Iterator
from typing import Any

from corpus.errors import EmptySource, UnreadableSource
from corpus.read.decode import decode
from corpus.read.formats import is_deeper
from corpus.read.reading import Reading

_LARGEST = 10_000_000  # characters; a treaty of 143 articles in two languages has 0.3 million
_MOST_TAGS = 400_000  # opening and closing ones; they take a minute
_DEEPEST = 200  # levels of tags; libxml2 drops what stands 256 deep
_TOO_DEEP = "HTML nested too deep to be a document; save its text as .txt"

# The share of the marked main content below which trafilatura's choice is taken for a loss: it leaves out what is
# folded away or shown in another tab, such as the second language of a treaty page.
_ENOUGH = 0.8

_MAIN = "//main | //article | //*[@role='main']"
_FURNITURE = (
    "//script | //style | //noscript | //template | //nav | //footer | //aside | //button | //select | //dialog"
    " | //header[not(ancestor::main or ancestor::article)]"
)


def read_html(data: bytes, *, source: str) -> Reading:
    """The page's main text and what it says of itself (title, author, date, site). Nothing that it links to is read.

    Raises EmptySource for a page without text, UnreadableSource for one that is too large or nested too deep.
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
    """The page's tree, and what trafilatura finds in it; None for either that there is not. All of it is foreign."""
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
        title=_said(found, "title") or (tree.findtext(".//title") or "").strip(),
        author=_said(found, "author"),
        site=_said(found, "sitename"),
        date=_said(found, "date"),
        url=_said(found, "url"),
        language=(tree.get("lang") or "").partition("-")[0].lower(),
    )


def _said(found: Any, name: str) -> str:
    return getattr(found, name, None) or ""


def _fuller(chosen: str, tree: Any) -> str:
    """`chosen` by trafilatura, unless it loses much of what the page marks as its content, or there is no more to lose.

    A page with little besides its content is taken whole: our own lines keep more of its form.
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
