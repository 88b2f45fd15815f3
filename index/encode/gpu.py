"""Encode many passages on an NVIDIA GPU, if there is one. For a single question the CPU is faster.

The vectors of a text from torch in fp32 and from ONNX Runtime in int8 have a cosine similarity of about 0.99, so one
library may hold both, and a question encoded on the CPU finds both.
"""

import os
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from corpus.errors import UnusableModel
from index.encode.encoder import Encoder, HashEncoder, Vectors
from index.encode.export import packaged
from index.encode.exported import DEFAULT, MINILM

ENCODING, _ON_CPU = "reading for meaning", "encoding on the CPU"

# Files of NVIDIA's driver on Linux, in a container, under WSL, on Windows. torch takes seconds to import, so it is
# imported only if one of them exists.
_DRIVER_FILES = (
    Path("/proc/driver/nvidia/version"),
    Path("/dev/nvidiactl"),
    Path("/usr/lib/wsl/lib/libcuda.so.1"),
    Path(os.environ.get("SYSTEMROOT", "C:/Windows")) / "System32" / "nvcuda.dll",
)

# Texts in a batch; with 85 tokens each, about 200 MB of activations.
_BATCH = 128

# torch loads the weights again, and those of a name on the hub may have changed since the export, so the vectors of
# these texts are compared. int8 alone lowers the cosine similarity to 0.97.
_PROBES = ("The keeper shall light the lamp at sunset.", "Each Party shall inform the others within six months.")
_MIN_COSINE = 0.9


@dataclass(frozen=True, slots=True)
class BulkEncoder:
    """The encoder for many passages, and the text that progress reports show meanwhile."""

    encoder: Encoder
    status: str = ENCODING


class TorchEncoder:
    """A sentence-transformers model run by torch. It has the name of `like`, the same model on the CPU."""

    def __init__(self, source: str, *, like: Encoder, device: str) -> None:
        os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")  # they would be drawn over ours
        from sentence_transformers import SentenceTransformer  # heavy

        self.name, self.dimensions = like.name, like.dimensions
        self._model = SentenceTransformer(source, device=device)
        self._model.max_seq_length = min(self._model.max_seq_length or 512, 512)  # as in index.encode.export

    def encode(self, texts: Sequence[str]) -> Vectors:
        """As `Encoder.encode`. Raises UnusableModel if the GPU fails."""
        given: dict[str, Any] = {"prompt": "", "normalize_embeddings": True, "show_progress_bar": False}
        try:
            rows = self._model.encode(list(texts), batch_size=_BATCH, **given)
        except RuntimeError as error:  # usually out of memory
            raise UnusableModel(
                f"The GPU gave up ({_first_line(error)}). Finished documents are kept. Run the same command again to "
                "continue, with an empty CUDA_VISIBLE_DEVICES to continue without the GPU."
            ) from error
        return np.asarray(rows, dtype=np.float32).reshape(len(texts), self.dimensions)


def bulk_encoder(encoder: Encoder, *, model: str) -> BulkEncoder:
    """The model of `encoder` on the GPU; `encoder` itself, with the reason, if the GPU cannot be used.

    `model` is the name or folder that `encoder` was loaded from.
    """
    if model == HashEncoder.name or not driver_present():
        return BulkEncoder(encoder)
    if model == DEFAULT:  # int8 only: ONNX Runtime runs such layers on the CPU
        return BulkEncoder(encoder, f"{_ON_CPU}, as {DEFAULT} is for it only")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of torch, about old drivers: it then reports no GPU
        try:
            device, name = torch_device()
            fast = TorchEncoder(packaged() if model == MINILM else model, like=encoder, device=device)
            probed = fast.encode(_PROBES)
        except (
            ImportError,
            OSError,
            ValueError,
            RuntimeError,
            UnusableModel,
        ) as error:  # no CUDA, weights or memory
            return BulkEncoder(encoder, f"{_ON_CPU}: {_first_line(error)}")
    if (probed * encoder.encode(_PROBES)).sum(axis=1).min() < _MIN_COSINE:
        return BulkEncoder(encoder, f"{_ON_CPU}: {model} has other weights since it was exported")
    return BulkEncoder(fast, f"encoding on {name}")


def driver_present() -> bool:
    """Whether files of NVIDIA's driver exist; does not import torch."""
    return any(trace.exists() for trace in _DRIVER_FILES)


def torch_device() -> tuple[str, str]:
    """The device as torch calls it ("cuda"), and the GPU's name. Raises RuntimeError if torch finds no GPU."""
    import torch  # heavy

    if not torch.cuda.is_available():
        raise RuntimeError("torch sees no GPU; is it installed with CUDA?")
    return "cuda", torch.cuda.get_device_name()


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
