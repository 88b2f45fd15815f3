"""The labels of paragraphs in a DOCX file: the numbers that Word counts in lists, and the levels of headings.

Element names are those of ECMA-376 part 1: 17.9 (numbering), 17.7 (styles), 17.3.1.20 (outline level).
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from corpus.text.numbers import as_roman

# The namespace of the elements of WordprocessingML, as lxml writes it before their names.
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_DIGITS = 5  # digits of the largest number in a list
_BODY_LEVEL = 9  # the outline level of text that is not a heading


class Labels:
    """The labels of the paragraphs of one document. Call `before` once for each paragraph, in order."""

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
        """The label of `paragraph`: "###" for a heading, "2." or "(a)" for an item of a list, else ""."""
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
        name, level = self._list_level(paragraph)
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

    def _list_level(self, paragraph: Any) -> tuple[str, int]:
        """The id of the paragraph's list and the level in it, from the paragraph or its style; ("", 0) for none."""
        for properties in self._properties(paragraph):
            numbered = properties.find(W + "numPr")
            if numbered is not None and _value(numbered, "numId"):
                return _value(numbered, "numId"), _int(_value(numbered, "ilvl"))
        return "", 0

    def _outline(self, paragraph: Any) -> int:
        found = (_value(properties, "outlineLvl") for properties in self._properties(paragraph))
        return _int(next((level for level in found if level), str(_BODY_LEVEL)))

    def _properties(self, paragraph: Any) -> Iterator[Any]:
        """The properties of the paragraph, then of its style, then of the styles that this is based on."""
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
        text = as_roman(number)
    else:
        return "" if style == "none" else str(number)
    return text.upper() if style.startswith("upper") else text


def _value(element: Any, name: str) -> str:
    child = element.find(W + name)
    return "" if child is None else child.get(W + "val", "")


def _int(text: str | None) -> int:
    """The number in `text`; 0 for no number, and for one with more digits than Word's largest (32767)."""
    return int(text) if text and text.isdecimal() and len(text) <= _DIGITS else 0
