"""One question through all four rooms: read, split, index, search, answer, show; and the laws of the house."""

import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.models import Answer
from assistant.settings import Settings
from index.library import Library
from index.search.query import read_query
from index.search.search import search
from index.store.record import SqliteRecord
from tests.asking import answer, stream
from ui.page.models import Exchange
from ui.page.render import conversation_html, plain_text, sources_html
from ui.page.sources import sources_of
from ui.service import Session

NOTICE = "How long after the notification may a visit to a lighthouse begin?"


@pytest.fixture(scope="session")
def settings(real_library: Library) -> Settings:
    return Settings(library=real_library.folder)


@pytest.fixture(scope="session")
def answered(real_library: Library, settings: Settings) -> Answer:
    return answer(NOTICE, library=real_library, settings=settings)


def test_every_passage_is_its_stretch_of_the_text(real_library: Library) -> None:
    for document in real_library.documents():
        for passage in real_library.passages(document.id):
            assert document.text[passage.start : passage.end] == passage.text


def test_the_search_finds_the_article(real_library: Library) -> None:
    best = search(read_query(NOTICE, library=real_library), k=5, library=real_library)[0]
    assert (best.document.id, str(best.passage.locator)) == ("lighthouse-convention", "art 4(2)")


def test_the_answer_is_the_sentence_of_the_article(answered: Answer) -> None:
    assert answered.status == "answered"
    assert "No visit shall begin less than forty-eight hours after the notification" in answered.text
    assert str(answered.citations[0].locator) == "art 4(2)"


def test_every_quote_stands_where_its_citation_says(answered: Answer) -> None:
    assert answered.citations
    for citation in answered.citations:
        assert citation.hit.document.text[citation.start : citation.end] == citation.quote


def test_every_marker_has_its_citation_and_every_citation_its_marker(answered: Answer) -> None:
    markers = {int(number) for number in re.findall(r"\[(\d+)\]", answered.text)}
    assert markers == {citation.number for citation in answered.citations}


def test_a_question_costs_at_most_twelve_sql_statements(
    real_library: Library, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    take = SqliteRecord._take

    def traced(record: SqliteRecord) -> sqlite3.Connection:
        connection = take(record)
        connection.set_trace_callback(made.append)
        return connection

    monkeypatch.setattr(SqliteRecord, "_take", traced)
    snapshot = real_library.at()
    reply = answer("Who may be chosen as a member of the Committee?", library=snapshot, settings=settings)
    assert reply.passages
    assert 2 <= len(made) <= 12, made


def test_the_stream_ends_with_the_same_answer(real_library: Library, settings: Settings, answered: Answer) -> None:
    *_, last = stream(NOTICE, library=real_library, settings=settings)
    assert last == answered


def test_the_page_marks_the_quote_in_its_article(real_library: Library, settings: Settings, answered: Answer) -> None:
    sources = sources_of(answered, session=Session(real_library, settings))
    exchange = Exchange(NOTICE, "answered", answered, sources)
    [first, *_] = sources
    assert first.quoted == answered.citations[0].quote
    shown = first.document.text[slice(*first.shown)]
    assert "The Inspectorate shall notify the government" in shown, "the article's first paragraph stands around it"
    assert re.search(r"<mark\b[^>]*>[^<]*forty-eight hours", sources_html([exchange]))
    assert "forty-eight hours" in conversation_html([exchange])


def test_the_answer_can_be_pasted_with_its_source(answered: Answer) -> None:
    pasted = plain_text(answered)
    assert "forty-eight hours" in pasted
    assert "art 4(2)" in pasted


def test_a_question_on_another_subject_is_refused(real_library: Library, settings: Settings) -> None:
    refused = answer("How long must a sourdough loaf be baked?", library=real_library, settings=settings)
    assert refused.status == "not_in_sources"
    assert not refused.citations


def test_a_follow_up_is_answered_from_what_it_follows(real_library: Library, settings: Settings) -> None:
    first = "How long may members of the Inspectorate of Lighthouses serve?"
    followed = answer("And can they be re-elected?", history=[first], library=real_library, settings=settings)
    assert "re-elected once" in followed.text


def test_answering_loads_neither_torch_nor_sentence_transformers(real_library: Library) -> None:
    program = """
import sys
from ui.cli.main import main
status = main(["--library", sys.argv[1], "ask", sys.argv[2]])
slow = {"torch", "sentence_transformers", "transformers", "gradio", "trafilatura"} & sys.modules.keys()
sys.exit(f"loaded {slow}" if slow else status)
"""
    command = [sys.executable, "-c", program, str(real_library.folder), NOTICE]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parent)
    assert ran.returncode == 0, ran.stderr
    assert "forty-eight hours" in ran.stdout
