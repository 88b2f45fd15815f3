"""Sources that differ on the fact asked for are both quoted, and the answer says which has the authority."""

from pathlib import Path

import pytest

from assistant.models import Answer
from assistant.settings import Settings
from index.library import Library
from tests.asking import answer, stream

WHEN = "When and by whom was the Convention on the Inspection of Lighthouses adopted?"


@pytest.fixture(scope="module")
def settings() -> Settings:
    return Settings(library=Path("unused"))


def asked(question: str, library: Library, settings: Settings) -> Answer:
    return answer(question, library=library, settings=settings)


def test_a_press_article_and_the_treaty_differ_on_when_and_by_whom(real_library: Library, settings: Settings) -> None:
    reply = asked(WHEN, real_library, settings)
    (conflict,) = reply.conflicts
    sides = {reply.citations[side.citation - 1].hit.document.kind: side for side in conflict.sides}
    assert conflict.about.startswith("the date")
    assert "1974" in sides["article"].says
    assert "14th day of May 1961" in sides["treaty"].says
    assert conflict.primary == sides["treaty"].citation


def test_the_answer_begins_with_the_conflict(real_library: Library, settings: Settings) -> None:
    reply = asked(WHEN, real_library, settings)
    first = reply.text.split("\n\n")[0]
    assert first.startswith("The sources differ on the date")
    assert f"[{reply.conflicts[0].primary}] (primary source)" in first


def test_what_is_shown_while_an_answer_grows_has_no_conflict_without_its_citations(
    real_library: Library, settings: Settings
) -> None:
    *growing, last = stream(WHEN, library=real_library, settings=settings)
    assert growing
    assert not any(reply.conflicts for reply in growing)
    assert last.conflicts


@pytest.mark.parametrize(
    "question",
    [
        "How long after the notification may a visit to a lighthouse begin?",
        "For how long are members of the Inspectorate elected?",
        "How many pilots may assist the Inspectorate?",
        "How often did the light at the Needle Rock fail?",
        "May the Inspectorate interview a keeper in private?",
    ],
)
def test_sources_on_different_events_are_not_in_conflict(
    question: str, real_library: Library, settings: Settings
) -> None:
    assert not asked(question, real_library, settings).conflicts


def test_a_treaty_mentioned_in_an_article_is_searched_as_well(real_library: Library, settings: Settings) -> None:
    reply = asked("When was the treaty that Northport wants to leave adopted?", real_library, settings)
    kinds = [citation.hit.document.kind for citation in reply.citations]
    assert kinds[:1] == ["treaty"]
    assert "article" in kinds
