"""A follow-up is completed from the earlier questions; any other question is unchanged."""

import pytest

from assistant.question.follow_up import standalone


@pytest.mark.parametrize(
    "question",
    [
        "How many members does the UN Committee against Torture have?",
        "Can somebody be locked up just because he cannot repay what he borrowed?",
        "Is there a duty to tell the consulate when a tourist is arrested abroad?",
        "Article 17 GC III",
        "Does the Rome Statute set up a court?",
        "",
    ],
    ids=["own subject", "pronoun that points into the question", "there", "a reference", "an instrument", "empty"],
)
def test_a_question_that_stands_alone_is_left_alone(question: str) -> None:
    assert standalone(question, history=["What does Article 5 of the ECHR protect?"]) == question


def test_without_history_nothing_is_added() -> None:
    assert standalone("and can it be suspended?") == "and can it be suspended?"


@pytest.mark.parametrize(
    ("question", "history", "wanted"),
    [
        ("and can it be suspended in wartime?", ["What does Article 5 of the ECHR protect?"], "ECHR"),
        ("even at night?", ["May a prisoner of war be forced to work?"], "prisoner"),
        ("does she need anyone's permission for that?", ["Can the prosecutor open an investigation?"], "prosecutor"),
        ("Does the Rome Statute allow it?", ["May courts impose the death penalty?"], "penalty"),
        ("why?", ["Can a party leave the ECPT?"], "ECPT"),
        ("whom must it tell?", ["When may a state derogate from the ICCPR?", "And for how long?"], "derogate"),
    ],
    ids=["and", "even", "she", "it", "why", "two questions back"],
)
def test_a_follow_up_takes_its_subject_from_before(question: str, history: list[str], wanted: str) -> None:
    found = standalone(question, history=history)
    assert found.startswith(question)
    assert wanted in found


def test_the_article_asked_about_before_is_not_carried_over() -> None:
    assert "5" not in standalone("and can it be suspended?", history=["What does Article 5 of the ECHR protect?"])


def test_another_number_replaces_the_one_before() -> None:
    asked = standalone(
        "what about the later one, number 13?", history=["Does Protocol No. 6 to the ECHR ban it in war?"]
    )
    assert asked == "Does Protocol No. 13 to the ECHR ban it in war?"


def test_another_article_replaces_the_one_before() -> None:
    asked = standalone("what about article 7?", history=["What does Article 5 of the ECHR protect?"])
    assert asked == "What does Article 7 of the ECHR protect?"


def test_another_instrument_replaces_the_one_before() -> None:
    assert standalone("and under the ICCPR?", history=["Does the ECHR ban torture?"]) == "Does the ICCPR ban torture?"


def test_an_instrument_named_anew_keeps_the_subject_but_not_the_old_instrument() -> None:
    asked = standalone("and does the ICCPR let judges do it?", history=["Does the ECHR allow detention?"])
    assert "detention" in asked
    assert "ECHR" not in asked
