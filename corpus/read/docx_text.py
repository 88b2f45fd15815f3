"""The text of WordprocessingML, in reading order: paragraphs, tables, text boxes, content controls, notes.

Elements are lxml's; names are those of ECMA-376 part 1, section 17.
"""

from collections.abc import Callable, Iterator
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"

_CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
# Not shown on the page: deletions under track changes, what was moved away, field codes, phonetic guides.
_UNSEEN = {W + name for name in ("del", "moveFrom", "instrText", "delText", "rt", "rPr", "pPr", "sdtPr", "sdtEndPr")}

Label = Callable[[Any], str]  # paragraph -> what stands before it: a number, or the mark of a heading


def blocks(container: Any, *, label: Label) -> Iterator[str]:
    """The paragraphs and table rows in `container` as lines of text, none empty, each once."""
    for element in container:
        if element.tag == W + "p":
            yield from _paragraph(element, label=label)
        elif element.tag == W + "tbl":
            yield from _table(element, label=label)
        elif element.tag not in _UNSEEN:
            yield from blocks(_chosen(element), label=label)


def notes(part: Any) -> Iterator[str]:
    """The footnotes or endnotes in `part`, without Word's own separators, each behind its number."""
    number = 0
    for note in part:
        if note.get(W + "type", "normal") != "normal":
            continue
        number += 1
        words = " ".join(blocks(note, label=lambda paragraph: "")).strip()
        if words:
            yield f"{number}  {words}"


def _paragraph(paragraph: Any, *, label: Label) -> Iterator[str]:
    boxes: list[Any] = []
    words = "".join(_inline(paragraph, boxes=boxes)).strip()
    # The label is asked for even where the paragraph is empty: Word counts that one too.
    before = label(paragraph)
    if words:
        yield f"{before} {words}".strip()
    for box in boxes:
        yield from blocks(box, label=label)


def _inline(element: Any, *, boxes: list[Any]) -> Iterator[str]:
    """The characters in `element`; text boxes on the way are put into `boxes`, since they are blocks."""
    for child in element:
        if child.tag in (W + "t", _MATH_TEXT):
            yield child.text or ""
        elif child.tag == W + "txbxContent":
            boxes.append(child)
        elif isinstance(child.tag, str) and child.tag.removeprefix(W) in _CHARACTERS:
            yield _CHARACTERS[child.tag.removeprefix(W)]
        elif child.tag not in _UNSEEN and not _hidden(child):
            yield from _inline(_chosen(child), boxes=boxes)


def _chosen(element: Any) -> Any:
    """Of the same content in several forms (a drawing, and its fallback for old Word) the first."""
    return element[0] if element.tag == _ALTERNATIVES and len(element) else element


def _hidden(run: Any) -> bool:
    mark = run.find(f"{W}rPr/{W}vanish") if run.tag == W + "r" else None
    return mark is not None and mark.get(W + "val") not in ("0", "false", "off")


def _table(table: Any, *, label: Label) -> Iterator[str]:
    """A table of short cells as one block, a line a row; a table that lays out text as its cells' own blocks."""
    rows = [_row(row, label=label) for row in table.iter(W + "tr") if next(row.iterancestors(W + "tbl")) is table]
    if all(len(cell) <= 1 for row in rows for cell in row):
        lines = [" | ".join(cell[0] if cell else "" for cell in row) for row in rows]
        yield from ["\n".join(line for line in lines if line.strip(" |"))] if any(map(any, rows)) else []
    else:
        yield from (block for row in rows for cell in row for block in cell)


def _row(row: Any, *, label: Label) -> list[list[str]]:
    return [list(blocks(cell, label=label)) for cell in row.iter(W + "tc") if _own_cell(cell, row)]


def _own_cell(cell: Any, row: Any) -> bool:
    """Whether `cell` is one of `row` itself, and not the lower part of a cell that began in a row above."""
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    lower = merge is not None and merge.get(W + "val", "continue") == "continue"
    return next(cell.iterancestors(W + "tr")) is row and not lower
