"""Which instrument a document is the text of: told by its title, its headings, its file name and its first words."""

import re
from collections.abc import Iterable, Iterator

from corpus.instruments.catalogue import OPENINGS, Instrument, called
from corpus.instruments.names import is_distinctive, plain_key
from corpus.text.nouns import ARTICLE_HEADINGS, TEXTS, either

# Characters of a document's beginning in which its title, preamble and first article stand.
_HEAD = 6000
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


def identify(*, title: str, text: str, stem: str) -> Instrument | None:
    """The instrument whose text this document is, or None: a text about an instrument is not the instrument.

    Looks at the title and the headings first, then at the file name `stem`, then at what the first lines say.
    """
    if not _is_an_instrument(text):
        return None
    head = text[:_HEAD]
    for name in (title, *_headings(head), stem, _cited_as(head)):
        instrument = _only(_titled(name), head)
        if instrument:
            return instrument
    return next(_opened(head[:2000]), None)


def _titled(name: str) -> tuple[Instrument, ...]:
    """The instruments with this title, if there is a word in it that tells them from any other."""
    return called(name) if is_distinctive(plain_key(name)) else ()


def _only(candidates: Iterable[Instrument], head: str) -> Instrument | None:
    """The one candidate; of several that share a title, the one whose opening words stand in `head`."""
    several = tuple(candidates)
    if len(several) < 2:
        return several[0] if several else None
    return next((instrument for instrument in _opened(head) if instrument in several), None)


def _opened(head: str) -> Iterator[Instrument]:
    """The instruments whose opening words stand in `head`."""
    plain = " ".join(plain_key(head))
    for instrument, opening in OPENINGS:
        if " ".join(plain_key(opening)) in plain:
            yield instrument


def _is_an_instrument(text: str) -> bool:
    """Whether this is the text of an instrument: it speaks as one, or has a first article, and is not about one."""
    if _ABOUT.search(text[:1500]):
        return False
    return bool(_PREAMBLE.search(text[:3000]) or _FIRST_ARTICLE.search(text))


def _headings(head: str) -> Iterator[str]:
    """The first lines, joined to what they continue: "Protocol No. 6" is on one line, "to the Convention…" below it."""
    lines = [line.strip(" #*_") for line in head.splitlines() if line.strip(" #*_-")][:6]
    for first in range(len(lines)):
        for last in range(min(first + 3, len(lines)), first, -1):
            heading = " ".join(lines[first:last])
            if len(heading) <= _LONGEST_TITLE:
                yield heading


def _cited_as(head: str) -> str:
    """The title that a convention of the ILO gives itself in its preamble, or ""."""
    match = _CITED_AS.search(head)
    return match[1] if match else ""
