"""Finds quantities in a text, each a number with what it counts: "three months' notice" is "3 month", "€5" "5 euro"."""

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
# Units that may be given with the first number of a range only: "€5 to 10", "aged 10 to 15".
_GIVEN_FIRST = frozenset((*_MONEY.values(), "age"))
_AMOUNT = re.compile(
    # A section number or code ("3.2.1", "1998-45-2") is not a quantity, nor are its parts; "1.234.567" is.
    rf"(?<![\w.-])(?P<code>(?!\d{{1,3}}(?:[.]\d{{3}}){{2,}}(?![\d-]))\d+(?:[./-]\d+){{2,}})|"
    rf"(?:(?<![\w.-])|(?<=\d-)(?=\d)|(?<=[a-z]-to-))(?:"
    rf"(?P<all>unanimous(?:ly)?)\b|(?P<times>once|twice)\b|"
    # "The second half", "half-brother": "half" alone is a fraction only before "of" or "the".
    rf"(?P<share>(?!half\b(?!\s+(?:of|the)\b)){SHARE}(?!\s?(?:{'|'.join(LARGE)})\b))|"
    rf"(?P<money>eur|usd|gbp|us\$|[€$£])?(?:(?(money)\s?)(?P<number>{NUMBER})(?P<percent>\s?%|\s+per\s?cent\b)?|"
    rf"an?(?=\s+(?:{_SPAN})\s+and\s))"
    rf"(?:\s+(?P<span>{_SPAN})s?\s+and\s+(?P<more>{SHARE}))?)",
    re.IGNORECASE,
)
# A number after "Article", "Protocol No." and the like names a provision or a text and counts nothing.
_NAMES = re.compile(
    rf"(?i)\b(?:{NUMBERED}|numbers?|points?|resolutions?|comments?|pages?|pp?|sub-?paragraphs?)\.?[\s\u00a0]*\(?$"
)
# Characters; two numbers of one list ("articles 5, 6 and 7") have fewer between them.
_FAR = 6
_LIST = re.compile(r"(?i)(?:,|[-‐-―]|\band|\bor|\bto)\s*$")
# "Flight 17", "Room 101": a capitalised word within a sentence, before digits that count nothing.
_NUMBERED = re.compile(r"[a-z,;]\s+[A-Z][\w’'-]*\s$")
_MONTH = re.compile(rf"(?i)\s+(?:day\s+of\s+)?{MONTH}")
_VOTE = re.compile(r"(?i)(?:\s+votes?)?(?:\s+(?:to|against)\s+|\s?[-‐-―]\s?)")
# The text between the ends of a range or the numbers of a list, all of which count the same.
_JOINT = re.compile(
    r"(?i)\s*(?:\(\w+\)\s*)?(?:,|[-‐-―]|(?:,\s*)?[\s-]*(?:(?:up\s+)?to|or|and|through|until)\b)[\s-]*"
    r"(?:(?:up\s+to|even|at\s+(?:least|most)|not\s+more\s+than)\s+)?(?:[€$£]\s?)?"
)
# Characters; " (three) and not more than " is a long one.
_LONGEST_JOINT = 40
_WINDOW = re.compile(
    r"(?:[-\s]+(?:\(\w+\)\s+)?(?!(?:to|and|or)\b)([^\W\d_][\w’'-]*))?(?:\s+([^\W\d_][\w’'-]*))?(?:\s+([^\W\d_][\w’'-]*))?"
)
# Units of time. "One" before any of them is a quantity.
MEASURES = frozenset(("hour", "day", "week", "month", "year", "minute"))
# Nouns that count the same things, and the one that stands for them.
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
    """A number at `text[start:end]` and what it counts, "" if that is not stated.

    `literal` is the printed form of what has no single value: a fraction, a vote.
    """

    value: float
    counts: str
    start: int
    end: int
    literal: str = ""

    @property
    def known(self) -> bool:
        """Whether what it counts is stated, or it has a literal form."""
        return bool(self.counts or self.literal)


def amounts(text: str) -> Iterator[tuple[str, int, int]]:
    """Each quantity in `text` as (number and unit, start, end): "12 month", "2/3", "18 age", "12:5 vote", "30".

    The unit is a singular noun, or left out if it is not stated. The ends of a range and the numbers of a list have the
    same unit: "between five and ten days" is "5 day" and "10 day". Periods are given in one unit where they are equal:
    "24 months" is "2 year", "two weeks" "14 day".
    """
    found = list(_voted(list(_found(text)), text))
    for at in reversed(range(len(found) - 1)):
        found[at] = _as_next(found[at], found[at + 1], text)
    for at in range(1, len(found)):
        found[at] = _as_before(found[at - 1], found[at], text)
    for each in found:
        # "One of them": without a unit, "one" is more often a pronoun than a number.
        if each.known or each.value != 1:
            yield each.literal or _normalised(each.value, each.counts), each.start, each.end


def unit(amount: str) -> str:
    """The unit of an amount given by `amounts`: "month" of "12 month"; "" if it has none."""
    return amount.partition(" ")[2]


def _found(text: str) -> Iterator[_Amount]:
    """The numbers of a text in order, without those that name a provision or a text."""
    last = -_FAR
    for found in _AMOUNT.finditer(text):
        before = text[max(0, found.start() - 24) : found.start()]
        if _NAMES.search(before) or (found.start() - last < _FAR and _LIST.search(before)):
            last = found.end()
        elif (amount := _read(found, text)) and not _is_name(amount, found, text):
            yield amount


def _is_name(amount: _Amount, found: re.Match[str], text: str) -> bool:
    """Whether the number repeats another or is part of a name or date: "three (3) months", "Room 101", "3 May"."""
    before, behind = text[max(0, found.start() - 40) : found.start()], text[found.end() : found.end() + 40]
    if before.endswith("(") and behind.startswith(")"):
        return True
    numbered = not amount.known and found[0].isdigit() and bool(_NUMBERED.search(before))
    return numbered or bool(found["number"] and _MONTH.match(behind))


def _as_next(one: _Amount, after: _Amount, text: str) -> _Amount:
    """`one` with the unit of the next number and in the same thousands or millions: "5 to 10 million euros"."""
    alike = not one.known or (one.counts in _GIVEN_FIRST and after.counts in ("", one.counts))
    if not alike or after.literal or not _joined(one, after, text):
        return one
    scale = re.search(r"(?i)(?:thousand|million|billion)$", text[after.start : after.end])
    large = LARGE[scale[0].lower()] if scale else 1
    value = one.value * (large if one.value < after.value / large else 1)
    return replace(one, value=value, counts=one.counts or after.counts)


def _as_before(before: _Amount, one: _Amount, text: str) -> _Amount:
    """`one` with the currency or age that is given with the first number of a range only: "€5 to 10"."""
    if one.known or before.counts not in _GIVEN_FIRST or not _joined(before, one, text):
        return one
    return replace(one, counts=before.counts)


def _joined(one: _Amount, after: _Amount, text: str) -> bool:
    """Whether two neighbouring numbers are the ends of a range or numbers of a list."""
    return after.start - one.end <= _LONGEST_JOINT and bool(_JOINT.fullmatch(text[one.end : after.start]))


def _voted(found: Sequence[_Amount], text: str) -> Iterator[_Amount]:
    """The amounts, with the two numbers of a vote as one amount: "12 votes to 5", "a 12-5 vote"."""
    at = 0
    while at < len(found):
        one, other = found[at], found[at + 1] if at + 1 < len(found) else None
        vote = other and "vote" in (one.counts, other.counts) and _VOTE.fullmatch(text[one.end : other.start])
        if other and vote:
            one = replace(one, literal=f"{printed(one.value)}:{printed(other.value)} vote", end=other.end)
        yield one
        at += 2 if vote else 1


def _read(found: re.Match[str], text: str) -> _Amount | None:
    start, end = found.span()
    if found["code"] or found[0].lower() == "second":
        return None
    if literal := _literal(found):
        return _Amount(0, "", start, end, literal)
    value = value_of(found["number"] or "one", money=bool(found["money"]))
    if value is None:
        return None
    if found["span"]:
        return _Amount(value + (value_of(found["more"]) or 0), found["span"].lower(), start, end)
    return _Amount(value, _counted(value, found, text), start, end)


def _literal(found: re.Match[str]) -> str:
    """The printed form of a fraction, a unanimous vote, "once" or "twice"; "" for a plain number."""
    if found["share"]:
        return share_of(found["share"])
    if found["all"]:
        return "all vote"
    return {"once": "1 time", "twice": "2 time"}.get((found["times"] or "").lower(), "")


def _counted(value: float, found: re.Match[str], text: str) -> str:
    """The unit of the number: per cent, a currency, years of age, or the noun after it; "" if there is none."""
    if found["percent"] or found["money"]:
        return "percent" if found["percent"] else _MONEY[found["money"].lower()]
    behind = text[found.end() : found.end() + 60]
    if _AGE.match(behind) or (
        value < 100 and _AGED.search(text[max(0, found.start() - 40) : found.start()]) and not _is_period(behind)
    ):
        return "age"
    return _unit(behind)


def _normalised(value: float, counts: str) -> str:
    """A number and unit in which equal periods are equal: months up to 23, then whole years; weeks and days as days."""
    if counts == "year" and (value < 2 or value != int(value)):
        return f"{printed(value * 12)} month"
    if counts == "month" and value >= 24 and value % 12 == 0:
        return f"{printed(value / 12)} year"
    if counts == "week":
        return f"{printed(value * 7)} day"
    if counts == "hour" and value >= 24 and value % 24 == 0:
        return f"{printed(value / 24)} day"
    return f"{printed(value)} {counts}".strip()


def _is_period(behind: str) -> bool:
    """Whether a unit of time other than years follows."""
    return _unit(behind) in MEASURES - {"year"}


def _unit(behind: str) -> str:
    """The noun that a number counts, among the three words after it: a unit of time, else a plural, else the first."""
    near = _WINDOW.match(behind)
    words: list[str] = []
    for word in near.groups() if near else ():
        if not word or (word.lower() in STOPWORDS and word.lower() not in ("people",)):
            break
        words.append(re.sub(r"[’']s?$", "", word.lower()))
    plural = next((word for word in words if word.endswith("s") or word == "people"), words[0] if words else "")
    timed = next((word.rstrip("s") for word in words if word.rstrip("s") in MEASURES), "")
    return timed or _singular(plural)


@cache
def _singular(word: str) -> str:
    """The singular of a noun, one noun for all that count the same things."""
    one = re.sub(r"ies$", "y", word) if word.endswith("ies") else re.sub(r"(?<![su])s$", "", word)
    return _SAME.get(one, one)
