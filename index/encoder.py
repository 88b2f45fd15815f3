"""Text in, vectors out: Encoder is the ability; OnnxEncoder has it; HashEncoder is the fake.

Neither torch nor sentence_transformers is imported here: the graph is made once, by `index.export`.
"""

import hashlib
import json
import os
import re
import threading
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.errors import UnusableModel
from index.exported import keep_exported, model_name
from index.progress import Progress, silent

if TYPE_CHECKING:
    from onnxruntime import InferenceSession  # type: ignore[import-untyped]
    from tokenizers import Encoding, Tokenizer

Vectors = NDArray[np.float32]

# Tokens, padding included, that go through the graph at once. Measured on two cores with passages of 80 tokens:
# 143 passages a second one by one, 281 at 1024 tokens, 152 at 16384, where activations leave the cache.
TOKENS_PER_BATCH = 1024


class Encoder(Protocol):
    """Turns texts into unit vectors. `name` says which weights at which precision made them."""

    @property
    def name(self) -> str:
        """What a library records, so that vectors of two encoders never meet."""

    @property
    def dimensions(self) -> int:
        """Numbers in a vector."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit row per text, in the given order; shape (0, dimensions) for no text."""


class HashEncoder:
    """The fake: hashed word counts. Texts that share words are near; it knows no meaning and needs no model."""

    name = "hash"

    def __init__(self, *, dimensions: int = 384) -> None:
        self.dimensions = dimensions

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit row per text; a text without a word gets the first axis."""
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word, count in Counter(re.findall(r"\w+", text.casefold())).items():
                bucket = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "big")
                row[bucket % self.dimensions] += count
            row[0] += not row.any()
        return _unit(vectors)


class OnnxEncoder:
    """A sentence-transformers model as an ONNX graph that pools and normalises, run by ONNX Runtime on the CPU.

    `folder` holds what `index.export` wrote: `model.onnx`, `tokenizer.json`, `encoder.json`. Safe to share by threads.
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
                f"The encoder in {folder} cannot be loaded ({error}). Delete that folder; it is made anew."
            ) from error
        self._pad: int = facts["pad"]
        self._one_at_a_time = threading.Lock()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit row per text, in the given order; what exceeds the model's length in tokens is not seen."""
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        tokens = self._tokenizer.encode_batch(list(texts))
        for rows in _batches([len(text) for text in tokens]):
            vectors[rows] = self._run([tokens[row] for row in rows])
        return vectors

    def _run(self, tokens: "list[Encoding]") -> Vectors:
        width = max(len(text) for text in tokens)
        ids = np.full((len(tokens), width), self._pad, dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, text in enumerate(tokens):
            ids[row, : len(text)] = text.ids
            mask[row, : len(text)] = 1
        with self._one_at_a_time:  # ONNX Runtime already uses every core for one run
            (vectors,) = self._session.run(None, {"input_ids": ids, "attention_mask": mask})
        return np.asarray(vectors, dtype=np.float32)


def load_encoder(name: str | None, *, folder: Path, progress: Progress | None = None) -> Encoder:
    """The encoder called `name`, kept in `folder` from then on; None asks PINPOINT_ENCODER, else the packaged MiniLM.

    Raises UnusableModel when there is no such model or it cannot be exported.
    """
    model = model_name(name)
    if model == HashEncoder.name:
        return HashEncoder()
    keep_exported(model, folder=folder, progress=progress or silent)
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
    options.intra_op_num_threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 0
    options.log_severity_level = 3  # errors only
    return onnxruntime.InferenceSession(path.read_bytes(), options, providers=["CPUExecutionProvider"])


def _batches(lengths: Sequence[int]) -> list[list[int]]:
    """Rows grouped longest with longest, so that little is padding; a text longer than the budget goes alone."""
    batches: list[list[int]] = []
    for row in sorted(range(len(lengths)), key=lambda row: -lengths[row]):
        if batches and (len(batches[-1]) + 1) * lengths[batches[-1][0]] <= TOKENS_PER_BATCH:
            batches[-1].append(row)
        else:
            batches.append([row])
    return batches


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.maximum(lengths, 1e-12)).astype(np.float32)
