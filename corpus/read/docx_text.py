"""The text of WordprocessingML in reading order: paragraphs, tables, text boxes, content controls, notes, list numbers.

Elements are lxml's; names are those of ECMA-376 part 1: section 17 (text), 17.9 (numbering), 17.7 (styles), 17.3.1.20
(outline level).
"""

from collections import defaultdict
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


_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"))
_ROMAN_SMALL = ((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_DIGITS = 5  # of the largest number in a list
_BODY_LEVEL = 9  # the outline level that means "no heading"


class Labels:
    """Counts a document's lists: `before` is to be asked once for each paragraph, in order."""

    def __init__(self, *, numbering: Any, styles: Any) -> None:
        self._styles = {style.get(W + "styleId"): style for style in styles}
        self._abstract: dict[str, str] = {}
        self._levels: dict[tuple[str, int], Any] = {}
        self._restarts: dict[tuple[str, int], int] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._started: set[tuple[str, int]] = set()
        for element in numbering:
            self._learn(element)

    def before(self, paragraph: Any) -> str:
        """What stands before the text of `paragraph`: "###" for a heading, "2." or "(a)" for a list, else ""."""
        number = self._number(paragraph)
        level = self._outline(paragraph)
        heading = "#" * min(level + 1, 6) if level < _BODY_LEVEL and any(paragraph.itertext(W + "t")) else ""
        return f"{heading} {number}".strip()

    def _learn(self, element: Any) -> None:
        if element.tag == W + "abstractNum":
            for level in element.findall(W + "lvl"):
                self._levels[element.get(W + "abstractNumId"), _int(level.get(W + "ilvl"))] = level
        elif element.tag == W + "num":
            name = element.get(W + "numId")
            self._abstract[name] = _value(element, "abstractNumId")
            for override in element.findall(f"{W}lvlOverride/{W}startOverride"):
                level = _int(override.getparent().get(W + "ilvl"))
                self._restarts[name, level] = _int(override.get(W + "val"))

    def _number(self, paragraph: Any) -> str:
        name, level = self._place(paragraph)
        abstract = self._abstract.get(name, "")
        definition = self._levels.get((abstract, level))
        if definition is None:
            return ""
        self._count(name, abstract, level)
        if _value(definition, "numFmt") == "bullet":
            return "•"
        text = _value(definition, "lvlText")
        for upper in range(level + 1):
            text = text.replace(f"%{upper + 1}", self._printed(abstract, upper))
        return text

    def _place(self, paragraph: Any) -> tuple[str, int]:
        """The list and the level in it: of the paragraph itself, else of its style."""
        for properties in self._properties(paragraph):
            numbered = properties.find(W + "numPr")
            if numbered is not None and _value(numbered, "numId"):
                return _value(numbered, "numId"), _int(_value(numbered, "ilvl"))
        return "", 0

    def _outline(self, paragraph: Any) -> int:
        found = (_value(properties, "outlineLvl") for properties in self._properties(paragraph))
        return _int(next((level for level in found if level), str(_BODY_LEVEL)))

    def _properties(self, paragraph: Any) -> Iterator[Any]:
        """The paragraph's properties, then its style's, then those of the styles that one is based on."""
        own = paragraph.find(W + "pPr")
        if own is None:
            return
        yield own
        name, seen = _value(own, "pStyle"), set[str]()
        while name in self._styles and name not in seen:
            seen.add(name)
            style = self._styles[name]
            properties = style.find(W + "pPr")
            if properties is not None:
                yield properties
            name = _value(style, "basedOn")

    def _count(self, name: str, abstract: str, level: int) -> None:
        counts = self._counts[abstract]
        start = _int(_value(self._levels[abstract, level], "start") or "1")
        if (name, level) in self._restarts and (name, level) not in self._started:
            counts[level] = self._restarts[name, level]
        else:
            counts[level] = counts.get(level, start - 1) + 1
        self._started.add((name, level))
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]

    def _printed(self, abstract: str, level: int) -> str:
        definition = self._levels.get((abstract, level))
        if definition is None:
            return ""
        number = self._counts[abstract].get(level, _int(_value(definition, "start") or "1"))
        return printed_number(number, style=_value(definition, "numFmt"))


def printed_number(number: int, *, style: str) -> str:
    """`number` as Word prints it: "lowerLetter" of 28 is "bb", "upperRoman" of 4 is "IV", anything else decimal."""
    if style in ("lowerLetter", "upperLetter") and number > 0:
        text = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
    elif style in ("lowerRoman", "upperRoman"):
        text = _roman(number)
    else:
        return "" if style == "none" else str(number)
    return text.upper() if style.startswith("upper") else text


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN + _ROMAN_SMALL:
        text += letters * (number // value)
        number %= value
    return text


def _value(element: Any, name: str) -> str:
    child = element.find(W + name)
    return "" if child is None else child.get(W + "val", "")


def _int(text: str | None) -> int:
    """The number that `text` writes; 0 for none, and for more digits than Word counts to (32767)."""
    return int(text) if text and text.isdecimal() and len(text) <= _DIGITS else 0
