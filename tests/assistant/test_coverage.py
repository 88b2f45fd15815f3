"""The share of a claim's words that a text has, by vectors of words that are encoded once for each encoder."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from assistant.verify.claims import claim as coverage
from index.encode.encoder import Vectors


class Constant:
    """An encoder with one vector for all words, or one for each, of `dimensions` numbers."""

    dimensions = 4

    def __init__(self, name: str, axis: int) -> None:
        self.name, self.axis, self.encoded = name, axis, 0

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.encoded += len(texts)
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        rows[:, self.axis] = 1
        return rows


@dataclass(frozen=True)
class Shelf:
    encoder: Constant


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    coverage._vectors.clear()


def rows(encoder: Constant, *words: str) -> Any:
    return coverage._encoded(words, Shelf(encoder))  # type: ignore[arg-type]


def test_a_new_encoder_never_gets_the_vectors_of_one_that_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.id", lambda _: 1)
    one, other = Constant("one", axis=0), Constant("other", axis=1)
    assert rows(one, "lamp")[0, 0] == rows(other, "lamp")[0, 1] == 1


def test_a_word_is_encoded_once_for_one_encoder_however_often_it_is_loaded() -> None:
    first, again = Constant("one", axis=0), Constant("one", axis=0)
    rows(first, "lamp", "keeper", "lamp")
    rows(again, "lamp", "keeper")
    assert (first.encoded, again.encoded) == (2, 0)


def test_no_more_words_are_kept_than_are_allowed_and_the_newest_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage, "_KEPT", 10)
    encoder = Constant("one", axis=0)
    assert rows(encoder, *[f"word{at}" for at in range(50)]).shape == (50, 4)
    assert [word for *_, word in coverage._vectors] == [f"word{at}" for at in range(40, 50)]


def test_threads_that_delete_each_others_vectors_still_get_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage, "_KEPT", 5)
    encoder = Constant("one", axis=2)

    def many(thread: int) -> bool:
        return all(rows(encoder, f"{thread}-{at}", f"{at}", "lamp")[:, 2].all() for at in range(300))

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(many, range(8)))
