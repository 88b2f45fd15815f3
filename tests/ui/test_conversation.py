"""The updates of the conversation panel where a chat model is configured; without browser or server."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answer.generate import ScriptedModel
from assistant.models import Answer
from assistant.settings import Settings
from index.library import Library
from tests.asking import answer
from ui.cli.terminal import print_answer
from ui.page.conversation import Conversation, PageUpdate
from ui.page.render import plain_text
from ui.service import Session

QUESTION = "How long are the members elected?"
MODELS = ("openai:gpt-x", "ollama:llama3.1:8b")
GOOD = 'Five years. [P1: "The members shall be elected for a period of five years."]\nThat is long.'


def asked(library: Library, *, model: str, script: str = GOOD, error: Exception | None = None) -> PageUpdate:
    """The page after a question, answered by Pinpoint's own chain."""
    session = Session(library, Settings(library=Path(), model=MODELS[0], models=MODELS))

    def answers(question: str, *, history: Sequence[str], session: Session) -> Iterator[Answer]:
        writer = ScriptedModel(script=script, error=error) if session.settings.writes else None
        yield answer(question, history=history, library=session.library, settings=session.settings, model=writer)

    *_, last = Conversation(session, answers).ask(QUESTION, (), model)
    return last


def test_a_models_answer_names_it_and_marks_what_is_not_verified(hash_library: Library) -> None:
    _, _, log, _ = asked(hash_library, model=MODELS[1])
    assert "Written by <b>ollama:llama3.1:8b</b>" in log
    assert log.count("not verified in the sources") == 1


def test_without_the_model_the_sources_own_words_say_so(hash_library: Library) -> None:
    _, _, log, _ = asked(hash_library, model="")
    assert "no model wrote this" in log
    assert "unverified" not in log


def test_a_model_that_fails_leaves_the_question_the_reason_and_the_quotes(hash_library: Library) -> None:
    _, (exchange,), log, _ = asked(hash_library, model=MODELS[0], error=ConnectionError("sk-secret"))
    assert (exchange.state, exchange.question) == ("answered", QUESTION)
    assert "cannot be reached" in log
    assert "five years" in log
    assert "sk-secret" not in log
    assert "no model wrote this" in log


def test_a_model_that_nobody_configured_cannot_be_chosen(hash_library: Library) -> None:
    _, (exchange,), log, _ = asked(hash_library, model="openai:somebody-elses")
    assert exchange.state == "failed"
    assert "not among the models" in log


def test_the_terminal_says_the_lead_first_and_how_a_follow_up_was_understood(
    hash_library: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    found = answer(QUESTION, library=hash_library, settings=Settings(library=Path()))
    print_answer(replace(found, lead="For five years.", read_as="How long are the members of it elected?"))
    printed = capsys.readouterr().out
    assert printed.startswith("Understood as: How long are the members of it elected?\n\nFor five years.\n\n")
    assert found.plain in printed


def test_copied_and_in_the_terminal_an_answer_is_plain_text(
    hash_library: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    script = 'Five * years \\ & more. [P1: "The members shall be elected for a period of five years."]'
    found = answer(
        QUESTION, library=hash_library, settings=Settings(library=Path()), model=ScriptedModel(script=script)
    )
    print_answer(found)
    said = "Five * years \\ & more. [1]"
    assert said in plain_text(found)
    assert said in (printed := capsys.readouterr().out)
    assert "Written by ScriptedModel" in printed
    assert found.text == "Five \\* years \\\\ & more. [1]"
