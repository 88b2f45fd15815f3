"""Text of documents and models, made harmless for whoever shows it: nothing in it is hidden, nothing acts as Markdown.

HTML is no concern of this file: what shows HTML escapes it (`ui.page.render`).
"""

import re

# What no reader sees, and so what words can be hidden in or turned round with: control characters, all that Unicode
# calls default-ignorable (zero-width, bidirectional controls, fillers, variation selectors, tags), and the marks of
# interlinear notes.
HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)

# What Markdown would act on: its own characters; links, with or without brackets; entities, which could bring hidden
# characters back; and what begins a heading, a list or a quotation. "<" and "&" become entities, since not every
# renderer takes a backslash before them.
_ACTIVE = re.compile(
    r"(?P<entity>[<]|&(?=#?\w+;)|^>)"
    r"|(?P<mark>[\\`*_\[\]]|~(?=~)|(?<=\])\(|^[#+=-]|(?<=www)\.|(?<=\w)\.(?=[^\W\d_]{2}))"
    r"|(?P<number>^\d+(?=[.)]))"
    r"|(?P<scheme>:(?=//))",
    re.MULTILINE,
)
_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}


# "[3]", "[note 1]", "<sup>2</sup>", "¹", and a number stuck to the end of a sentence: "prohibited.2 The".
NOTE_MARK = re.compile(
    r"\s*\[\s*(?:\d{1,3}|note \d+|citation needed)\s*\]|<sup>[^<]{0,12}</sup>|(?<=[\w.,;:”\"’)])[⁰¹²³⁴-⁹]+"
    r"|(?<=[a-z]{4}[.”\"])\d{1,3}(?=\s+[A-Z“\"]|\s*$)"
)


def visible(text: str) -> str:
    """The text without the characters that nobody sees."""
    return text if text.isascii() and text.isprintable() else HIDDEN.sub("", text)


def inert(text: str) -> str:
    """The text as Markdown that shows it letter for letter: no link, image, HTML or heading comes of it.

    Only what could act is escaped, so that a law's ordinary sentence stays as it is.

    >>> inert("Parties shall ![x](http://example.org/y) meet.")
    'Parties shall !\\[x\\]\\(http:\\//example\\.org/y) meet.'
    """
    return _ACTIVE.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    letters = found[0]
    if found["entity"]:
        return _ENTITIES[letters]
    # A backslash goes before the character that acts: for a scheme and a number that is the one after these.
    return f"{letters}\\" if found["number"] or found["scheme"] else f"\\{letters}"
