"""Many passages are encoded on an NVIDIA GPU where there is one; questions never: one is done before a GPU is ready.

The vectors of one text, by torch in fp32 and by ONNX Runtime in int8, have a cosine of about 0.99: both may live in one
library under one name, and a question that was encoded on the CPU finds either.
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

READING, _ON_CPU = "reading for meaning", "encoding on the CPU"

# What NVIDIA's driver leaves on Linux, in a container, under WSL, on Windows. torch takes seconds to import, so it is
# asked only where one of these is there.
_TRACES = (
    Path("/proc/driver/nvidia/version"),
    Path("/dev/nvidiactl"),
    Path("/usr/lib/wsl/lib/libcuda.so.1"),
    Path(os.environ.get("SYSTEMROOT", "C:/Windows")) / "System32" / "nvcuda.dll",
)

# Texts at once; 85 tokens each are some 200 MB of activations.
_BATCH = 128

# The GPU's weights are read anew, and a name on the hub may have got others since it was exported: on these, the
# vectors must agree. int8 alone brings the cosine down to 0.97.
_PROBES = ("The keeper shall light the lamp at sunset.", "Each Party shall inform the others within six months.")
_AGREEING = 0.9


@dataclass(frozen=True, slots=True)
class Bulk:
    """What many passages are encoded with, and what the one who waits is told meanwhile."""

    encoder: Encoder
    doing: str = READING


class TorchEncoder:
    """A sentence-transformers model run by torch; it goes by the name of `like`, the same model on the CPU."""

    def __init__(self, source: str, *, like: Encoder, device: str) -> None:
        os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")  # of the weights being read, drawn over ours
        from sentence_transformers import SentenceTransformer  # heavy

        self.name, self.dimensions = like.name, like.dimensions
        self._model = SentenceTransformer(source, device=device)
        self._model.max_seq_length = min(self._model.max_seq_length or 512, 512)  # as in index.encode.export

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit row per text, in the given order. Raises UnusableModel when the GPU gives up."""
        given: dict[str, Any] = {"prompt": "", "normalize_embeddings": True, "show_progress_bar": False}
        try:
            rows = self._model.encode(list(texts), batch_size=_BATCH, **given)
        except RuntimeError as error:  # its memory was taken by others, most often
            raise UnusableModel(
                f"The GPU gave up ({_first_line(error)}). What was finished is kept. Run the same command again to go "
                "on, with CUDA_VISIBLE_DEVICES set to nothing to go on without the GPU."
            ) from error
        return np.asarray(rows, dtype=np.float32).reshape(len(texts), self.dimensions)


def for_bulk(encoder: Encoder, *, model: str) -> Bulk:
    """The model of `encoder` on the GPU; `encoder` itself where there is none, or it is of no use, saying why.

    `model` is the name or folder that `encoder` was loaded by.
    """
    if model == HashEncoder.name or not driver_present():
        return Bulk(encoder)
    if model == DEFAULT:  # int8 only: ONNX Runtime on CUDA hands such layers back to the CPU, each with its numbers
        return Bulk(encoder, f"{_ON_CPU}, as {DEFAULT} is for it only")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch's, about old drivers: they are not available to it
        try:
            device, name = torch_device()
            fast = TorchEncoder(packaged() if model == MINILM else model, like=encoder, device=device)
            probed = fast.encode(_PROBES)
        except (ImportError, OSError, ValueError, RuntimeError, UnusableModel) as error:  # no CUDA, no weights, no room
            return Bulk(encoder, f"{_ON_CPU}: {_first_line(error)}")
    if (probed * encoder.encode(_PROBES)).sum(axis=1).min() < _AGREEING:
        return Bulk(encoder, f"{_ON_CPU}: {model} has other weights since it was exported")
    return Bulk(fast, f"encoding on {name}")


def driver_present() -> bool:
    """Whether there is any trace of NVIDIA's driver; asks neither torch nor the driver."""
    return any(trace.exists() for trace in _TRACES)


def torch_device() -> tuple[str, str]:
    """The device as torch calls it, and the GPU's name. Raises RuntimeError where torch has none."""
    import torch  # heavy

    if not torch.cuda.is_available():
        raise RuntimeError("torch sees no GPU; is it installed with CUDA?")
    return "cuda", torch.cuda.get_device_name()


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
