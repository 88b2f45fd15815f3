"""Compare the speed of encoding with the speed at which this machine multiplies matrices.

machine.py LIBRARY FOLDER    prints a JSON line for each turn; FOLDER is for an encoder in fp32
"""

import json
import logging
import shutil
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from measure import HERE, run
from table import table

from corpus.structure.passages import context
from index.encode.encoder import OnnxEncoder
from index.encode.export import packaged, write_graph
from index.library import Library

# The architecture of the encoder, which is that of MiniLM.
LAYERS, WIDTH = 6, 384
# Rows and columns of the matrices that are multiplied; with 1024 the rate is half as high.
SQUARE = 4096
PASSAGES = 300
TURNS = 5


@dataclass(frozen=True, slots=True)
class Machine:
    """The best of several turns: `matrices` is the GFLOP/s of multiplying fp32 matrices.

    `tokens` are the tokens encoded in a second, by precision; `flops` is the average number of operations for a token.
    """

    matrices: float
    tokens: dict[str, float]
    flops: float

    def encoding(self, precision: str) -> float:
        """GFLOP/s of encoding."""
        return self.tokens[precision] * self.flops / 1e9

    def ratio(self, precision: str) -> float:
        """The GFLOP/s of encoding over those of multiplying matrices."""
        return self.encoding(precision) / self.matrices


def flops_of(tokens: int, *, layers: int = LAYERS, width: int = WIDTH) -> int:
    """Floating-point operations to encode a text of so many tokens; a multiplication and its addition are two.

    A layer has four square matrices (query, key, value, output) and two that are four times as large (up, down), so
    2 (4 d² + 2 d 4d) for each token; and each token meets each in two products of length d: 4 L d. Counted as by
    Hoffmann et al. (arXiv 2203.15556, appendix F), less what is no product of matrices here: embedding, softmax.
    """
    weights = 2 * (4 * width * width + 2 * width * 4 * width)
    return layers * tokens * (weights + 4 * tokens * width)


def measure_machine(library: Path, *, work: Path) -> Machine:
    """Measure this machine, and the encoder of a library on passages of that library."""
    lines = run([sys.executable, HERE / "machine.py", library, work / "fp32"], output=work / "machine.jsonl").lines
    facts, *turns = lines
    tokens = {name: facts["tokens"] / min(turn[name] for turn in turns) for name in ("fp32", "int8")}
    return Machine(max(turn["matrices"] for turn in turns), tokens, facts["flops"] / facts["tokens"])


def machine_tables(machine: Machine) -> list[str]:
    """The lines of a section of the report."""
    note = (
        f"Multiplying fp32 matrices, this machine does {machine.matrices:.0f} GFLOP/s. Encoding, a token of a passage "
        f"takes {machine.flops / 1e6:.1f} MFLOP."
    )
    rows = [
        [name, f"{tokens:.0f}", f"{machine.encoding(name):.0f}", f"{machine.ratio(name):.2f}"]
        for name, tokens in machine.tokens.items()
    ]
    head = ["encoding in", "tokens/s", "GFLOP/s", "over the machine's"]
    return ["## The machine\n", f"{note}\n", *table(head, rows)]


def machine_misses(machine: Machine) -> list[str]:
    """A sentence for each figure below its floor."""
    floors = {"fp32": 0.85, "int8": 1.4}
    return [
        f"encoding in {name} does {machine.ratio(name):.2f} of the machine's rate, aim {floor:.2f}"
        for name, floor in floors.items()
        if machine.ratio(name) < floor
    ]


def main(library: str, folder: str) -> None:
    """Print the tokens and operations of the passages; then, for each turn, the rate and the seconds to encode."""
    with Library.open(Path(library)) as opened:
        texts = _passages(opened)
    int8 = OnnxEncoder(Path(library) / "encoder")
    fp32 = _in_fp32(Path(library) / "encoder", Path(folder))
    lengths = list(_lengths(texts, Path(folder)))
    say({"tokens": sum(lengths), "flops": sum(map(flops_of, lengths))})
    for encoder in (fp32, int8):
        encoder.encode(texts[:20])
    for _ in range(TURNS):
        rate = _matrices()
        say({"matrices": rate, "fp32": _seconds(fp32, texts), "int8": _seconds(int8, texts)})


def say(value: dict[str, float]) -> None:
    """Print a JSON line."""
    sys.stdout.write(json.dumps(value) + "\n")


def _passages(library: Library) -> list[str]:
    """Texts of passages from all over the library, as they are encoded."""
    documents = [library.document(one.id) for one in library.summaries()]
    texts = [f"{context(one, document)}\n{one.text}" for document in documents for one in library.passages(document.id)]
    return texts[:: max(1, len(texts) // PASSAGES)][:PASSAGES]


def _lengths(texts: Sequence[str], folder: Path) -> Iterable[int]:
    """The number of tokens of each text that the encoder reads, without padding."""
    from tokenizers import Tokenizer  # heavy

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(json.loads((folder / "encoder.json").read_text(encoding="utf-8"))["max_tokens"])
    return map(len, tokenizer.encode_batch(list(texts)))


def _in_fp32(encoder: Path, folder: Path) -> OnnxEncoder:
    """A copy of the encoder in `folder` with a graph in fp32, with MiniLM's weights: weights do not affect the time."""
    from sentence_transformers import SentenceTransformer  # heavy

    shutil.copytree(encoder, folder, dirs_exist_ok=True)
    longest = json.loads((folder / "encoder.json").read_text(encoding="utf-8"))["max_tokens"]
    transformer = SentenceTransformer(packaged(), device="cpu", model_kwargs={"attn_implementation": "eager"})
    write_graph(transformer, longest=longest, path=folder / "model.onnx")
    return OnnxEncoder(folder)


def _matrices() -> float:
    """GFLOP/s of one product of matrices; numpy uses all cores."""
    one = np.random.default_rng(0).random((SQUARE, SQUARE), dtype=np.float32)
    return 2 * SQUARE**3 / _timed(lambda: one @ one) / 1e9


def _seconds(encoder: OnnxEncoder, texts: Sequence[str]) -> float:
    return _timed(lambda: encoder.encode(texts))


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # of torch, while it exports
    logging.disable(logging.WARNING)
    main(*sys.argv[1:])
