"""The bodies that a query names, by their own names and those that laypeople have for them."""

import pytest

from corpus.instruments.bodies import instruments_of_bodies

_ECPT = "ecpt-european-convention-prevention-of-torture"


@pytest.mark.parametrize(
    "query", ["the European anti-torture committee", "Strasbourg torture-prevention visits", "CPT"]
)
def test_a_body_is_known_by_what_it_is_for(query: str) -> None:
    assert _ECPT in instruments_of_bodies(query)


@pytest.mark.parametrize("query", ["", "What do the European Prison Rules say?", "a European prison cell"])
def test_a_prison_in_europe_is_no_body(query: str) -> None:
    assert instruments_of_bodies(query) == ()
