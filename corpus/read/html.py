"""HTML: the main content of a page, with its headings, lists and tables as lines."""

from typing import Any

from corpus.errors import EmptySource, UnreadableSource
from corpus.read.decode import decode
from corpus.read.depth import is_deeper
from corpus.read.html_text import text_of
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
