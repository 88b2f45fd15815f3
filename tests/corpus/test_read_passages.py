"""A .jsonl of passages is kept as given: one document for each name, one part for each line."""

import json
import time
from pathlib import Path, PurePath

import pytest

from corpus.errors import EmptySource, UnreadableSource
from corpus.models import Document
from corpus.read.source import read, read_bytes

LINES = [
    {
        "document": "rules-1",
        "title": "Rules",
        "kind": "report",
        "locator": "1.1.(2)",
        "text": "Lamps are lit.\n(a) All.",
    },
    {"document": "rules-2", "title": "More", "kind": "treaty", "locator": "art 8(2)(c)", "text": "Towers stand."},
    {"document": "rules-1", "title": "Rules", "kind": "report", "locator": "1.1.(3)", "text": "Lenses are clean."},
]


def made(*records: object, source: str = "folder/ready.jsonl", ending: str = "\n") -> list[Document]:
    data = ending.join(json.dumps(record) for record in records) + ending
    return read_bytes(data.encode(), source=source)


def test_lines_are_gathered_by_document_and_stay_passages_with_their_locators() -> None:
    first, second = made(*LINES)
    assert (first.id, first.title, first.kind) == ("rules-1", "Rules", "report")
    assert [str(part.locator) for part in first.parts] == ["1.1.(2)", "1.1.(3)"]
    assert [first.text[part.start : part.end] for part in first.parts] == [
        "Lamps are lit.\n(a) All.",
        "Lenses are clean.",
    ]
    assert second.parts[0].locator.article == "8"
    assert second.parts[0].locator.points == ("2", "c")


@pytest.mark.parametrize("name", ["rules-1", "Rule Book 1.2", "adgm_01"])
def test_the_sources_last_part_without_ending_is_the_given_name(name: str) -> None:
    (document,) = made({"document": name, "text": "Words."})
    assert PurePath(document.source).stem == name
    assert document.source.startswith("folder/ready.jsonl/")
    assert document.id == name


def test_each_document_is_known_by_its_own_lines() -> None:
    one, two = made(*LINES)
    (alone,) = made(LINES[1])
    changed = made(*LINES[:2], {**LINES[2], "text": "Lenses are dirty."})
    assert two.sha256 == alone.sha256 == changed[1].sha256
    assert one.sha256 != changed[0].sha256


def test_empty_lines_and_empty_passages_are_passed_over() -> None:
    (document,) = made({"document": "a", "text": "  "}, {"document": "a", "text": " Words. "}, ending="\n\n")
    assert document.text == "Words."


def test_a_line_separator_inside_a_text_does_not_end_its_line() -> None:
    (document,) = read_bytes('{"document": "a", "text": "one\u2028two"}\n'.encode(), source="a.jsonl")
    assert document.text == "one\u2028two"


def test_an_unpaired_surrogate_is_replaced() -> None:
    (document,) = read_bytes(rb'{"document": "a", "text": "one \ud800 two"}', source="a.jsonl")
    assert document.text.encode()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "is not JSON"),
        ("[1]", "no “document” and “text”"),
        ('{"document": "a"}', "no “document” and “text”"),
        ('{"document": 1, "text": "x"}', "no “document” and “text”"),
        ('{"document": "a", "text": "x", "kind": "law"}', "kind “law”; expected one of treaty"),
        ("[" * 100_000, "is not JSON"),
    ],
    ids=["cut short", "a list", "no text", "a number for a name", "an unknown kind", "nested too deep"],
)
def test_a_bad_line_is_named_by_its_number_and_what_it_should_be(line: str, said: str) -> None:
    data = json.dumps(LINES[0]) + "\n\n" + line + "\n"
    with pytest.raises(UnreadableSource) as error:
        read_bytes(data.encode(), source="ready.jsonl")
    assert str(error.value).startswith("ready.jsonl: line 3 ")
    assert said in str(error.value)


def test_a_file_without_passages_says_so() -> None:
    with pytest.raises(EmptySource, match="no passage with text"):
        made({"document": "a", "text": ""})


def test_a_given_kind_wins_over_the_lines() -> None:
    data = (json.dumps(LINES[0]) + "\n").encode()
    assert read_bytes(data, source="a.jsonl", kind="note")[0].kind == "note"


def test_thousands_of_passages_are_read_in_seconds(shared: Path) -> None:
    start = time.monotonic()
    documents = read(shared / "bench" / "obliqa" / "passages.jsonl")
    assert time.monotonic() - start < 5
    assert len(documents) == 40
    assert sum(len(document.parts) for document in documents) == 13_732
    assert all(d.text[p.start : p.end].strip() for d in documents for p in d.parts)


def line(locator: str, text: str) -> dict[str, str]:
    return {"document": "rules", "locator": locator, "text": text}


def test_a_passage_stands_below_the_headings_whose_locators_its_own_continues() -> None:
    (document,) = made(
        line("6.", "6. KEEPING RECORDS"),
        line("6.8", "6.8 Records of Orders"),
        line("6.8.2", "6.8.2 Time Limits\nRecords are kept as long as the rules below say."),
        line(
            "6.8.2.(a)",
            "6.8.2.(a) Every order is kept for six years from the day on which it was given, and not a day less.",
        ),
        line("6.8.2.(a).Guidance.1", "Six years are counted in full."),
        line("6.80", "6.80 Another rule, which stands below the chapter alone."),
        line("7.1", "7.1 Elsewhere"),
    )
    assert [part.breadcrumb for part in document.parts] == [
        "",
        "6. KEEPING RECORDS",
        "6. KEEPING RECORDS › 6.8 Records of Orders",
        "6. KEEPING RECORDS › 6.8 Records of Orders › 6.8.2 Time Limits",
        "6. KEEPING RECORDS › 6.8 Records of Orders › 6.8.2 Time Limits",
        "6. KEEPING RECORDS",
        "",
    ]


@pytest.mark.parametrize("locator", ["", ".", "art 8(2)(c)", "((((", "....", "1" * 5000], ids=repr)
def test_a_locator_that_continues_none_has_nothing_above_it(locator: str) -> None:
    (document,) = made(line("x", "A heading"), line(locator, "Some text that says something."))
    assert [part.breadcrumb for part in document.parts] == ["", ""]
