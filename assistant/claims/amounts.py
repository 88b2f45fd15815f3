"""Numbers with what they count, in digits or words: "three months' notice" is 3 month, "€5" 5 euro. Pure."""

import re
from collections.abc import Iterator
from functools import cache

from assistant.terms import STOPWORDS
from index.numerals import number

# A number may be in several words; each of them, for patterns of others with re.IGNORECASE.
_SMALL = (
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|"
    r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty"
)
_LARGE = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
WORDS = rf"(?:{_SMALL}|{'|'.join(_LARGE)})\b"
_ORDINAL = (
    r"second|(?:thi|thirtie|twentie|for?tie|fiftie|sixtie|hundred)(?:rd|th)|(?:four|fif|six|seven|eigh|nin|ten|"
    r"eleven|twelf|(?:thir|four|fif|six|seven|eigh|nine)teen)th"
)
_DIGITS = r"\d{1,3}(?:[,\u00a0\u202f ]\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?"
_NUMBER = (
    rf"(?:(?:{_DIGITS})(?:\s?(?:{'|'.join(_LARGE)})\b|(?:st|nd|rd|th)\b)?|"
    rf"(?:a\s+(?=hundred|thousand|million|billion))?{WORDS}(?:[-\s]+(?:and\s+)?(?:{WORDS}|(?:{_ORDINAL})\b))*|"
    rf"(?:{_ORDINAL})\b)"
)

_PARTS = {"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "tenth": 10}
_SHARE = (
    rf"(?P<over>one|two|three|four|five|a)[-\s]+(?P<under>{'|'.join(_PARTS)})s?\b(?!\s+(?:countr|state|part(?:y|ies)))"
)
_MONEY = {"eur": "euro", "€": "euro", "usd": "dollar", "us$": "dollar", "$": "dollar", "gbp": "pound", "£": "pound"}
_AMOUNT = re.compile(
    rf"(?<![\w.-])(?:{_SHARE}|(?P<fraction>[1-9]/[1-9])\b|"
    rf"(?P<for>{_NUMBER})\s+votes?\s+(?:to|against)\s+(?P<against>{_NUMBER})|"
    rf"(?P<money>eur|usd|gbp|us\$|[€$£])\s?(?P<sum>{_NUMBER})|"
    rf"(?P<all>unanimous(?:ly)?)\b|(?P<times>once|twice)\b|"
    rf"(?P<number>{_NUMBER})(?P<percent>\s?%|\s+per\s?cent\b)?)",
    re.IGNORECASE,
)
# What follows "Article", "Protocol No." and the like names a place or a text and counts nothing.
_NAMES = re.compile(
    r"(?i)(?:\b(?:articles?|art|arts|paragraphs?|paras?|nos?|numbers?|protocols?|annex|annexes|chapters?|parts?|sections?|"
    r"points?|rules?|resolutions?|comments?|pages?|pp?|sub-?paragraphs?|flight|optional)\.?[\s\u00a0]*|\()$"
)
_LIST = re.compile(r"(?i)(?:,|\band|\bor|\bto)\s*$")
_WINDOW = re.compile(
    r"(?:[-\s]+(?:\(\w+\)\s+)?([^\W\d_][\w’'-]*))?(?:\s+([^\W\d_][\w’'-]*))?(?:\s+([^\W\d_][\w’'-]*))?"
)
# What a single one of is still counted: "one year".
MEASURES = frozenset(("hour", "day", "week", "month", "year", "minute"))
# Words with which the same things are counted.
_SAME = {
    **dict.fromkeys(("expert", "judge", "person", "people", "individual"), "member"),
    **dict.fromkeys(("ratification", "acceptance", "approval", "accession", "deposit"), "instrument"),
    **dict.fromkeys(("country", "nation", "party", "signatory"), "state"),
    **dict.fromkeys(("fatality", "victim", "dead"), "death"),
}
_AGE = re.compile(r"(?i)\s*(?:years?)?\s*(?:of\s+age|old)\b|-year-olds?\b")
_AGED = re.compile(
    r"(?i)\b(?:age(?:s|d)?(?:\s+(?:of|under|over))?|under|below|over|attained)(?:\s+the\s+age\s+of)?\s+$"
)


def amounts(text: str) -> Iterator[tuple[str, int, int]]:
    """Each number as one word and what it counts, with its span: "12 month", "2/3", "18 age", "12:5 vote", "30"."""
    last = -1
    for found in _AMOUNT.finditer(text):
        before = text[max(0, found.start() - 24) : found.start()]
        if _NAMES.search(before) or (found.start() - last < 6 and _LIST.search(before)):
            last = found.end()
            continue
        if value := _read(found, text):
            yield value, found.start(), found.end()


def value_of(words: str) -> int | float | None:
    """The number that digits or words stand for: "50,000" -> 50000, "two hundred and six" -> 206, else None."""
    total, current, read = 0.0, 0.0, False
    for token in re.findall(r"\d+(?:[,\u00a0\u202f ]\d{3})*(?:\.\d+)?|[a-z]+", words.lower()):
        plain = re.sub(r"[,\s]", "", token)
        if plain in _LARGE:
            current = max(current, 1.0) * _LARGE[plain]
            if plain != "hundred":
                total, current = total + current, 0.0
        elif plain[0].isdigit():
            current += float(plain)
        elif (small := number(plain)) is not None:
            current += small
        else:
            continue
        read = True
    value = total + current
    return None if not read else int(value) if value == int(value) else value


def unit(amount: str) -> str:
    """What the amount counts, "" where that is not said: unit("12 month") -> "month"."""
    return amount.partition(" ")[2]


def _read(found: re.Match[str], text: str) -> str:
    if found["under"]:
        return f"{value_of(found['over']) or 1}/{_PARTS[found['under'].lower()]}"
    if found["fraction"]:
        return found["fraction"]
    if found["for"]:
        return f"{value_of(found['for'])}:{value_of(found['against'])} vote"
    if found["all"]:
        return "all vote"
    if found["money"]:
        return f"{value_of(found['sum'])} {_MONEY[found['money'].lower()]}"
    if found["times"]:
        return "1 time" if found["times"].lower() == "once" else "2 time"
    value = value_of(found["number"])
    return "" if value is None else _counted(value, found, text)


def _counted(value: int | float, found: re.Match[str], text: str) -> str:
    if found["percent"]:
        return f"{value} percent"
    behind = text[found.end() : found.end() + 60]
    if _AGE.match(behind) or (value < 100 and _AGED.search(text[: found.start()]) and not _time(behind)):
        return f"{value} age"
    counts = _unit(behind)
    # "One of them", "the second keeper": words of grammar more often than numbers.
    if found["number"].lower() == "second" or (value == 1 and not counts):
        return ""
    return _evened(value, counts)


def _evened(value: int | float, counts: str) -> str:
    """One value for one span of time: months up to 23, then years; hours below two days, weeks as days."""
    if counts == "year" and value < 2:
        return f"{value * 12} month"
    if counts == "month" and value >= 24 and value % 12 == 0:
        return f"{int(value // 12)} year"
    if counts == "week":
        return f"{value * 7} day"
    if counts == "hour" and value >= 24 and value % 24 == 0:
        return f"{int(value // 24)} day"
    return f"{value} {counts}".strip()


def _time(behind: str) -> bool:
    return _unit(behind) in MEASURES - {"year"}


def _unit(behind: str) -> str:
    """The noun that a number counts, as far as its words show: a measure of time, else a plural, else the next word."""
    near = _WINDOW.match(behind)
    words: list[str] = []
    for word in near.groups() if near else ():
        if not word or (word.lower() in STOPWORDS and word.lower() not in ("people",)):
            break
        words.append(re.sub(r"[’']s?$", "", word.lower()))
    plural = next((word for word in words if word.endswith("s") or word == "people"), words[0] if words else "")
    timed = next((word.rstrip("s") for word in words if word.rstrip("s") in MEASURES), "")
    return timed or _alike(plural)


@cache
def _alike(word: str) -> str:
    one = re.sub(r"ies$", "y", word) if word.endswith("ies") else re.sub(r"(?<![su])s$", "", word)
    return _SAME.get(one, one)
