"""Encoding many passages on a GPU; torch runs on the CPU here, as test machines have no GPU."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import UnusableModel
from corpus.models import Document
from index.encode import gpu
from index.encode.encoder import Encoder, HashEncoder, Vectors, load_encoder
from index.encode.exported import DEFAULT, MINILM
from index.encode.gpu import BulkEncoder, bulk_encoder, driver_present
from index.ingest.add import add
from index.library import Library

Make = Callable[..., Document]

TEXTS = [
    "The keeper shall light the lamp at sunset.",
    "The Secretary-General shall circulate the amendment to all Parties within six months.",
    "fish soup with leeks",
    "Inspection without notice. " * 200,
    "x",
]


class Reversed(HashEncoder):
    """A model with other weights under the same name."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        return super().encode(texts)[:, ::-1]


@pytest.fixture
def present(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if there was a GPU; torch is told to use the CPU."""
    monkeypatch.setattr(gpu, "driver_present", lambda: True)
    monkeypatch.setattr(gpu, "torch_device", lambda: ("cpu", "Pretend 100"))


@pytest.fixture(scope="module")
def minilm(tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    return load_encoder(MINILM, folder=tmp_path_factory.mktemp("minilm") / "encoder")


def test_without_a_driver_torch_is_never_imported():
    program = """
import sys
from index.encode import gpu
from index.encode.encoder import HashEncoder
gpu._DRIVER_FILES = ()
encoder = HashEncoder()
assert gpu.bulk_encoder(encoder, model="some/model") == gpu.BulkEncoder(encoder)
print(sorted({"torch", "transformers", "sentence_transformers", "onnxruntime"} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_driver_is_known_by_the_files_it_leaves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(gpu, "_DRIVER_FILES", (tmp_path / "one", tmp_path / "other"))
    assert not driver_present()
    (tmp_path / "other").touch()
    assert driver_present()


@pytest.mark.usefixtures("present")
def test_vectors_from_the_gpu_live_beside_those_from_the_cpu(minilm: Encoder):
    bulk = bulk_encoder(minilm, model=MINILM)
    assert bulk.status == "encoding on Pretend 100"
    assert (bulk.encoder.name, bulk.encoder.dimensions) == (minilm.name, minilm.dimensions)
    vectors = bulk.encoder.encode(TEXTS)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-5)
    assert (vectors * minilm.encode(TEXTS)).sum(axis=1).min() > 0.98
    assert bulk.encoder.encode([]).shape == (0, minilm.dimensions)


@pytest.mark.usefixtures("present")
@pytest.mark.parametrize("model", ["hash", DEFAULT])
def test_an_encoder_that_has_no_use_for_a_gpu_stays_on_the_cpu(model: str):
    encoder = HashEncoder()
    bulk = bulk_encoder(encoder, model=model)
    assert bulk.encoder is encoder
    assert bulk.status == {"hash": "reading for meaning"}.get(model, f"encoding on the CPU, as {model} is for it only")


@pytest.mark.usefixtures("present")
@pytest.mark.parametrize("fault", [ImportError, OSError, RuntimeError, UnusableModel], ids=lambda fault: fault.__name__)
def test_a_gpu_that_cannot_be_used_costs_nothing_but_time(monkeypatch: pytest.MonkeyPatch, fault: type[Exception]):
    def refuse() -> None:
        raise fault("torch sees no GPU\nand more for programmers")

    monkeypatch.setattr(gpu, "torch_device", refuse)
    encoder = HashEncoder()
    assert bulk_encoder(encoder, model="some/model") == BulkEncoder(encoder, "encoding on the CPU: torch sees no GPU")


@pytest.mark.usefixtures("present")
def test_other_weights_under_the_same_name_are_not_used(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(gpu, "TorchEncoder", lambda source, *, like, device: Reversed())
    encoder = HashEncoder()
    bulk = bulk_encoder(encoder, model="some/model")
    assert bulk == BulkEncoder(encoder, "encoding on the CPU: some/model has other weights since it was exported")


@pytest.mark.usefixtures("present")
def test_an_encoder_of_ours_that_breaks_is_not_blamed_on_the_gpu(monkeypatch: pytest.MonkeyPatch):
    class Broken(HashEncoder):
        def encode(self, texts: Sequence[str]) -> Vectors:
            raise ValueError("a mistake of ours")

    monkeypatch.setattr(gpu, "TorchEncoder", lambda source, *, like, device: HashEncoder())
    with pytest.raises(ValueError, match="a mistake of ours"):
        bulk_encoder(Broken(), model="some/model")


def test_the_error_of_a_gpu_that_fails_says_what_to_do_next():
    class Full:
        def encode(self, *_: object, **__: object) -> None:
            raise RuntimeError("out of memory\nand more for programmers")

    encoder = gpu.TorchEncoder.__new__(gpu.TorchEncoder)
    encoder._model = Full()
    with pytest.raises(UnusableModel, match=r"gave up \(out of memory\).*same command again"):
        encoder.encode(["x"])


@pytest.mark.parametrize(("papers", "expected"), [(4, 0), (40, 1)], ids=["few", "many"])
def test_the_gpu_is_asked_once_and_only_for_many_passages(
    library: Library, make_document: Make, monkeypatch: pytest.MonkeyPatch, papers: int, expected: int
):
    asked: list[str] = []

    def ask(encoder: Encoder, *, model: str) -> BulkEncoder:
        asked.append(model)
        return BulkEncoder(encoder, "encoding on Pretend 100")

    monkeypatch.setattr("index.ingest.intake.bulk_encoder", ask)
    said: list[str] = []
    subjects = [tuple(f"subject{number}x{part}" for part in range(20)) for number in range(papers)]
    add(
        (make_document(f"paper-{number}", subjects=some) for number, some in enumerate(subjects)),
        progress=lambda done, total, what, *, passages=0: said.append(what),
        library=library,
    )
    assert len(asked) == expected
    assert ("encoding on Pretend 100" in said) == bool(expected)
    assert said[0] == "reading for meaning"
    assert library.encoder.name == "hash"
