"""Parses and prints numbers as texts write them: 9, IX, nine, ninth, "one hundred and five", "1.500,00"."""

import re
import unicodedata
from functools import lru_cache

LARGE = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}


def _list(words: str) -> tuple[str, ...]:
    return tuple(words.split())


_UNITS = _list("one two three four five six seven eight nine")
_TEENS = _list("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
_TENS = _list("twenty thirty forty fifty sixty seventy eighty ninety")
_IRREGULAR = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth"}
_IRREGULAR["twelve"] = "twelfth"

_CARDINALS = {word: value for value, word in enumerate((*_UNITS, *_TEENS), 1)}
_CARDINALS |= {word: value for value, word in zip(range(20, 100, 10), _TENS, strict=True)}
_ORDINALS = {_IRREGULAR.get(word, re.sub("y$", "ie", word) + "th"): value for word, value in _CARDINALS.items()}
_WORD_OF_ORDINAL = {value: word for word, value in _ORDINALS.items()}
_VALUES = _CARDINALS | _ORDINALS
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "tenth": 10}

_ROMAN = re.compile(r"(c{0,3})(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})")
# Word numbers lists up to 32767, so that `as_roman` prints thousands; `roman` parses no numerals with D and M.
_ROMAN_LETTERS = {
    **{"m": 1000, "cm": 900, "d": 500, "cd": 400, "c": 100, "xc": 90, "l": 50, "xl": 40},
    **{"x": 10, "ix": 9, "v": 5, "iv": 4, "i": 1},
}
# Larger numbers are codes and not counts, and a float could no longer distinguish them.
_MOST = 1e15

# Regular expressions for use in other patterns, with re.IGNORECASE. NUMBER has a named group, so that it can be used
# only once in a pattern.
_LARGE = "|".join(LARGE)
_ONES = "|".join(_UNITS)
_TEN = "(?:" + "|".join(_TENS) + ")"
_BELOW_100 = rf"(?:{_TEN}(?:[-\s](?:{_ONES}))?|{'|'.join(_TEENS)}|{_ONES})\b"
# A number word up to 999. In "between one hundred and two hundred" the second number does not continue the first.
CARDINAL = (
    rf"(?:(?:(?:{_BELOW_100}|a\b)[-\s]+)?hundred\b(?:(?:\s+and)?[-\s]+{_BELOW_100}(?!\s+hundred\b))?|{_BELOW_100})"
)
_NTH = "|".join((*_ORDINALS, "hundredth"))
_ORDINAL_WORDS = rf"(?:(?:(?:{_ONES}|a)[-\s]hundred(?:\s+and)?[-\s]+)?(?:{_TEN}[-\s]+)?(?:{_NTH})\b)"
ORDINAL = rf"(?:{_ORDINAL_WORDS}|\d{{1,2}}(?:st|nd|rd|th)\b)"
ROMAN = r"(?:(?=[ivxlc])c{0,3}(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})(?![^\W\d_]))"
_GROUP = rf"(?:{CARDINAL}|a\b)[-\s]+(?:thousand|million|billion)\b"
_WORDS = rf"(?:{_GROUP}(?:,?\s+{_GROUP})*(?:(?:,?\s+and)?[-\s]+{CARDINAL}(?!\s+(?:{_LARGE})\b))?|{CARDINAL})"
_DIGITS = r"(?:\d{1,3}(?:[\u00a0\u202f ]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*)"
# "A third State" is not a fraction.
_SHARE = rf"(?:(?:{_ONES}|an?)[-\s]+(?:{'|'.join(_PARTS)})|half)s?\b(?!\s+(?:countr|state|part(?:y|ies)))"
_GLYPH = r"[¼-¾⅐-⅞]"
SHARE = rf"(?:{_SHARE}|[1-9]/[1-9]\d?\b|{_GLYPH})"
_HALF_A = rf"half\s+an?(?=\s+(?:hour|day|week|month|year|{_LARGE})\b)"
# "First" on its own counts nothing.
_WHOLE_NUMBER = (
    rf"(?:{_DIGITS}(?:(?:st|nd|rd|th)\b)?|(?!first\b){_ORDINAL_WORDS}|{_WORDS}|(?:{_LARGE})\b)"  # in this order
)
_AND_A_HALF = rf"(?:\s+and\s+{_SHARE}|[-\s]+[1-9]/[1-9]\d?\b|\s?{_GLYPH})"
_FIGURE = rf"(?:{_WHOLE_NUMBER}{_AND_A_HALF}?|{_HALF_A}|{_GLYPH}(?=\s?(?:{_LARGE})\b))"
_ONE = rf"{_FIGURE}(?:\s?(?:{_LARGE})\b)?"
# "Between one hundred and two thousand" is 100 to 2,000, while "one hundred and two thousand" is 102,000.
NUMBER = (
    rf"(?:(?P<between>(?<=\bbetween\s))?{_ONE}"
    rf"(?(between)(?=\s+and\s+(?:an?\s|half|\d|{_GLYPH}|{_BELOW_100}|{_LARGE}))))"
)

_CARDINAL = re.compile(CARDINAL)
_ORDINAL = re.compile(_ORDINAL_WORDS)
_SCALED = re.compile(rf"(?P<figure>.*?)\s?(?P<large>{_LARGE})", re.IGNORECASE | re.DOTALL)
_WHOLE = re.compile(
    rf"(?P<whole>.+?)(?:\s+and\s+|[-\s]+(?=\d+/)|\s?(?={_GLYPH}))(?P<share>{SHARE})", re.IGNORECASE | re.DOTALL
)
_FRACTIONAL = re.compile(rf"{_GLYPH}|\bhalf\b|\b(?:{_ONES}|an?)[-\s]+(?:{'|'.join(_PARTS)})s?\b", re.IGNORECASE)
_BY_NAME = re.compile(rf"(?:(?P<over>{_ONES}|an?)[-\s]+)?(?P<under>{'|'.join(_PARTS)})s?", re.IGNORECASE)


def roman(text: str) -> int | None:
    """The value of a Roman numeral from 1 to 399 in upper or lower case ("xiv" -> 14); None for other text."""
    text = text.lower()
    if not text or not _ROMAN.fullmatch(text):
        return None
    values = [_ROMAN_LETTERS[letter] for letter in text]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))


def as_roman(value: int) -> str:
    """The Roman numeral of a positive whole number, in lower case: 14 -> "xiv"."""
    text = ""
    for letters, worth in _ROMAN_LETTERS.items():
        text += letters * (value // worth)
        value %= worth
    return text


def number(text: str) -> int | None:
    """The whole number that `text` writes in digits, as a number word or an ordinal ("31st", "thirty-one"), else None.

    Roman numerals are not parsed, because "I" and "C" are also letters and only the caller knows which is meant.
    """
    if digits := re.fullmatch(r"(\d+)(?:st|nd|rd|th)?", text.strip().lower()):
        return int(digits[1])
    return cardinal(text) or ordinal(text)


@lru_cache(maxsize=4096)
def cardinal(text: str) -> int | None:
    """The value of a number word up to 999 ("four", "two hundred and six"); None for other text."""
    words = text.strip().lower()
    return int(_spelt(words) or 0) if _CARDINAL.fullmatch(words) else None


@lru_cache(maxsize=4096)
def ordinal(text: str) -> int | None:
    """The value of an ordinal in words ("fourth", "twenty-first"); None for other text."""
    words = text.strip().lower()
    return int(_spelt(words) or 0) if _ORDINAL.fullmatch(words) else None


def as_ordinal(value: int) -> str:
    """The ordinal in words of a number from 1 to 20, in lower case: 2 -> "second". Raises KeyError for others."""
    return _WORD_OF_ORDINAL[value]


def numeral_key(text: str) -> str:
    """A key that is the same for all spellings of a number: "6" for "VI", "vi" and "6"; "3bis" for "3 bis"."""
    match = re.fullmatch(r"(\w+?)\s*(bis|ter|quater|quinquies)?", text.strip().lower())
    if not match:
        return text.strip().lower()
    value = number(match[1]) or roman(match[1])
    return (str(value) if value else match[1]) + (match[2] or "")


def value_of(words: str, *, money: bool = False) -> int | float | None:
    """The number that `words` write in digits or words: "50,000" -> 50000, "two hundred and six" -> 206, else None.

    The last point or comma between digits is the decimal mark, unless it must be a thousands separator: a mark that
    occurs more than once ("1.234.567"), or a comma before exactly three digits ("1,500", but not "1,5" or "0,500"). A
    point before three digits is a thousands separator only with `money`, for a sum of money ("€1.500").
    """
    found = _value(words.strip().lower(), money=money)
    if found is None or found > _MOST:
        return None
    return int(found) if found == int(found) else found


def share_of(words: str) -> str:
    """A fraction as "numerator/denominator": "two thirds" -> "2/3", "½" and "half" -> "1/2"; "" for other text."""
    if len(words) == 1:
        return unicodedata.normalize("NFKC", words).replace("\u2044", "/")
    if "/" in words:
        return words
    found = _BY_NAME.fullmatch(words)
    if not found:
        return ""
    return f"{number(found['over'] or '') or 1}/{_PARTS[found['under'].lower()]}"


def printed(value: float) -> str:
    """`value` in digits, without decimals if it is whole, else with at most six."""
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
    """The value of digits with points, commas and spaces between them; None for a section number such as "3.2.1"."""
    plain = re.sub(r"[\u00a0\u202f ]|(?:st|nd|rd|th)$", "", words)
    parted = r"[1-9]\d{0,2}(?:(?:,\d{3})+|(?:\.\d{3})%s)" % ("+" if money else "{2,}")
    if re.fullmatch(parted, plain):
        return float(re.sub(r"[.,]", "", plain))
    found = re.fullmatch(r"(\d+|\d{1,3}(?:,\d{3})+(?=\.)|\d{1,3}(?:\.\d{3})+(?=,))(?:[.,](\d+))?", plain)
    return float(f"{re.sub(r'[.,]', '', found[1])}.{found[2] or 0}") if found else None


def _spelt(words: str) -> float | None:
    """The value of number words or ordinals, given in lower case; None if there are none among `words`."""
    total, current, read = 0.0, 0.0, False
    for word in re.findall(r"[a-z]+", words.replace("hundredth", "hundred")):
        if word in LARGE:
            current = max(current, 1.0) * LARGE[word]
            if word != "hundred":
                total, current = total + current, 0.0
        elif word in _VALUES:
            current += _VALUES[word]
        else:
            continue
        read = True
    return total + current if read else None
