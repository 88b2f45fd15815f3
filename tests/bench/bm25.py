"""BM25 alone over the chunks of the recipe, for comparison.

bm25.py CORPUS QUERIES    prints JSON lines like `pinpoint search --queries`
"""

import json
import sys
from pathlib import Path

import bm25s
import Stemmer
from chunks import chunks


def main(corpus: str, queries: str) -> None:
    """Print ten hits for each query."""
    made = chunks(Path(corpus))
    asked = [json.loads(line) for line in Path(queries).read_text(encoding="utf-8").splitlines()]
    index = bm25s.BM25()
    index.index(_words([chunk.page_content for chunk in made]), show_progress=False)
    found, _ = index.retrieve(_words([query["query"] for query in asked]), k=10, show_progress=False)
    for query, row in zip(asked, found, strict=True):
        places = [made[number].metadata for number in row]
        hits = [{"document": {"source": place["source"]}, "locator": place["locator"]} for place in places]
        sys.stdout.write(json.dumps({"id": query["id"], "hits": hits}) + "\n")


def _words(texts: list[str]) -> object:
    return bm25s.tokenize(texts, stopwords="en", stemmer=Stemmer.Stemmer("english"), show_progress=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
