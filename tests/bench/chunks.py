"""The chunks of the systems compared with: RecursiveCharacterTextSplitter 1000/200 over the files of the corpus.

The recipe knows no locators. So that it can be compared, each chunk gets the last article, or numbered paragraph of a
judgment, that begins before the middle of the chunk.
"""

import re
from bisect import bisect_right
from pathlib import Path

from langchain_core.documents import Document
from langchain_text_splitters import RecursiveCharacterTextSplitter

_ARTICLE = re.compile(r"^#+[ *]*(?:Article|Artikel|ARTICLE)\s+(\d+|[IVXLC]+|[A-Z])\b", re.MULTILINE)
_PARAGRAPH = re.compile(r"^(\d{1,3})\.[\t ]", re.MULTILINE)


def chunks(corpus: Path) -> list[Document]:
    """The chunks of all treaties and articles of the corpus, in the order of file names."""
    files = sorted([*corpus.glob("treaties/*.md"), *corpus.glob("articles/*.txt")])
    return [chunk for path in files for chunk in _chunks_of(path)]


def _chunks_of(path: Path) -> list[Document]:
    text = path.read_text(encoding="utf-8", errors="replace")
    starts = [(m.start(), m[1]) for m in (_ARTICLE if path.suffix == ".md" else _PARAGRAPH).finditer(text)]
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200, add_start_index=True)
    made = splitter.create_documents([text], metadatas=[{"source": path.name}])
    for chunk in made:
        middle = chunk.metadata["start_index"] + len(chunk.page_content) // 2
        before = bisect_right(starts, middle, key=lambda start: start[0])
        chunk.metadata["locator"] = starts[before - 1][1] if before else ""
    return made
