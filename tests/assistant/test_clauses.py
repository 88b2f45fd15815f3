"""A sentence is divided into what can be true or false by itself."""

import pytest

from assistant.verify.claims.decompose import clauses

TOLD = "The convention, adopted by the League in 1974, obliges States to light lamps and prohibits darkness."


def test_what_is_told_in_passing_and_each_verb_are_claims_of_their_own() -> None:
    assert [clause.text for clause in clauses(TOLD)] == [
        "The convention was adopted by the League in 1974.",
        "The convention obliges States to light lamps.",
        "The convention prohibits darkness.",
    ]


def test_each_claim_knows_where_its_words_stand() -> None:
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


def test_several_subjects_were_made() -> None:
    (made, _) = clauses("The protocols, signed in 1977, protect keepers at sea.")
    assert made.text == "The protocols were signed in 1977."


@pytest.mark.parametrize("sentence", ["", "Well.", "A lamp"])
def test_what_says_nothing_has_no_claim(sentence: str) -> None:
    assert clauses(sentence) == []


def test_a_relative_clause_tells_of_what_stands_before_it() -> None:
    sentence = "Northport will leave the Convention on Lamps, which was adopted by the League in 1974."
    assert [clause.text for clause in clauses(sentence)] == [
        "Northport will leave the Convention on Lamps.",
        "The Convention on Lamps was adopted by the League in 1974.",
    ]


def test_what_only_says_where_is_no_subject() -> None:
    (clause,) = clauses("Under the treaty, signed in 1977, keepers may rest at noon.")
    assert clause.text == "Under the treaty, signed in 1977, keepers may rest at noon."


def test_what_goes_along_is_a_claim_of_its_own() -> None:
    sentence = "Northport ratified the treaty in 1996, with its provisions taking effect two years later."
    assert [clause.text for clause in clauses(sentence)] == [
        "Northport ratified the treaty in 1996.",
        "Its provisions taking effect two years later.",
    ]
    assert [sentence[clause.start : clause.end] for clause in clauses(sentence)] == [
        "Northport ratified the treaty in 1996,",
        "its provisions taking effect two years later.",
    ]
