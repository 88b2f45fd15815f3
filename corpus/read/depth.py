"""How deep a tree of XML or HTML is: what walks down into one must not be led deeper than Python can follow."""

from typing import Any


def is_deeper(root: Any, *, levels: int) -> bool:
    """Whether elements stand in `root` (an lxml element) more than `levels` deep; told without walking down into it."""
    return bool(root.xpath(f"boolean({'/'.join('*' * (levels + 1))})"))
