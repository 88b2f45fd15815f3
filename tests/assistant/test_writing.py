"""A model's answer is held to the words that it rests on; ScriptedModel says whatever it is told to."""

from itertools import pairwise

import pytest
from langchain_core.messages import BaseMessage

from assistant.prompts import NOT_IN_SOURCES
from assistant.writing import ScriptedModel, Written, write
from corpus.models import Document, Locator, Passage
from index.models import Hit

TEXT = "The Inspectorate may visit any lighthouse at any time. It shall publish nothing without consent."


@pytest.fixture
def hit() -> Hit:
    document = Document("lamps", "Lighthouse Convention", "", "treaty", "", "1961-05-14", "", "", "en", "", TEXT)
    return Hit(Passage("lamps#4", "lamps", Locator(article="4", points=("1",)), "", 0, len(TEXT), TEXT), document, 1.0)


def last(script: str, hit: Hit) -> Written:
    *_, written = write("When?", hits=[hit], model=ScriptedModel(script=script))
    return written


def test_a_statement_keeps_the_quote_that_stands_in_its_passage(hit: Hit) -> None:
    written = last('A visit needs no fixed hour. [P1: "may visit any lighthouse at any time"]', hit)
    assert written.fault == ""
    (draft,) = written.drafts
    assert (draft.text, draft.support) == ("A visit needs no fixed hour.", "supported")
    assert [quote.text for quote in draft.quotes] == ["may visit any lighthouse at any time"]


@pytest.mark.parametrize(
    ("script", "fault"),
    [
        ('It may. [P7: "may visit any lighthouse"]', "P7"),
        ('It may not. [P1: "may not visit any lighthouse"]', "P1"),
        ("It may. [P1]", "no words"),
        ("It may visit at any time.", "quoted no passage"),
        ("", "quoted no passage"),
        ('It may. [P1: "may visit … at any time"]', "P1"),
        ('Fine. [P1: "It shall publish nothing"]\nBad. [P1: "It shall publish everything"]', "P1"),
    ],
    ids=["invented key", "altered quote", "no words", "no quote", "nothing", "ellipsis", "one of two altered"],
)
def test_an_answer_that_cannot_be_verified_has_a_fault(script: str, fault: str, hit: Hit) -> None:
    assert fault in last(script, hit).fault


def test_the_sentence_for_silence_is_a_refusal_and_no_answer(hit: Hit) -> None:
    assert last(f"{NOT_IN_SOURCES}\n", hit) == Written(refused=True)


def test_the_answer_grows_and_a_marker_comes_only_with_verified_words(hit: Hit) -> None:
    script = 'At any time. [P1: "may visit any lighthouse at any time"]\nReports are private. [P1: "publish nothing"]'
    steps = list(write("When?", hits=[hit], model=ScriptedModel(script=script)))
    texts = ["\n".join(draft.text for draft in step.drafts) for step in steps]
    assert texts[0] == "At"
    assert all(later.startswith(earlier.rstrip(".")) for earlier, later in pairwise(texts))
    assert [len(draft.quotes) for draft in steps[0].drafts] == [0]
    assert [len(draft.quotes) for draft in steps[-1].drafts] == [1, 1]


def test_a_statement_without_a_quote_is_shown_as_unverified(hit: Hit) -> None:
    written = last('At any time. [P1: "at any time"]\nEveryone knows that.', hit)
    assert [draft.support for draft in written.drafts] == ["supported", "unverified"]


def test_markers_links_and_images_of_the_models_own_are_not_shown(hit: Hit) -> None:
    script = '- See [here](https://evil.example) ![x](https://evil.example/p.png) <b>now</b> [3]. [P1: "at any time"]'
    (draft,) = last(script, hit).drafts
    assert "evil" not in draft.text
    assert "[" not in draft.text
    assert "<" not in draft.text
    assert draft.text.startswith("See here")


def test_the_model_is_shown_the_passages_with_their_keys_and_kinds(hit: Hit) -> None:
    model = ScriptedModel(script='At any time. [P1: "at any time"]')
    list(write("When may it visit?", hits=[hit], model=model))
    instructions, question = (str(message.content) for message in _prompt(model))
    assert "[P1] Article 4(1) of Lighthouse Convention (treaty, 14 May 1961)" in question
    assert TEXT in question
    assert "When may it visit?" in question
    assert NOT_IN_SOURCES in instructions


def _prompt(model: ScriptedModel) -> list[BaseMessage]:
    (prompt,) = model.asked
    return prompt
