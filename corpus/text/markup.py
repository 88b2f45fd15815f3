"""Makes untrusted text safe to show: removes invisible characters, and escapes Markdown.

Escaping for HTML pages is done where the HTML is made (`ui.page.render`).
"""

import re

# Invisible characters, which can hide words or reverse their order: control characters, all that Unicode classes as
# default-ignorable (zero-width, bidirectional controls, fillers, variation selectors, tags), and the marks of
# interlinear annotations.
HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)

# What Markdown would interpret: its own characters; links, with or without brackets; entities, which could reintroduce
# invisible characters; and the signs that begin a heading, a list or a quotation. "<" and "&" become entities, because
# not every renderer accepts a backslash before them.
_ACTIVE = re.compile(
    r"(?P<entity>[<]|&(?=#?\w+;)|^>)"
    r"|(?P<mark>[\\`*_\[\]]|~(?=~)|(?<=\])\(|^[#+=-]|(?<=www)\.|(?<=\w)\.(?=[^\W\d_]{2}))"
    r"|(?P<number>^\d+(?=[.)]))"
    r"|(?P<scheme>:(?=//))",
    re.MULTILINE,
)
_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}


# Footnote marks: "[3]", "[note 1]", "<sup>2</sup>", "¹", and a number directly after a sentence: "prohibited.2 The".
NOTE_MARK = re.compile(
    r"\s*\[\s*(?:\d{1,3}|note \d+|citation needed)\s*\]|<sup>[^<]{0,12}</sup>|(?<=[\w.,;:”\"’)])[⁰¹²³⁴-⁹]+"
    r"|(?<=[a-z]{4}[.”\"])\d{1,3}(?=\s+[A-Z“\"]|\s*$)"
)


def visible(text: str) -> str:
    """`text` without invisible characters."""
    return text if text.isascii() and text.isprintable() else HIDDEN.sub("", text)


def inert(text: str) -> str:
    """`text` escaped so that Markdown shows it literally, without links, images, HTML or headings.

    Only characters that Markdown would interpret are escaped, so that ordinary sentences are unchanged.

    >>> inert("Parties shall ![x](http://example.org/y) meet.")
    'Parties shall !\\[x\\]\\(http:\\//example\\.org/y) meet.'
    """
    return _ACTIVE.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    letters = found[0]
    if found["entity"]:
        return _ENTITIES[letters]
    # The backslash precedes the character that Markdown would interpret: after a scheme or a number, the next one.
    return f"{letters}\\" if found["number"] or found["scheme"] else f"\\{letters}"
