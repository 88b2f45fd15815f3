"""Filters as ranges of keys."""

import numpy as np
import pytest

from index.library import Library
from index.models import Filters
from index.store.ports import Scope

SCOPE = Scope(np.array([3, 10]), np.array([5, 10]), 100)


def test_a_key_is_within_from_the_first_to_the_last_of_a_stretch():
    assert [key for key in range(13) if SCOPE.allows(key)] == [3, 4, 5, 10]
    assert SCOPE.within(np.arange(13)).nonzero()[0].tolist() == [3, 4, 5, 10]


def test_nothing_is_within_no_stretch():
    empty = Scope(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), 100)
    assert not empty.allows(3)
    assert not empty.within(np.arange(5)).any()
    assert empty.size == 0


def test_a_tenth_of_a_library_is_narrow():
    assert SCOPE.narrow
    assert not Scope(np.array([1]), np.array([50]), 100).narrow


def test_where_half_is_allowed_more_than_twice_as_many_are_asked_for():
    assert 2 * 10 < Scope(np.array([1]), np.array([500]), 1000).enlarged(10) <= 4 * 10
    assert SCOPE.enlarged(1_000) == 100


def test_results_are_filtered_in_their_order():
    assert SCOPE.filtered([(10, 0.9), (6, 0.8), (3, 0.7), (4, 0.6)], k=2) == [(10, 0.9), (3, 0.7)]


@pytest.mark.parametrize(
    "filters",
    [Filters(kind="treaty"), Filters(document="lighthouse-convention"), Filters(article="2"), Filters(since="1900")],
    ids=["kind", "document", "article", "date"],
)
def test_the_scope_of_filters_has_just_what_they_allow(hash_library: Library, filters: Filters):
    state = hash_library._stores.record.at()
    scope = state.scope(filters)
    allowed = {key for key in state.keys().tolist() if scope.allows(key)}
    assert allowed
    for document in hash_library.documents():
        for passage in hash_library.passages(document.id):
            key = state.keys_of([passage.id])[passage.id]
            right = {
                "kind": document.kind == "treaty",
                "document": document.id == "lighthouse-convention",
                "article": passage.locator.article == "2",
                "since": (document.date or document.adopted or "") >= "1900",
            }
            (asked,) = [name for name in right if getattr(filters, name)]
            assert (key in allowed) == right[asked], passage.id
