"""Questions and the provisions that answer them -> a sentence encoder fine-tuned on them. Needs the extra [train].

    python -m index.training.train LIBRARY QUESTIONS.jsonl ... --out FOLDER [--base MODEL] [--epochs N]

FOLDER becomes a sentence-transformers model, which PINPOINT_ENCODER takes. The library holds the documents that the
questions name, and was built with any encoder.
"""

import argparse
import logging
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index.encode.export import packaged
from index.encode.exported import MINILM
from index.library import Library
from index.training.mining import Example, examples
from index.training.pairs import pairs, read_lines

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch import Tensor

log = logging.getLogger("index.training")

# Questions a step; each has its own passage, its wrong one, and those of all others to be told from.
BATCH = 128
# Texts run through the model together, of about one length: more leave the processor's cache, or are mostly padding.
TOGETHER = 16
# Of the learning rate: its height, and the share of the steps in which it climbs there. It falls to nothing after.
RATE, WARM_UP = 1e-4, 0.1
# Sharpens the choice among passages; 20 is the usual one for unit vectors.
SCALE = 20.0
# Tokens of a text that are read in training: 97 of 100 passages are not longer.
LONGEST = 192
# The share of passages shown without their context, so that a document under a strange name is understood as well.
BARE = 0.25


def train(chosen: Sequence[Example], *, base: str, epochs: int, seed: int = 0) -> "SentenceTransformer":
    """`base` fine-tuned: each question is to choose its passage among all passages of its batch.

    That is MultipleNegativesRankingLoss (Henderson et al., arXiv 1705.00652), with one difference: a passage that is
    known to answer a question is never a wrong choice for it. In bfloat16 where the processor has it; a run on the
    same machine gives the same weights.
    """
    import torch
    from sentence_transformers import SentenceTransformer

    torch.manual_seed(seed)
    # transformers' plain attention: at this size faster in training on a CPU than the fused one (31 to 25 pairs/s).
    model = SentenceTransformer(base, model_kwargs={"attn_implementation": "eager"}).train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=0.01, fused=True)
    steps = epochs * -(-len(chosen) // BATCH)
    slope = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _slope((step + 0.5) / steps))
    choose = random.Random(seed)  # noqa: S311 -- a repeatable choice, nothing secret
    for step, batch in enumerate(_batches(chosen, epochs=epochs, choose=choose), 1):
        loss = _loss(model, batch, choose=choose)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        slope.step()
        optimizer.zero_grad()
        log.info("step %d of %d, loss %.3f", step, steps, loss.item())
    return model.eval()


def _slope(done: float) -> float:
    return min(done / WARM_UP, (1 - done) / (1 - WARM_UP))


def _batches(chosen: Sequence[Example], *, epochs: int, choose: random.Random) -> Iterator[list[Example]]:
    """Each epoch all examples, in another order."""
    for _ in range(epochs):
        order = choose.sample(chosen, len(chosen))
        for start in range(0, len(order), BATCH):
            yield order[start : start + BATCH]


def _loss(model: "SentenceTransformer", batch: Sequence[Example], *, choose: random.Random) -> "Tensor":
    """The cross-entropy of every question's choice among the right and the wrong passages of the batch."""
    import torch

    texts = [one.right for one in batch] + [one.wrong for one in batch if one.wrong]
    shown = [text.partition("\n")[2] if choose.random() < BARE else text for text in texts]
    scores = SCALE * _vectors(model, [one.question for one in batch]) @ _vectors(model, shown).T
    for row, one in enumerate(batch):
        also = [column for column, text in enumerate(texts) if text in one.answers and column != row]
        scores[row, also] = -torch.inf
    return torch.nn.functional.cross_entropy(scores, torch.arange(len(batch), device=scores.device))


def _vectors(model: "SentenceTransformer", texts: Sequence[str]) -> "Tensor":
    """Unit vectors of `texts`, in order, computed in groups of like length."""
    import torch

    tokens = model.tokenizer(list(texts), truncation=True, max_length=LONGEST)["input_ids"]
    order = sorted(range(len(texts)), key=lambda row: len(tokens[row]))
    groups = [order[start : start + TOGETHER] for start in range(0, len(order), TOGETHER)]
    vectors = torch.cat([_run(model, [tokens[row] for row in group]) for group in groups])
    return vectors[torch.tensor(order, device=vectors.device).argsort()]


def _run(model: "SentenceTransformer", tokens: list[list[int]]) -> "Tensor":
    import torch

    padded = model.tokenizer.pad({"input_ids": tokens}, return_tensors="pt").to(model.device)
    with torch.autocast(model.device.type, torch.bfloat16, enabled=_has_bfloat16(model.device.type)):
        vectors = model(dict(padded))["sentence_embedding"]
    return torch.nn.functional.normalize(vectors.float(), dim=1)


def _has_bfloat16(device: str) -> bool:
    """Whether the processor multiplies in bfloat16 faster than in fp32: twice as fast, where it does."""
    import torch

    if device == "cuda":
        return bool(torch.cuda.is_bf16_supported())
    return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())


def main(arguments: Sequence[str] | None = None) -> None:
    """Train as the command line says, and write the model."""
    parser = argparse.ArgumentParser(prog="python -m index.training.train", description=(__doc__ or "").split(".")[0])
    parser.add_argument("library", type=Path)
    parser.add_argument("questions", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--base", default=MINILM)
    parser.add_argument("--epochs", type=int, default=3)
    asked = parser.parse_args(arguments)
    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.INFO, stream=sys.stderr)
    lines = read_lines(asked.questions)
    with Library.open(asked.library) as library:
        found = list(examples(pairs(lines, library=library), library=library))
    log.info("%d of %d lines name a provision that the library holds", len(found), len(lines))
    if not found:
        parser.error(f"the library {asked.library} holds no provision that the questions name")
    base = packaged() if asked.base == MINILM else asked.base
    train(found, base=base, epochs=asked.epochs).save(str(asked.out))


if __name__ == "__main__":
    main()
