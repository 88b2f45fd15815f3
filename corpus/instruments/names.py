"""Normalises the names of instruments, so that variants of a name become the same key, and looks names up in a text.

A key is a tuple of words in lower case, without articles, plurals and accents, and with numbers in digits: "the Geneva
Conventions (No. III)" gives ("geneva", "convention", "3").
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from corpus.text.nouns import AGREEMENTS, TEXTS
from corpus.text.numbers import cardinal, ordinal, roman

_TOKEN = re.compile(r"\d+(?:st|nd|rd|th)\b|(?<![^\W_])[^\W\d_]\d+|[^\W\d_]+|\d+|(?<=\d)\+")
_LARGEST_ROMAN = 19  # no series of instruments has larger Roman numerals
_APART = re.compile(r"[,()\[\]]")
_SENTENCE_END = re.compile(r"[?!;]|\n\s*\n")

# Words that are interchangeable in names.
_ALIKE = {
    # "Convention on …", "for …", "of …": people confuse them.
    **dict.fromkeys(("on", "for", "concerning", "regarding", "about", "respecting", "governing", "in", "within"), "of"),
    # "Agreement" and "accord" are left out: they are seldom used for a convention.
    **dict.fromkeys(set(AGREEMENTS) - {"convention", "agreement", "accord"}, "convention"),
    **dict.fromkeys(("european", "europe", "strasbourg"), "coe"),
    "labour": "labor",
    "+": "plus",
}
_DROPPED = frozenset(("the", "and"))
_NUMBER_SIGNS = frozenset(("no", "nr", "nos", "number", "num"))

# Phrases that become one word, by their first word; all words as `_plain` returns them.
_PHRASES: dict[str, tuple[tuple[str, ...], str]] = {
    "add": (("add", "of"), "protocol"),
    "council": (("council", "of", "coe"), "coe"),
    "international": (("international", "labor", "organisation"), "ilo"),
    "of": (("of", "respect", "of"), "of"),
    "relating": (("relating", "to"), "of"),
    "relative": (("relative", "to"), "of"),
    "u": (("u", "n"), "un"),
    "united": (("united", "nation"), "un"),
    "with": (("with", "regard", "to"), "of"),
}


Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: `plain` is its normalised form, `raw` as written, `start` and `end` its position.

    `link` is what precedes it: "and", "," (also for brackets), or "".
    """

    plain: str
    raw: str
    start: int
    end: int
    link: str = ""


def words(text: str) -> list[Word]:
    """The words of `text` that distinguish names; between sentences, a Word whose plain form is "|".

    >>> [word.plain for word in words("the Geneva Conventions (No. III)")]
    ['geneva', 'convention', '3']
    """
    tokens: list[str] = []
    spans: list[tuple[int, int]] = []
    links: list[str] = []
    for match in _TOKEN.finditer(text):
        between = text[spans[-1][1] if spans else 0 : match.start()]
        if tokens and _ends_sentence(tokens[-1], between):
            tokens.append("|")
            spans.append((match.start(), match.start()))
            links.append(",")
        links.append("," if _APART.search(between) else "and" if tokens[-1:] == ["and"] else "")
        tokens.append(match[0])
        spans.append(match.span())
    return [
        Word(plain, tokens[first] if first == last else plain, spans[first][0], spans[last][1], links[first])
        for plain, first, last in _plain_forms(tokens)
    ]


def plain_key(name: str) -> Key:
    """The key of `name`, the same for all its spellings, forms of number, and upper or lower case."""
    return tuple(plain for plain, _, _ in _plain_forms(_TOKEN.findall(name)))


def written_key(name: str) -> Key:
    """The case-sensitive key of `name`: different for "AP I" and "ap i"."""
    tokens = _TOKEN.findall(name)
    return tuple("=" + (tokens[first] if first == last else plain) for plain, first, last in _plain_forms(tokens))


def _plain_forms(tokens: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """The normalised words of `tokens`, each with the indices of its first and last token.

    Articles, "and", the possessive's "s", and "No." before a number are left out; "Council of Europe" becomes one.
    """
    plains = [_plain(token) for token in tokens]
    at = 0
    while at < len(tokens):
        size, plain = _phrase_at(plains, at)
        if size == 1 and cardinal(plain) and _is_numbered(plains, at):
            plain = str(cardinal(plain))
        if not (size == 1 and _is_left_out(tokens, plains, at)):
            yield plain, at, at + size - 1
        at += size


def _phrase_at(plains: list[str], at: int) -> tuple[int, str]:
    phrase, plain = _PHRASES.get(plains[at], ((), ""))
    if phrase and tuple(plains[at : at + len(phrase)]) == phrase:
        return len(phrase), plain
    return 1, plains[at]


def _is_left_out(tokens: Sequence[str], plains: list[str], at: int) -> bool:
    if plains[at] in _NUMBER_SIGNS:
        return at + 1 < len(plains) and plains[at + 1].isdigit()
    return plains[at] in _DROPPED or tokens[at] == "s"


def _is_numbered(plains: list[str], at: int) -> bool:
    """Whether a number word numbers the word before it: "Protocol Four", but not "four Conventions"."""
    return at > 0 and plains[at - 1] in ("protocol", "convention", *_NUMBER_SIGNS)


@lru_cache(maxsize=8192)
def _plain(token: str) -> str:
    """The token in lower case and singular, without accents, in one spelling; numerals and ordinals as digits."""
    decomposed = unicodedata.normalize("NFKD", token)
    plain = "".join(char for char in decomposed if not unicodedata.combining(char)).lower()
    if plain[0].isdigit():
        return re.sub(r"\D+$", "", plain).lstrip("0") or "0"
    if value := ordinal(plain):
        return str(value)
    # A single lower-case "i" or "v" is not a numeral: "may i …", "Al-Adsani v. …".
    if (len(plain) > 1 or token.isupper()) and 0 < (value := roman(plain) or 0) <= _LARGEST_ROMAN:
        return str(value)
    one = _singular(plain.replace("ization", "isation").replace("ized", "ised"))
    return _ALIKE.get(one, one)


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    plural = word.endswith("s") and len(word) > 3 and not word.endswith(("ss", "us", "is"))
    return word[:-1] if plural else word


def _ends_sentence(before: str, between: str) -> bool:
    """Whether the punctuation between two words ends a sentence; the full stop of "No." or "U.N." does not."""
    stop = ". " in between and len(before) > 3
    return stop or bool(_SENTENCE_END.search(between))


@dataclass(slots=True)
class NameTable:
    """The ids of the instruments that each name means, by the key of the name."""

    meaning: dict[Key, tuple[str, ...]] = field(default_factory=dict)
    _lengths: dict[str, set[int]] = field(default_factory=dict)

    def add(self, key: Key, *ids: str) -> None:
        """Add `ids` to those that `key` means."""
        known = self.meaning.get(key, ())
        self.meaning[key] = known + tuple(one for one in ids if one not in known)
        self._lengths.setdefault(key[0], set()).add(len(key))

    def longest(self, found: Sequence[Word], at: int) -> list[Key]:
        """The keys of the names that begin at word `at`, longest first, case-sensitive before other keys."""
        word = found[at]
        keys = []
        for first, make in (("=" + word.raw, _raw_of), (word.plain, _plain_of)):
            lengths = (length for length in self._lengths.get(first, ()) if at + length <= len(found))
            keys += [key for length in lengths if (key := make(found[at : at + length])) in self.meaning]
        return sorted(keys, key=len, reverse=True)


def _plain_of(found: Sequence[Word]) -> Key:
    return tuple(word.plain for word in found)


def _raw_of(found: Sequence[Word]) -> Key:
    return tuple("=" + word.raw for word in found)


# Signs before an alias in instruments.csv.
AS_WRITTEN = "="  # only with these capitals: "=CAT" is a convention, "cat" is not
UNQUALIFIED = "~"  # only where nothing narrows it: "European Convention", not "European Convention on Extradition"


# Words that many instruments have in their names; a distinctive name has another word too.
_GENERIC = frozenset(
    plain_key(f"{' '.join(TEXTS)} principle rule article optional additional amended framework international bis of to")
)
_NUMERAL = re.compile(r"[ivx]+")


def alias_key(alias: str) -> Key:
    """The key of an alias from instruments.csv, case-sensitive if it begins with "="."""
    return written_key(alias) if alias.startswith(AS_WRITTEN) else plain_key(alias)


def is_distinctive(key: Key) -> bool:
    """Whether a name has a word that is neither generic nor a number, so that it identifies an instrument by itself."""
    plain = (word.lstrip("=").lower() for word in key)
    return any(word not in _GENERIC and not word.isdigit() and not _NUMERAL.fullmatch(word) for word in plain)


def protocol_keys(parent: str, number: str) -> Iterator[Key]:
    """The keys of a protocol's names that are made of its parent and its number, "" if it has none."""
    numbered = (number,) if number else ()
    for kind in ((), ("optional",), ("additional",)):
        named = (*kind, "protocol")
        for link in ("to", "of"):
            yield (*named, *numbered, link, parent)
            yield (*numbered, *named, link, parent)
        if number:
            yield (*named, number, parent)
            yield (number, *named, parent)
        yield (parent, *named, *numbered)
        yield (parent, *numbered, *named)
    for short in (("op", number), ("p", number), ("p" + number,)) if number else (("op",),):
        yield (parent, *short)
        yield (*short, parent)
        yield (*short, "to", parent)


def series_keys(series: str) -> Iterator[Key]:
    """The keys of the ways to cite a series number: "ETS No. 126" is also CETS 126, "1465 UNTS 85" UNTS 1465, 85."""
    for reference in filter(None, series.split("; ")):
        yield plain_key(reference)
        if match := re.fullmatch(r"C?ETS No\. 0*(\d+)", reference):
            yield from (plain_key(f"{name} {match[1]}") for name in ("ETS", "CETS", "STE", "STCE"))
        elif match := re.fullmatch(r"(\d+) (UNTS|LNTS) (\d+)", reference):
            volume, name, page = match.groups()
            yield from (
                plain_key(f"{name} {vol} {volume} {p} {page}") for vol in ("", "vol", "volume") for p in ("", "p")
            )
        elif match := re.fullmatch(r"ILO ([CP])0*(\d+)", reference):
            yield from _labor_keys(match[1].lower(), match[2])


def _labor_keys(letter: str, number: str) -> Iterator[Key]:
    """The keys of the ways to cite a convention (`letter` "c") or protocol ("p") of the ILO by its number."""
    kind = "convention" if letter == "c" else "protocol"
    yield ("ilo", number) if letter == "c" else ("ilo", kind, number)
    yield (kind, number, "of", "ilo")
    yield ("=" + letter.upper() + number.zfill(3),)
    for code in ((letter + number,), (letter + number.zfill(3),), (letter, number), (number,)):
        yield ("ilo", kind, *code)
        if len(code) == 2 or not code[0].isdigit():
            yield ("ilo", *code)
