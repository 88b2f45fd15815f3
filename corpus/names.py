"""How people write the names of instruments, brought to one form: words that compare equal when the names do.

"Article 8 of the European Convention for the Prevention of Torture" and "the european torture-prevention convention"
share no string; both become lists of plain words, and a name is found in a question by looking its words up.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

_TOKEN = re.compile(r"\d+(?:st|nd|rd|th)\b|(?<![^\W_])[^\W\d_]\d+|[^\W\d_]+|\d+")
_ROMAN = re.compile(r"x?(?:ix|iv|v?i{0,3})")
_SENTENCE_END = re.compile(r"[?!;]|\n\s*\n")

_COUNTED = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
_ORDERED = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth"
)
_NUMBERS = {word: str(n) for words in (_COUNTED, _ORDERED) for n, word in enumerate(words.split(), start=1)}

# "Convention on …", "for …", "of …", "relating to …": nobody remembers which, so all are one word.
_OF = frozenset(("of", "on", "for", "concerning", "regarding", "about", "respecting", "governing", "in", "within"))
_DROPPED = frozenset(("the", "and"))
_NUMBER_SIGNS = frozenset(("no", "nr", "nos", "number", "num"))

# By first word; in the plain form that `_plain` gives.
_PHRASES: dict[str, tuple[tuple[str, ...], str]] = {
    "international": (("international", "labor", "organisation"), "ilo"),
    "council": (("council", "of", "europe"), "coe"),
    "of": (("of", "respect", "of"), "of"),
    "with": (("with", "regard", "to"), "of"),
    "relating": (("relating", "to"), "of"),
    "relative": (("relative", "to"), "of"),
    "united": (("united", "nation"), "un"),
    "u": (("u", "n"), "un"),
}


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a name: `plain` is its form for comparing, `raw` as written; `text[start:end]` is where it stands."""

    plain: str
    raw: str
    start: int
    end: int


def words(text: str) -> list[Word]:
    """The words of `text` that tell one name from another; a Word with plain form "|" where a sentence ends.

    >>> [word.plain for word in words("the Geneva Conventions (No. III)")]
    ['geneva', 'convention', '3']
    """
    found: list[Word] = []
    for match in _TOKEN.finditer(text):
        if found and _ends_sentence(found[-1].raw, text[found[-1].end : match.start()]):
            found.append(Word("|", "|", match.start(), match.start()))
        found.append(Word(_plain(match[0]), match[0], match.start(), match.end()))
    return _joined(_telling(found))


@lru_cache(maxsize=8192)
def _plain(token: str) -> str:
    """Lower case, no accents, one spelling, singular; numerals and number words as digits."""
    decomposed = unicodedata.normalize("NFKD", token)
    plain = "".join(char for char in decomposed if not unicodedata.combining(char)).lower()
    if plain[0].isdigit():
        return re.sub(r"\D+$", "", plain).lstrip("0") or "0"
    if plain in _NUMBERS:
        return _NUMBERS[plain]
    # A single small "i" or "v" is no numeral: "may i …", "Al-Adsani v. …".
    if _ROMAN.fullmatch(plain) and (len(plain) > 1 or token.isupper()):
        return str(_arabic(plain))
    return "of" if plain in _OF else _singular(plain.replace("z", "s").replace("our", "or"))


def _arabic(roman: str) -> int:
    """The value of a lower-case numeral below forty."""
    values = [{"i": 1, "v": 5, "x": 10}[letter] for letter in roman]
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    plural = word.endswith("s") and len(word) > 3 and not word.endswith(("ss", "us", "is"))
    return word[:-1] if plural else word


def _ends_sentence(before: str, between: str) -> bool:
    """Whether the signs between two words end a sentence; the stop of "No." or "U.N." does not."""
    stop = ". " in between and len(before) > 3
    return stop or bool(_SENTENCE_END.search(between))


def _telling(found: list[Word]) -> list[Word]:
    """Without articles, "and", the possessive's "s", and "No." before a number."""
    kept = []
    for at, word in enumerate(found):
        sign = word.plain in _NUMBER_SIGNS and at + 1 < len(found) and found[at + 1].plain.isdigit()
        if word.plain not in _DROPPED and word.raw != "s" and not sign:
            kept.append(word)
    return kept


def _joined(found: list[Word]) -> list[Word]:
    """With names of several words ("Council of Europe") as one word each."""
    out: list[Word] = []
    at = 0
    while at < len(found):
        size, plain = _phrase_at(found, at)
        first, last = found[at], found[at + size - 1]
        raw = first.raw if size == 1 else plain
        out.append(Word(plain, raw, first.start, last.end))
        at += size
    return out


def _phrase_at(found: list[Word], at: int) -> tuple[int, str]:
    phrase, plain = _PHRASES.get(found[at].plain, ((), ""))
    if phrase and plain_key(found[at : at + len(phrase)]) == phrase:
        return len(phrase), plain
    return 1, found[at].plain


Key = tuple[str, ...]


def plain_key(found: list[Word]) -> Key:
    """These words as a key that any spelling, number form and capitals of the same name give."""
    return tuple(word.plain for word in found)


def written_key(found: list[Word]) -> Key:
    """These words as a key that only the same capitals give: "AP I", not "ap i"."""
    return tuple("=" + word.raw for word in found)


@dataclass(slots=True)
class NameTable:
    """Names by their keys, each meaning some instruments' ids; finds the longest name at a place in a text."""

    meaning: dict[Key, tuple[str, ...]] = field(default_factory=dict)
    _lengths: dict[str, set[int]] = field(default_factory=dict)

    def add(self, key: Key, *ids: str) -> None:
        """Let `key` mean `ids` too, beside what it means already."""
        known = self.meaning.get(key, ())
        self.meaning[key] = known + tuple(one for one in ids if one not in known)
        self._lengths.setdefault(key[0], set()).add(len(key))

    def longest(self, found: list[Word], at: int) -> Iterator[Key]:
        """The names that begin at this word, longest first."""
        for make in (plain_key, written_key):
            first = make(found[at : at + 1])[0]
            for length in sorted(self._lengths.get(first, ()), reverse=True):
                key = make(found[at : at + length])
                if key in self.meaning:
                    yield key
