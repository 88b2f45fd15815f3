"""Fixtures for the tests of libraries and stores: small generated documents."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from corpus.models import Document
from index.library import Library

ARTICLE = """Article {number}
Keeping of {subject}

1. Each Party shall keep its {subject} in good order and shall inspect it every {number} months.
2. The Committee may visit any place where a {subject} is kept, on {number} days' notice:
(a) by day; and
(b) by night, where the Party agrees.
"""


def document(id: str = "lamps", *, subjects: tuple[str, ...] = ("lamp", "bell"), **facts: Any) -> Document:
    """A small treaty with an article for each subject; equal arguments give equal bytes."""
    articles = [ARTICLE.format(number=number, subject=subject) for number, subject in enumerate(subjects, 1)]
    text = "\n".join(["CONVENTION ON GOOD ORDER\n", *articles])
    given = {
        "id": id,
        "title": f"Convention on {id}",
        "short_title": "",
        "kind": "treaty",
        "issuer": "",
        "date": "",
        "url": "",
        "source": f"/papers/{id}.md",
        "language": "en",
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "text": text,
    }
    return Document(**(given | facts))


@pytest.fixture
def make_document() -> Callable[..., Document]:
    return document


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "library"


@pytest.fixture
def library(folder: Path) -> Iterator[Library]:
    with Library.open(folder, encoder="hash") as opened:
        yield opened


def ids_of(library: Library, found: Sequence[tuple[int, float]]) -> list[str]:
    """The ids of passages found by their keys, in that order."""
    places = library.at().places([key for key, _ in found])
    return [places[key].passage_id for key, _ in found]
