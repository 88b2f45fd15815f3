"""A snapshot does not change while documents are added to and removed from its library."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import BrokenLibrary, UnknownDocument
from corpus.models import Document
from index.ingest.add import add
from index.library import Library
from index.models import Filters
from index.snapshot import Snapshot

Make = Callable[..., Document]


def seen(snapshot: Snapshot) -> dict[str, object]:
    """All that a snapshot tells of its library."""
    vector = snapshot.encoder.encode(["rope and anchor"])[0]
    near = dict(snapshot.nearest(vector, k=100))
    return {
        "documents": snapshot.documents(),
        "summaries": snapshot.summaries(),
        "titles": [one.id for one in snapshot.titles().each],
        "passages": [snapshot.passages(one.id) for one in snapshot.summaries()],
        "places": snapshot.places(sorted(near)),
        "near": {key: round(score, 4) for key, score in near.items()},
        "words": snapshot.words("bell rope", k=100),
        "holding": snapshot.holding("inspect its bell", k=100),
        "count": snapshot.count("bell"),
        "narrowed": sorted(key for key, _ in snapshot.nearest(vector, k=100, filters=Filters(document="lamps"))),
        "size": len(snapshot),
        "fingerprint": snapshot.fingerprint,
    }


def change(library: Library, make_document: Make) -> None:
    """Add, replace and remove."""
    add(
        [make_document(subjects=("compass",)), make_document("whistles", subjects=("whistle", "bell"))], library=library
    )
    library.remove("ropes")


@pytest.fixture
def filled(library: Library, make_document: Make) -> Library:
    add([make_document(), make_document("ropes", subjects=("rope", "anchor"))], library=library)
    return library


@pytest.mark.parametrize("asked_before", [True, False], ids=["asked before", "first asked after"])
@pytest.mark.parametrize("compared", [0, 10**9], ids=["without Chroma", "with Chroma"])
def test_a_snapshot_answers_as_the_library_was(
    filled: Library, make_document: Make, compared: int, asked_before: bool
) -> None:
    filled._stores.vectors._compared = compared
    expected = seen(filled.at())
    snapshot = filled.at()
    if asked_before:
        seen(snapshot)
    change(filled, make_document)
    assert seen(snapshot) == expected
    assert seen(filled.at()) != expected
    assert seen(snapshot) == expected


def test_a_snapshot_answers_as_it_was_when_another_process_changes_the_library(
    filled: Library, make_document: Make
) -> None:
    expected, snapshot = seen(filled.at()), filled.at()
    with Library.open(filled.folder, encoder="hash") as writer:
        change(writer, make_document)
    with Library.open(filled.folder, encoder="hash") as fresh:
        now = seen(fresh.at())
    assert seen(snapshot) == expected
    assert seen(filled.at()) == now != expected


def test_a_snapshot_knows_no_name_that_came_later(filled: Library, make_document: Make) -> None:
    before = filled.at()
    change(filled, make_document)
    with pytest.raises(UnknownDocument):
        before.document("Convention on whistles")
    assert before.document("Convention on ropes").id == "ropes"
    assert filled.at().document("Convention on whistles").id == "whistles"


def test_a_snapshot_of_a_snapshot_is_itself(filled: Library) -> None:
    snapshot = filled.at()
    assert snapshot.at() is snapshot


def test_what_one_snapshot_has_read_the_next_one_of_the_same_state_has(filled: Library, make_document: Make) -> None:
    first, second = filled.at(), filled.at()
    assert first.document("lamps") is second.document("lamps")
    assert first.titles() is second.titles()
    change(filled, make_document)
    assert filled.at().titles() is not first.titles()


def test_a_snapshot_of_a_closed_library_says_so(filled: Library) -> None:
    snapshot = filled.at()
    filled.close()
    with pytest.raises(BrokenLibrary, match="has been closed"):
        snapshot.documents()


def test_the_generation_is_read_once(filled: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = filled.at()
    monkeypatch.setattr(type(filled._stores.record), "at", lambda _: pytest.fail("read again"))
    assert seen(snapshot)


def test_a_snapshot_that_is_no_longer_used_keeps_no_file_open(filled: Library, make_document: Make) -> None:
    snapshot = filled.at()
    seen(snapshot)
    change(filled, make_document)
    del snapshot
    with filled._stores.record._connection() as connection:
        assert connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone() == (0, 0, 0)


def test_threads_ask_one_snapshot_while_the_library_changes(filled: Library, make_document: Make) -> None:
    expected, snapshot = seen(filled.at()), filled.at()
    found: list[bool] = []
    threads = [
        threading.Thread(target=lambda: found.extend(seen(snapshot) == expected for _ in range(5))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    change(filled, make_document)
    for thread in threads:
        thread.join()
    assert found == [True] * 20


def test_two_libraries_share_nothing(filled: Library, make_document: Make, tmp_path: Path) -> None:
    with Library.open(tmp_path / "other", encoder="hash") as other:
        add([make_document("whistles", subjects=("whistle",))], library=other)
        assert [one.id for one in other.at().summaries()] == ["whistles"]
    assert [one.id for one in filled.at().summaries()] == ["lamps", "ropes"]
