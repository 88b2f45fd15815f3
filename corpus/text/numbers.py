"""Numbers in digits or words: "one hundred and five" is 105, "two and a half" 2.5, "1.500,00" 1500. Pure."""

import re
import unicodedata

from corpus.text.numerals import number

LARGE = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_LARGE = "|".join(LARGE)
# Digits beyond it are a code: nothing is counted in more, and a float would no longer tell such numbers apart.
_MOST = 1e15
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "tenth": 10}

# Patterns for others to build on; they expect re.IGNORECASE. NUMBER is long, and has a group: once in a pattern.
_ONES = "one|two|three|four|five|six|seven|eight|nine"
_TENS = "(?:twen|thir|for|fif|six|seven|eigh|nine)ty"
_BELOW_100 = rf"(?:{_TENS}(?:[-\s](?:{_ONES}))?|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|{_ONES})\b"
# "Between one hundred and two hundred": what is itself counted in hundreds goes on nothing.
BELOW_1000 = (
    rf"(?:(?:(?:{_BELOW_100}|a\b)[-\s]+)?hundred\b(?:(?:\s+and)?[-\s]+{_BELOW_100}(?!\s+hundred\b))?|{_BELOW_100})"
)
_GROUP = rf"(?:{BELOW_1000}|a\b)[-\s]+(?:thousand|million|billion)\b"
_WORDS = rf"(?:{_GROUP}(?:,?\s+{_GROUP})*(?:(?:,?\s+and)?[-\s]+{BELOW_1000}(?!\s+(?:{_LARGE})\b))?|{BELOW_1000})"
_NTH = (
    r"second|(?:thi|thirtie|twentie|for?tie|fiftie|sixtie|hundred)(?:rd|th)|(?:four|fif|six|seven|eigh|nin|ten|"
    r"eleven|twelf|(?:thir|four|fif|six|seven|eigh|nine)teen)th"
)
_ORDINAL = (
    rf"(?:(?:(?:{_ONES}|a)\s+hundred(?:\s+and)?[-\s]+(?:{_TENS}[-\s]+)?|{_TENS}[-\s]+)(?:{_NTH}|first)|(?:{_NTH}))\b"
)
_DIGITS = r"(?:\d{1,3}(?:[\u00a0\u202f ]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*)"
# "A third State" is no share of a State.
_SHARE = rf"(?:(?:{_ONES}|an?)[-\s]+(?:{'|'.join(_PARTS)})|half)s?\b(?!\s+(?:countr|state|part(?:y|ies)))"
_GLYPH = r"[¼-¾⅐-⅞]"
SHARE = rf"(?:{_SHARE}|[1-9]/[1-9]\d?\b|{_GLYPH})"
_HALF_A = rf"half\s+an?(?=\s+(?:hour|day|week|month|year|{_LARGE})\b)"
_WHOLE_NUMBER = rf"(?:{_DIGITS}(?:(?:st|nd|rd|th)\b)?|{_ORDINAL}|{_WORDS}|(?:{_LARGE})\b)"
_AND_A_HALF = rf"(?:\s+and\s+{_SHARE}|[-\s]+[1-9]/[1-9]\d?\b|\s?{_GLYPH})"
_FIGURE = rf"(?:{_WHOLE_NUMBER}{_AND_A_HALF}?|{_HALF_A}|{_GLYPH}(?=\s?(?:{_LARGE})\b))"
_ONE = rf"{_FIGURE}(?:\s?(?:{_LARGE})\b)?"
# "Between one hundred and two thousand" is 100 to 2,000, and elsewhere "one hundred and two thousand" is 102,000.
NUMBER = (
    rf"(?:(?P<between>(?<=\bbetween\s))?{_ONE}"
    rf"(?(between)(?=\s+and\s+(?:an?\s|half|\d|{_GLYPH}|{_BELOW_100}|{_LARGE}))))"
)

_SCALED = re.compile(rf"(?P<figure>.*?)\s?(?P<large>{_LARGE})", re.IGNORECASE | re.DOTALL)
_WHOLE = re.compile(
    rf"(?P<whole>.+?)(?:\s+and\s+|[-\s]+(?=\d+/)|\s?(?={_GLYPH}))(?P<share>{SHARE})", re.IGNORECASE | re.DOTALL
)
_FRACTIONAL = re.compile(rf"{_GLYPH}|\bhalf\b|\b(?:{_ONES}|an?)[-\s]+(?:{'|'.join(_PARTS)})s?\b", re.IGNORECASE)
_BY_NAME = re.compile(rf"(?:(?P<over>{_ONES}|an?)[-\s]+)?(?P<under>{'|'.join(_PARTS)})s?", re.IGNORECASE)


def value_of(words: str, *, money: bool = False) -> int | float | None:
    """The number that digits or words stand for: "50,000" -> 50000, "two hundred and six" -> 206, else None.

    Of points and commas between digits the last one is the decimal mark, unless it can only part thousands: a mark that
    stands more than once ("1.234.567"), or a comma before just three digits ("1,500", and not "1,5" or "0,500"). A
    point before three digits parts thousands in a sum of money only ("€1.500"), since no money has thousandths.
    """
    found = _value(words.strip().lower(), money=money)
    if found is None or found > _MOST:
        return None
    return int(found) if found == int(found) else found


def share_of(words: str) -> str:
    """The fraction as numerator and denominator: "two thirds" -> "2/3", "½" -> "1/2", "half" -> "1/2"; "" for none."""
    if len(words) == 1:
        return unicodedata.normalize("NFKC", words).replace("\u2044", "/")
    if "/" in words:
        return words
    found = _BY_NAME.fullmatch(words)
    if not found:
        return ""
    return f"{number(found['over'] or '') or 1}/{_PARTS[found['under'].lower()]}"


def printed(value: float) -> str:
    """The number in digits, without a fraction where it has none."""
    return str(int(value)) if value == int(value) else f"{value:.6f}".rstrip("0")


def _value(words: str, *, money: bool) -> float | None:
    if not words[:1].isdigit() and not _FRACTIONAL.search(words):
        return _spelt(words)
    if scaled := _SCALED.fullmatch(words):
        figure = _value(scaled["figure"], money=False)
        return None if figure is None else figure * LARGE[scaled["large"]]
    if whole := _WHOLE.fullmatch(words):
        figure = _value(whole["whole"], money=False)
        return None if figure is None else figure + _fraction(whole["share"])
    if re.fullmatch(rf"half\s+an?|{SHARE}", words):
        return _fraction(re.sub(r"^half\s+an?$", "half", words))
    return _digits(words, money=money)


def _fraction(words: str) -> float:
    over, _, under = share_of(words).partition("/")
    return int(over) / int(under)


def _digits(words: str, *, money: bool) -> float | None:
    """What digits with points, commas and blanks between them are worth; None for a numbering, such as "3.2.1"."""
    plain = re.sub(r"[\u00a0\u202f ]|(?:st|nd|rd|th)$", "", words)
    parted = r"[1-9]\d{0,2}(?:(?:,\d{3})+|(?:\.\d{3})%s)" % ("+" if money else "{2,}")
    if re.fullmatch(parted, plain):
        return float(re.sub(r"[.,]", "", plain))
    found = re.fullmatch(r"(\d+|\d{1,3}(?:,\d{3})+(?=\.)|\d{1,3}(?:\.\d{3})+(?=,))(?:[.,](\d+))?", plain)
    return float(f"{re.sub(r'[.,]', '', found[1])}.{found[2] or 0}") if found else None


def _spelt(words: str) -> float | None:
    """The value of a number in words, ordinals included; None where there is none among them."""
    total, current, read = 0.0, 0.0, False
    for word in re.findall(r"[a-z]+", words.replace("hundredth", "hundred")):
        if word in LARGE:
            current = max(current, 1.0) * LARGE[word]
            if word != "hundred":
                total, current = total + current, 0.0
        elif (small := number(word)) is not None:
            current += small
        else:
            continue
        read = True
    return total + current if read else None
