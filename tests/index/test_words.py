"""The index of words: BM25 worked by hand, inflected forms, amendments, and incomplete files."""

import math
from pathlib import Path

import numpy as np
import pytest

from index.store.ports import Scope
from index.store.words import Postings, amend_postings, empty_postings, read_postings, write_postings

TEXTS = {
    3: ("Prisons › Visits", "The Committee may visit any prison."),
    5: ("Prisons", "Visits are notified."),
    9: ("Lamps", "The keeper lights the lamp, and the lamp burns."),
}


def index_of(texts: dict[int, tuple[str, str]], *, before: Postings | None = None) -> Postings:
    before = before or empty_postings()
    new = [texts[key] for key in texts if key not in before.keys]
    return amend_postings(before, keys=np.array(list(texts), dtype=np.int64), new=new)


@pytest.fixture
def postings() -> Postings:
    return index_of(TEXTS)


def keys(found: list[tuple[int, float]]) -> list[int]:
    return [key for key, _ in found]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("visiting", [5, 3]),
        ("VISIT prison", [3, 5]),
        ("lamps", [9]),
        ("the", [9, 3]),
        ("balloon", []),
        ("", []),
        ("?!", []),
        ("x" * 5000, []),
    ],
    ids=["another form", "capitals", "plural", "only a stop word", "absent", "nothing", "no word", "a long word"],
)
def test_words_find_the_passages_that_have_them(postings: Postings, query: str, found: list[int]):
    assert keys(postings.ranked(query, k=10)) == found


def test_the_score_is_bm25_as_worked_by_hand(postings: Postings):
    # "lamp" stands twice in the text and once, at half weight, in the context of one of three passages. The lengths
    # are 6 + 2 · 0.5, 3 + 0.5 and 9 + 0.5 words, so that the mean is 20 / 3.
    count, length, mean = 2.5, 9.5, 20 / 3
    score = math.log(1 + 2.5 / 1.5) * count * 2.5 / (count + 1.5 * (0.25 + 0.75 * length / mean))
    assert postings.ranked("lamp", k=1) == [(9, pytest.approx(score, rel=1e-5))]


def test_how_many_passages_have_a_word(postings: Postings):
    assert [postings.count(word) for word in ("visit", "visits", "lamp", "balloon")] == [2, 2, 1, 0]


def test_matched_words_are_written_as_in_the_query(postings: Postings):
    told = postings.matched("who visits the lamp in a prison", keys=[9, 3, 5])
    assert told == {9: ("lamp",), 3: ("visits", "prison"), 5: ("visits", "prison")}


def test_words_are_found_together_in_a_passage_or_in_it_and_the_next(postings: Postings):
    (key, share), *_ = postings.holding("keeper lights the lamp", k=2)
    assert (key, round(share, 3)) == (9, 1.0)
    (key, share), *_ = postings.holding("visits are notified, the keeper lights the lamp", k=3)
    assert (key, share > 0.99, share < 1) == (5, True, True)
    assert postings.holding("", k=3) == postings.holding("balloon", k=3) == empty_postings().holding("lamp", k=3) == []


def test_a_scope_narrows_what_is_found(postings: Postings):
    scope = Scope(np.array([5]), np.array([9]), 3)
    assert keys(postings.ranked("visit lamp", k=10, scope=scope)) == [9, 5]


def test_accents_make_no_difference():
    assert keys(index_of({1: ("", "Le café de l'État")}).ranked("CAFE etat", k=1)) == [1]


def test_an_index_that_is_amended_is_the_one_made_anew():
    first = index_of({key: TEXTS[key] for key in (3, 5)})
    changed = {5: TEXTS[5], 9: TEXTS[9], 12: ("Ropes", "A rope, and a prison of ropes.")}
    amended_, anew = index_of(changed, before=first), index_of(changed)
    for query in ("visit prison", "lamp rope", "committee"):
        assert dict(amended_.ranked(query, k=10)) == pytest.approx(dict(anew.ranked(query, k=10)))
    assert amended_.lengths.tolist() == anew.lengths.tolist()


def test_everything_can_be_taken_out():
    empty = index_of({}, before=index_of(TEXTS))
    assert empty.ranked("lamp", k=1) == []
    assert empty.count("lamp") == 0


def test_what_is_written_is_read(postings: Postings, tmp_path: Path):
    write_postings(tmp_path / "words", postings)
    assert read_postings(tmp_path / "words").ranked("visit lamp", k=5) == postings.ranked("visit lamp", k=5)


@pytest.mark.parametrize("name", ["keys", "counts", "starts"])
def test_a_file_that_is_not_whole_is_an_error(postings: Postings, tmp_path: Path, name: str):
    write_postings(tmp_path / "words", postings)
    file = tmp_path / "words" / f"{name}.npy"
    file.write_bytes(file.read_bytes()[:-8])
    with pytest.raises((OSError, ValueError)):
        read_postings(tmp_path / "words")
