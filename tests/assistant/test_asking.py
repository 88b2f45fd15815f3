"""The intent of a question is recognised by its words."""

import pytest

from assistant.question.intent import asks_for_many, wanted


@pytest.mark.parametrize(
    "question",
    [
        "How long is the term of a keeper?",
        "How much notice must be given?",
        "When would the rule take effect?",
        "When does the mandate expire?",
        "and when will it end",
        "What period is allowed?",
    ],
)
def test_a_question_for_a_duration_is_recognised(question: str) -> None:
    assert "duration" in wanted(question)


@pytest.mark.parametrize(
    "question",
    [
        "",
        "May keepers sleep?",
        "May keepers sleep when storms end?",
        "How much breathing is heard?",
        "Where is the lamp?",
    ],
)
def test_other_questions_do_not_ask_for_a_duration(question: str) -> None:
    assert "duration" not in wanted(question)


@pytest.mark.parametrize(
    ("question", "many"),
    [
        ("Compare the lamps of both conventions", True),
        ("What do the regional conventions say of lamps?", True),
        ("Which treaties forbid open fires?", True),
        ("What does the convention say of lamps?", False),
        ("", False),
    ],
)
def test_several_instruments_are_asked_for(question: str, many: bool) -> None:
    assert asks_for_many(question) is many
