"""The statements of a model are verified against the passages they quote; ScriptedModel is the fake model."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult

from assistant.answer.generate import ScriptedModel, Written, write
from assistant.answer.prompts import NOT_IN_SOURCES
from corpus.errors import FailedModel
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
        ('It may. [P1: "The"]', "says nothing"),
        ('Fine. [P1: "It shall publish nothing"]\nBad. [P1: "It shall publish everything"]', "P1"),
    ],
    ids=[
        "invented key",
        "altered quote",
        "no words",
        "no quote",
        "nothing",
        "ellipsis",
        "no word of weight",
        "one of two altered",
    ],
)
def test_an_answer_that_cannot_be_verified_has_a_fault(script: str, fault: str, hit: Hit) -> None:
    assert fault in last(script, hit).fault


def test_the_agreed_sentence_is_a_refusal_and_no_answer(hit: Hit) -> None:
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


@pytest.mark.parametrize(
    "bracket",
    [
        '[P1: "at any time"]',
        "[P1: “at any time”]",
        "[P1: 'at any time']",
        "[P1: «at any time»]",
        '[ P1 : "at any time" ]',
        '[P1 "at any time"]',
        "[P1: at any time]",
        '[P1, "at any time"]',
    ],
)
def test_a_small_model_may_be_loose_with_the_form_but_not_with_the_words(bracket: str, hit: Hit) -> None:
    (draft,) = last(f"It may come. {bracket}", hit).drafts
    assert (draft.text, [quote.text for quote in draft.quotes]) == ("It may come.", ["at any time"])
    assert last(f"It may come. {bracket.replace('any', 'no')}", hit).fault


def test_brackets_on_a_line_of_their_own_belong_to_the_sentence_before(hit: Hit) -> None:
    (draft,) = last('It may come.\n\n[P1: "at any time"]\n', hit).drafts
    assert (draft.text, len(draft.quotes), draft.support) == ("It may come.", 1, "supported")


@pytest.mark.parametrize(
    "thoughts",
    ['<think>Hm. [P7: "nothing"]\nMaybe.</think>\n', "Hm, let me see.\n</think>\n", "<thinking>x</thinking>"],
    ids=["whole", "without its beginning", "by another name"],
)
def test_the_reasoning_of_a_model_is_no_part_of_its_answer(thoughts: str, hit: Hit) -> None:
    written = last(f'{thoughts}It may come. [P1: "at any time"]', hit)
    assert ([draft.text for draft in written.drafts], written.fault) == (["It may come."], "")


def test_reasoning_is_not_shown_while_it_is_streamed(hit: Hit) -> None:
    script = '<think> It may not come. </think> It may come. [P1: "at any time"]'
    steps = write("When?", hits=[hit], model=ScriptedModel(script=script))
    assert not any("not come" in draft.text for step in steps for draft in step.drafts)


def test_a_refusal_beside_quotes_is_a_partial_answer(hit: Hit) -> None:
    written = last(f'It may come. [P1: "at any time"]\n{NOT_IN_SOURCES}', hit)
    assert written.in_part
    assert [draft.text for draft in written.drafts] == ["It may come."]


def test_the_model_is_told_what_was_wrong_with_its_answer(hit: Hit) -> None:
    model = ScriptedModel(script=['A. [P1: "never"] B. [P9: "x"] C. [P1]', 'Yes. [P1: "at any time"]'])
    *_, written = write("When?", hits=[hit], model=model)
    assert not written.fault
    complaint = str(model.asked[1][-1].content)
    assert 'The words "never" do not stand in P1.' in complaint
    assert "P9 is not among the passages: P1." in complaint
    assert "[P1] has no words behind its key." in complaint


class Citing(BaseChatModel):
    """Cites as providers do: annotations on its text, in the standard form or in Anthropic's own."""

    pieces: list[AIMessageChunk] = []  # noqa: RUF012 - pydantic copies a field's default for each model

    @property
    def _llm_type(self) -> str:
        return "citing"

    def _generate(self, *_: Any, **__: Any) -> ChatResult:
        raise AssertionError("only streaming is asked for")

    def _stream(self, *_: Any, **__: Any) -> Iterator[ChatGenerationChunk]:
        yield from (ChatGenerationChunk(message=piece) for piece in self.pieces)


def standard(cited: str, **more: Any) -> list[AIMessageChunk]:
    note = {"type": "citation", "cited_text": cited} | more
    block = {"type": "text", "text": "It may come at night. It may stay.", "annotations": [note]}
    return [AIMessageChunk(content=[block], response_metadata={"output_version": "v1"})]


def anthropic(cited: str) -> list[AIMessageChunk]:
    location = {"type": "char_location", "cited_text": cited, "document_index": 0, "document_title": "P1"}
    blocks: list[dict[str, Any]] = [
        {"type": "text", "text": "It may come ", "index": 0},
        {"type": "text", "text": "at night.", "index": 0},
        {"type": "text", "text": "", "citations": [location], "index": 0},
    ]
    end = {"model_provider": "anthropic", "stop_reason": "end_turn"}
    said = [AIMessageChunk(content=[block], response_metadata={"model_provider": "anthropic"}) for block in blocks]
    return [*said, AIMessageChunk(content=[], response_metadata=end)]


@pytest.mark.parametrize("pieces", [standard("at any time"), anthropic("at any\n time")], ids=["standard", "Anthropic"])
def test_a_providers_own_citation_is_used_where_its_words_are_found(pieces: list[AIMessageChunk], hit: Hit) -> None:
    *_, written = write("When?", hits=[hit], model=Citing(pieces=pieces))
    assert not written.fault
    assert [quote.text for draft in written.drafts for quote in draft.quotes] == ["at any time"]
    assert written.drafts[0].text.startswith("It may come at night.")


@pytest.mark.parametrize("pieces", [standard("at no time"), anthropic("at no time")], ids=["standard", "Anthropic"])
def test_a_providers_own_citation_is_verified_all_the_same(pieces: list[AIMessageChunk], hit: Hit) -> None:
    *_, written = write("When?", hits=[hit], model=Citing(pieces=pieces))
    assert "not in the passages" in written.fault
    assert not any(draft.quotes for draft in written.drafts)


def test_a_providers_citation_is_inserted_at_its_position_and_one_without_words_is_left_out(hit: Hit) -> None:
    *_, written = write("When?", hits=[hit], model=Citing(pieces=standard("at any time", end_index=21)))
    assert written.drafts[0].text == "It may come at night. It may stay."
    *_, written = write("When?", hits=[hit], model=Citing(pieces=standard("", url="https://evil.example")))
    assert "quoted no passage" in written.fault


@pytest.mark.parametrize(
    "note",
    ["a citation", {}, {"type": "citation"}, {"type": "citation", "cited_text": 3}],
    ids=["no object", "nothing", "no words", "a number"],
)
def test_a_malformed_citation_is_left_out(note: Any, hit: Hit) -> None:
    block = {"type": "text", "text": 'At night. [P1: "at any time"]', "annotations": [note]}
    piece = AIMessageChunk(content=[block], response_metadata={"output_version": "v1"})
    *_, written = write("When?", hits=[hit], model=Citing(pieces=[piece]))
    assert [quote.text for draft in written.drafts for quote in draft.quotes] == ["at any time"]


def test_a_citation_without_a_numeric_position_is_inserted_at_the_end(hit: Hit) -> None:
    *_, written = write("When?", hits=[hit], model=Citing(pieces=standard("at any time", end_index=None)))
    assert [quote.text for draft in written.drafts for quote in draft.quotes] == ["at any time"]


@pytest.mark.parametrize(
    "fault", [AttributeError, TypeError, KeyError, ValueError, RuntimeError], ids=lambda f: f.__name__
)
@pytest.mark.parametrize("where", ["cited_text", "stop_reason", "is_complete", "until_deadline"])
def test_a_mistake_of_ours_is_not_blamed_on_the_model(
    fault: type[Exception], where: str, hit: Hit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mistaken(*_: Any, **__: Any) -> None:
        raise fault("a mistake of ours")

    monkeypatch.setattr(f"assistant.answer.generate.{where}", mistaken)
    with pytest.raises(fault, match="a mistake of ours"):
        last('At any time. [P1: "at any time"]', hit)


@pytest.mark.parametrize(
    "fault", [AttributeError, TypeError, KeyError, ValueError, RuntimeError], ids=lambda f: f.__name__
)
def test_what_a_providers_package_raises_over_an_answer_is_the_models_failure(fault: type[Exception], hit: Hit) -> None:
    with pytest.raises(FailedModel, match="not understood"):
        list(write("When?", hits=[hit], model=ScriptedModel(script="It may", error=fault("sk-secret")), name="a:b"))


def test_a_message_that_langchain_cannot_read_is_the_models_failure(hit: Hit, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable(_: AIMessageChunk) -> None:
        raise KeyError("type")

    monkeypatch.setattr(AIMessageChunk, "content_blocks", property(unreadable))
    with pytest.raises(FailedModel, match="not understood"):
        last('At any time. [P1: "at any time"]', hit)
