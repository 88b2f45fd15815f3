"""`pinpoint check`, `--record` and `verify`, run in this process on the test documents."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from ui.cli.main import main

Command = Callable[..., tuple[int, str, str]]
FINDING = {"text", "kind", "verdict", "why", "citations", "changes"}
LIGHTS = "Article 10 of the Convention on the Inspection of Lighthouses"
RIGHT = f"{LIGHTS}: “No reservation may be made in respect of the provisions of this Convention.”"


@pytest.fixture
def pinpoint(real_library, capsys: pytest.CaptureFixture[str]) -> Command:
    def run(*arguments: object) -> tuple[int, str, str]:
        status = main(["--library", str(real_library.folder), *map(str, arguments)])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run


def written(path: Path, *lines: object) -> Path:
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return path


def test_a_draft_that_is_right_ends_with_0(pinpoint: Command, tmp_path: Path) -> None:
    (tmp_path / "draft.md").write_text(RIGHT, encoding="utf-8")
    status, out, _ = pinpoint("check", tmp_path / "draft.md", "--json")
    findings = json.loads(out)
    assert status == 0
    assert {each["verdict"] for each in findings} == {"verbatim", "supported"}
    assert all({"start", "end", *FINDING} <= each.keys() for each in findings)


def test_a_draft_that_is_wrong_ends_with_1_and_shows_the_difference(pinpoint: Command, tmp_path: Path) -> None:
    (tmp_path / "draft.txt").write_text(RIGHT.replace("No reservation", "A reservation"), encoding="utf-8")
    status, out, _ = pinpoint("check", tmp_path / "draft.txt", "--json")
    (altered,) = [each for each in json.loads(out) if each["verdict"] == "altered"]
    assert status == 1
    assert altered["changes"] == [{"here": "A", "there": "No"}]


def test_people_see_verdict_reason_and_source(pinpoint: Command, tmp_path: Path) -> None:
    (tmp_path / "draft.txt").write_text("Every denunciation becomes effective after six months.", encoding="utf-8")
    status, out, _ = pinpoint("check", tmp_path / "draft.txt")
    assert status == 1
    assert "conflict · claim: Every denunciation" in out
    assert "art 12(2)" in out
    assert out.rstrip().endswith("1 conflict")


def test_a_draft_can_be_piped_in(pinpoint: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    piped = io.TextIOWrapper(io.BytesIO(RIGHT.encode()), encoding="utf-8")
    monkeypatch.setattr("sys.stdin", piped)
    status, out, _ = pinpoint("check", "-", "--json")
    assert (status, len(json.loads(out))) == (0, 2)


def test_many_items_give_one_line_each_in_their_order(pinpoint: Command, tmp_path: Path) -> None:
    place = {"document": "lighthouse-convention", "locator": "10"}
    items = written(
        tmp_path / "items.jsonl",
        {"id": "c1", "claim": "A denunciation becomes effective after six months."},
        {"id": "q1", "quote": "No reservation may be made in respect of the provisions", "attributed_to": place},
        {"id": "q2", "quote": "These words stand nowhere in any of the documents", "attributed_to": place},
    )
    status, out, _ = pinpoint("check", "--items", items, "--json")
    lines = [json.loads(line) for line in out.splitlines()]
    assert status == 1
    assert [(line["id"], line["verdict"]) for line in lines] == [
        ("c1", "conflict"),
        ("q1", "verbatim"),
        ("q2", "absent"),
    ]


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ({"id": "x"}, "no text"),
        ({"claim": "a", "quote": "b"}, "in both"),
        ({"quote": "a", "attributed_to": "ECPT"}, "names no document"),
        (["a list"], "no text"),
    ],
)
def test_an_invalid_item_is_named_with_its_line(pinpoint: Command, tmp_path: Path, item: object, said: str) -> None:
    status, _, err = pinpoint("check", "--items", written(tmp_path / "items.jsonl", item), "--json")
    assert status == 1
    assert "line 1" in err
    assert said in err


def test_a_draft_that_is_not_there_is_an_error(pinpoint: Command, tmp_path: Path) -> None:
    status, _, err = pinpoint("check", tmp_path / "nothing.txt")
    assert status == 1
    assert "cannot be opened" in err


@pytest.mark.parametrize("arguments", [["check"], ["check", "a.txt", "--items", "b.jsonl"]])
def test_a_draft_or_items_but_not_both(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2


@pytest.mark.parametrize("command", ["ask", "check"])
def test_a_record_is_kept_and_verified(pinpoint: Command, command: str, tmp_path: Path) -> None:
    (tmp_path / "draft.md").write_text(RIGHT, encoding="utf-8")
    given = "May a reservation be made?" if command == "ask" else tmp_path / "draft.md"
    record = tmp_path / "record.json"
    pinpoint(command, given, "--record", record)
    kept = json.loads(record.read_text(encoding="utf-8"))
    assert kept["library"]["documents"]
    assert kept["settings"]["encoder"].startswith("legal-minilm")
    assert "api_key" not in record.read_text(encoding="utf-8").lower()
    status, out, _ = pinpoint("verify", record, "--json")
    assert (status, json.loads(out)["holds"]) == (0, True)


def test_a_record_of_many_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["ask", "--questions", "a.jsonl", "--record", str(tmp_path / "r.json")])
    assert ended.value.code == 2
