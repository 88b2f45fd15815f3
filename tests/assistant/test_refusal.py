"""A question that the sources do not answer is refused, with what was searched and the nearest passages."""

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answer.abstain import reason_to_abstain
from assistant.models import Answer
from assistant.question.question import understand
from assistant.settings import Settings
from index.library import Library
from tests.asking import answer


def ask(question: str, library: Library) -> Answer:
    return answer(question, library=library, settings=Settings(library=Path()))


@pytest.mark.parametrize(
    "question", ["Who won the football cup?", "print('hello') in Java", "???", "", "Give me a pancake recipe"]
)
def test_another_subject_is_refused(question: str, hash_library: Library) -> None:
    found = ask(question, hash_library)
    assert found.status == "not_in_sources"
    assert not found.citations
    assert "I searched 4 documents (1 treaty, 1 judgment, 2 articles)" in found.text
    assert found.suggestions


def test_a_refusal_offers_the_nearest_passages_and_quotes_none(hash_library: Library) -> None:
    found = ask("Who won the football cup?", hash_library)
    assert found.nearest
    assert "“" not in found.text


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("What does rule 12 of the Bangkok Rules say?", "Bangkok Rules"),
        ("What did the Court hold in Pharos v. Southport?", "Pharos v. Southport"),
        ("Quote article 2 of the Treaty of Lumen", "Treaty of Lumen"),
        ("What does General Comment No. 20 say about lamps?", "General Comment No. 20"),
        ("Does the Convention on the Inspection of Harbours allow it?", "Convention on the Inspection of Harbours"),
    ],
)
def test_a_source_that_the_library_lacks_is_named(question: str, name: str, hash_library: Library) -> None:
    assert name in [each.name for each in understand(question, library=hash_library).missing]
    found = ask(question, hash_library)
    assert found.status == "not_in_sources"
    assert f"“{name}”" in found.statements[0].text


def test_sources_in_the_library_answer_and_missing_ones_are_named(hash_library: Library) -> None:
    question = (
        "How do the Convention on the Inspection of Lighthouses and the Bangkok Rules treat interviews in private?"
    )
    found = ask(question, hash_library)
    assert found.status == "partial"
    assert found.statements[0].text == "“Bangkok Rules” is not in the library."
    assert {citation.hit.document.kind for citation in found.citations} >= {"treaty"}
    assert any("pinpoint add" in offer and "http" in offer for offer in found.suggestions)


@pytest.mark.parametrize(
    "question",
    [
        "What does the Convention on the Inspection of Lighthouses say about visits?",
        "What does the Lighthouse Convention say about visits?",
        "Why did Northport lose in Pharos v. Northport?",
        "Does the Convention allow reservations?",
        "May a Party denounce the convention?",
    ],
    ids=["title", "by some of its words", "case", "no name", "lower case"],
)
def test_a_source_that_the_library_has_is_not_missed(question: str, hash_library: Library) -> None:
    assert understand(question, library=hash_library).missing == ()


def test_a_known_instrument_comes_with_the_address_of_its_text(hash_library: Library) -> None:
    assert any(
        "pinpoint add" in offer and "http" in offer
        for offer in ask("What does article 3 of the ECHR say?", hash_library).suggestions
    )


@pytest.mark.parametrize(
    "question",
    [
        "How many states are party to the lighthouse convention?",
        "Which countries have ratified it as of today?",
        "Who is the current president of the Inspectorate?",
    ],
)
def test_a_question_for_facts_that_change_with_time_is_refused(question: str, hash_library: Library) -> None:
    assert "changes with time" in reason_to_abstain(understand(question, library=hash_library))


@pytest.mark.parametrize(
    "question",
    [
        "How many ratifications are needed for entry into force?",
        "We join today: when are we bound?",
        "How many members has the Inspectorate?",
    ],
)
def test_a_rule_about_numbers_and_dates_is_not_mistaken_for_it(question: str, hash_library: Library) -> None:
    assert reason_to_abstain(understand(question, library=hash_library)) == ""


def test_an_empty_library_says_that_it_is_empty(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library", encoder="hash") as library:
        found = ask("May inspectors visit?", library)
    assert found.status == "not_in_sources"
    assert "a library that is empty" in found.text
    assert replace(found, nearest=()) == found
