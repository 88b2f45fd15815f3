"""A file of claims and quotations to be checked, one JSON object a line -> Item values."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ui.json_lines import Unfit, read_lines

_EXPECTED = (
    '{"id": "c1", "claim": "…"} or '
    '{"id": "q1", "quote": "…", "attributed_to": {"document": "ECPT", "locator": "art 8(3)"}}'
)


@dataclass(frozen=True, slots=True)
class Item:
    """A claim, or a quotation with the document and place that it is said to come from, if it says so."""

    text: str
    is_quote: bool
    attributed_to: tuple[str, str] | None = None
    id: object = None


def read_items(path: Path) -> list[Item]:
    """The lines of `path` in order. Raises UnusableRequest, naming the line that cannot be understood."""
    return read_lines(path, value=_item, expected=_EXPECTED)


def _item(item: Mapping[str, Any]) -> Item:
    texts = [(field, item[field]) for field in ("claim", "quote") if isinstance(item.get(field), str)]
    if len(texts) != 1:
        raise Unfit('it has no text in "claim" or in "quote", or in both')
    ((field, text),) = texts
    source = item.get("attributed_to")
    if source is None or field == "claim":
        return Item(text, is_quote=field == "quote", id=item.get("id"))
    if not isinstance(source, dict) or not isinstance(source.get("document"), str):
        raise Unfit('"attributed_to" names no document')
    return Item(text, True, (source["document"], str(source.get("locator") or "")), item.get("id"))
