"""The retriever works in any LangChain chain; a question's subject is separated from the names in it."""

from langchain_core.documents import Document as LangChainDocument
from langchain_core.runnables import RunnableLambda

from assistant.question.question import understand
from assistant.retrieve.retrieve import retrieve
from assistant.retrieve.retriever import PinpointRetriever
from index.library import Library
from index.models import Filters

TITLE = "Convention on the Inspection of Lighthouses"


def test_the_retriever_gives_passages_with_their_place_and_source(hash_library: Library) -> None:
    found = PinpointRetriever(library=hash_library, k=3).invoke("visits to a lighthouse")
    assert len(found) == 3
    for document in found:
        passage = hash_library.passage(document.metadata["passage_id"])
        assert document.page_content == passage.text
        assert document.metadata["locator"] == str(passage.locator)
    assert found[0].metadata["score"] >= found[1].metadata["score"]


def test_the_retriever_can_be_narrowed_and_chained(hash_library: Library) -> None:
    retriever = PinpointRetriever(library=hash_library, filters=Filters(kind="judgment"))
    chain = retriever | RunnableLambda(_kinds)
    kinds = chain.invoke("interview")
    assert kinds == {"judgment"}


def _kinds(found: list[LangChainDocument]) -> set[str]:
    return {each.metadata["kind"] for each in found}


def test_the_subject_is_what_is_left_without_names_and_numbers(hash_library: Library) -> None:
    question = understand(f"What does article 5 of the {TITLE} say about masters of ships?", library=hash_library)
    assert "Lighthouses" not in question.subject
    assert "5" not in question.subject
    assert "masters of ships" in question.subject
    assert len(question.documents) == 1


def test_a_request_to_see_a_provision_is_a_lookup_and_a_question_about_it_is_none(hash_library: Library) -> None:
    assert understand(f"{TITLE}, article 5", library=hash_library).intent.lookup
    asked = f"Which reservations to article 5 of the {TITLE} are allowed?"
    assert not understand(asked, library=hash_library).intent.lookup


def test_who_made_an_instrument_and_when_is_looked_for_in_its_last_lines(hash_library: Library) -> None:
    question = understand(f"When was the {TITLE} signed?", library=hash_library)
    assert "closing" in {str(hit.passage.locator) for hit in retrieve(question, library=hash_library).hits}


def test_no_question_finds_nothing(hash_library: Library) -> None:
    assert not retrieve(understand("", library=hash_library), library=hash_library).hits
