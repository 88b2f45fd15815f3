"""Files dropped onto the page: each is kept once, replaces no other, and has its own outcome."""

import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.settings import Settings
from corpus.errors import LibraryInUse
from corpus.models import Document, Passage
from corpus.read.source import read
from corpus.structure.passages import split
from index.ingest.sources import add_sources
from index.library import Library
from ui.page.library_panel import LibraryPanel
from ui.service import Session

ALPHA = "The court of Alpha held that the lighthouse shall be repaired by its owner."
BETA = "The court of Beta held that the ferry shall be sold at auction."
Drop = Callable[..., list[tuple[str, str]]]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library", encoder="hash") as opened:
        yield opened


@pytest.fixture
def drop(library: Library, tmp_path: Path) -> Drop:
    """Drops files, given as name and content, in one batch; returns the final state and message of each."""

    def dropped(*files: tuple[str, str | bytes]) -> list[tuple[str, str]]:
        paths = []
        for name, words in files:  # Gradio keeps an upload in a folder named for its bytes
            data = words if isinstance(words, bytes) else words.encode()
            path = tmp_path / "uploads" / data.hex()[:100] / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            paths.append(str(path))
        *_, (report, _) = LibraryPanel(session_on(library)).receive(paths)
        assert not any(Path(path).exists() for path in paths)
        return re.findall(r'<li class="(\w+)"><span>[^<]*</span> <small>([^<]*)<', report)

    return dropped


def session_on(library: Library) -> Session:
    return Session(library, Settings(library=library.folder))


def texts(library: Library) -> set[str]:
    return {document.text for document in library.documents()}


def test_another_file_of_the_same_name_is_kept_beside_the_first(library: Library, drop: Drop) -> None:
    assert drop(("judgment.txt", ALPHA)) == [("good", "added, 1 passages")]
    assert drop(("judgment.txt", BETA)) == [("good", "added, 1 passages")]
    assert texts(library) == {ALPHA, BETA}


def test_two_files_of_one_name_in_one_drop_are_both_kept(library: Library, drop: Drop) -> None:
    assert [state for state, _ in drop(("judgment.txt", ALPHA), ("judgment.txt", BETA))] == ["good", "good"]
    assert texts(library) == {ALPHA, BETA}


def test_a_file_of_the_name_of_one_that_was_added_by_its_path_does_not_take_its_place(
    library: Library, drop: Drop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "judgment.txt").write_text(ALPHA)
    monkeypatch.chdir(tmp_path)
    add_sources(["judgment.txt"], library=library)
    drop(("judgment.txt", BETA))
    assert texts(library) == {ALPHA, BETA}
    (tmp_path / "judgment.txt").write_text(ALPHA.replace("Alpha", "Gamma"))
    assert add_sources(["judgment.txt"], library=library).replaced == 1
    assert texts(library) == {ALPHA.replace("Alpha", "Gamma"), BETA}


def test_the_same_bytes_are_kept_once_and_that_is_said(library: Library, drop: Drop) -> None:
    found = drop(("licence.txt", ALPHA), ("licence.txt", ALPHA), ("copy.txt", ALPHA), ("third.txt", BETA))
    assert [state for state, _ in found] == ["good"] * 4
    assert [said for _, said in found] == [
        "added, 1 passages",
        "already in the library",
        "already in the library, as licence",
        "added, 1 passages",
    ]
    assert drop(("licence.txt", ALPHA)) == [("good", "already in the library")]
    assert len(library.documents()) == 2


def test_a_bad_file_stops_no_other_and_is_named_without_where_it_is_kept(library: Library, drop: Drop) -> None:
    found = drop(("a.txt", ALPHA), ("empty.pdf", b""), ("b.txt", BETA))
    assert [state for state, _ in found] == ["good", "bad", "good"]
    assert found[1][1].startswith("empty file")
    assert len(library.documents()) == 2


def test_a_bug_is_reported_as_a_bug_and_stops_no_other_file(
    library: Library, drop: Drop, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def mistaken(document: Document) -> list[Passage]:
        if document.text == ALPHA:
            raise AttributeError("a mistake of ours")
        return split(document)

    monkeypatch.setattr("index.ingest.intake.split", mistaken)
    found = drop(("a.txt", ALPHA), ("b.txt", BETA))
    assert [state for state, _ in found] == ["bad", "good"]
    assert found[0][1].startswith("a fault of Pinpoint&#x27;s own, not of the file")
    assert [record.exc_info is not None for record in caplog.records] == [True]


def test_the_indexes_are_updated_once_for_all_files_of_a_drop(
    library: Library, drop: Drop, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []
    bring = library._stores.vectors.sync
    monkeypatch.setattr(library._stores.vectors, "sync", lambda **given: (calls.append(1), bring(**given))[1])
    drop(*((f"judgment-{number}.txt", f"{ALPHA} {number}.") for number in range(5)))
    assert len(library.documents()) == 5
    assert len(calls) == 1


def test_the_outcome_of_a_file_is_shown_before_the_next_is_read(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = threading.Event()

    def read_when_seen(path: Path, **given: Any) -> list[Document]:
        assert path.name == "bad.pdf" or seen.wait(20)
        return read(path, **given)

    monkeypatch.setattr("index.ingest.sources.read", read_when_seen)
    paths = [tmp_path / "bad.pdf", tmp_path / "good.txt"]
    paths[0].write_bytes(b"")
    paths[1].write_text(ALPHA)
    states = []
    for report, _ in LibraryPanel(session_on(library)).receive(list(map(str, paths))):
        states.append(re.findall(r'<li class="(\w+)">', report))
        if states[-1] == ["bad", "open"]:
            seen.set()
    assert states[0] == ["open", "open"]
    assert ["bad", "open"] in states
    assert states[-1] == ["bad", "good"]


def test_a_library_in_use_is_reported_for_every_file(
    library: Library, drop: Drop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def in_use(*_: Any, **__: Any) -> None:
        raise LibraryInUse("Another Pinpoint is writing.")

    monkeypatch.setattr("index.ingest.sources.add", in_use)
    assert drop(("a.txt", ALPHA), ("b.txt", BETA)) == [("bad", "Another Pinpoint is writing.")] * 2


def test_a_warning_about_the_library_is_shown_beside_the_outcomes_of_the_files(
    library: Library, drop: Drop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise AttributeError("a mistake of ours")

    with monkeypatch.context() as patched:
        patched.setattr("index.store.chroma.build", broken)
        file, of_the_library = drop(("a.txt", ALPHA))
    assert file == ("good", "added, 1 passages")
    assert of_the_library[0] == "bad"
    assert "a mistake of ours" in of_the_library[1]
    assert drop(("b.txt", BETA)) == [("good", "added, 1 passages")]


def test_no_file_is_no_report(library: Library) -> None:
    assert [report for report, _ in LibraryPanel(session_on(library)).receive(None)] == [""]
