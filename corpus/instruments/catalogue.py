"""The catalogue of known instruments, and the search for their names in questions and titles.

The facts (names, aliases, series, dates, official addresses) are in instruments.csv, one instrument a line. It also
lists instruments that a library may lack, so that a question about the African Charter can be refused by name instead
of answered from another text.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.instruments.names import (
    AS_WRITTEN,
    UNQUALIFIED,
    Key,
    NameTable,
    Word,
    alias_key,
    is_distinctive,
    protocol_keys,
    series_keys,
    words,
)
from corpus.models import Kind
from corpus.text.nouns import AGREEMENTS, with_plurals

_FACTS = Path(__file__).with_name("instruments.csv")

_COURT_WORDS = frozenset(
    ("court", "judge", "judgment", "judgement", "ruling", "ruled", "held", "found", "decided", "case", "registry")
)
_SINCE = frozenset(("of", "since", "until", "by", "from", "after", "before"))  # "of" is also the plain form of "in"
# Synonyms of "European" and "Convention". An unqualified name must not be written with them: "Strasbourg Convention".
_LOOSE_SYNONYMS = frozenset(
    (*with_plurals(noun for noun in AGREEMENTS if noun != "convention"), "strasbourg", "council")
)


@dataclass(frozen=True, slots=True)
class Instrument:
    """A treaty, declaration or set of rules that lawyers cite by name. Dates are ISO 8601, "" where unknown.

    `id` is also the file name, without extension, under which its text is stored. For an instrument that is usually
    published inside another (the First Optional Protocol inside the ICCPR), `within` is the id of the other, and `part`
    its name in locators there ("OP1"). `parent` is the id of the instrument to which it is a protocol.
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
    """A line of instruments.csv: the instrument, and the columns that are used only to recognise it.

    `marked` are its aliases with the signs before them, `numbers` those it has as a protocol ("-" for none), and
    `opening` the first words of its text.
    """

    instrument: Instrument
    marked: tuple[str, ...]
    numbers: tuple[str, ...]
    opening: str


def _record(row: dict[str, str]) -> _Record:
    marked = tuple(alias.strip() for alias in row.pop("aliases").split(";") if alias.strip())
    numbers, opening = tuple(row.pop("number").split()), row.pop("opening")
    aliases = tuple(alias.lstrip(AS_WRITTEN + UNQUALIFIED) for alias in marked)
    return _Record(Instrument(aliases=aliases, **row), marked, numbers, opening)  # type: ignore[arg-type]  # kind


def _records() -> tuple[_Record, ...]:
    with _FACTS.open(encoding="utf-8", newline="") as lines:
        return tuple(_record(row) for row in csv.DictReader(lines))


_RECORDS = _records()
INSTRUMENTS: tuple[Instrument, ...] = tuple(record.instrument for record in _RECORDS)
# The first words of the text of each instrument that shares its title with another.
OPENINGS = tuple((record.instrument, record.opening) for record in _RECORDS if record.opening)


class _Names:
    """All names of all instruments, in two tables, which are searched one after the other.

    `own` holds names that identify an instrument by themselves ("Convention against Torture"). The first search
    replaces each of them by one word, "@" and the id. `composed` holds the names of protocols that mention their parent
    ("Optional Protocol to @…"), and names that are generic unless they stand alone ("Protocol No. 6").
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
            key = alias_key(alias)
            table = self.own if is_distinctive(key) else self.composed
            table.add(key, instrument.id)
            if alias.startswith(UNQUALIFIED):
                self.unqualified.add(key)
        for key in series_keys(instrument.series):
            self.own.add(key, instrument.id)

    def _add_protocol(self, record: _Record) -> None:
        instrument = record.instrument
        parent, child = "@" + instrument.parent, "@" + instrument.id
        # "Protocol to X" must never be taken for X itself, even if X has no such protocol.
        self.composed.add(("protocol", "to", child))
        for number in record.numbers:
            for key in protocol_keys(parent, "" if number == "-" else number):
                self.composed.add(key, instrument.id)
        if record.numbers:
            for key in ((child, "to", parent), (child, "of", parent), (child, parent), (parent, child)):
                self.composed.add(key, instrument.id)

    def read(self, text: str) -> list[Word]:
        """The words of `text`, each name replaced by one word: "@id", "@id @id" if several share it, "@" if unknown."""
        return self._named(self._named(words(text), self.own), self.composed)

    def _named(self, found: list[Word], table: NameTable) -> list[Word]:
        out: list[Word] = []
        at = 0
        while at < len(found):
            key = next((key for key in table.longest(found, at) if self._is_meant(key, found, at, table)), ())
            if key:
                out.append(_as_one(table.meaning[key], found, at, at + len(key)))
            else:
                out.append(found[at])
            at += len(key) or 1
            # "Geneva Conventions III and IV": the second number also stands for a name.
            while at < len(found) and found[at].link and (another := _renumbered(key, found[at])) in table.meaning:
                out.append(_as_one(table.meaning[another], found, at, at + 1))
                at += 1
        return out

    def _is_meant(self, key: Key, found: list[Word], at: int, table: NameTable) -> bool:
        """Whether the words are used as this name: not in "European Convention on …", "ECHR judgment"."""
        matched, after = found[at : at + len(key)], found[at + len(key) : at + len(key) + 2]
        following = after[0].plain if after else ""
        if key == ("echr",):
            return following not in _COURT_WORDS
        if key in self.unqualified:
            dated = len(after) > 1 and after[1].plain.isdigit()
            exact = all(word.raw.lower() not in _LOOSE_SYNONYMS for word in matched)
            return exact and (dated or following not in ("of", "to", "against"))
        # A title may contain commas; "the protocol, one …" is not a name.
        return table is self.own or not any(word.link == "," for word in matched[1:])


def _of_that_year(ids: tuple[str, ...], found: list[Word], first: int, after: int) -> tuple[str, ...]:
    """Of the instruments that share a name, those of the year next to it; all of them if no year is given.

    The result is () if the year fits none, because another instrument is meant ("1956 Slavery Convention").
    """
    year = _year_beside(found, first, after)
    return tuple(one for one in ids if not year or _fits(_by_id()[one], int(year.raw)))


def _renumbered(key: Key, word: Word) -> Key:
    """The name with `word` in place of its number; () if the name has no number or `word` is not one."""
    numbered = key and key[-1].isdigit() and word.plain.isdigit() and len(word.plain) < 3  # a longer one is a year
    return (*key[:-1], word.plain) if numbered else ()


def _as_one(ids: tuple[str, ...], found: list[Word], first: int, after: int) -> Word:
    """The words from `first` up to `after`, which name the instruments `ids`, as one word."""
    fitting = _of_that_year(ids, found, first, after)
    plain = " ".join("@" + one for one in fitting) or "@"
    return Word(plain, "@", found[first].start, found[after - 1].end, found[first].link)


@cache
def _names() -> _Names:
    return _Names()


@cache
def _by_id() -> dict[str, Instrument]:
    return {instrument.id: instrument for instrument in INSTRUMENTS}


def _meant(word: Word) -> tuple[Instrument, ...]:
    """The instruments that a word returned by `_Names.read` stands for."""
    ids = word.plain.replace("@", "").split() if word.raw == "@" else ()
    return tuple(_by_id()[one] for one in ids)


def named_in(query: str) -> list[tuple[Instrument, int, int]]:
    """The instruments that `query` names, as (instrument, start, end) of each name, in order; names do not overlap.

    The longest name counts: "Optional Protocol to the Convention against Torture" does not name the convention. A name
    that several instruments share ("the Geneva Conventions") gives each of them, with the same positions. These include
    a year next to the name ("the 1951 Refugee Convention"). Generic words ("the Convention") name no instrument.
    """
    found = _names().read(query)
    out = []
    for at, word in enumerate(found):
        if not _is_parent(found, at):
            start, end = _with_year(found, at)
            out += [(instrument, start, end) for instrument in _meant(word)]
    return out


def _is_parent(found: list[Word], at: int) -> bool:
    """Whether this name is only the parent of a protocol named before it: "Protocols 6 and 13 to the …"."""
    before = [word.plain for word in found[max(at - 3, 0) : at]]
    if len(before) > 2 and before[1].isdigit():
        del before[1]
    return before[-1:] == ["to"] and any("protocol" in plain for plain in before[-2:])


def _with_year(found: list[Word], at: int) -> tuple[int, int]:
    """The (start, end) of this word together with a year next to it ("the 1951 …", "… of 1951")."""
    year = _year_beside(found, at, at + 1) or found[at]
    return min(found[at].start, year.start), max(found[at].end, year.end)


def _year_beside(found: list[Word], first: int, after: int) -> Word | None:
    """The year that belongs to the name of these words: "the 1951 …", "… of 1951"; not "in 2019 the …", "… in 2019"."""
    before, behind = found[max(first - 2, 0) : first], found[after : after + 2]
    if before and _is_year(before[-1]) and found[first].link != "," and before[0].plain not in _SINCE:
        return before[-1]
    if len(behind) == 2 and behind[0].raw.lower() == "of" and _is_year(behind[1]):
        return behind[1]
    return None


def _is_year(word: Word) -> bool:
    return word.raw.isdigit() and len(word.raw) == 4 and word.raw[:2] in ("18", "19", "20") and word.link != ","


def _fits(instrument: Instrument, year: int) -> bool:
    """Whether the instrument may be cited with this year: of its adoption, the next one, or its entry into force."""
    adopted, in_force = (int(date[:4] or 0) for date in (instrument.adopted, instrument.in_force))
    return not adopted or year in (adopted, adopted + 1, in_force)


def called(name: str) -> tuple[Instrument, ...]:
    """The instruments that have `name` as a name, in any case, or as id: () for none, several if they share it."""
    if name in _by_id():
        return (_by_id()[name],)
    for spelling in (name, name.upper()):
        found = _names().read(spelling)
        if len(found) == 1 and _meant(found[0]):
            return _meant(found[0])
    return ()
