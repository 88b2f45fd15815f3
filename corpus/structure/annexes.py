"""Names the annexes and other instruments inside a document ("annex II", "OP1"), and finds signature clauses."""

import re

from corpus.text.nouns import ANNEXES, either
from corpus.text.numbers import ORDINAL, number

# Signature clauses. The closing begins with one at the start of a line or sentence after the last article.
_CLOSING = re.compile(
    r"(?:IN|In)\s(?:WITNESS|witness|FAITH|faith|TESTIMONY|testimony)\s(?:WHERE ?OF|[Ww]here ?of|THEREOF|[Tt]hereof)"
    r"|(?:DONE|Done|EXECUTED|Executed) (?:at|AT|in|IN)\b(?=[^.;]{0,200}?\b(?:this|the|on|THIS|THE|ON|\d{4})\b)"
    r"|The foregoing is the authentic text\b"
)
_SENTENCE_BEFORE = re.compile(r"[.;:,!?\n\f][”\"’')\]*_]*\s*$")
_INSTRUMENT = re.compile(
    rf"(?P<optional>(?:(?P<nth>{ORDINAL}) )?OPTIONAL PROTOCOL)\b"
    r"|PROTOCOL\b(?: NO\.? ?(?:\d+|[IVX]+)\b)?|CHARTER\b|FINAL ACT\b|STATUTE\b"
    r"|(?:REGULATIONS|RULES|RECOMMENDATION(?: \d+)?|DECLARATION|RESOLUTIONS?|AGREEMENT|CONVENTION|EXCHANGE OF"
    rf"|(?:TECHNICAL )?(?:{either(ANNEXES)})|UNDERSTANDINGS?)\b",
    re.IGNORECASE,
)
# Independent instruments, even directly after an annex without a signature clause in between.
_STANDALONE = re.compile(rf"(?:{ORDINAL} )?(?:OPTIONAL )?(?:PROTOCOL|CHARTER|FINAL ACT|STATUTE)\b", re.I)
_ANNEXED = re.compile(rf"(?:technical )?(?:{either(ANNEXES)})\b", re.IGNORECASE)


def closing_start(text: str, start: int, end: int) -> int:
    """The position between `start` and `end` at which the signature clause begins, or `end` if there is none."""
    for match in _CLOSING.finditer(text, start, end):
        at = match.start()
        if not text[start:at].strip() or _SENTENCE_BEFORE.search(text, max(start, at - 8), at):
            return at
    return end


def instrument_name(words: str, *, within: str = "") -> str:
    """The short name of an instrument with the heading `words` ("OP1", "Charter", "annex II"); "" for other headings.

    `within` is the name of the instrument to which an annex belongs: "Final Act, annex".
    """
    match = _INSTRUMENT.match(words.lstrip("“\"„' "))
    if not match:
        return ""
    if match["optional"]:
        return f"OP{number(match['nth'] or 'first')}"
    if is_annexed(match.group()):
        return annex_name(match.group(), within=within)
    return " ".join(word.capitalize() if word.isalpha() else word for word in match.group().split())


def annex_name(words: str, *, within: str) -> str:
    """The name of an annex with the heading `words`: its keyword in lower case and its number as printed."""
    name = _ANNEXED.sub(lambda keyword: keyword.group().lower(), words)
    return f"{within}, {name}" if within else name


def is_annexed(name: str) -> bool:
    """Whether `name` is the name of an annex and not of an independent instrument."""
    return bool(_ANNEXED.match(name.rpartition(", ")[2]))


def is_standalone(words: str) -> bool:
    """Whether `words` are the heading of a protocol, charter, statute or final act."""
    return bool(_STANDALONE.match(words.lstrip("“\"„' ")))
