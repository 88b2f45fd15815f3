"""What is timed in grown libraries inside a process that has started, as in the chat page.

grown.py search QUERIES LIBRARY ...    the share that each filter keeps, then a line a search; libraries by turns
grown.py again FOLDER LIBRARY          the seconds of adding what is there already
grown.py change FOLDER LIBRARY         a line a turn, of adding after a change of one document, and of adding one
"""

import json
import sys
import time
from contextlib import ExitStack
from itertools import product
from pathlib import Path
from typing import Any

from index.ingest.sources import add_sources
from index.library import Library
from index.models import Filters
from index.search.query import read_query
from index.search.search import search

ONE = "one document"
# Of the treaty series whole, --kind treaty keeps 97 in 100 passages, the dates 29 (nothing undated is within) and 3.
NARROWED = {
    "no filter": Filters(),
    "kind treaty": Filters(kind="treaty"),
    "since 1945": Filters(since="1945"),
    "since 2010": Filters(since="2010"),
}
# Searches in a row in one library before the next has its turn: noise hits all alike, and caches are warm.
IN_A_ROW = 10
# Documents changed one after the other.
TURNS = 5


def search_by_turns(queries: str, *folders: str) -> None:
    """Ten hits for each query, filter and library, timed; the smallest library comes first, the largest last."""
    asked = list(enumerate(json.loads(Path(queries).read_text(encoding="utf-8"))))
    with ExitStack() as held:
        libraries = [held.enter_context(Library.open(Path(folder))) for folder in folders]
        documents = [document.id for document in libraries[0].documents()]
        shares = {name: _share(filters, library=libraries[-1]) for name, filters in NARROWED.items()}
        say({"shares": shares | {ONE: len(libraries[0].at()) / len(documents) / len(libraries[-1].at())}})
        for library in libraries:
            search(read_query("warm", library=library), k=10, library=library)  # loads what is loaded once
        turns = product(range(0, len(asked), IN_A_ROW), _filters(""), enumerate(libraries))
        for start, name, (number, library) in turns:
            for place, query in asked[start : start + IN_A_ROW]:
                filters = _filters(documents[place % len(documents)])[name]
                seconds = _seconds(query, filters, library=library)
                say({"library": number, "filter": name, "seconds": seconds})


def add_again(folder: str, library: str) -> None:
    """Nothing is new; one document before, not counted, loads what is loaded once."""
    with Library.open(Path(library)) as opened:
        _adding(min(Path(folder).iterdir()), library=opened)
        say({"seconds": _adding(Path(folder), library=opened)})


def change(folder: str, library: str) -> None:
    """Documents of middling length, each changed in its folder, and added under another name with another change."""
    files = sorted(Path(folder).iterdir(), key=lambda path: path.stat().st_size)
    middle = (len(files) - TURNS) // 2
    alone = Path(folder).with_name("alone")
    alone.mkdir(exist_ok=True)
    with Library.open(Path(library)) as opened:
        opened.encoder.encode(["warm"])
        for path in files[middle : middle + TURNS]:
            copy, text = alone / path.name, path.read_text(encoding="utf-8")
            path.write_text(f"{text}\nAmended.\n", encoding="utf-8")
            copy.write_text(f"{text}\nAmended again.\n", encoding="utf-8")
            changed = _adding(path.parent, library=opened)
            say({"changed": changed, "alone": _adding(copy, library=opened)})


def _filters(document: str) -> dict[str, Filters]:
    return NARROWED | {ONE: Filters(document=document)}


def _share(filters: Filters, *, library: Library) -> float:
    """Of the library's passages, those within."""
    now = library.at()
    ids = ([passage.id for passage in now.passages(one.id)] for one in now.summaries())
    return sum(now.allows(key, filters=filters) for some in ids for key in now.keys_of(some)) / len(now)


def _seconds(query: str, filters: Filters, *, library: Library) -> float:
    begun = time.perf_counter()
    search(read_query(query, library=library), k=10, filters=filters, library=library)
    return time.perf_counter() - begun


def _adding(source: Path, *, library: Library) -> float:
    begun = time.perf_counter()
    add_sources([str(source)], library=library)
    return time.perf_counter() - begun


def say(value: Any) -> None:
    """One JSON line on stdout."""
    sys.stdout.write(json.dumps(value) + "\n")


if __name__ == "__main__":
    {"search": search_by_turns, "again": add_again, "change": change}[sys.argv[1]](*sys.argv[2:])
