"""The chain as a LangChain Runnable: invoked, streamed, batched, awaited, traced, and composed with others."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.runnables import RunnableLambda

from assistant.answer.chain import Asked, Chain, Input, chain
from assistant.models import Answer
from assistant.retrieve.retriever import PinpointRetriever
from assistant.settings import Settings
from corpus.errors import BrokenLibrary
from index.library import Library

PLAIN = Settings(library=Path())
NOTICE = "Within what notice may the inspectors visit a lighthouse?"
AWARD = "What did the Court award the applicant in Pharos v. Northport?"


@pytest.fixture
def asking(hash_library: Library) -> Chain:
    return chain(library=hash_library, settings=PLAIN)


@pytest.mark.parametrize(
    "given",
    [NOTICE, Asked(NOTICE), {"question": NOTICE}, {"question": NOTICE, "history": []}],
    ids=["words", "a question asked", "a dictionary", "a dictionary with no history"],
)
def test_a_question_is_accepted_in_every_form_that_chains_pass(given: Input, asking: Chain) -> None:
    assert asking.invoke(given).text.startswith("Article 4(1) of the Convention on the Inspection of Lighthouses says")


def test_earlier_questions_come_with_the_question(asking: Chain) -> None:
    first = "How long are the members elected?"
    found = asking.invoke({"question": "and may they be re-elected?", "history": [first]})
    assert found == asking.invoke(Asked("and may they be re-elected?", (first,)))
    assert "re-elected once" in found.text


def test_the_stream_grows_to_what_invoking_gives(asking: Chain) -> None:
    states = list(asking.stream(AWARD))
    assert [len(state.statements) for state in states] == list(range(1, len(states) + 1))
    assert len(states) > 1
    assert states[-1] == asking.invoke(AWARD)


def test_a_batch_gives_the_answers_in_the_order_of_the_questions(asking: Chain) -> None:
    questions: list[Input] = [NOTICE, Asked(AWARD), "Who won the football cup?"]
    assert asking.batch(questions) == [asking.invoke(each) for each in questions]


def test_the_chain_can_be_awaited_and_its_growth_too(asking: Chain) -> None:
    async def awaited() -> tuple[Answer, list[Answer]]:
        return await asking.ainvoke(AWARD), [state async for state in asking.astream(AWARD)]

    whole, states = asyncio.run(awaited())
    assert states == list(asking.stream(AWARD))
    assert whole == states[-1] == asking.invoke(AWARD)


def test_callbacks_see_each_step_by_its_name_and_the_passages_found(asking: Chain) -> None:
    events = asyncio.run(gathered(asking.astream_events(NOTICE, version="v2")))
    started = [event["name"] for event in events if event["event"] == "on_chain_start"]
    assert started == ["pinpoint", "understand", "retrieve", "answer", "verify"]
    [retrieved] = [event for event in events if event["event"] == "on_retriever_end"]
    assert "art 4(1)" in [document.metadata["locator"] for document in retrieved["data"]["output"]]
    [last] = [event for event in events if (event["event"], event["name"]) == ("on_chain_end", "pinpoint")]
    assert last["data"]["output"] == asking.invoke(NOTICE)


async def gathered(events: AsyncIterator[Any]) -> list[Any]:
    return [event async for event in events]


def test_the_chain_can_be_a_step_of_another_chain(asking: Chain) -> None:
    shouting = RunnableLambda(str.strip) | asking | RunnableLambda(lambda answer: answer.text.upper())
    assert shouting.invoke(f"  {NOTICE} ").startswith("ARTICLE 4(1) OF THE CONVENTION")


def test_an_error_of_ours_comes_through_as_itself(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library", encoder="hash") as library:
        asking = chain(library=library, settings=PLAIN)
    with pytest.raises(BrokenLibrary, match="has been closed"):
        asking.invoke(NOTICE)


def test_the_retriever_gives_what_the_chain_answers_from(hash_library: Library) -> None:
    found = PinpointRetriever(library=hash_library, k=None).invoke(AWARD)
    answer = chain(library=hash_library, settings=PLAIN).invoke(AWARD)
    assert [each.metadata["passage_id"] for each in found] == [hit.passage.id for hit in answer.passages]


def test_a_document_of_the_retriever_can_be_written_as_json(hash_library: Library) -> None:
    [found] = PinpointRetriever(library=hash_library, k=1).invoke(NOTICE)
    assert found.metadata["locator"] in found.model_dump_json()
