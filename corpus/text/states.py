"""The States by the names and adjectives that people use for them: "Russian" and "the Russian Federation" are one.

They are in countries.csv, one State a line: its usual name, then other names and adjectives, all in lower case. It is
not a list of whom anybody recognises, and has States that are no more, since documents speak of them.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

_TABLE = Path(__file__).with_name("countries.csv")


def _forms() -> Iterator[tuple[str, str]]:
    """Each form, and the usual name of the State that it means."""
    with _TABLE.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            others = (other.strip() for other in row["others"].split(";"))
            yield from ((form, row["name"]) for form in (row["name"], *others) if form)


# The usual name of a State by each of its forms, itself among them.
NAME_OF: dict[str, str] = dict(_forms())


def forms_of(name: str) -> tuple[str, ...]:
    """Every form of the State's usual name, () for a name of no State."""
    return tuple(form for form, usual in NAME_OF.items() if usual == name)
