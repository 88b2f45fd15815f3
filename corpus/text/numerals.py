"""Numbers as legal texts and their readers write them: 9, IX, nine, ninth. Pure."""

import re


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


_UNITS = _words(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = _words("twenty thirty forty fifty sixty seventy eighty ninety")
_ORDINAL_UNITS = _words(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth"
)
_ROMAN = re.compile(r"(c{0,3})(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def _below_hundred(units: list[str], tens: list[str], joined: list[str]) -> dict[str, int]:
    """Word -> number for 1 to 99; `joined` are the forms that units take behind a ten ("twenty-first")."""
    words = {word: number for number, word in enumerate(units, 1)}
    for place, ten in enumerate(tens, 2):
        words[ten] = place * 10
    for place, ten in enumerate(_TENS, 2):
        words |= {f"{ten} {unit}": place * 10 + number for number, unit in enumerate(joined, 1)}
    return words


_CARDINALS = _below_hundred(_UNITS, _TENS, _UNITS[:9])
_ORDINALS = _below_hundred(_ORDINAL_UNITS, [ten[:-1] + "ieth" for ten in _TENS], _ORDINAL_UNITS[:9])


def _alternatives(words: dict[str, int]) -> str:
    return "|".join(re.sub(" ", r"[-\\s]", word) for word in sorted(words, key=len, reverse=True))


# Patterns for others to build on; they capture nothing and expect re.IGNORECASE.
_HUNDRED = r"(?:one|a)[-\s]hundred"
CARDINAL = rf"(?:(?:{_HUNDRED}(?:\s+and)?\s+)?(?:{_alternatives(_CARDINALS)})\b(?!\s+hundred)|{_HUNDRED}\b)"
ORDINAL = rf"(?:(?:{_alternatives(_ORDINALS)}|\d{{1,2}}(?:st|nd|rd|th))\b)"
ROMAN = r"(?:(?=[ivxlc])c{0,3}(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})(?![^\W\d_]))"


def roman(text: str) -> int | None:
    """The value of a Roman numeral up to 399 in either case ("xiv" -> 14), else None."""
    text = text.lower()
    if not text or not _ROMAN.fullmatch(text):
        return None
    values = [_ROMAN_VALUES[letter] for letter in text]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))


def number(text: str) -> int | None:
    """The number that digits, a number word or an ordinal stand for ("31st", "thirty-one"), else None.

    Roman numerals are not read here: "I" and "C" are letters too, and only the caller knows which is meant.
    """
    words = " ".join(re.split(r"[-\s]+", text.strip().lower()))
    if digits := re.fullmatch(r"(\d+)(?:st|nd|rd|th)?", words):
        return int(digits[1])
    rest = re.sub(r"^(?:one|a) hundred(?: and)?(?: |$)", "", words)
    found = _CARDINALS.get(rest) or _ORDINALS.get(rest) or (0 if not rest else None)
    return None if found is None else found + (100 if rest != words else 0) or None


def numeral_key(text: str) -> str:
    """What two spellings of one number share: "VI", "vi" and "6" give "6"; "3 bis" and "3bis" give "3bis"."""
    match = re.fullmatch(r"(\w+?)\s*(bis|ter|quater|quinquies)?", text.strip().lower())
    if not match:
        return text.strip().lower()
    value = number(match[1]) or roman(match[1])
    return (str(value) if value else match[1]) + (match[2] or "")
