"""How people write the names of instruments, brought to one form: words that compare equal when the names do.

"Article 8 of the European Convention for the Prevention of Torture" and "the european torture-prevention convention"
share no string; both become lists of plain words, and a name is found in a question by looking its words up.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from corpus.text.nouns import AGREEMENTS, TEXTS
from corpus.text.numbers import cardinal, ordinal, roman

_TOKEN = re.compile(r"\d+(?:st|nd|rd|th)\b|(?<![^\W_])[^\W\d_]\d+|[^\W\d_]+|\d+|(?<=\d)\+")
_LARGEST_ROMAN = 19  # no series of instruments is numbered further in Roman numerals
_APART = re.compile(r"[,()\[\]]")
_SENTENCE_END = re.compile(r"[?!;]|\n\s*\n")

# Words that people use for one another in names.
_ALIKE = {
    # "Convention on …", "for …", "of …", "relating to …": nobody remembers which.
    **dict.fromkeys(("on", "for", "concerning", "regarding", "about", "respecting", "governing", "in", "within"), "of"),
    # An agreement or an accord is mostly called so alone.
    **dict.fromkeys(set(AGREEMENTS) - {"convention", "agreement", "accord"}, "convention"),
    **dict.fromkeys(("european", "europe", "strasbourg"), "coe"),
    "labour": "labor",
    "+": "plus",
}
_DROPPED = frozenset(("the", "and"))
_NUMBER_SIGNS = frozenset(("no", "nr", "nos", "number", "num"))

# By first word; in the plain form that `_plain` gives.
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
    """A word of a name: `plain` is its form for comparing, `raw` as written; `text[start:end]` is where it stands.

    `link` is "and" or "," where that stands before it ("," for brackets too).
    """

    plain: str
    raw: str
    start: int
    end: int
    link: str = ""


def words(text: str) -> list[Word]:
    """The words of `text` that tell one name from another; a Word with plain form "|" where a sentence ends.

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
        for plain, first, last in _telling(tokens)
    ]


def plain_key(name: str) -> Key:
    """`name` as a key that any spelling, number form and capitals of the same name give."""
    return tuple(plain for plain, _, _ in _telling(_TOKEN.findall(name)))


def written_key(name: str) -> Key:
    """`name` as a key that only the same capitals give: "AP I", not "ap i"."""
    tokens = _TOKEN.findall(name)
    return tuple("=" + (tokens[first] if first == last else plain) for plain, first, last in _telling(tokens))


def _telling(tokens: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """The plain forms of these tokens, each with its first and last token.

    Articles, "and", the possessive's "s", and "No." before a number are left out; "Council of Europe" becomes one.
    """
    plains = [_plain(token) for token in tokens]
    at = 0
    while at < len(tokens):
        size, plain = _phrase_at(plains, at)
        if size == 1 and cardinal(plain) and _is_numbered(plains, at):
            plain = str(cardinal(plain))
        if not (size == 1 and _says_nothing(tokens, plains, at)):
            yield plain, at, at + size - 1
        at += size


def _phrase_at(plains: list[str], at: int) -> tuple[int, str]:
    phrase, plain = _PHRASES.get(plains[at], ((), ""))
    if phrase and tuple(plains[at : at + len(phrase)]) == phrase:
        return len(phrase), plain
    return 1, plains[at]


def _says_nothing(tokens: Sequence[str], plains: list[str], at: int) -> bool:
    if plains[at] in _NUMBER_SIGNS:
        return at + 1 < len(plains) and plains[at + 1].isdigit()
    return plains[at] in _DROPPED or tokens[at] == "s"


def _is_numbered(plains: list[str], at: int) -> bool:
    """Whether a number word is the number of what stands before it: "Protocol Four", but not "four Conventions"."""
    return at > 0 and plains[at - 1] in ("protocol", "convention", *_NUMBER_SIGNS)


@lru_cache(maxsize=8192)
def _plain(token: str) -> str:
    """Lower case, no accents, one spelling, singular; numerals and ordinals as digits."""
    decomposed = unicodedata.normalize("NFKD", token)
    plain = "".join(char for char in decomposed if not unicodedata.combining(char)).lower()
    if plain[0].isdigit():
        return re.sub(r"\D+$", "", plain).lstrip("0") or "0"
    if place := ordinal(plain):
        return str(place)
    # A single small "i" or "v" is no numeral: "may i …", "Al-Adsani v. …".
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
    """Whether the signs between two words end a sentence; the stop of "No." or "U.N." does not."""
    stop = ". " in between and len(before) > 3
    return stop or bool(_SENTENCE_END.search(between))


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

    def longest(self, found: Sequence[Word], at: int) -> list[Key]:
        """The names that begin at this word, longest first; of two alike the one that its capitals single out."""
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


# Marks before an alias in instruments.csv.
AS_WRITTEN = "="  # only with these capitals: "=CAT" is a convention, "cat" is not
UNQUALIFIED = "~"  # only where nothing narrows it: "European Convention", not "European Convention on Extradition"


# A name needs more than these.
_GENERIC = frozenset(
    plain_key(f"{' '.join(TEXTS)} principle rule article optional additional amended framework international bis of to")
)
_NUMERAL = re.compile(r"[ivx]+")


def alias_key(alias: str) -> Key:
    """The key of a name, with its capitals where it is marked so."""
    return written_key(alias) if alias.startswith(AS_WRITTEN) else plain_key(alias)


def is_distinctive(key: Key) -> bool:
    """Whether a name holds a word that not every other instrument has too."""
    plain = (word.lstrip("=").lower() for word in key)
    return any(word not in _GENERIC and not word.isdigit() and not _NUMERAL.fullmatch(word) for word in plain)


def protocol_keys(parent: str, number: str) -> Iterator[Key]:
    """The ways to name a protocol by the instrument it is added to, and by its number if it has one."""
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
    """The ways to cite a series: "ETS No. 126" also as CETS 126, "1465 UNTS 85" also as UNTS vol. 1465, p. 85."""
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
    """The ways to cite a convention ("c") or protocol ("p") of the ILO by its number."""
    kind = "convention" if letter == "c" else "protocol"
    yield ("ilo", number) if letter == "c" else ("ilo", kind, number)
    yield (kind, number, "of", "ilo")
    yield ("=" + letter.upper() + number.zfill(3),)
    for code in ((letter + number,), (letter + number.zfill(3),), (letter, number), (number,)):
        yield ("ilo", kind, *code)
        if len(code) == 2 or not code[0].isdigit():
            yield ("ilo", *code)
