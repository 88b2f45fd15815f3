"""Time operations on large libraries in a running process, as in the chat page. Prints JSON lines.

grown.py search QUERIES LIBRARY ...    the share of passages that meets each filter, then the seconds of each search
grown.py again FOLDER LIBRARY          the seconds of adding a folder that was added before
grown.py change FOLDER LIBRARY         the seconds of adding a folder with one changed document, and of adding one alone
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
# In the whole treaty series, kind treaty keeps 97 in 100 passages, the dates 29 (undated ones are left out) and 3.
NARROWED = {
    "no filter": Filters(),
    "kind treaty": Filters(kind="treaty"),
    "since 1945": Filters(since="1945"),
    "since 2010": Filters(since="2010"),
}
# Searches in one library before the next has its turn: noise then affects all libraries, and caches are warm.
IN_A_ROW = 10
# Documents that are changed, one after the other.
TURNS = 5


def time_searches(queries: str, *folders: str) -> None:
    """Time each query, filter and library; libraries are given by size, the smallest first."""
    asked = list(enumerate(json.loads(Path(queries).read_text(encoding="utf-8"))))
    with ExitStack() as held:
        libraries = [held.enter_context(Library.open(Path(folder))) for folder in folders]
        documents = [document.id for document in libraries[0].documents()]
        shares = {name: _share(filters, library=libraries[-1]) for name, filters in NARROWED.items()}
        say({"shares": shares | {ONE: len(libraries[0].at()) / len(documents) / len(libraries[-1].at())}})
        for library in libraries:
            search(read_query("warm", library=library), k=10, library=library)  # loads modules and indexes
        turns = product(range(0, len(asked), IN_A_ROW), _filters(""), enumerate(libraries))
        for start, name, (number, library) in turns:
            for place, query in asked[start : start + IN_A_ROW]:
                filters = _filters(documents[place % len(documents)])[name]
                seconds = _seconds(query, filters, library=library)
                say({"library": number, "filter": name, "seconds": seconds})


def time_adding_again(folder: str, library: str) -> None:
    """Time adding a folder again, after one uncounted document that loads the modules."""
    with Library.open(Path(library)) as opened:
        _adding(min(Path(folder).iterdir()), library=opened)
        say({"seconds": _adding(Path(folder), library=opened)})


def time_changes(folder: str, library: str) -> None:
    """Change documents of medium length: time adding the folder, and adding another changed copy alone."""
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
    """The share of the library's passages that meets the filters."""
    now = library.at()
    ids = ([passage.id for passage in now.passages(one.id)] for one in now.summaries())
    return sum(now.allows(key, filters=filters) for some in ids for key in now.keys_of(some)) / len(now)


def _seconds(query: str, filters: Filters, *, library: Library) -> float:
    begun = time.perf_counter()
    now = library.at()
    search(read_query(query, library=now), k=10, filters=filters, library=now)
    return time.perf_counter() - begun


def _adding(source: Path, *, library: Library) -> float:
    begun = time.perf_counter()
    add_sources([str(source)], library=library)
    return time.perf_counter() - begun


def say(value: Any) -> None:
    """Print a JSON line."""
    sys.stdout.write(json.dumps(value) + "\n")


if __name__ == "__main__":
    {"search": time_searches, "again": time_adding_again, "change": time_changes}[sys.argv[1]](*sys.argv[2:])
