"""Time searches in a running process, as in the chat page.

warm.py LIBRARY QUERIES    prints a JSON line for each query: {"id", "seconds"}
"""

import json
import sys
import time
from pathlib import Path

from index.library import Library
from index.search.query import read_query
from index.search.search import search


def main(folder: str, queries: str) -> None:
    """Time ten hits for each query, after an uncounted search that loads modules and indexes."""
    asked = [json.loads(line) for line in Path(queries).read_text(encoding="utf-8").splitlines()]
    with Library.open(Path(folder)) as library:
        search(read_query("warm", library=library), k=10, library=library)
        for query in asked:
            begun = time.perf_counter()
            now = library.at()
            search(read_query(query["query"], library=now), k=10, library=now)
            seconds = time.perf_counter() - begun
            sys.stdout.write(json.dumps({"id": query["id"], "seconds": seconds}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
