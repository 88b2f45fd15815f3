"""Nouns of the law in one table: what texts are called, their parts, and bodies. Patterns are built from them. Pure."""

import re
from collections.abc import Iterable

# Laypeople say one of these for another.
AGREEMENTS = ("convention", "treaty", "covenant", "pact", "agreement", "accord")
# What binds the States that join it.
TREATIES = (*AGREEMENTS, "protocol", "charter", "statute")
DECLARATIONS = ("declaration", "proclamation")
# What any of these may be called as well.
TEXTS = (*TREATIES, *DECLARATIONS, "instrument")

ANNEXES = ("annex", "appendix", "schedule", "attachment")
MAIN_DIVISIONS = ("part", "chapter", "section", "title")
DIVISIONS = (*MAIN_DIVISIONS, "subsection", "sub-section", "book", "division")
# The word over an article, and before its number in a reference: in English and French; German and Dutch; Spanish,
# Italian and Portuguese; Russian and Ukrainian, with the endings that they take in a sentence.
ARTICLE_HEADINGS = ("article", "artikel", "artículo", "articolo", "artigo", "статья", "стаття")
ARTICLE_WORDS = (*ARTICLE_HEADINGS, "articulo", "статьи", "статье", "статью", "статей", "статті", "статтю", "статтею")

# Organs that decide together, and offices that do the work.
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


def both(nouns: Iterable[str]) -> tuple[str, ...]:
    """Each noun in singular and plural."""
    return tuple(form for noun in nouns for form in (noun, plural(noun)))


def either(*groups: Iterable[str], capital: bool = False) -> str:
    """A pattern, without a group of its own, for any of these words, the longest first; as names begin if `capital`."""
    words = dict.fromkeys(word for group in groups for word in group)
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(re.sub(r"(?:^|-)\w", _upper, word) if capital else word for word in ordered)


def _upper(found: re.Match[str]) -> str:
    return found[0].upper()


# Behind one of these a number is a name, and counts nothing. A pattern for others to build on.
NUMBERED = either(both(("article", "paragraph", "protocol", "rule", "annex", *MAIN_DIVISIONS)), _ABBREVIATED)
