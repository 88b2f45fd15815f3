"""What the beginning of a text shows: whether it is an instrument's own text, its headings, how it asks to be cited."""

import re
from collections.abc import Iterator

from corpus.text.nouns import ARTICLE_HEADINGS, TEXTS, either

# Characters of a document's beginning in which its title, preamble and first article stand.
HEAD = 6000
# Characters. The longest title in the catalogue has 338; what is longer than this is a paragraph.
_LONGEST_TITLE = 500
_FIRST_ARTICLE = re.compile(
    rf"^[ \t#*>_“\"]{{0,12}}(?:{either(ARTICLE_HEADINGS)}|art\.?)\s+(?:1|i|one|first)\b[.:*]*(?:\s[–—-].{{0,80}})?$",
    re.I | re.M,
)
_PREAMBLE = re.compile(
    r"high contracting part|states? parties to (?:this|the present)|signator(?:y|ies) here|agreed as follows"
    r"|plenipotentiar|hereby agree\b|governments? of .{3,60} and the government of",
    re.I,
)
# How an encyclopaedia, a newspaper or a note introduces an instrument; no instrument says this of itself.
_ABOUT = re.compile(
    r"\b(?:is|was)\s+(?:an?|the|one of)\s(?:(?!(?:of|in|to|by|for|with|which|that|under|and|as)\b)[\w-]+,?\s){0,8}"
    rf"(?:{either(TEXTS)}|treaties|alliance)\b",
    re.I,
)
_CITED_AS = re.compile(r"may be cited as the ([^.;\n]{5,120}?\b\d{4})")


def is_an_instrument(text: str) -> bool:
    """Whether this is the text of an instrument: it speaks as one, or has a first article, and is not about one."""
    if _ABOUT.search(text[:1500]):
        return False
    return bool(_PREAMBLE.search(text[:3000]) or _FIRST_ARTICLE.search(text))


def headings(head: str) -> Iterator[str]:
    """The first lines, joined to what they continue: "Protocol No. 6" is on one line, "to the Convention…" below it."""
    lines = [line.strip(" #*_") for line in head.splitlines() if line.strip(" #*_-")][:6]
    for first in range(len(lines)):
        for last in range(min(first + 3, len(lines)), first, -1):
            heading = " ".join(lines[first:last])
            if len(heading) <= _LONGEST_TITLE:
                yield heading


def cited_as(head: str) -> str:
    """The title that a convention of the ILO gives itself in its preamble, or ""."""
    match = _CITED_AS.search(head)
    return match[1] if match else ""
