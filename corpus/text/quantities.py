"""Numbers with what they count, in digits or words: "three months' notice" is 3 month, "€5" 5 euro. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from corpus.text.dates import MONTH
from corpus.text.nouns import NUMBERED
from corpus.text.numbers import LARGE, NUMBER, SHARE, printed, share_of, value_of
from corpus.text.terms import STOPWORDS

_SPAN = "hour|day|week|month|year"
_MONEY = {"eur": "euro", "€": "euro", "usd": "dollar", "us$": "dollar", "$": "dollar", "gbp": "pound", "£": "pound"}
# What may be said with the first end of a range only: "€5 to 10", "aged 10 to 15".
_SAID_FIRST = frozenset((*_MONEY.values(), "age"))
_AMOUNT = re.compile(
    # A numbering or a code ("3.2.1", "1998-45-2") is no number, nor are its parts; "1.234.567" is one.
    rf"(?<![\w.-])(?P<code>(?!\d{{1,3}}(?:[.]\d{{3}}){{2,}}(?![\d-]))\d+(?:[./-]\d+){{2,}})|"
    rf"(?:(?<![\w.-])|(?<=\d-)(?=\d)|(?<=[a-z]-to-))(?:"
    rf"(?P<all>unanimous(?:ly)?)\b|(?P<times>once|twice)\b|"
    # "The second half", "half-brother": by itself "half" is a share where it says of what.
    rf"(?P<share>(?!half\b(?!\s+(?:of|the)\b)){SHARE}(?!\s?(?:{'|'.join(LARGE)})\b))|"
    rf"(?P<money>eur|usd|gbp|us\$|[€$£])?(?:(?(money)\s?)(?P<number>{NUMBER})(?P<percent>\s?%|\s+per\s?cent\b)?|"
    rf"an?(?=\s+(?:{_SPAN})\s+and\s))"
    rf"(?:\s+(?P<span>{_SPAN})s?\s+and\s+(?P<more>{SHARE}))?)",
    re.IGNORECASE,
)
# What follows "Article", "Protocol No." and the like names a place or a text and counts nothing.
_NAMES = re.compile(
    rf"(?i)\b(?:{NUMBERED}|numbers?|points?|resolutions?|comments?|pages?|pp?|sub-?paragraphs?)\.?[\s\u00a0]*\(?$"
)
# Characters between two numbers of a list, and more.
_FAR = 6
_LIST = re.compile(r"(?i)(?:,|[-‐-―]|\band|\bor|\bto)\s*$")
# "Flight 17", "Room 101": digits behind a capitalised word within a sentence, with nothing behind that they count.
_NUMBERED = re.compile(r"[a-z,;]\s+[A-Z][\w’'-]*\s$")
_MONTH = re.compile(rf"(?i)\s+(?:day\s+of\s+)?{MONTH}")
_VOTE = re.compile(r"(?i)(?:\s+votes?)?(?:\s+(?:to|against)\s+|\s?[-‐-―]\s?)")
# Between the ends of a range, or the numbers of a list, all of which count the same.
_JOINT = re.compile(
    r"(?i)\s*(?:\(\w+\)\s*)?(?:,|[-‐-―]|(?:,\s*)?[\s-]*(?:(?:up\s+)?to|or|and|through|until)\b)[\s-]*"
    r"(?:(?:up\s+to|even|at\s+(?:least|most)|not\s+more\s+than)\s+)?(?:[€$£]\s?)?"
)
# Characters; " (three) and not more than " is a long one.
_LONGEST_JOINT = 40
_WINDOW = re.compile(
    r"(?:[-\s]+(?:\(\w+\)\s+)?(?!(?:to|and|or)\b)([^\W\d_][\w’'-]*))?(?:\s+([^\W\d_][\w’'-]*))?(?:\s+([^\W\d_][\w’'-]*))?"
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


@dataclass(frozen=True, slots=True)
class _Amount:
    """A number at `text[start:end]`, and what it counts, "" where that is not said.

    `told` is how it is told where it is no plain number: a share, a vote.
    """

    value: float
    counts: str
    start: int
    end: int
    told: str = ""

    @property
    def known(self) -> bool:
        """Whether it says itself what it counts, or is a share of something."""
        return bool(self.counts or self.told)


def amounts(text: str) -> Iterator[tuple[str, int, int]]:
    """Each number as one word and what it counts, with its span: "12 month", "2/3", "18 age", "12:5 vote", "30".

    The ends of a range and the numbers of a list count the same: "between five and ten days" is "5 day" and "10 day".
    """
    found = list(_voted(list(_found(text)), text))
    for at in reversed(range(len(found) - 1)):
        found[at] = _as_next(found[at], found[at + 1], text)
    for at in range(1, len(found)):
        found[at] = _as_before(found[at - 1], found[at], text)
    for each in found:
        # "One of them": a word of grammar more often than a number.
        if each.known or each.value != 1:
            yield each.told or _evened(each.value, each.counts), each.start, each.end


def unit(amount: str) -> str:
    """What the amount counts, "" where that is not said: unit("12 month") -> "month"."""
    return amount.partition(" ")[2]


def _found(text: str) -> Iterator[_Amount]:
    """The numbers of a text as they stand, without those that name a place or a text."""
    last = -_FAR
    for found in _AMOUNT.finditer(text):
        before = text[max(0, found.start() - 24) : found.start()]
        if _NAMES.search(before) or (found.start() - last < _FAR and _LIST.search(before)):
            last = found.end()
        elif (amount := _read(found, text)) and not _is_name(amount, found, text):
            yield amount


def _is_name(amount: _Amount, found: re.Match[str], text: str) -> bool:
    """Whether the number is a mark or a part of a name: "three (3) months", "Room 101", "31 February"."""
    before, behind = text[max(0, found.start() - 40) : found.start()], text[found.end() : found.end() + 40]
    if before.endswith("(") and behind.startswith(")"):
        return True
    numbered = not amount.known and found[0].isdigit() and bool(_NUMBERED.search(before))
    return numbered or bool(found["number"] and _MONTH.match(behind))


def _as_next(one: _Amount, after: _Amount, text: str) -> _Amount:
    """The number with what the one behind it counts, and in the same thousands or millions: "5 to 10 million euros"."""
    alike = not one.known or (one.counts in _SAID_FIRST and after.counts in ("", one.counts))
    if not alike or after.told or not _joined(one, after, text):
        return one
    scale = re.search(r"(?i)(?:thousand|million|billion)$", text[after.start : after.end])
    large = LARGE[scale[0].lower()] if scale else 1
    value = one.value * (large if one.value < after.value / large else 1)
    return replace(one, value=value, counts=one.counts or after.counts)


def _as_before(before: _Amount, one: _Amount, text: str) -> _Amount:
    """The number with the currency, or the age, that stands before the first end of a range only: "€5 to 10"."""
    if one.known or before.counts not in _SAID_FIRST or not _joined(before, one, text):
        return one
    return replace(one, counts=before.counts)


def _joined(one: _Amount, after: _Amount, text: str) -> bool:
    return after.start - one.end <= _LONGEST_JOINT and bool(_JOINT.fullmatch(text[one.end : after.start]))


def _voted(found: Sequence[_Amount], text: str) -> Iterator[_Amount]:
    """The numbers, with the two of a vote as one: "12 votes to 5", "by 12 to 5 votes", "a 12-5 vote"."""
    at = 0
    while at < len(found):
        one, other = found[at], found[at + 1] if at + 1 < len(found) else None
        vote = other and "vote" in (one.counts, other.counts) and _VOTE.fullmatch(text[one.end : other.start])
        if other and vote:
            one = replace(one, told=f"{printed(one.value)}:{printed(other.value)} vote", end=other.end)
        yield one
        at += 2 if vote else 1


def _read(found: re.Match[str], text: str) -> _Amount | None:
    start, end = found.span()
    if found["code"] or found[0].lower() == "second":
        return None
    if told := _told(found):
        return _Amount(0, "", start, end, told)
    value = value_of(found["number"] or "one", money=bool(found["money"]))
    if value is None:
        return None
    if found["span"]:
        return _Amount(value + (value_of(found["more"]) or 0), found["span"].lower(), start, end)
    return _Amount(value, _counted(value, found, text), start, end)


def _told(found: re.Match[str]) -> str:
    """What is told as it is: a share, a vote, how many times."""
    if found["share"]:
        return share_of(found["share"])
    if found["all"]:
        return "all vote"
    return {"once": "1 time", "twice": "2 time"}.get((found["times"] or "").lower(), "")


def _counted(value: float, found: re.Match[str], text: str) -> str:
    """What stands behind the number, or is meant by what stands around it: per cent, years of age, a noun."""
    if found["percent"] or found["money"]:
        return "percent" if found["percent"] else _MONEY[found["money"].lower()]
    behind = text[found.end() : found.end() + 60]
    if _AGE.match(behind) or (
        value < 100 and _AGED.search(text[max(0, found.start() - 40) : found.start()]) and not _time(behind)
    ):
        return "age"
    return _unit(behind)


def _evened(value: float, counts: str) -> str:
    """One value for one span of time: months up to 23, then whole years; hours below two days, weeks as days."""
    if counts == "year" and (value < 2 or value != int(value)):
        return f"{printed(value * 12)} month"
    if counts == "month" and value >= 24 and value % 12 == 0:
        return f"{printed(value / 12)} year"
    if counts == "week":
        return f"{printed(value * 7)} day"
    if counts == "hour" and value >= 24 and value % 24 == 0:
        return f"{printed(value / 24)} day"
    return f"{printed(value)} {counts}".strip()


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
