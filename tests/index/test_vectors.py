import multiprocessing
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from corpus.errors import DamagedIndex
from corpus.models import Document, Locator, Passage
from index.ingest.add import add
from index.library import Library
from index.progress import silent
from index.store.chroma import ChromaVectors
from index.store.collection import build, opened
from index.store.exact import ExactVectors
from index.store.ports import Entry
from index.store.record import SqliteRecord
from tests.index.conftest import ids_of

Make = Callable[..., Document]


def random_vectors(count: int, *, seed: int) -> np.ndarray:
    vectors = np.random.default_rng(seed).standard_normal((count, 384)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def record_of(vectors: np.ndarray, *, path: Path, document: Document) -> SqliteRecord:
    """A record of passages that say nothing, with these vectors: random ones are the hardest to arrange."""
    record = SqliteRecord(path)
    record.create(facts={"id": "random"})
    ids = (f"{document.id}#{number}" for number in range(len(vectors)))
    passages = [(Passage(id, document.id, Locator(), "", 0, 0, ""), "") for id in ids]
    record.put(Entry(document, document.id, passages, vectors, encoder="random"))
    return record


def recall_at_10(count: int, *, folder: Path, document: Document) -> float:
    """The part of the ten truly nearest that the graph finds, over 100 random queries."""
    record = record_of(random_vectors(count, seed=1), path=folder / "record", document=document)
    build(folder / "graph", at=record.at(), progress=silent)
    found = 0
    exact = partial(ExactVectors().nearest, at=record.at())
    with opened(folder / "graph") as collection:
        for query in random_vectors(100, seed=2):
            nearest = collection.query(query_embeddings=query[None], n_results=10, include=["distances"])["ids"][0]
            found += len({int(key) for key in nearest} & {key for key, _ in exact(query, k=10)})
    record.close()
    return found / 1000


def test_the_graph_finds_the_nearest_of_random_vectors(tmp_path: Path, make_document: Make):
    assert recall_at_10(2_000, folder=tmp_path, document=make_document()) >= 0.99


@pytest.mark.slow
def test_the_graph_finds_the_nearest_of_as_many_random_vectors_as_a_large_library_has(
    tmp_path: Path, make_document: Make
):
    assert recall_at_10(13_000, folder=tmp_path, document=make_document()) >= 0.99


def test_exact_search_agrees_with_a_plain_sort(tmp_path: Path, make_document: Make):
    vectors = random_vectors(5_000, seed=3)  # more than the record gives at once
    record = record_of(vectors, path=tmp_path / "record", document=make_document())
    query = random_vectors(1, seed=4)[0]
    scores = vectors @ query
    best = np.argsort(-scores)[:10]
    near = ExactVectors().nearest(query, k=10, at=record.at())
    record.close()
    assert [key - 1 for key, _ in near] == best.tolist()
    assert [score for _, score in near] == pytest.approx(scores[best].tolist(), abs=1e-6)


MANY = ("rope", "anchor", "buoy", "chain", "mast", "sail", "rudder", "keel", "deck", "hull", "oar", "winch", "cleat")


def near(library: Library, query: str) -> list[tuple[str, float]]:
    """All passages, so that it does not matter in what order equally near ones come.

    Asked twice: the first questions of a process are answered without Chroma.
    """
    vector = library.encoder.encode([query])[0]
    found = library.at().nearest(vector, k=100)
    library._stores.vectors._compared = 10**9
    assert dict(library.at().nearest(vector, k=100)) == pytest.approx(dict(found), abs=1e-5)
    return list(zip(ids_of(library, found), [score for _, score in found], strict=True))


def in_step(library: Library) -> bool:
    return library._stores.vectors.condition(library._stores.record.at()).message == "matches the record"


def collection_of(folder: Path) -> Path:
    (only,) = (folder / "vectors").iterdir()
    return only


@pytest.fixture
def filled(folder: Path, make_document: Make) -> Path:
    """A closed library with two documents."""
    with Library.open(folder, encoder="hash") as library:
        add([make_document(), make_document("ropes", subjects=MANY)], library=library)
    return folder


def _no_files(collection: Path) -> None:
    for file in collection.rglob("*"):
        if file.is_file():
            file.unlink()


def _garbage(pattern: str) -> Callable[[Path], None]:
    def spoil(collection: Path) -> None:
        for file in collection.rglob(pattern):
            file.write_bytes(b"\x07" * max(file.stat().st_size // 2, 64))

    return spoil


def _another_library(collection: Path) -> None:
    with opened(collection) as found:
        found.modify(metadata={"library": "another", "built": 1, "changed": 0})


def _without(pattern: str) -> Callable[[Path], None]:
    def take_away(collection: Path) -> None:
        for file in collection.rglob(pattern):
            file.unlink()

    return take_away


def _zeroed(pattern: str) -> Callable[[Path], None]:
    def zero(collection: Path) -> None:
        for file in collection.rglob(pattern):
            file.write_bytes(bytes(file.stat().st_size))

    return zero


def _emptied(pattern: str) -> Callable[[Path], None]:
    def empty(collection: Path) -> None:
        for file in collection.rglob(pattern):
            file.write_bytes(b"")

    return empty


def _one_missing(collection: Path) -> None:
    with opened(collection) as found:
        found.delete(ids=["1"])


DAMAGE: dict[str, Callable[[Path], None]] = {
    "the folder is gone": shutil.rmtree,
    "its files are gone": _no_files,
    "its database is garbage": _garbage("chroma.sqlite3"),
    "its graph is garbage": _garbage("*.bin"),
    "its graph is zeroed": _zeroed("link_lists.bin"),
    "its list of vectors is gone": _without("index_metadata.pickle"),
    "its plain vectors are empty": _emptied("vectors.npy"),
    "its seal is gone": _without("seal.json"),
    "its seal is garbage": _garbage("seal.json"),
    "it is another library's": _another_library,
    "a vector is missing": _one_missing,
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_collection_that_is_damaged_is_made_anew(filled: Path, damage: Callable[[Path], None]):
    with Library.open(filled, encoder="hash") as library:
        before = near(library, "rope and anchor")
    damage(collection_of(filled))
    with Library.open(filled, encoder="hash") as library:
        assert dict(near(library, "rope and anchor")) == pytest.approx(dict(before), abs=1e-5)
        assert all(sound for _, sound, _ in library.soundness())


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_reader_that_cannot_rebuild_an_index_compares_every_vector(filled: Path, damage: Callable[[Path], None]):
    with Library.open(filled, encoder="hash") as library:
        before = near(library, "rope and anchor")
    damage(collection_of(filled))
    left = sorted(str(path) for path in (filled / "vectors").rglob("*"))
    with FileLock(filled / "library.lock"), Library.open(filled, encoder="hash") as library:
        assert dict(near(library, "rope and anchor")) == pytest.approx(dict(before), abs=1e-5)
    assert [str(path) for path in (filled / "vectors").rglob("*") if str(path) not in left] == []


def test_asking_does_not_change_the_graph(filled: Path):
    def contents() -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in (filled / "vectors").rglob("*.bin")}

    before = contents()
    with Library.open(filled, encoder="hash") as library:
        near(library, "rope and anchor")
    assert contents() == before


def test_a_small_change_amends_a_copy_and_gives_what_building_gives(
    filled: Path, make_document: Make, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("index.store.chroma.build", None)  # so that building would fail
    with Library.open(filled, encoder="hash") as library:
        add([make_document("one", subjects=("whistle",))], library=library)
        amended = near(library, "whistle and bell")
    monkeypatch.undo()
    shutil.rmtree(filled / "vectors")
    with Library.open(filled, encoder="hash") as library:
        assert dict(near(library, "whistle and bell")) == pytest.approx(dict(amended), abs=1e-5)


def test_many_small_changes_end_in_building_anew(filled: Path, make_document: Make, monkeypatch: pytest.MonkeyPatch):
    built: list[Path] = []

    def counted(folder: Path, **given: object) -> None:
        built.append(folder)
        build(folder, **given)  # type: ignore[arg-type]

    monkeypatch.setattr("index.store.chroma.build", counted)
    with Library.open(filled, encoder="hash") as library:
        for number in range(6):
            add([make_document("lamps", subjects=(f"thing{number}",))], library=library)
            assert in_step(library)
    assert 1 <= len(built) <= 3


def test_one_folder_is_left_however_often_the_record_changes(filled: Path, make_document: Make):
    with Library.open(filled, encoder="hash") as library:
        for number in range(3):
            add([make_document(f"p{number}", subjects=(f"thing{number}",))], library=library)
        assert int(collection_of(filled).name.partition("-")[0]) == library.at().generation


def test_a_reader_follows_what_another_library_object_adds(filled: Path, make_document: Make):
    with Library.open(filled, encoder="hash") as reader, Library.open(filled, encoder="hash") as writer:
        near(reader, "rope")
        add([make_document("whistles", subjects=("whistle",))], library=writer)
        assert near(reader, "whistle")[0][0].startswith("whistles#")
        assert in_step(reader)


def _ask_often(folder: Path, times: int) -> None:
    with Library.open(folder, encoder="hash") as library:
        for _ in range(times):
            assert near(library, "rope and anchor")


def test_processes_read_while_another_adds(filled: Path, make_document: Make):
    context = multiprocessing.get_context("spawn")
    readers = [context.Process(target=_ask_often, args=(filled, 40)) for _ in range(2)]
    for reader in readers:
        reader.start()
    with Library.open(filled, encoder="hash") as library:
        for number in range(4):
            add([make_document(f"p{number}", subjects=(f"thing{number}",))], library=library)
        for reader in readers:
            reader.join()
        assert [reader.exitcode for reader in readers] == [0, 0]
        assert all(sound for _, sound, _ in library.soundness())


def _breaking(error: Exception) -> Callable[..., None]:
    def build_nothing(*_: object, **__: object) -> None:
        raise error

    return build_nothing


FAULTS = [AttributeError("a bug of ours"), TypeError("another"), DamagedIndex("Chroma's"), PermissionError("read-only")]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: type(fault).__name__)
def test_a_collection_that_cannot_be_made_is_said_by_add_and_by_the_doctor_and_tried_again(
    folder: Path, make_document: Make, monkeypatch: pytest.MonkeyPatch, fault: Exception
):
    monkeypatch.setattr("index.store.chroma.build", _breaking(fault))
    with Library.open(folder, encoder="hash") as library:
        added = add([make_document()], library=library)
        assert added.added == 1
        assert [(each.source, each.document) for each in added.warnings] == [("", "")]
        assert str(fault) in added.warnings[0].warning
        assert near(library, "lamp")
    with Library.open(folder, encoder="hash") as library:
        (unsound,) = [finding for finding in library.soundness() if not finding[1]]
        assert unsound[0] == "chroma"
        assert str(fault) in unsound[2]
        monkeypatch.undo()
        assert add([make_document()], library=library).warnings == ()
        assert [finding for finding in library.soundness() if not finding[1]] == []


def test_a_collection_that_could_not_be_made_is_tried_again_by_the_next_who_opens(
    folder: Path, make_document: Make, monkeypatch: pytest.MonkeyPatch
):
    tried: list[int] = []

    def fail(*_: object, **__: object) -> None:
        tried.append(1)
        raise AttributeError("a bug of ours")

    monkeypatch.setattr("index.store.chroma.build", fail)
    with Library.open(folder, encoder="hash") as library:
        add([make_document()], library=library)
        assert near(library, "lamp")
        assert len(tried) == 1  # no search tries what has just failed
    with Library.open(folder, encoder="hash") as library:
        assert near(library, "lamp")
        assert len(tried) == 2
        monkeypatch.undo()
    with Library.open(folder, encoder="hash") as library:
        assert near(library, "lamp")
        assert in_step(library)


def test_a_bug_while_the_collection_is_made_is_logged_with_where_it_is(
    folder: Path, make_document: Make, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setattr("index.store.collection._add", _breaking(AttributeError("a bug of ours")))
    with Library.open(folder, encoder="hash") as library:
        add([make_document()], library=library)
    (record,) = [record for record in caplog.records if record.exc_info]
    assert record.name.startswith("pinpoint.index.")
    assert "build_nothing" in caplog.text


def test_a_bug_of_ours_is_not_taken_for_damage(filled: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("index.store.chroma.matches", _breaking(AttributeError("a bug of ours")))
    with Library.open(filled, encoder="hash") as library, pytest.raises(AttributeError, match="a bug of ours"):
        near(library, "rope")


def test_every_exception_of_chroma_is_reported_as_damage(filled: Path, monkeypatch: pytest.MonkeyPatch):
    with Library.open(filled, encoder="hash") as library:
        before = near(library, "rope and anchor")
    for error in (KeyError("_type"), ValueError("?"), RuntimeError("?"), sqlite3.OperationalError("?")):
        with monkeypatch.context() as patched, Library.open(filled, encoder="hash") as library:
            patched.setattr("chromadb.api.models.Collection.Collection.query", _breaking(error))
            assert dict(near(library, "rope and anchor")) == pytest.approx(dict(before), abs=1e-5)


def test_a_folder_that_cannot_be_written_is_answered_by_comparing(filled: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError("read-only")

    shutil.rmtree(filled / "vectors")
    monkeypatch.setattr("index.store.chroma.build", refuse)
    with Library.open(filled, encoder="hash") as library:
        assert near(library, "rope and anchor")


def test_vectors_without_a_folder_say_that_they_cannot_tell(tmp_path: Path, make_document: Make):
    record = record_of(random_vectors(2, seed=1), path=tmp_path / "record", document=make_document())
    vectors = ChromaVectors(tmp_path / "vectors", record=record)
    assert vectors.nearest(random_vectors(1, seed=1)[0], k=1, at=record.at()) is None
    record.close()


def test_the_collection_holds_our_ids_and_cosine_space(filled: Path):
    connection = sqlite3.connect(filled / "library.sqlite")
    keys = {str(key) for (key,) in connection.execute("SELECT key FROM passages")}
    connection.close()
    with opened(collection_of(filled)) as collection:
        assert set(collection.get(include=[])["ids"]) == keys
        assert collection.configuration_json["hnsw"]["space"] == "cosine"


def test_the_first_questions_do_without_chroma(filled: Path):
    program = """
import sys
from functools import partial
from pathlib import Path
from index.library import Library
with Library.open(Path(sys.argv[1]), encoder="hash") as library:
    vector = library.encoder.encode(["rope"])[0]
    first = library.at().nearest(vector, k=3)
    print("chromadb" in sys.modules)
    library._stores.vectors._compared = 10**9
    later = library.at().nearest(vector, k=3)
    print("chromadb" in sys.modules, first[0][0] == later[0][0])
"""
    done = subprocess.run([sys.executable, "-c", program, str(filled)], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True", "True"]
