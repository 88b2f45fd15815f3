"""Identifies the instrument whose text a document is, by its title, headings, file name and first words."""

import re
from collections.abc import Iterable, Iterator

from corpus.instruments.catalogue import OPENINGS, Instrument, called
from corpus.instruments.names import is_distinctive, plain_key
from corpus.text.nouns import ARTICLE_HEADINGS, TEXTS, either

# The first characters of a document, which contain its title, preamble and first article.
_HEAD = 6000
# Characters. The longest title in the catalogue has 338; longer lines are paragraphs.
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
# How an encyclopaedia, a newspaper or a note introduces an instrument ("is a multilateral treaty").
_ABOUT = re.compile(
    r"\b(?:is|was)\s+(?:an?|the|one of)\s(?:(?!(?:of|in|to|by|for|with|which|that|under|and|as)\b)[\w-]+,?\s){0,8}"
    rf"(?:{either(TEXTS)}|treaties|alliance)\b",
    re.I,
)
_CITED_AS = re.compile(r"may be cited as the ([^.;\n]{5,120}?\b\d{4})")


def identify(*, title: str, text: str, stem: str) -> Instrument | None:
    """The instrument whose text this document is; None for other texts, also for those about an instrument.

    `stem` is the file name without extension. The title and headings are tried first, then `stem`, then the title that
    the text gives itself, then the first words of the text.
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
    """The instruments with this title; () if it has only generic words."""
    return called(name) if is_distinctive(plain_key(name)) else ()


def _only(candidates: Iterable[Instrument], head: str) -> Instrument | None:
    """The only candidate; of several that share a title, the one whose first words are in `head`; else None."""
    several = tuple(candidates)
    if len(several) < 2:
        return several[0] if several else None
    return next((instrument for instrument in _opened(head) if instrument in several), None)


def _opened(head: str) -> Iterator[Instrument]:
    """The instruments whose first words are in `head`."""
    plain = " ".join(plain_key(head))
    for instrument, opening in OPENINGS:
        if " ".join(plain_key(opening)) in plain:
            yield instrument


def _is_an_instrument(text: str) -> bool:
    """Whether this is the text of an instrument, with a preamble or first article, and not a text about one."""
    if _ABOUT.search(text[:1500]):
        return False
    return bool(_PREAMBLE.search(text[:3000]) or _FIRST_ARTICLE.search(text))


def _headings(head: str) -> Iterator[str]:
    """The first lines, alone and joined to those after them: a title may continue on the next line."""
    lines = [line.strip(" #*_") for line in head.splitlines() if line.strip(" #*_-")][:6]
    for first in range(len(lines)):
        for last in range(min(first + 3, len(lines)), first, -1):
            heading = " ".join(lines[first:last])
            if len(heading) <= _LONGEST_TITLE:
                yield heading


def _cited_as(head: str) -> str:
    """The title that the preamble of an ILO convention states ("may be cited as the …"), or ""."""
    match = _CITED_AS.search(head)
    return match[1] if match else ""
