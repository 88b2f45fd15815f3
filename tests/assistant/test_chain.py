"""One question through the chain: rewritten, searched, answered, verified; with a model and without."""

import shlex
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answer.generate import ScriptedModel
from assistant.answer.prompts import NOT_IN_SOURCES, VERSION
from assistant.models import Answer
from assistant.retrieve.citations import is_consistent
from assistant.settings import Settings
from corpus.errors import UnusableModel
from index.ingest.add import open_library
from index.library import Library
from tests.asking import answer, stream

PLAIN = Settings(library=Path())
MODELLED = Settings(library=Path(), model="scripted:one")
NOTICE = "Within what notice may the inspectors visit a lighthouse?"


def ask(question: str, library: Library, **more: object) -> Answer:
    return answer(question, library=library, settings=PLAIN, **more)  # type: ignore[arg-type]


def test_the_answer_is_the_words_of_the_treaty_under_its_name_and_article(hash_library: Library) -> None:
    found = ask(NOTICE, hash_library)
    assert found.status == "answered"
    assert found.text.startswith("Article 4(1) of the Convention on the Inspection of Lighthouses says: “")
    assert "at any time visit any lighthouse" in found.text
    assert str(found.citations[0].locator) == "art 4(1)"


@pytest.mark.parametrize(
    "question",
    [
        NOTICE,
        "How long are the members elected?",
        "What must a Party provide during a visit?",
        "What did the Court award the applicant in Pharos v. Northport?",
        "Compare what the treaty and the newspaper say about leaving the convention",
        "Article 6(1)(b) of the Convention on the Inspection of Lighthouses",
        "Who won the football cup?",
        "",
    ],
)
def test_every_marker_has_its_citation_and_every_quote_stands_where_it_says(
    question: str, hash_library: Library
) -> None:
    found = ask(question, hash_library)
    assert is_consistent(found.statements, found.citations)
    assert found.statements
    for citation in found.citations:
        passage = citation.hit.passage
        assert passage.start <= citation.start < citation.end <= passage.end


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=80))
def test_the_laws_of_an_answer_hold_for_any_question(hash_library: Library, question: str) -> None:
    found = ask(question, hash_library)
    assert is_consistent(found.statements, found.citations)
    assert (found.status == "not_in_sources") == (not found.citations)


def test_a_sentence_with_the_number_is_preferred_when_a_number_is_asked(hash_library: Library) -> None:
    assert "86 visits" in ask("How many visits did the Inspectorate make in 2021?", hash_library).statements[0].text
    assert "five years" in ask("How long are the members elected?", hash_library).statements[0].text


def test_a_lettered_point_is_quoted_with_the_opening_that_it_completes(hash_library: Library) -> None:
    found = ask("Article 6(1)(b) of the Convention on the Inspection of Lighthouses", hash_library)
    assert [str(citation.locator) for citation in found.citations] == ["art 6(1)", "art 6(1)(b)"]
    assert found.citations[0].quote.endswith("grounds of:")
    assert found.citations[1].quote == "an outbreak of contagious disease among the keepers;"


def test_the_judgment_is_named_by_its_paragraph(hash_library: Library) -> None:
    found = ask("What did the Court award the applicant in Pharos v. Northport?", hash_library)
    assert found.statements[0].text.startswith("Paragraph 9 of Pharos v. Northport says: “")
    assert "12,500 crowns" in found.statements[0].text


def test_the_answer_grows_statement_by_statement(hash_library: Library) -> None:
    steps = list(stream("What did the Court award in Pharos v. Northport?", library=hash_library, settings=PLAIN))
    assert [len(step.statements) for step in steps] == list(range(1, len(steps) + 1))
    assert all(is_consistent(step.statements, step.citations) for step in steps)


def test_a_follow_up_uses_the_conversation(hash_library: Library) -> None:
    found = ask("and may they be re-elected?", hash_library, history=["How long are the members elected?"])
    assert "re-elected once" in found.text
    assert found.question == "and may they be re-elected?"
    assert found.read_as.startswith("and may they be re-elected? (")
    assert not ask("How long are the members elected?", hash_library).read_as


def test_an_answer_says_in_which_language_it_was_asked(hash_library: Library) -> None:
    assert ask("How long are the members elected?", hash_library).language == "en"
    assert ask("Pour combien de temps les membres du comité sont-ils élus ?", hash_library).language == "fr"


def test_an_answer_from_a_note_says_so_and_offers_the_official_text(tmp_path: Path) -> None:
    with open_library(tmp_path / "library", encoder="hash") as library:
        found = ask("Within what notice may the committee visit under the ECPT?", library)
    assert {citation.hit.document.kind for citation in found.citations} == {"note"}
    assert found.status == "answered"
    assert "a note in our own words, not the official text" in found.statements[0].text
    [offer] = found.suggestions
    assert offer.startswith("This comes from a note")
    # Addresses have "&" in them: a shell must read the command as it is meant.
    assert shlex.split(offer.rpartition(": ")[2])[:2] == ["pinpoint", "add"]
    assert shlex.split(offer.rpartition(": ")[2])[2:] == [found.citations[0].hit.document.url]


def test_a_model_answers_in_its_own_words_with_verified_markers(hash_library: Library) -> None:
    model = ScriptedModel(script='Five years. [P1: "The members shall be elected for a period of five years."]')
    found = ask("How long are the members elected?", hash_library, model=model)
    assert found.text == "Five years. [1]"
    assert (found.writer, found.prompts) == (model.get_name(), VERSION)
    assert found.statements[0].support == "supported"
    assert is_consistent(found.statements, found.citations)


@pytest.mark.parametrize(
    "script",
    ['Six. [P1: "elected for a period of six years"]', 'Five. [P99: "five years"]', "Five years, as everyone knows."],
    ids=["altered quote", "invented key", "no quote"],
)
def test_an_answer_that_cannot_be_verified_is_replaced_by_quotes_with_a_notice(
    script: str, hash_library: Library
) -> None:
    found = ask("How long are the members elected?", hash_library, model=ScriptedModel(script=script))
    assert found.statements[0].text.startswith("The model's answer is not shown, because")
    assert "five years" in found.statements[1].text
    assert [said.role for said in found.statements[:2]] == ["notice", "answer"]
    assert found.statements[1].support == "verbatim"
    assert is_consistent(found.statements, found.citations)


def test_a_model_that_finds_nothing_is_a_refusal(hash_library: Library) -> None:
    found = ask("How long are the members elected?", hash_library, model=ScriptedModel(script=NOT_IN_SOURCES))
    assert found.status == "not_in_sources"
    assert {said.role for said in found.statements} == {"notice"}
    assert found.nearest
    assert not found.citations


def test_if_a_model_fails_the_sources_are_quoted_with_a_notice(
    hash_library: Library,
) -> None:
    broken = ScriptedModel(script="The members", error=httpx.ReadTimeout("key sk-secret"))
    found = answer("How long are the members elected?", library=hash_library, settings=MODELLED, model=broken)
    assert found.statements[0].text.startswith('The model "scripted:one" did not answer: it took too long')
    assert "sk-secret" not in found.text
    assert "five years" in found.statements[1].text
    assert (found.status, found.writer, found.prompts) == ("answered", "", "")


class _Refused(ValueError):
    status_code = 401


def test_wrong_model_settings_are_an_error_and_never_an_answer(hash_library: Library) -> None:
    refused = ScriptedModel(error=_Refused("key sk-secret"))
    with pytest.raises(UnusableModel, match="key was refused") as raised:
        answer("How long are the members elected?", library=hash_library, settings=MODELLED, model=refused)
    assert "sk-secret" not in str(raised.value)


def test_answering_imports_neither_torch_nor_the_providers() -> None:
    heavy = "{'torch', 'sentence_transformers', 'transformers', 'langchain', 'langchain_anthropic', 'gradio'}"
    code = f"import sys, assistant.answer.chain; sys.exit(len({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_instrument_that_is_named_is_not_mixed_with_others(tmp_path: Path) -> None:
    with open_library(tmp_path / "library", encoder="hash") as library:
        found = ask("When did the Rome Statute enter into force?", library)
    assert {citation.hit.document.id for citation in found.citations} == {"note-rome-statute"}
    assert "1 July 2002" in found.text
