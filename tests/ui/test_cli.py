"""The command line, run in this process on the test documents with the hash encoder."""

import json
import os
from pathlib import Path

import pytest

from corpus.models import Locator
from ui.cli.main import main
from ui.cli.terminal import print_text


@pytest.fixture
def pinpoint(tmp_path, monkeypatch, capsys):
    """Runs `pinpoint --library … ARGUMENTS`; returns its exit status, its stdout and its stderr."""
    monkeypatch.setenv("PINPOINT_ENCODER", "hash")

    def run(*arguments, library=tmp_path / "library"):
        status = main(["--library", str(library), "--empty", *map(str, arguments)])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run


@pytest.fixture
def filled(pinpoint, documents_folder):
    """The same, on a library with the test documents."""
    assert pinpoint("add", documents_folder)[0] == 0
    return pinpoint


def test_adding_a_folder_counts_its_documents_and_adding_it_again_changes_nothing(pinpoint, documents_folder):
    _, first, _ = pinpoint("add", documents_folder, "--json")
    _, again, _ = pinpoint("add", documents_folder, "--json")
    files = len(list(documents_folder.iterdir()))
    assert json.loads(first)["added"] == files
    assert json.loads(first)["passages"] > files
    assert (json.loads(again)["added"], json.loads(again)["unchanged"]) == (0, files)


def test_a_file_that_cannot_be_read_is_reported_and_the_others_are_added(pinpoint, documents_folder, tmp_path):
    empty = tmp_path / "nothing.pdf"
    empty.write_bytes(b"")
    status, out, err = pinpoint("add", empty, documents_folder / "lighthouse-convention.md", "--json")
    added = json.loads(out)
    assert (status, added["added"]) == (1, 1)
    assert [failure["source"] for failure in added["failed"]] == [str(empty)]
    assert "nothing.pdf" in err


def test_an_index_that_cannot_be_made_is_a_warning_and_the_documents_are_kept(pinpoint, documents_folder, monkeypatch):
    def broken(*_, **__):
        raise AttributeError("a bug of ours")

    with monkeypatch.context() as patched:
        patched.setattr("index.store.chroma.build", broken)
        status, out, err = pinpoint("add", documents_folder / "lighthouse-convention.md", "--json")
        (warning,) = json.loads(out)["warnings"]
        assert (status, json.loads(out)["added"], warning["source"], warning["document"]) == (0, 1, "", "")
        assert "a bug of ours" in warning["warning"]
        assert " ".join(warning["warning"].split()) in " ".join(err.split())
        status, out, _ = pinpoint("doctor")
        assert (status, "WRONG  chroma" in out, "a bug of ours" in out) == (1, True, True)
    assert json.loads(pinpoint("add", documents_folder, "--json")[1])["warnings"] == []
    assert pinpoint("doctor")[0] == 0


def test_the_same_bytes_under_another_name_are_added_once_and_the_command_says_so(filled, documents_folder, tmp_path):
    copy = tmp_path / "another-name.md"
    copy.write_bytes((documents_folder / "lighthouse-convention.md").read_bytes())
    _, out, _ = filled("add", copy)
    assert "same document as lighthouse-convention" in out
    assert len(json.loads(filled("list", "--json")[1])) == len(list(documents_folder.iterdir()))


@pytest.mark.parametrize(
    "arguments",
    [["list"], ["ask", "What does the Bangkok Rules say?"], ["ask", "How do I bake bread?"], ["check", "draft.txt"]],
    ids=" ".join,
)
def test_no_command_reads_the_texts_of_the_whole_library(filled, tmp_path, monkeypatch, arguments):
    (tmp_path / "draft.txt").write_text("The Convention on the Inspection of Lighthouses was adopted in 1961.")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("index.store.state.SqliteState.documents", lambda _: pytest.fail("every text was read"))
    record = [] if arguments == ["list"] else ["--record", "record.json"]
    assert filled(*arguments, *record)[1]
    if record:
        assert filled("verify", "record.json")[1]


def test_a_search_in_json_has_the_shape_that_other_programs_rely_on(filled):
    shape = json.loads(filled("search", "access to the lamp room", "-k", "3", "--json")[1])
    hit = shape["hits"][0]
    assert shape["query"] == "access to the lamp room"
    assert [h["rank"] for h in shape["hits"]] == [1, 2, 3]
    assert {"rank", "score", "passage_id", "document", "locator", "breadcrumb", "text"} <= set(hit)
    assert {"id", "title", "short_title", "kind", "issuer", "date", "url", "source"} <= set(hit["document"])
    assert (hit["document"]["id"], hit["locator"]) == ("lighthouse-convention", "art 2(2)")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        pytest.param(["--kind", "judgment"], {"judgment"}, id="by kind"),
        pytest.param(["--document", "lighthouse-convention"], {"treaty"}, id="by document"),
    ],
)
def test_a_filtered_search_finds_nothing_else(filled, options, expected):
    hits = json.loads(filled("search", "visit to a lighthouse", *options, "--json")[1])["hits"]
    assert {hit["document"]["kind"] for hit in hits} == expected


def test_a_search_by_article_finds_that_article_only(filled):
    hits = json.loads(filled("search", "inspectorate", "--article", "3", "--json")[1])["hits"]
    assert {Locator.parse(hit["locator"]).article for hit in hits} == {"3"}


def test_an_answer_in_json_quotes_the_document_at_the_positions_it_gives(filled):
    status, out, _ = filled("ask", "What must the Party provide the Inspectorate with during a visit?", "--json")
    answer = json.loads(out)
    assert (status, answer["status"]) == (0, "answered")
    for citation in answer["citations"]:
        text = json.loads(filled("show", citation["document"]["id"], "--json")[1])["text"]
        assert text[citation["start"] : citation["end"]] == citation["quote"]
    assert answer["citations"][0]["document"]["id"] == "lighthouse-convention"


def test_an_answer_for_people_names_its_sources_and_carries_no_colour_codes_in_a_pipe(filled):
    _, out, _ = filled("ask", "What must the Party provide the Inspectorate with during a visit?")
    assert "[1]" in out
    assert "Sources" in out
    assert "\x1b" not in out


def test_many_questions_give_one_line_each_in_order_with_their_ids(filled, tmp_path):
    questions = tmp_path / "questions.jsonl"
    asked = [{"id": f"q{n}", "question": "Who elects the inspectors?", "history": []} for n in range(3)]
    questions.write_text("\n".join(json.dumps(item) for item in asked), encoding="utf-8")
    _, out, _ = filled("ask", "--questions", questions, "--json")
    assert [json.loads(line)["id"] for line in out.splitlines()] == ["q0", "q1", "q2"]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        pytest.param("{", "no JSON", id="no JSON"),
        pytest.param('{"id": "q"}', 'no text in "query"', id="no query"),
        pytest.param('{"query": "x", "history": "y"}', "not a list of texts", id="a history that is no list"),
        pytest.param('{"query": "x", "id": ' + "9" * 9000 + "}", "no JSON", id="a number beyond reading"),
        pytest.param("[" * 100_000, "nested too deep", id="a nest"),
    ],
)
def test_a_line_that_cannot_be_understood_is_named_before_anything_is_searched(filled, tmp_path, line, problem):
    queries = tmp_path / "queries.jsonl"
    queries.write_text('{"query": "fine"}\n' + line, encoding="utf-8")
    status, out, err = filled("search", "--queries", queries, "--json")
    assert (status, out) == (1, "")
    assert "line 2" in err
    assert problem in " ".join(err.split())


def test_a_lone_surrogate_in_a_line_is_shown_as_a_replacement_character(filled, tmp_path):
    queries = tmp_path / "queries.jsonl"
    queries.write_text('{"query": "lamp \\ud800 \\ud83d\\ude00"}', encoding="utf-8")
    status, out, _ = filled("search", "--queries", queries, "--json")
    assert (status, json.loads(out)["query"]) == (0, "lamp \ufffd 😀")


@pytest.mark.parametrize("written", ["art 2(2)", "2(2)", "2.2", "Article 2, paragraph 2", "ART. 2 PARA 2"])
def test_show_gives_one_place_however_it_is_written(filled, written):
    shown = json.loads(filled("show", "lighthouse-convention", written, "--json")[1])
    assert [part["locator"] for part in shown["passages"]] == ["art 2(2)"]
    assert "lamp room" in shown["text"]


@pytest.mark.parametrize("place", ["annex: art 1", "closing", "preamble", "Closing"])
def test_show_gives_the_places_that_have_no_number(filled, place):
    shown = json.loads(filled("show", "lighthouse-convention", place, "--json")[1])
    assert {part["locator"] for part in shown["passages"]} == {place.lower()}


@pytest.mark.parametrize("written", ["art 99", "99", "2(9)", "no such place"])
def test_show_names_the_places_there_are_when_the_one_asked_for_is_not(filled, written):
    status, _, err = filled("show", "lighthouse-convention", written)
    assert status == 1
    assert "art 3 bis" in err


def test_removing_takes_a_document_out_and_an_unknown_name_removes_nothing(filled):
    assert filled("remove", "lighthouse-convention", "no such document")[0] == 1
    assert filled("remove", "lighthouse-convention")[0] == 0
    assert "lighthouse-convention" not in filled("list")[1]


@pytest.mark.parametrize("arguments", [["ask"], ["search"], ["search", "x", "-k", "0"], ["add"], ["unheard-of"]])
def test_wrong_usage_exits_with_two(pinpoint, arguments):
    with pytest.raises(SystemExit) as exit_:
        pinpoint(*arguments)
    assert exit_.value.code == 2


def test_an_invalid_date_is_refused_with_an_example(filled):
    status, _, err = filled("search", "x", "--since", "yesterday")
    assert status == 1
    assert "2016-03-24" in err


def test_a_new_library_has_the_starter_notes_and_an_empty_one_has_none(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PINPOINT_ENCODER", "hash")
    main(["--library", str(tmp_path / "new"), "list", "--json"])
    assert {document["kind"] for document in json.loads(capsys.readouterr().out)} == {"note"}
    main(["--library", str(tmp_path / "bare"), "--empty", "list", "--json"])
    assert json.loads(capsys.readouterr().out) == []


def test_the_doctor_finds_a_whole_library_sound_and_a_damaged_one_not(filled, tmp_path):
    status, out, _ = filled("doctor", "--json")
    assert (status, json.loads(out)["sound"]) == (0, True)
    for file in Path(tmp_path / "library").glob("*.sqlite*"):
        file.write_bytes(b"not a database at all" * 100)
    status, out, _ = filled("doctor", "--json")
    assert (status, json.loads(out)["sound"]) == (1, False)


def test_control_characters_never_reach_the_terminal(capsys):
    print_text("The lamp\x1b[2J\x1b]0;owned\x07 is lit at\x9b31m dusk.\nBy the keeper [bold]herself[/bold].")
    assert capsys.readouterr().out == "The lamp[2J]0;owned is lit at31m dusk.\nBy the keeper [bold]herself[/bold].\n"


def test_a_bug_is_reported_as_a_bug_and_its_traceback_is_logged(filled, monkeypatch, caplog):
    def mistaken(*_, **__):
        raise AttributeError("a mistake of ours")

    monkeypatch.setattr("ui.service.find", mistaken)
    status, out, err = filled("search", "lamps")
    assert (status, out) == (1, "")
    assert "a fault of Pinpoint's own, not of your request" in " ".join(err.split())
    assert "Traceback" in caplog.text
    assert "a mistake of ours" in caplog.text


@pytest.mark.parametrize(
    "command", [("ask",), ("show",), ("remove", "lighthouse-convention"), ("check",)], ids=" ".join
)
def test_an_argument_that_is_not_text_is_refused_in_words(filled, command):
    status, out, err = filled(*command, os.fsdecode(b"what is \xff torture"))
    assert (status, out) == (1, "")
    assert r"what is \xff torture: these bytes are no text" in " ".join(err.split())


@pytest.mark.parametrize("source", ["", os.fsdecode(b"\xff.md")], ids=["empty", "no text"])
def test_adding_what_has_no_name_is_refused_in_words(pinpoint, source):
    status, out, err = pinpoint("add", source, "--json")
    assert status == 1
    assert len(json.loads(out)["failed"]) == 1
    assert "Traceback" not in err


def test_chat_says_at_once_what_it_waits_for_and_closes_the_library_at_the_end(pinpoint, monkeypatch, tmp_path):
    served = []

    def serve(session, *, host, port, announce):
        announce(f"Open at {host}:{port}.")
        served.append(session)

    monkeypatch.setattr("ui.cli.commands._serve", lambda: serve)
    status, out, _ = pinpoint("chat", "--port", "7861")
    assert (status, out.splitlines()) == (
        0,
        ["Opening the library …", "Starting the page …", "Open at 127.0.0.1:7861."],
    )
    assert served[0].library.folder == tmp_path / "library"


def test_a_library_that_cannot_be_opened_starts_no_page(pinpoint, monkeypatch, tmp_path):
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "thesis.docx").write_bytes(b"mine")
    monkeypatch.setattr("ui.cli.commands._serve", lambda: pytest.fail)
    status, out, err = pinpoint("chat")
    assert (status, "Starting" in out) == (1, False)
    assert "thesis.docx" in err


def test_a_page_break_parts_words_where_a_text_is_printed(capsys):
    print_text("The lamp under the keeper's care or\fcontrol.")
    assert capsys.readouterr().out == "The lamp under the keeper's care or\ncontrol.\n"
