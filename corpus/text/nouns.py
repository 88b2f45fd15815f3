"""Legal nouns from which patterns are built: words for instruments, for their divisions, and for bodies."""

import re
from collections.abc import Iterable

# Words for an agreement between States, which laypeople use interchangeably.
AGREEMENTS = ("convention", "treaty", "covenant", "pact", "agreement", "accord")
# Instruments that bind the States that join them.
TREATIES = (*AGREEMENTS, "protocol", "charter", "statute")
DECLARATIONS = ("declaration", "proclamation")
# All words for an instrument.
TEXTS = (*TREATIES, *DECLARATIONS, "instrument")

ANNEXES = ("annex", "appendix", "schedule", "attachment")
MAIN_DIVISIONS = ("part", "chapter", "section", "title")
DIVISIONS = (*MAIN_DIVISIONS, "subsection", "sub-section", "book", "division")
# The word in the heading of an article, and before its number in a reference: in English and French; German and Dutch;
# Spanish, Italian and Portuguese; Russian and Ukrainian, with the case endings that they take in a sentence.
ARTICLE_HEADINGS = ("article", "artikel", "artículo", "articolo", "artigo", "статья", "стаття")
ARTICLE_WORDS = (*ARTICLE_HEADINGS, "articulo", "статьи", "статье", "статью", "статей", "статті", "статтю", "статтею")

# Collective organs, and administrative offices.
ORGANS = (
    *("committee", "subcommittee", "sub-committee", "commission", "court", "chamber", "council", "assembly"),
    *("tribunal", "parliament", "congress", "senate", "secretariat", "registry", "presidency", "board", "conference"),
)
AGENCIES = ("agency", "ministry", "department", "office", "mission", "bureau", "organi[sz]ation", "programme")

_ABBREVIATED = ("art", "arts", "para", "paras", "no", "nos")

_IRREGULAR = {"appendix": "appendices", "memorandum": "memoranda"}


def plural(noun: str) -> str:
    """The plural of an English noun: "treaty" -> "treaties", "annex" -> "annexes"."""
    if noun in _IRREGULAR:
        return _IRREGULAR[noun]
    if re.search(r"[^aeo]y$", noun):
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")


def with_plurals(nouns: Iterable[str]) -> tuple[str, ...]:
    """Each noun followed by its plural."""
    return tuple(form for noun in nouns for form in (noun, plural(noun)))


def either(*groups: Iterable[str], capital: bool = False) -> str:
    """A regular expression, not in a group, that matches any of the words, the longest first.

    With `capital` it matches them with a capital letter at the start and after each hyphen.
    """
    words = dict.fromkeys(word for group in groups for word in group)
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(re.sub(r"(?:^|-)\w", _upper, word) if capital else word for word in ordered)


def _upper(found: re.Match[str]) -> str:
    return found[0].upper()


# A regular expression for words that are followed by a number that names something ("article 5") and counts nothing.
NUMBERED = either(with_plurals(("article", "paragraph", "protocol", "rule", "annex", *MAIN_DIVISIONS)), _ABBREVIATED)
