"""The premise of a question is found, and corrected if the sources contradict it."""

from pathlib import Path

import pytest

from assistant.answer.premises import premise
from assistant.models import Answer
from assistant.question.intent import asks_of_making, says_of_making
from assistant.settings import Settings
from index.library import Library
from tests.asking import answer


@pytest.mark.parametrize(
    ("question", "taken"),
    [
        ("Since every Party may refuse a visit, who decides?", "Every Party may refuse a visit."),
        ("Given that reports are published at once, where can I read them?", "Reports are published at once."),
        ("The keeper must be present, so who opens the tower?", "The keeper must be present."),
        (
            "A Party may refuse a visit when the keeper is absent, right?",
            "A Party may refuse a visit when the keeper is absent.",
        ),
        ("Why does the lighthouse convention permit secret lamps?", "The lighthouse convention permits secret lamps."),
        ("In which cases can the Inspectorate punish a keeper?", "The Inspectorate can punish a keeper."),
    ],
)
def test_a_premise_is_turned_into_a_claim(question: str, taken: str) -> None:
    assert premise(question) == taken


@pytest.mark.parametrize(
    "question",
    [
        "May a Party refuse a visit?",
        "When was the convention adopted?",
        "Why?",
        "As of when?",
        "In case of a default, so what?",
        "Under what conditions may a Party leave the convention?",
        "",
    ],
)
def test_an_ordinary_question_has_no_premise(question: str) -> None:
    assert premise(question) == ""


def asked(question: str, library: Library) -> Answer:
    return answer(question, library=library, settings=Settings(library=Path("unused")))


def test_a_false_premise_is_corrected_before_the_answer(real_library: Library) -> None:
    reply = asked(
        "Since reservations to the Convention on the Inspection of Lighthouses are allowed, how are they made?",
        real_library,
    )
    first = reply.statements[0]
    assert first.role == "correction"
    assert first.text.startswith("It is not so that “Reservations to the")
    assert "No reservation may be made" in first.text
    assert str(reply.citations[first.citations[0] - 1].locator) == "art 10"


def test_the_words_of_the_correction_are_not_quoted_twice(real_library: Library) -> None:
    reply = asked(
        "Since reservations to the Convention on the Inspection of Lighthouses are allowed, how are they made?",
        real_library,
    )
    assert sum("No reservation may be made" in said.text for said in reply.statements) == 1


def test_a_true_premise_is_not_mentioned(real_library: Library) -> None:
    reply = asked("Since the Inspectorate may interview any keeper in private, who may listen?", real_library)
    assert not any(said.text.startswith("It is not so") for said in reply.statements)


@pytest.mark.parametrize(
    ("text", "speaks"),
    [
        ("The treaty was adopted by the Assembly.", True),
        ("When was the treaty signed?", True),
        ("It was done at Port Lumen on 14 May 1961.", True),
        ("The Assembly may adopt rules.", False),
        ("Who may visit?", False),
    ],
)
def test_a_question_or_statement_on_the_making_of_a_text_is_recognised(text: str, speaks: bool) -> None:
    assert (asks_of_making(text) or says_of_making(text)) is speaks
