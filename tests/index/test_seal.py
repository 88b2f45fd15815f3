"""Indexes that were not built on this machine are never opened: a library may come from a stranger."""

import json
import shutil
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from corpus.models import Document
from index import seal
from index.encode import exported
from index.encode.exported import DEFAULT, ensure_exported
from index.ingest.add import add
from index.library import Library
from index.progress import silent
from index.seal import is_sealed, set_seal
from index.store.derived import digest_of

Make = Callable[..., Document]
MANY = ("rope", "anchor", "buoy", "chain", "mast", "sail", "rudder", "keel", "deck", "hull", "oar", "winch", "cleat")


@pytest.fixture
def other_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Call it to go on as another user, on another machine."""
    return lambda: monkeypatch.setenv("PINPOINT_CONFIG", str(tmp_path / "other"))


@pytest.fixture
def filled(folder: Path, make_document: Make) -> Path:
    with Library.open(folder, encoder="hash") as library:
        add([make_document("ropes", subjects=MANY)], library=library)
    return folder


def only(folder: Path) -> Path:
    (one,) = folder.iterdir()
    return one


def with_function(database: Path, function: dict[str, object]) -> None:
    """Have the collection name an embedding function, as Chroma keeps it."""
    with closing(sqlite3.connect(database)) as connection, connection:
        schema = json.loads(connection.execute("SELECT schema_str FROM collections").fetchone()[0])
        schema["keys"]["#embedding"]["float_list"]["vector_index"]["config"]["embedding_function"] = function
        schema["defaults"]["float_list"]["vector_index"]["config"]["embedding_function"] = function
        connection.execute("UPDATE collections SET schema_str = ?", (json.dumps(schema),))


def test_a_folder_that_names_code_of_its_own_runs_none(filled: Path, make_document: Make):
    canary, model = filled.parent / "CANARY", filled.parent / "model"
    model.mkdir()
    (model / "modules.json").write_text('[{"idx": 0, "name": "0", "path": "", "type": "canary.Canary"}]')
    (model / "config_sentence_transformers.json").write_text("{}")
    code = f"import pathlib\npathlib.Path({str(canary)!r}).touch()\nraise SystemExit\n"
    (model / "canary.py").write_text(code)
    settings = {"model_name": str(model), "device": "cpu", "normalize_embeddings": False}
    config = {**settings, "kwargs": {"trust_remote_code": True}}
    function = {"type": "known", "name": "sentence_transformer", "config": config}
    with_function(only(filled / "vectors") / "chroma.sqlite3", function)
    with Library.open(filled, encoder="hash") as library:
        assert add([make_document("torches", subjects=("torch",))], library=library).added == 1
        library.remove("torches")
    assert not canary.exists()


@pytest.mark.parametrize("at", ["vectors", "words"])
def test_what_another_machine_derived_is_made_anew_and_not_read(
    filled: Path, other_machine: Callable[[], None], at: str
):
    before = only(filled / at)
    other_machine()
    with Library.open(filled, encoder="hash") as library:
        unsound = {about: found for about, sound, found in library.soundness() if not sound}
        assert unsound.keys() == {"words", "chroma"}
        assert "not made on this machine" in unsound["chroma"]
        assert library.at().nearest(library.encoder.encode(["rope"])[0], k=3)
        assert [finding for finding in library.soundness() if not finding[1]] == []
    assert not before.exists()


def test_a_foreign_collection_is_not_amended(
    filled: Path, make_document: Make, other_machine: Callable[[], None], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("index.store.chroma.amend", lambda *_, **__: pytest.fail("the foreign collection was opened"))
    other_machine()
    with Library.open(filled, encoder="hash") as library:
        assert add([make_document("torches", subjects=("torch",))], library=library).warnings == ()
        assert library._stores.vectors.condition(library._stores.record.at()).message == "matches the record"


def test_a_library_that_was_moved_on_this_machine_keeps_what_was_derived(filled: Path, tmp_path: Path):
    shutil.move(filled, tmp_path / "elsewhere")
    with Library.open(tmp_path / "elsewhere", encoder="hash") as library:
        assert [finding for finding in library.soundness() if not finding[1]] == []


@pytest.mark.parametrize("change", ["a byte", "a row", "a name", "what it is"])
def test_a_seal_breaks_with_any_change(tmp_path: Path, change: str):
    (tmp_path / "plain.bin").write_bytes(b"0123")
    with closing(sqlite3.connect(tmp_path / "base.sqlite3")) as base, base:
        base.executescript("CREATE TABLE told (word); CREATE TABLE acquire_write (visit); INSERT INTO told VALUES (1);")
    set_seal(tmp_path, about="one", digest=digest_of)
    assert is_sealed(tmp_path, about="one", digest=digest_of)
    if change == "a byte":
        (tmp_path / "plain.bin").write_bytes(b"0124")
    elif change == "a row":
        with closing(sqlite3.connect(tmp_path / "base.sqlite3")) as base, base:
            base.execute("UPDATE told SET word = 2")
    elif change == "a name":
        (tmp_path / "plain.bin").rename(tmp_path / "other.bin")
    assert not is_sealed(tmp_path, about="another" if change == "what it is" else "one", digest=digest_of)


def test_a_visit_breaks_no_seal(tmp_path: Path):
    with closing(sqlite3.connect(tmp_path / "base.sqlite3")) as base, base:
        base.execute("CREATE TABLE acquire_write (visit)")
    set_seal(tmp_path, about="one", digest=digest_of)
    with closing(sqlite3.connect(tmp_path / "base.sqlite3")) as base, base:
        base.execute("INSERT INTO acquire_write VALUES (1)")
    assert is_sealed(tmp_path, about="one", digest=digest_of)


def test_of_the_largest_files_that_run_nothing_only_the_size_is_sealed(tmp_path: Path):
    with closing(sqlite3.connect(tmp_path / "base.sqlite3")) as base, base:
        base.executescript("CREATE TABLE embeddings (id); INSERT INTO embeddings VALUES (1), (2);")
    (tmp_path / "vectors.npy").write_bytes(b"0123")
    set_seal(tmp_path, about="it", digest=digest_of)
    (tmp_path / "vectors.npy").write_bytes(b"")
    assert not is_sealed(tmp_path, about="it", digest=digest_of)
    (tmp_path / "vectors.npy").write_bytes(b"4567")
    assert is_sealed(tmp_path, about="it", digest=digest_of)
    with closing(sqlite3.connect(tmp_path / "base.sqlite3")) as base, base:
        base.execute("DELETE FROM embeddings WHERE id = 1")
    assert not is_sealed(tmp_path, about="it", digest=digest_of)


def test_a_file_that_is_not_asked_for_is_not_looked_at(tmp_path: Path):
    for name in ("one", "two"):
        (tmp_path / name).write_text(name)
    set_seal(tmp_path, about="it", digest=digest_of)
    (tmp_path / "two").write_text("three")
    assert is_sealed(tmp_path, about="it", only=("one",), digest=digest_of)
    assert not is_sealed(tmp_path, about="it", only=("two",), digest=digest_of)


def test_the_key_is_its_owners_alone_and_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PINPOINT_CONFIG", str(tmp_path / "config"))
    set_seal(tmp_path, about="it", digest=digest_of)
    key = tmp_path / "config" / "key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    before = key.read_bytes()
    seal._key.cache_clear()  # as another process
    set_seal(tmp_path, about="it", digest=digest_of)
    assert key.read_bytes() == before
    assert len(before) == 32


def test_without_a_place_for_a_key_everything_goes_on_in_one_process(
    folder: Path, make_document: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("PINPOINT_CONFIG", str(tmp_path / "file"))
    with Library.open(folder, encoder="hash") as library:
        assert add([make_document()], library=library).warnings == ()
        assert library._stores.vectors.condition(library._stores.record.at()).message == "matches the record"
    assert "No key can be stored" in caplog.text
    seal._key.cache_clear()
    with Library.open(folder, encoder="hash") as library:
        assert library.at().nearest(library.encoder.encode(["lamp"])[0], k=1)


def _pretend_export(model: str, *, key: str, into: Path) -> None:
    for name in ("model.onnx", "tokenizer.json"):
        (into / name).write_text(model)
    (into / "encoder.json").write_text(json.dumps({"key": key}))


def forged(folder: Path) -> None:
    """Another graph, with the hash that it has standing beside it."""
    facts = json.loads((folder / "encoder.json").read_text())
    for name in ("model.onnx", "encoder.json"):
        (folder / name).unlink()  # it may be linked to the cache's
    (folder / "model.onnx").write_text("a stranger's")
    hashes = {name: exported.sha256_of(folder / name) for name in ("model.onnx", "tokenizer.json")}
    (folder / "encoder.json").write_text(json.dumps(facts | {"sha256": hashes}))


def test_our_encoder_is_the_one_that_comes_with_pinpoint(tmp_path: Path):
    ensure_exported(DEFAULT, folder=tmp_path / "encoder", progress=silent)
    sound = (tmp_path / "encoder" / "model.onnx").read_bytes()
    forged(tmp_path / "encoder")
    ensure_exported(DEFAULT, folder=tmp_path / "encoder", progress=silent)
    assert (tmp_path / "encoder" / "model.onnx").read_bytes() == sound


def test_another_encoder_is_one_that_this_machine_exported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PINPOINT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("index.encode.exported._export", _pretend_export)
    ensure_exported("some/model", folder=tmp_path / "encoder", progress=silent)
    forged(tmp_path / "encoder")
    ensure_exported("some/model", folder=tmp_path / "encoder", progress=silent)
    assert (tmp_path / "encoder" / "model.onnx").read_text() == "some/model"


def test_an_earlier_version_of_ours_is_kept_where_this_machine_put_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    earlier = tmp_path / "package" / DEFAULT
    earlier.mkdir(parents=True)
    for name in ("model.onnx", "tokenizer.json"):
        (earlier / name).write_text("as it was")
    (earlier / "encoder.json").write_text(json.dumps({"name": f"{DEFAULT} (weights 0123)"}))
    with monkeypatch.context() as before:
        before.setattr("index.encode.exported._PACKAGED", tmp_path / "package")
        ensure_exported(DEFAULT, folder=tmp_path / "encoder", progress=silent)
    ensure_exported(DEFAULT, folder=tmp_path / "encoder", progress=silent)
    assert (tmp_path / "encoder" / "model.onnx").read_text() == "as it was"


def test_the_doctor_finds_an_encoder_that_is_not_ours(
    folder: Path, make_document: Make, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("index.ingest.intake.bulk_encoder", lambda *_, **__: None)
    with Library.open(folder) as library:
        add([make_document()], library=library)
        assert np.isfinite(library.encoder.encode(["lamp"])).all()
    forged(folder / "encoder")
    with Library.open(folder) as library:
        assert [about for about, sound, _ in library.soundness() if not sound] == ["encoder"]
