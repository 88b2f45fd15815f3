"""Encoders turn texts into unit vectors: the Protocol `Encoder`, `OnnxEncoder`, and `HashEncoder` for tests.

Neither torch nor sentence_transformers is imported here; only the export (`index.encode.export`) needs them.
"""

import hashlib
import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.errors import UnusableModel
from index.encode.exported import ensure_exported, model_name
from index.progress import Progress, silent

if TYPE_CHECKING:
    from onnxruntime import InferenceSession  # type: ignore[import-untyped]
    from tokenizers import Encoding, Tokenizer

Vectors = NDArray[np.float32]

# Each thread encodes one text at a time. Measured in int8 on passages of 85 tokens: 133 a second and core, against
# 122 in batches of 1024 tokens and 75 in batches of 4096, whose activations exceed the cache. It needs no padding, and
# gives a text the same vector every time: int8 activations are scaled by the largest number in their batch, so that in
# batches of 1024 tokens the cosine similarity of a text's own vectors fell to 0.987.
THREADS = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Encoder(Protocol):
    """Turns texts into unit vectors. `name` identifies the weights and their precision."""

    @property
    def name(self) -> str:
        """The name that a library records, so that it never mixes vectors of two encoders."""

    @property
    def dimensions(self) -> int:
        """The length of a vector."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """An array of shape (texts, dimensions): one unit vector for each text, in the same order."""


class HashEncoder:
    """A stand-in for tests: hashed word counts. Texts that share words are similar; it needs no model."""

    name = "hash"

    def __init__(self, *, dimensions: int = 384) -> None:
        self.dimensions = dimensions

    def encode(self, texts: Sequence[str]) -> Vectors:
        """As `Encoder.encode`; a text without words gets the first axis."""
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word, count in Counter(re.findall(r"\w+", text.casefold())).items():
                bucket = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "big")
                row[bucket % self.dimensions] += count
            row[0] += not row.any()
        return _unit(vectors)


class OnnxEncoder:
    """A sentence-transformers model as an ONNX graph, run by ONNX Runtime on the CPU. Thread-safe.

    `folder` has the files that `index.encode.export` writes. The graph includes pooling and normalisation. Raises
    UnusableModel if they cannot be loaded.
    """

    def __init__(self, folder: Path) -> None:
        try:
            facts = json.loads((folder / "encoder.json").read_text(encoding="utf-8"))
            self.name: str = facts["name"]
            self.dimensions: int = facts["dimensions"]
            self._tokenizer = _tokenizer(folder / "tokenizer.json", max_tokens=facts["max_tokens"])
            self._session = _session(folder / "model.onnx")
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise UnusableModel(
                f"The encoder in {folder} cannot be loaded ({error}). Delete that folder; it is then restored."
            ) from error

    def encode(self, texts: Sequence[str]) -> Vectors:
        """As `Encoder.encode`; texts are cut to the maximum length of the model in tokens."""
        tokens = self._tokenizer.encode_batch(list(texts))
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        longest_first = sorted(range(len(texts)), key=lambda row: -len(tokens[row]))  # so that threads end together
        for row, vector in zip(longest_first, self._in_threads([tokens[row] for row in longest_first]), strict=True):
            vectors[row] = vector
        return vectors

    def _in_threads(self, tokens: "list[Encoding]") -> Iterable[Vectors]:
        if len(tokens) < 2 or THREADS == 1:
            return map(self._run, tokens)
        with ThreadPoolExecutor(THREADS) as threads:
            return list(threads.map(self._run, tokens))

    def _run(self, tokens: "Encoding") -> Vectors:
        inputs = {"input_ids": tokens.ids, "attention_mask": tokens.attention_mask}
        ((vector,),) = self._session.run(None, {name: np.array([row], dtype=np.int64) for name, row in inputs.items()})
        return np.asarray(vector, dtype=np.float32)


def load_encoder(name: str | None, *, folder: Path, progress: Progress | None = None) -> Encoder:
    """The encoder of that name, with its files in `folder`, where they are put if they are not there.

    For None it is the value of PINPOINT_ENCODER, else the encoder that comes with Pinpoint. Raises UnusableModel if
    there is no such model or it cannot be exported.
    """
    model = model_name(name)
    if model == HashEncoder.name:
        return HashEncoder()
    ensure_exported(model, folder=folder, progress=progress or silent)
    return OnnxEncoder(folder)


def _tokenizer(path: Path, *, max_tokens: int) -> "Tokenizer":
    from tokenizers import Tokenizer  # heavy

    tokenizer = Tokenizer.from_str(path.read_text(encoding="utf-8"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_tokens)
    return tokenizer


def _session(path: Path) -> "InferenceSession":
    import onnxruntime  # heavy

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # `_in_threads` uses the other cores
    options.log_severity_level = 3  # errors only
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Vectors = np.divide(vectors, np.maximum(lengths, 1e-12), dtype=np.float32)
    return unit
