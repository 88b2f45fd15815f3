"""Adding what is already there costs a look at the file, and no change of it is overlooked."""

from collections.abc import Callable
from pathlib import Path

import pytest

from index.adding import add_sources
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
    before = library.record.generation
    monkeypatch.setattr("index.adding.read", None)  # so that reading would fail
    again = add_sources([str(files)], library=library)
    assert (again.added, again.unchanged, again.replaced) == (0, 2, 0)
    assert library.record.generation == before


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
    monkeypatch.setattr("index.adding.version", lambda: "another")
    monkeypatch.setattr("index.adding.read", lambda path, *, kind: [])
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
