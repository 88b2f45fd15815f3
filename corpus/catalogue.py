"""Known instruments: names, aliases, series, dates, official addresses; finds their names in questions and titles.

The facts are in instruments.csv, one instrument a line. It also lists instruments that no library holds yet, so that
"what does Article 5 of the African Charter say" can be refused by name instead of answered from something similar.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.models import Kind
from corpus.names import Key, NameTable, Word, plain_key, words, written_key

_FACTS = Path(__file__).with_name("instruments.csv")

# Marks before an alias in instruments.csv.
_AS_WRITTEN = "="  # only with these capitals: "=PA I" is a protocol, "pa i" is not
_UNQUALIFIED = "~"  # only where nothing narrows it: "European Convention", not "European Convention on Extradition"

_COURT_WORDS = frozenset(
    ("court", "judge", "judgment", "judgement", "ruling", "ruled", "held", "found", "decided", "case", "registry")
)
# A name needs more than these.
_GENERIC = frozenset(
    word.plain
    for word in words(
        "convention treaty protocol charter covenant agreement pact statute declaration principle rule article "
        "optional additional amended framework international bis of to"
    )
)
_ROMAN = re.compile(r"[ivx]+")


@dataclass(frozen=True, slots=True)
class Instrument:
    """A treaty, declaration or set of rules that lawyers cite by name. Dates are ISO 8601; "" where unknown.

    `id` is the name of its file, without ending, where it is fetched to. An instrument that is usually published inside
    another (the First Optional Protocol inside the ICCPR) has the other's id in `within` and in `part` what locators
    there call it ("OP1"). `parent` is the instrument to which it is a protocol.
    """

    id: str
    title: str
    short_title: str
    aliases: tuple[str, ...]
    issuer: str
    kind: Kind
    adopted: str
    in_force: str
    series: str
    url: str
    place: str = ""
    within: str = ""
    part: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True)
class _Record:
    """A line of instruments.csv: what is published of it, and what only recognising it needs."""

    instrument: Instrument
    marked: tuple[str, ...]
    numbers: tuple[str, ...]
    opening: str


def _record(row: dict[str, str]) -> _Record:
    marked = tuple(alias.strip() for alias in row.pop("aliases").split(";") if alias.strip())
    numbers, opening = tuple(row.pop("number").split()), row.pop("opening")
    aliases = tuple(alias.lstrip(_AS_WRITTEN + _UNQUALIFIED) for alias in marked)
    return _Record(Instrument(aliases=aliases, **row), marked, numbers, opening)  # type: ignore[arg-type]  # kind


def _records() -> tuple[_Record, ...]:
    with _FACTS.open(encoding="utf-8", newline="") as lines:
        return tuple(_record(row) for row in csv.DictReader(lines))


_RECORDS = _records()
INSTRUMENTS: tuple[Instrument, ...] = tuple(record.instrument for record in _RECORDS)


class _Names:
    """Every name of every instrument, in two tables because names are read in two steps.

    `own` holds names that say which instrument they mean ("Convention against Torture"). After the first step each of
    those stands as one word, "@" and the id; so `composed` holds each way to name a protocol by its parent ("Optional
    Protocol to @…") only once, and the names that mean something only when they stand alone ("Protocol No. 6").
    """

    def __init__(self) -> None:
        self.own, self.composed = NameTable(), NameTable()
        self.unqualified: set[Key] = set()
        for record in _RECORDS:
            self._add_names(record)
            self._add_protocol(record)

    def _add_names(self, record: _Record) -> None:
        instrument = record.instrument
        for alias in (instrument.title, instrument.short_title, *record.marked):
            key = _alias_key(alias)
            table = self.own if _telling(key) else self.composed
            table.add(key, instrument.id)
            if alias.startswith(_UNQUALIFIED):
                self.unqualified.add(key)
        for key in _series_keys(instrument.series):
            self.own.add(key, instrument.id)

    def _add_protocol(self, record: _Record) -> None:
        instrument = record.instrument
        parent, child = "@" + instrument.parent, "@" + instrument.id
        # "Protocol to X" must never be read as X itself, not even where X has no such protocol.
        self.composed.add(("protocol", "to", child))
        for number in record.numbers:
            for key in _protocol_keys(parent, "" if number == "-" else number):
                self.composed.add(key, instrument.id)
        if record.numbers:
            for key in ((child, "to", parent), (child, "of", parent), (child, parent), (parent, child)):
                self.composed.add(key, instrument.id)

    def read(self, text: str) -> list[Word]:
        """The words of `text`, each name as one word "@id", "@id @id" where shared, "@" where it means none known."""
        return self._named(self._named(words(text), self.own), self.composed)

    def _named(self, found: list[Word], table: NameTable) -> list[Word]:
        out: list[Word] = []
        at = 0
        while at < len(found):
            keys = (key for key in table.longest(found, at) if not self._narrowed(key, found[at + len(key) :]))
            key = next(keys, ())
            size = len(key) or 1
            span = found[at].start, found[at + size - 1].end
            out.append(Word(" ".join("@" + one for one in table.meaning[key]) or "@", "@", *span) if key else found[at])
            at += size
        return out

    def _narrowed(self, key: Key, after: list[Word]) -> bool:
        """Whether what follows says that something else is meant: "European Convention on …", "ECHR judgment"."""
        following = after[0].plain if after else ""
        if key == ("echr",):
            return following in _COURT_WORDS
        dated = len(after) > 1 and after[1].plain.isdigit()
        return key in self.unqualified and following in ("of", "to", "against") and not dated


def _alias_key(alias: str) -> Key:
    """The key of a name: with its capitals where it is marked so, and where it is so short that it is a word too."""
    found = words(alias)
    short = len(found) == 1 and len(alias) <= 3 and alias.isupper()
    return written_key(found) if short or alias.startswith(_AS_WRITTEN) else plain_key(found)


def _telling(key: Key) -> bool:
    """Whether a name holds a word that not every other instrument has too."""
    plain = (word.lstrip("=").lower() for word in key)
    return any(word not in _GENERIC and not word.isdigit() and not _ROMAN.fullmatch(word) for word in plain)


def _protocol_keys(parent: str, number: str) -> Iterator[Key]:
    """The ways to name a protocol by the instrument it is added to, and by its number if it has one."""
    numbered = (number,) if number else ()
    for kind in ((), ("optional",), ("additional",)):
        named = (*kind, "protocol")
        for link in ("to", "of"):
            yield (*named, *numbered, link, parent)
            yield (*numbered, *named, link, parent)
        if number:
            yield (*named, number, parent)
        yield (parent, *named, *numbered)
        yield (parent, *numbered, *named)
    for short in (("op", number), ("p", number), ("p" + number,)) if number else (("op",),):
        yield (parent, *short)
        yield (*short, parent)
        yield (*short, "to", parent)


def _series_keys(series: str) -> Iterator[Key]:
    """The ways to cite a series: "ETS No. 126" also as CETS 126, "1465 UNTS 85" also as UNTS vol. 1465, p. 85."""
    for reference in filter(None, series.split("; ")):
        yield plain_key(words(reference))
        if match := re.fullmatch(r"C?ETS No\. 0*(\d+)", reference):
            yield from ((name, match[1]) for name in ("ets", "cets", "ste", "stce"))
        elif match := re.fullmatch(r"(\d+) (UNTS|LNTS) (\d+)", reference):
            volume, name, page = match[1], match[2].lower(), match[3]
            yield from ((name, *vol, volume, *p, page) for vol in ((), ("vol",), ("volume",)) for p in ((), ("p",)))
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


@cache
def _names() -> _Names:
    return _Names()


@cache
def _by_id() -> dict[str, Instrument]:
    return {instrument.id: instrument for instrument in INSTRUMENTS}


def _meant(word: Word) -> tuple[Instrument, ...]:
    """The instruments that a word made by `_Names.read` stands for."""
    ids = word.plain.replace("@", "").split() if word.raw == "@" else ()
    return tuple(_by_id()[one] for one in ids)


def named_in(query: str) -> list[tuple[Instrument, int, int]]:
    """The instruments that `query` names, each with the span of its name, in reading order; spans do not overlap.

    The longest name counts: "Optional Protocol to the Convention against Torture" names no convention. A name that
    several share ("the Geneva Conventions") gives each of them, with the same span. The span takes in a year beside
    the name ("the 1951 Refugee Convention"). Words that could mean any instrument name none.
    """
    found = _names().read(query)
    out = []
    for at, word in enumerate(found):
        start, end = _with_year(found, at)
        out += [(instrument, start, end) for instrument in _meant(word)]
    return out


def _with_year(found: list[Word], at: int) -> tuple[int, int]:
    """The span of this word, and of a year before it or behind it ("of 1951", "1951")."""
    before, after = found[max(at - 1, 0)], found[at + 1 : at + 3]
    start = before.start if _is_year(before) else found[at].start
    if after and after[0].plain == "of":
        after = after[1:]
    end = after[0].end if after and _is_year(after[0]) else found[at].end
    return start, end


def _is_year(word: Word) -> bool:
    return word.raw.isdigit() and len(word.raw) == 4 and word.raw[:2] in ("18", "19", "20")


def called(name: str) -> tuple[Instrument, ...]:
    """The instruments of which all of `name`, in any capitals, is a name or id: none, one, or several sharing it."""
    if name in _by_id():
        return (_by_id()[name],)
    for spelling in (name, name.upper()):
        found = _names().read(spelling)
        if len(found) == 1 and _meant(found[0]):
            return _meant(found[0])
    return ()


# Characters of a document's beginning in which its title, preamble and first article stand.
_HEAD = 6000
_FIRST_ARTICLE = re.compile(
    r"^[\s#*>_“\"]*(?:article|artikel|art\.?)\s+(?:1|i|one|first)\b[.:*]*(?:\s[–—-].{0,80})?$", re.I | re.M
)
_PREAMBLE = re.compile(
    r"high contracting part|states? parties to (?:this|the present)|signator(?:y|ies) here|agreed as follows"
    r"|plenipotentiar",
    re.I,
)
# How an encyclopaedia, a newspaper or a note introduces an instrument; no instrument says this of itself.
_ABOUT = re.compile(
    r"\b(?:is|was)\s+(?:an?|the|one of)\s(?:(?!(?:of|in|to|by|for|with|which|that|under|and|as)\b)[\w-]+,?\s){0,8}"
    r"(?:treaty|treaties|convention|protocol|agreement|covenant|instrument|alliance|charter|declaration)\b",
    re.I,
)
_CITED_AS = re.compile(r"may be cited as the ([^.;\n]{5,120}?\b\d{4})")


def identify(*, title: str, text: str, stem: str) -> Instrument | None:
    """The instrument whose text this document is, or None: a text about an instrument is not the instrument.

    Looks at the title and the headings first, then at the file name `stem`, then at what the first lines say.
    """
    head = text[:_HEAD]
    if not _is_an_instrument(head, text):
        return None
    for name in (title, *_headings(head), stem):
        instrument = _only(_titled(name), head)
        if instrument:
            return instrument
    return _by_opening(head)


def _is_an_instrument(head: str, text: str) -> bool:
    if _ABOUT.search(head[:1500]):
        return False
    return bool(_PREAMBLE.search(head[:3000]) or _FIRST_ARTICLE.search(text))


def _titled(name: str) -> tuple[Instrument, ...]:
    """The instruments with this title, if there is a word in it that tells them from any other."""
    return called(name) if _telling(plain_key(words(name))) else ()


def _headings(head: str) -> Iterator[str]:
    """The first lines, joined to what they continue: "Protocol No. 6" is on one line, "to the Convention…" below it."""
    lines = [line.strip(" #*_") for line in head.splitlines() if line.strip(" #*_-")][:6]
    for first in range(len(lines)):
        for last in range(min(first + 3, len(lines)), first, -1):
            yield " ".join(lines[first:last])


def _only(candidates: Iterable[Instrument], head: str) -> Instrument | None:
    """The one candidate; of several that share a title, the one whose opening words stand in `head`."""
    several = tuple(candidates)
    if len(several) < 2:
        return several[0] if several else None
    return next((record.instrument for record in _opened(head) if record.instrument in several), None)


def _opened(head: str) -> Iterator[_Record]:
    plain = " ".join(word.plain for word in words(head))
    for record in _RECORDS:
        if record.opening and " ".join(word.plain for word in words(record.opening)) in plain:
            yield record


def _by_opening(head: str) -> Instrument | None:
    cited = _CITED_AS.search(head)
    if cited:
        return _only(called(cited[1]), head)
    return next((record.instrument for record in _opened(head[:1500])), None)
