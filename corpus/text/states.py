"""Names of States, with adjectives and other forms: "Russian" and "the Russian Federation" mean the same State.

The table is countries.csv, with one State a line: its usual name, then other names and adjectives, all in lower case.
It includes former States, because documents mention them, and expresses no view on recognition.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

_TABLE = Path(__file__).with_name("countries.csv")


def _forms() -> Iterator[tuple[str, str]]:
    """Pairs of a form and the usual name of the State that it means."""
    with _TABLE.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            others = (other.strip() for other in row["others"].split(";"))
            yield from ((form, row["name"]) for form in (row["name"], *others) if form)


# The usual name of a State by each of its forms, the usual name included; all in lower case.
NAME_OF: dict[str, str] = dict(_forms())


def forms_of(name: str) -> tuple[str, ...]:
    """All forms of the State with this usual name, in lower case; () if no State has it."""
    return tuple(form for form, usual in NAME_OF.items() if usual == name)
