"""Parses references to provisions in a query, without looking at documents.

For example "art. 9 para 3", "8.2", "article three", "§ 2", "8(2)(c)", "Articles 3 and 5", "third paragraph of
article 9", "Art. VI", "article 3 bis", "annex II article 4" and "preamble of".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.models import Locator
from corpus.text.nouns import ANNEXES, ARTICLE_WORDS, either
from corpus.text.numbers import CARDINAL, ORDINAL, ROMAN, number

NAMED = "\x00"  # replaces each character of an instrument's name in a query, so that its digits are not parsed

_LETTER = r"(?-i:[A-Z])(?![^\W\d_])"
_NUMBER = rf"(?:\d{{1,3}}(?!\d)|{CARDINAL}|{ROMAN}|{_LETTER})"
_BIS = r"(?:\s*(?:bis|ter|quater|quinquies)\b)"
_DOUBLE = "|".join(letter * 2 for letter in "abcdefghjkl")
_POINT = rf"(?:\d{{1,3}}|[ivx]{{1,6}}|[a-z]|{_DOUBLE})"
_POINT_WORD = (
    r"(?:§{1,2}|¶{1,2}|(?:sub-?\s?)?para(?:graph)?s?\b\.?|abs(?:atz)?\b\.?|al(?:in[eé]a)?\b\.?|lit(?:era)?\b\.?"
    r"|let(?:ter)?\b\.?|(?:sub-?)?(?:point|item|clause)\b|nos?\b\.|number\b|sub\b\.?)"
)
_ARTICLE_NAMES = either(ARTICLE_WORDS, ("art", "arts", "ст"))
_ARTICLE_WORD = rf"\b(?:articles|{_ARTICLE_NAMES})\b\.?\s*(?:nos?\.\s*|number\s+)?"
_POINTED = rf"{_POINT_WORD}\s*\(?(?:{CARDINAL}|{_POINT})\b\)?"
_ORDINAL_PARAGRAPH = rf"(?:{ORDINAL}\s+(?:sub-?)?para(?:graph)?\b)"
_WORDED = rf"\s*,?\s*(?:and\s+|in\s+)?(?:{_POINTED}|(?:the\s+)?{_ORDINAL_PARAGRAPH})"
_TAIL = rf"(?:\s*\(\s*{_POINT}\s*\)|\.(?:\d{{1,2}}|[a-z])\b|{_WORDED})"
_GLUED = r"(?:(?<=\d)[a-z](?![^\W\d_]))"  # 1F, 37b
_PLACE = rf"{_NUMBER}{_BIS}?{_GLUED}?{_TAIL}*"
_SEVERAL = r"(?:\s*(?:,|\band\b|\bor\b|&)\s*\d{1,3}\b)"
_LEAD = rf"(?:(?:{_ORDINAL_PARAGRAPH}|{_POINTED}{_SEVERAL}*)\s*,?\s*(?:(?:of|in|to|under)\s+(?:the\s+)?)?)"
_JOIN = rf"\s*(?:,\s*(?:and|or)\s+|,|\band\b|\bor\b|&|;)\s*(?:(?:{_ARTICLE_NAMES})\b\.?\s*)?"
_TO = r"\s*(?:-|–|\bto\b|\bthrough\b)\s*"
_BRACKETED = rf"(?:\s*\(\s*{_POINT}\s*\))+"

_ARTICLES = re.compile(
    rf"(?P<lead>{_LEAD}*)(?P<common>\bcommon\s+)?(?:{_ARTICLE_WORD}(?P<list>{_PLACE}(?:(?:{_JOIN}|{_TO})"
    rf"(?:{_PLACE}|{_BRACKETED}))*)|(?P<ordinal>{ORDINAL})\s+article\b)",
    re.IGNORECASE,
)
_ARTICLE = re.compile(rf"{_ARTICLE_WORD}{_NUMBER}", re.IGNORECASE)
_PARAGRAPH = re.compile(rf"\b(?:{_LEAD})", re.IGNORECASE)
_SIGN = re.compile(r"§{1,2}\s*\d{1,3}|¶\s*\d{1,3}")
_BARE_END = rf"(?=\s*(?:[,;?!]|\.?\s*$|\b(?:and|or)\b|{NAMED}))"
_AFTER_NAME = re.compile(
    rf"(?<={NAMED})[\s,:;'’s]*(?P<list>(?:\d{{1,3}}(?!\d)|(?-i:[IVXL]+)\b){_BIS}?{_GLUED}?{_TAIL}*"
    rf"(?:{_JOIN}\d{{1,3}}(?!\d){_BIS}?{_GLUED}?{_TAIL}*)*){_BARE_END}",
    re.IGNORECASE,
)
_BEFORE_NAME = re.compile(
    rf"(?:^\s*|(?<=[\s,;(]))(?P<list>\d{{1,3}}{_BIS}?{_GLUED}?{_TAIL}*)(?=\s+(?:of\s+(?:the\s+)?)?{NAMED})",
    re.IGNORECASE,
)
_BARE_POINTS = re.compile(rf"(?:^|(?<=[\s,;]))(?P<list>\d{{1,3}}{_BIS}?{_GLUED}?{_BRACKETED})", re.IGNORECASE)
_PREAMBLE = re.compile(r"\b(?:preamble|preambular)\b", re.IGNORECASE)
_PAGE = re.compile(r"\bp(?:age|\.)?\s*(\d{1,4})\b", re.IGNORECASE)
_ITEM = re.compile(rf"(?P<number>{_NUMBER}{_BIS}?)(?P<points>{_GLUED}?{_TAIL}*)|(?P<more>{_BRACKETED})", re.IGNORECASE)
_COUNTED = re.compile(rf"(?:{_POINT_WORD}|\bp(?:age|\.)?)\s*$", re.IGNORECASE)
_PARAGRAPHS = re.compile(r"§§|\bpara(?:graph)?s\b", re.IGNORECASE)
_POINT_VALUE = re.compile(rf"{ORDINAL}|{CARDINAL}|\b{_POINT}\b", re.IGNORECASE)
_SECTION = re.compile(
    rf"\b(?:(?P<kind>{either(ANNEXES)}|charter|regulations)(?:\s+(?P<number>\d{{1,2}}\b|{ROMAN}|{_LETTER}))?"
    r"|(?P<first>(?:first|1st)\s+)?optional\s+protocol|OP\s?-?\s?1\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference to a provision in a query, and its position in the query.

    `locator` has the article as the query writes it ("6", "VI", but "three" as "3"), or only points for a paragraph
    without an article ("§ 115"). `common` is true for "common article 3".
    """

    locator: Locator
    start: int
    end: int
    common: bool = False


def references(query: str, *, names: Sequence[tuple[int, int]] = ()) -> list[Reference]:
    """The references in `query`, in order; `names` are the (start, end) of the names of instruments in it.

    >>> [str(found.locator) for found in references("Articles 3 and 5(1)(c)")]
    ['art 3', 'art 5(1)(c)']

    A number alone is a reference only next to a name ("UDHR 14") or with points in brackets ("8(2)(c)").
    """
    masked = mask(query, names=names)
    found: list[Reference] = []
    for finder in (_articles, _bare, _paragraphs, _places):
        taken = mask(masked, names=[(one.start, one.end) for one in found], mark="\x01")
        found += finder(taken)
    return sorted(found, key=lambda one: one.start)


def mask_articles(query: str) -> str:
    """`query` with each "article 2" and the like replaced by semicolons, so that all positions stay the same."""
    return mask(query, names=[match.span() for match in _ARTICLE.finditer(query)], mark=";")


def sections(query: str) -> list[str]:
    """The annexes and other instruments inside an instrument that `query` names, as locators print them.

    For example "annex II", "OP1", "charter". A document need not have the section: "charter" may be part of its title.
    """
    return [_section(match) for match in _SECTION.finditer(query)]


def mask(text: str, *, names: Sequence[tuple[int, int]], mark: str = NAMED) -> str:
    """`text` with each character of the (start, end) in `names` replaced by `mark`, one character."""
    for start, end in names:
        text = text[:start] + mark * (end - start) + text[end:]
    return text


def _section(match: re.Match[str]) -> str:
    if not match["kind"]:
        return "OP1"
    kind = match["kind"].lower()
    return f"{kind} {match['number'].upper()}" if match["number"] else kind


def _articles(text: str) -> Iterator[Reference]:
    for match in _ARTICLES.finditer(text):
        common = bool(match["common"])
        for lead in _leads(match["lead"] or ""):
            locators = _listed(match["list"] or f"{number(match['ordinal'])}", lead=lead)
            yield from (Reference(locator, match.start(), match.end(), common) for locator in locators)


def _leads(text: str) -> list[tuple[str, ...]]:
    """The points in front of an article, outermost first: "point (b) of paragraph 2 of" -> [("2", "b")].

    "Paragraphs 1 and 2 of" gives two: [("1",), ("2",)].
    """
    points = _points(text)
    return [(point,) for point in points] if _PARAGRAPHS.search(text) else [points[::-1]]


def _bare(text: str) -> Iterator[Reference]:
    for pattern in (_AFTER_NAME, _BEFORE_NAME, _BARE_POINTS):
        found = [
            Reference(locator, *match.span("list"))
            for match in pattern.finditer(text)
            for locator in _listed(match["list"])
            if not _COUNTED.search(text[: match.start("list")])
        ]
        if found:
            yield from found
            return


def _paragraphs(text: str) -> Iterator[Reference]:
    """References to paragraphs without an article, as in judgments and reports."""
    for pattern in (_PARAGRAPH, _SIGN):
        for match in pattern.finditer(text):
            if points := _points(match[0]):
                yield Reference(Locator(points=points), match.start(), match.end())


def _places(text: str) -> Iterator[Reference]:
    for match in _PREAMBLE.finditer(text):
        yield Reference(Locator(place="preamble"), match.start(), match.end())
    for match in _PAGE.finditer(text):
        yield Reference(Locator(place=f"p {match[1]}"), match.start(), match.end())


def _listed(text: str, *, lead: tuple[str, ...] = ()) -> list[Locator]:
    """The locators of a list of articles: "3, 5(1) and (3)" -> 3, 5(1), 5(3); "3 to 5" -> 3, 4, 5."""
    found: list[Locator] = []
    end = 0
    for match in _ITEM.finditer(text):
        between, end = text[end : match.start()], match.end()
        if found and (match["more"] or (_PARAGRAPHS.search(text[:end]) and not match["points"])):
            found.append(Locator(article=found[-1].article, points=_points(match[0])))
            continue
        article = _article(match["number"])
        if found and re.fullmatch(_TO, between, re.IGNORECASE):
            found += _range(found[-1].article, article)
        found.append(Locator(article=article, points=lead + _points(match["points"] or "")))
    return found


def _range(first: str, last: str, *, longest: int = 20) -> list[Locator]:
    """The articles between `first` and `last`; [] if these are not in digits or more than `longest` apart."""
    if not (first.isdigit() and last.isdigit()) or int(last) - int(first) > longest:
        return []
    return [Locator(article=str(n)) for n in range(int(first) + 1, int(last))]


def _article(text: str) -> str:
    """The number of an article, in digits if written in words; Roman numerals and "bis" stay as written."""
    match = re.fullmatch(r"(.+?)\s*(bis|ter|quater|quinquies)?", text.strip(), re.IGNORECASE)
    assert match  # noqa: S101  # any text of one character or more matches
    written = match[1]
    value = number(written)
    return " ".join(filter(None, (str(value) if value else written, (match[2] or "").lower())))


def _points(text: str) -> tuple[str, ...]:
    words = re.sub(_POINT_WORD, " ", text, flags=re.IGNORECASE)
    values = (match[0].lower() for match in _POINT_VALUE.finditer(words.replace(".", " ")))
    return tuple(str(number(value) or value) for value in values)
