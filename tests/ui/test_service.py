"""The service: limits on questions and searches, sessions, and tracing that is off."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.settings import Settings, read_settings
from corpus.errors import UnknownDocument, UnusableRequest
from index.library import Library
from ui import service
from ui.service import LARGEST_K, LOCAL, LONGEST_QUESTION, QuestionItem, Session

LONG = "lamp " * (LONGEST_QUESTION // 5) + "s"
TRACING = ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING", "LANGCHAIN_TRACING_V2")


@pytest.fixture
def session(hash_library: Library) -> Session:
    return Session(hash_library, Settings(library=hash_library.folder))


@pytest.mark.parametrize(
    "asking",
    [
        lambda session: service.ask(LONG, session=session),
        lambda session: service.ask("lamps", history=[LONG], session=session),
        lambda session: service.search(LONG, session=session),
        lambda session: service.search("lamps", history=[LONG], session=session),
        lambda session: service.ask_many([QuestionItem("lamps"), QuestionItem(LONG)], session=session),
        lambda session: service.search_many([QuestionItem("lamps"), QuestionItem("keepers", (LONG,))], session=session),
    ],
    ids=["question", "history", "query", "history of a query", "one of many questions", "one of many queries"],
)
def test_a_long_text_is_refused_with_the_limit(asking: Callable[[Session], object], session: Session) -> None:
    with pytest.raises(UnusableRequest, match="4,001 characters is too long; expected at most 4,000"):
        asking(session)


def test_the_longest_question_is_answered(session: Session) -> None:
    assert service.ask(LONG[:LONGEST_QUESTION], session=session).question == LONG[:LONGEST_QUESTION]


def test_a_search_for_too_many_passages_is_refused_with_the_limit(session: Session) -> None:
    assert service.search("lamps", k=LARGEST_K, session=session)
    with pytest.raises(UnusableRequest, match="1001 passages are too many for one search; expected at most 1000"):
        service.search("lamps", k=LARGEST_K + 1, session=session)


def test_the_answer_grows_to_what_ask_gives(session: Session) -> None:
    question = "What must the Party provide the Inspectorate with during a visit?"
    *_, last = service.stream(question, session=session)
    assert last == service.ask(question, session=session)


def test_many_answers_come_in_the_order_of_their_questions(session: Session) -> None:
    asked = [
        QuestionItem("Who elects the members?"),
        QuestionItem("And for how long?", ("Who elects the members?",)),
        QuestionItem(""),
    ]
    assert [found.question for found in service.ask_many(asked, session=session)] == [one.text for one in asked]


@pytest.mark.parametrize(
    ("given", "first", "last"), [("2016", "2016-01-01", "2016-12-31"), ("2016-03", "2016-03-01", "2016-03-31")]
)
def test_a_year_or_month_stands_for_all_its_days(given: str, first: str, last: str, session: Session) -> None:
    within = service.filters(since=given, until=given, session=session)
    assert (within.since, within.until) == (first, last)


def test_a_document_is_narrowed_to_by_any_of_its_names(session: Session) -> None:
    within = service.filters(document="Convention on the Inspection of Lighthouses", session=session)
    assert within.document == "lighthouse-convention"
    with pytest.raises(UnknownDocument):
        service.filters(document="no such document", session=session)


def test_none_is_removed_where_one_name_is_unknown(tmp_path: Path, documents_folder: Path) -> None:
    with service.open(Settings(library=tmp_path / "library", encoder="hash"), empty=True) as session:
        service.add([str(documents_folder)], session=session)
        with pytest.raises(UnknownDocument):
            list(service.remove(["lighthouse-convention", "nobody"], session=session))
        assert service.has_document("lighthouse-convention", session=session)
        assert [gone.id for gone in service.remove(["lighthouse-convention"], session=session)] == [
            "lighthouse-convention"
        ]
        assert not service.has_document("lighthouse-convention", session=session)


def test_a_session_has_its_owner(tmp_path: Path) -> None:
    settings = Settings(library=tmp_path / "library", encoder="hash")
    with service.open(settings, empty=True) as here, service.open(settings, owner="somebody", empty=True) as there:
        assert (here.owner, there.owner) == (LOCAL, "somebody")


def test_another_model_is_another_session_and_the_first_stays_as_it_was(session: Session) -> None:
    models = ("openai:gpt-x", "ollama:llama3.1:8b")
    first = Session(session.library, Settings(library=Path(), model=models[0], models=models), "somebody")
    second = first.with_model(models[1])
    assert (first.settings.model, second.settings.model, second.owner) == (*models, "somebody")
    with pytest.raises(UnusableRequest, match="not among the models"):
        first.with_model("openai:somebody-elses")


def test_warming_up_loads_the_encoder(tmp_path: Path, documents_folder: Path) -> None:
    with service.open(Settings(library=tmp_path / "library"), empty=True) as session:
        service.add([str(documents_folder)], session=session)
    with service.open(Settings(library=tmp_path / "library")) as session:
        assert session.library._encoder is None
        service.warm_up(session=session)
        assert session.library._encoder is not None


@pytest.mark.parametrize(("asked_for", "traced"), [("", False), ("off", False), ("on", True)])
def test_langchain_traces_only_where_our_own_setting_asks_for_it(
    asked_for: str, traced: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from langsmith.utils import get_env_var, tracing_is_enabled

    for name in TRACING:
        monkeypatch.setenv(name, "true")
    environ = os.environ | {"PINPOINT_TRACING": asked_for, "PINPOINT_ENCODER": "hash"}
    with service.open(read_settings(environ, library=tmp_path / "library"), empty=True):
        get_env_var.cache_clear()
        assert bool(tracing_is_enabled()) is traced
    get_env_var.cache_clear()


def test_an_unknown_value_of_the_tracing_setting_is_refused() -> None:
    with pytest.raises(UnusableRequest, match='PINPOINT_TRACING is "maybe"; expected on or off'):
        read_settings({"PINPOINT_TRACING": "maybe"})
