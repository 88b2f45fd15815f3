"""The forms that the name of an instrument takes: alias, protocol to a parent, number in a series."""

import re
from collections.abc import Iterator

from corpus.names import Key, plain_key, written_key

# Marks before an alias in instruments.csv.
AS_WRITTEN = "="  # only with these capitals: "=CAT" is a convention, "cat" is not
UNQUALIFIED = "~"  # only where nothing narrows it: "European Convention", not "European Convention on Extradition"


# A name needs more than these.
_GENERIC = frozenset(
    plain_key(
        "convention protocol charter agreement statute declaration principle rule article "
        "optional additional amended framework international bis of to"
    )
)
_ROMAN = re.compile(r"[ivx]+")


def alias_key(alias: str) -> Key:
    """The key of a name, with its capitals where it is marked so."""
    return written_key(alias) if alias.startswith(AS_WRITTEN) else plain_key(alias)


def is_telling(key: Key) -> bool:
    """Whether a name holds a word that not every other instrument has too."""
    plain = (word.lstrip("=").lower() for word in key)
    return any(word not in _GENERIC and not word.isdigit() and not _ROMAN.fullmatch(word) for word in plain)


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
