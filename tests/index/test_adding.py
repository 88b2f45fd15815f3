"""Adding files again: unchanged files are skipped, and no change is overlooked."""

import json
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.models import Document, Kind
from corpus.read.source import read
from index.ingest.sources import add_sources
from index.library import Library

BELL = "Rules of the Bell\n\nArticle 1\nThe bell shall be rung in fog, and at noon."


@pytest.fixture
def library(make_library: Callable[..., Library]) -> Library:
    return make_library()


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "bell.md").write_text(BELL)
    (folder / "rope.md").write_text(BELL.replace("bell", "rope").replace("Bell", "Rope"))
    return folder


def test_a_file_that_is_as_it_was_is_not_read_again(library: Library, files: Path, monkeypatch: pytest.MonkeyPatch):
    assert add_sources([str(files)], library=library).added == 2
    before = library.at().generation
    monkeypatch.setattr("index.ingest.sources.read", None)  # so that reading would fail
    again = add_sources([str(files)], library=library)
    assert (again.added, again.unchanged, again.replaced) == (0, 2, 0)
    assert library.at().generation == before


def test_a_file_that_changed_is_read_and_takes_its_place(library: Library, files: Path):
    add_sources([str(files)], library=library)
    (files / "bell.md").write_text(BELL.replace("noon", "midnight"))
    again = add_sources([str(files)], library=library)
    assert (again.added, again.unchanged, again.replaced) == (0, 1, 1)
    assert add_sources([str(files)], library=library).unchanged == 2


def test_a_file_under_another_kind_is_read_again(library: Library, files: Path):
    add_sources([str(files)], library=library)
    assert add_sources([str(files)], library=library, kind="report").replaced == 2


def test_a_file_that_is_read_differently_now_is_read_again(
    library: Library, files: Path, monkeypatch: pytest.MonkeyPatch
):
    add_sources([str(files)], library=library)
    monkeypatch.setattr("index.ingest.sources.version", lambda: "another")
    monkeypatch.setattr("index.ingest.sources.read", lambda path, *, kind: [])
    assert add_sources([str(files)], library=library).unchanged == 0


def test_what_was_removed_is_added_again(library: Library, files: Path):
    add_sources([str(files)], library=library)
    library.remove("bell")
    again = add_sources([str(files)], library=library)
    assert (again.added, again.unchanged) == (1, 1)


def test_a_file_that_could_not_be_read_is_tried_again(library: Library, files: Path):
    (files / "empty.txt").write_text("")
    first, second = (add_sources([str(files)], library=library).failed for _ in range(2))
    assert first == second
    assert "empty.txt" in first[0][0]


def test_the_copy_of_a_document_that_was_removed_is_added(library: Library, files: Path):
    (files / "same.md").write_text(BELL)
    assert add_sources([str(files)], library=library).unchanged == 1
    library.remove("bell")
    (files / "bell.md").unlink()
    assert add_sources([str(files)], library=library).added == 1


def test_a_mistake_of_ours_in_one_file_is_logged_as_ours_and_the_others_are_added(
    library: Library, files: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def read_mistakenly(path: Path, *, kind: Kind | None) -> list[Document]:
        if path.name == "bell.md":
            raise AttributeError("a mistake of ours")
        return read(path, kind=kind)

    monkeypatch.setattr("index.ingest.sources.read", read_mistakenly)
    with caplog.at_level(logging.ERROR):
        added = add_sources([str(files)], library=library)
    assert added.added == 1
    ((source, error),) = added.failed
    assert source == str(files / "bell.md")
    assert error.startswith("a fault of Pinpoint's own, not of the file; ")
    (logged,) = caplog.records
    assert logged.exc_info
    assert logged.exc_info[0] is AttributeError


@pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="file names are text there")
def test_a_file_whose_name_is_no_text_is_named_readably_and_the_others_are_added(library: Library, files: Path):
    (files / os.fsdecode(b"Gr\xfc\xdfe.md")).write_text(BELL.replace("bell", "boat"))
    added = add_sources([str(files)], library=library)
    assert added.added == 2
    ((source, error),) = added.failed
    assert source.endswith(r"/Gr\xfc\xdfe.md")
    assert "rename it" in error
    assert add_sources([str(files)], library=library).unchanged == 2


@pytest.mark.parametrize("source", ["", " ", "a\0b", "http://a\0b", "https://"], ids=ascii)
def test_what_names_no_source_is_refused_in_words(library: Library, source: str, tmp_path: Path, monkeypatch):
    (tmp_path / "here.md").write_text(BELL)
    monkeypatch.chdir(tmp_path)
    added = add_sources([source], library=library)
    assert added.added == 0
    ((_, error),) = added.failed
    assert "Pinpoint's own" not in error


def test_a_kind_that_is_given_wins_in_every_format(library: Library, tmp_path: Path):
    line = {"document": "horn", "title": "Horn", "kind": "treaty", "locator": "1", "text": "A horn shall sound in fog."}
    (tmp_path / "horn.jsonl").write_text(json.dumps(line))
    (tmp_path / "lamp.html").write_text(f"<html><body><p>{BELL.replace('bell', 'lamp')}</p></body></html>")
    (tmp_path / "mast.txt").write_text(BELL.replace("bell", "mast"))
    assert add_sources([str(tmp_path)], library=library, kind="report").added == 3
    assert {document.kind for document in library.documents()} == {"report"}


def test_a_kind_that_is_given_later_wins_over_that_of_ready_passages(library: Library, tmp_path: Path):
    line = {"document": "horn", "title": "Horn", "kind": "treaty", "locator": "1", "text": "A horn shall sound in fog."}
    (tmp_path / "horn.jsonl").write_text(json.dumps(line))
    add_sources([str(tmp_path)], library=library)
    assert library.document("horn").kind == "treaty"
    assert add_sources([str(tmp_path)], library=library, kind="report").replaced == 1
    assert library.document("horn").kind == "report"
