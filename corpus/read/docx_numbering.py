"""What Word prints before a paragraph without storing it as text: list numbers, and which paragraphs are headings.

ECMA-376 part 1: 17.9 (numbering), 17.7 (styles), 17.3.1.20 (outline level).
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from corpus.read.docx_text import W

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
