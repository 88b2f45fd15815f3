"""A statement is verified if the passages it cites have its facts and the same polarity."""

import pytest

from assistant.verify.claims.statements import surroundings, verified
from corpus.models import Document, Locator, Passage
from index.models import Hit

SOURCE = (
    "1. The Inspectorate shall consist of ten keepers, elected by the Committee of Harbours for four years. "
    "2. Its reports shall be confidential and shall not be published without the consent of the Party."
)


@pytest.mark.parametrize(
    "text",
    [
        "The Inspectorate consists of ten keepers.",
        "It has 10 keepers, who are elected for four years.",
        "The keepers are elected by the Committee of Harbours.",
        "Its reports may not be published without the consent of the Party.",
    ],
)
def test_a_statement_whose_facts_stand_in_its_source_is_verified(text: str) -> None:
    assert verified(text, sources=[SOURCE]).ok


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("The Inspectorate consists of twelve keepers.", "twelve"),
        ("The keepers are elected for six years.", "six"),
        ("The keepers are elected by the Council of Harbours.", "Council of Harbours"),
        ("The keepers were elected in 1987.", "1987"),
        ("The Inspectorate of Norway has ten keepers.", "Norway"),
    ],
)
def test_missing_facts_are_named(text: str, word: str) -> None:
    found = verified(text, sources=[SOURCE])
    assert not found.ok
    assert f"“{word}”" in found.why or word in found.why


@pytest.mark.parametrize(
    "text",
    [
        "Its reports shall be published.",
        "Its reports may be published.",
    ],
)
def test_a_dropped_negation_is_detected(text: str) -> None:
    assert "not so" in verified(text, sources=[SOURCE]).why


def test_the_title_and_date_of_a_source_count_as_said() -> None:
    document = Document(
        "lamps", "Lighthouse Convention", "", "treaty", "Council of Harbours", "1987-11-26", "", "", "en", "", SOURCE
    )
    hit = Hit(Passage("lamps#1", "lamps", Locator(article="1"), "", 0, len(SOURCE), SOURCE), document, 1.0)
    text = "The Inspectorate of the Council of Harbours, of 1987, consists of ten keepers."
    assert not verified(text, sources=[SOURCE]).ok
    assert verified(text, sources=[SOURCE], context=[surroundings(hit)]).ok


def test_a_statement_without_sources_is_not_verified() -> None:
    assert not verified("The Inspectorate has ten keepers.", sources=[]).ok
