"""The JSON Schema: `docs/schema.json` is up to date, and what the commands print is valid by it."""

import json
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from corpus.models import Document, Locator, Part, Passage
from index.library import Library
from tests.conftest import DOCUMENTS, ROOT
from ui import schema
from ui.cli.main import main

KEPT = json.loads((ROOT / "docs" / "schema.json").read_text(encoding="utf-8"))
QUESTION = "For how long are the members of the Inspectorate elected?"
DRAFT = "Any denunciation becomes effective after six months."
Run = Callable[..., Any]


@pytest.fixture
def printed(real_library: Library, capsys: pytest.CaptureFixture[str]) -> Run:
    """What a command prints with --json, as JSON."""

    def run(*arguments: object, library: Path = real_library.folder) -> Any:
        main(["--library", str(library), "--empty", *map(str, arguments)])
        return json.loads(capsys.readouterr().out)

    return run


def problems(value: Any, shape: Mapping[str, Any], where: str = "$") -> Iterator[str]:
    """The errors of a value by a schema, for those keywords of JSON Schema that ours uses."""
    if "$ref" in shape:
        yield from problems(value, KEPT["$defs"][shape["$ref"].rpartition("/")[2]], where)
        return
    if "anyOf" in shape:
        tried = [list(problems(value, one, where)) for one in shape["anyOf"]]
        yield from [] if [] in tried else min(tried, key=len)
        return
    kinds: dict[str, Any] = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "null": type(None)}
    kinds |= {"array": list, "object": dict}
    if "type" in shape and not isinstance(value, kinds[shape["type"]]):
        yield f"{where} is {value!r}, no {shape['type']}"
    elif shape.get("enum") and value not in shape["enum"]:
        yield f"{where} is {value!r}, none of {shape['enum']}"
    elif shape.get("type") == "array":
        for number, item in enumerate(value):
            yield from problems(item, shape["items"], f"{where}[{number}]")
    elif shape.get("type") == "object":
        yield from (f"{where} lacks {name}" for name in shape.get("required", []) if name not in value)
        yield from (f"{where}.{name} is unknown" for name in value if name not in shape["properties"])
        for name in value.keys() & shape["properties"].keys():
            yield from problems(value[name], shape["properties"][name], f"{where}.{name}")


def order(shape: str) -> list[str]:
    return list(KEPT["$defs"][shape]["properties"])


def test_the_schema_that_is_checked_in_is_the_one_that_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    printed = capsys.readouterr().out
    assert json.loads(printed) == KEPT, "pinpoint schema > docs/schema.json"


@pytest.mark.parametrize(
    ("shape", "arguments"),
    [
        ("List", ["list"]),
        ("Answer", ["ask", QUESTION]),
        ("Answer", ["ask", "What do the Bangkok Rules say?"]),
        ("Answer", ["ask", "When was the Convention on the Inspection of Lighthouses adopted?"]),
        ("Search", ["search", "grounds for representations"]),
        ("Search", ["search", "art. 12 para 2 Convention on the Inspection of Lighthouses"]),
        ("Shown", ["show", "lighthouse-convention"]),
        ("Shown", ["show", "lighthouse-convention", "art 5"]),
        ("Check", ["check", "draft.txt"]),
        ("Doctor", ["doctor"]),
        ("Added", ["add", "draft.txt", "nowhere.txt"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else value,
)
def test_what_a_command_prints_is_as_the_schema_says_and_in_its_order(
    shape: str, arguments: list[str], printed: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "draft.txt").write_text(DRAFT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    own = {"library": tmp_path / "own"} if shape == "Added" else {}
    value = printed(*arguments, "--json", **own)
    assert not list(problems(value, {"$ref": f"#/$defs/{shape}"}))
    assert not list(problems(value, KEPT))
    for each in value if isinstance(value, list) else [value]:
        names = order({"List": "Document", "Check": "Finding"}.get(shape, shape))
        assert list(each) == [name for name in names if name in each]


def test_records_and_their_verification_are_as_the_schema_says(printed: Run, tmp_path: Path) -> None:
    (tmp_path / "draft.txt").write_text(DRAFT, encoding="utf-8")
    for name, command in (("a", ["ask", QUESTION]), ("c", ["check", tmp_path / "draft.txt"])):
        kept = tmp_path / f"{name}.json"
        printed(*command, "--json", "--record", kept)
        assert not list(problems(json.loads(kept.read_text(encoding="utf-8")), {"$ref": "#/$defs/Record"}))
        assert not list(problems(printed("verify", kept, "--json"), {"$ref": "#/$defs/Standing"}))


def test_a_value_that_the_schema_does_not_allow_is_noticed(printed: Run) -> None:
    found = printed("search", "lamps", "--json")
    for spoil in ({"rank": "first"}, {"more": 1}, {"document": {}}):
        hit = found["hits"][0] | spoil
        assert list(problems(found | {"hits": [hit]}, {"$ref": "#/$defs/Search"}))


@pytest.mark.parametrize("id", ["q1", 7, 0, "", ["a", {"b": 1}], 1.5])
def test_an_id_comes_back_first_and_as_it_was(id: object, printed: Run, tmp_path: Path) -> None:
    (tmp_path / "queries.jsonl").write_text(json.dumps({"id": id, "query": "lamps"}), encoding="utf-8")
    found = printed("search", "--queries", tmp_path / "queries.jsonl", "-k", 1, "--json")
    assert next(iter(found.items())) == ("id", id)


def test_no_id_comes_out_where_none_came_in(printed: Run, tmp_path: Path) -> None:
    (tmp_path / "questions.jsonl").write_text(json.dumps({"question": "lamps"}), encoding="utf-8")
    assert "id" not in printed("ask", "--questions", tmp_path / "questions.jsonl", "--json")


def test_a_document_is_shown_with_all_its_places_and_their_words_in_the_order_of_its_text(printed: Run) -> None:
    for name in sorted(path.stem for path in DOCUMENTS.iterdir()):
        shown = printed("show", name, "--json")
        parts = shown["parts"]
        assert parts
        assert [part["start"] for part in parts] == sorted(part["start"] for part in parts)
        assert all(shown["text"][part["start"] : part["end"]] == part["text"] for part in parts)
        assert {part["locator"] for part in parts} == {passage["locator"] for passage in shown["passages"]}
        assert all(a["end"] <= b["start"] for a, b in pairwise(parts))
    assert shown["notes"] == []


def test_one_place_is_shown_with_its_words_alone(printed: Run) -> None:
    shown = printed("show", "lighthouse-convention", "Article 2, paragraph 2", "--json")
    (part,) = shown["parts"]
    assert (part["locator"], part["text"]) == ("art 2(2)", shown["text"])
    assert part["end"] - part["start"] == len(shown["text"])


def test_a_place_that_search_finds_in_several_pieces_is_one_place() -> None:
    pieces = ["First sentence.", "Second sentence.", "Another article."]
    text = " ".join(pieces)
    passages = [passage(piece, text, article) for piece, article in zip(pieces, ("1", "1", "2"), strict=True)]
    shown = schema.Shown.of(document(text), passages, whole=True)
    assert [(part.locator, part.text) for part in shown.parts] == [
        ("art 1", "First sentence. Second sentence."),
        ("art 2", "Another article."),
    ]


def test_a_document_that_came_divided_keeps_its_parts() -> None:
    pieces = ["First line.", "Second line."]
    text = " ".join(pieces)
    passages = [passage(piece, text, "1") for piece in pieces]
    given = tuple(Part(each.locator, "", each.start, each.end) for each in passages)
    shown = schema.Shown.of(document(text, parts=given), passages, whole=True)
    assert [part.text for part in shown.parts] == pieces


def passage(words: str, text: str, article: str) -> Passage:
    start = text.index(words)
    return Passage(f"d#{start}", "d", Locator(article=article), "", start, start + len(words), words)


def document(text: str, *, parts: tuple[Part, ...] = ()) -> Document:
    return Document("d", "A Treaty", "", "treaty", "", "", "", "d.txt", "en", "0", text, parts=parts)
