"""A sentence is decomposed into claims that can be true or false by themselves."""

import pytest

from assistant.verify.claims.decompose import clauses

TOLD = "The convention, adopted by the League in 1974, obliges States to light lamps and prohibits darkness."


def test_an_apposition_and_each_verb_are_separate_claims() -> None:
    assert [clause.text for clause in clauses(TOLD)] == [
        "The convention was adopted by the League in 1974.",
        "The convention obliges States to light lamps.",
        "The convention prohibits darkness.",
    ]


def test_each_claim_has_the_position_of_its_words() -> None:
    assert [TOLD[clause.start : clause.end] for clause in clauses(TOLD)] == [
        "The convention, adopted by the League in 1974",
        "obliges States to light lamps",
        "prohibits darkness.",
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Northport ratified the treaty in 1996.",
        "Keepers and pilots may vote.",
        "No visit may begin at night, save where a light has failed.",
        "The lamps, of which there are many, burn well.",
    ],
)
def test_a_sentence_with_one_claim_stays_whole(sentence: str) -> None:
    (clause,) = clauses(sentence)
    assert clause.text == sentence
    assert (clause.start, clause.end) == (0, len(sentence))


def test_several_subjects_take_a_plural_verb() -> None:
    (made, _) = clauses("The protocols, signed in 1977, protect keepers at sea.")
    assert made.text == "The protocols were signed in 1977."


@pytest.mark.parametrize("sentence", ["", "Well.", "A lamp"])
def test_text_without_a_statement_has_no_claim(sentence: str) -> None:
    assert clauses(sentence) == []


def test_a_relative_clause_is_about_the_name_before_it() -> None:
    sentence = "Northport will leave the Convention on Lamps, which was adopted by the League in 1974."
    assert [clause.text for clause in clauses(sentence)] == [
        "Northport will leave the Convention on Lamps.",
        "The Convention on Lamps was adopted by the League in 1974.",
    ]


def test_an_adverbial_phrase_is_no_subject() -> None:
    (clause,) = clauses("Under the treaty, signed in 1977, keepers may rest at noon.")
    assert clause.text == "Under the treaty, signed in 1977, keepers may rest at noon."


def test_a_phrase_with_with_is_a_separate_claim() -> None:
    sentence = "Northport ratified the treaty in 1996, with its provisions taking effect two years later."
    assert [clause.text for clause in clauses(sentence)] == [
        "Northport ratified the treaty in 1996.",
        "Its provisions taking effect two years later.",
    ]
    assert [sentence[clause.start : clause.end] for clause in clauses(sentence)] == [
        "Northport ratified the treaty in 1996,",
        "its provisions taking effect two years later.",
    ]
