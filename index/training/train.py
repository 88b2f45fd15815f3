"""Fine-tune a sentence encoder on questions and the provisions that answer them. Needs the extra [train].

    python -m index.training.train LIBRARY QUESTIONS.jsonl ... --out FOLDER [--base MODEL] [--epochs N]

FOLDER gets a sentence-transformers model, for PINPOINT_ENCODER. LIBRARY must have the documents that the questions
name; it may be built with any encoder.
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

# Questions in a step; the passages and negatives of all the others serve each question as further negatives.
BATCH = 128
# Texts of similar length that are encoded together: more would exceed the processor's cache or need padding.
GROUP = 16
# The highest learning rate, and the share of the steps in which it rises linearly to it; it then falls to 0.
RATE, WARM_UP = 1e-4, 0.1
# The factor of cosine similarities in the softmax; 20 is usual for unit vectors.
SCALE = 20.0
# The maximum number of tokens of a text in training: 97 of 100 passages are not longer.
LONGEST = 192
# The share of passages shown without their context, so that the encoder does not rely on the title of the document.
WITHOUT_CONTEXT = 0.25


def train(chosen: Sequence[Example], *, base: str, epochs: int, seed: int = 0) -> "SentenceTransformer":
    """Fine-tune the model `base` to choose the passage of each question among all passages of its batch.

    The loss is MultipleNegativesRankingLoss (Henderson et al., arXiv 1705.00652), except that no passage known to
    answer a question is a negative for it. It computes in bfloat16 if the processor supports it. On the same machine,
    the same seed gives the same weights.
    """
    import torch
    from sentence_transformers import SentenceTransformer

    torch.manual_seed(seed)
    # Plain attention trains this model faster on a CPU than the fused one (31 against 25 pairs/s).
    model = SentenceTransformer(base, model_kwargs={"attn_implementation": "eager"}).train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=0.01, fused=True)
    steps = epochs * -(-len(chosen) // BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate_factor((step + 0.5) / steps))
    choose = random.Random(seed)  # noqa: S311 -- a repeatable choice, nothing secret
    for step, batch in enumerate(_batches(chosen, epochs=epochs, choose=choose), 1):
        loss = _loss(model, batch, choose=choose)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        log.info("step %d of %d, loss %.3f", step, steps, loss.item())
    return model.eval()


def _rate_factor(done: float) -> float:
    return min(done / WARM_UP, (1 - done) / (1 - WARM_UP))


def _batches(chosen: Sequence[Example], *, epochs: int, choose: random.Random) -> Iterator[list[Example]]:
    """Batches of all examples, in a new random order for each epoch."""
    for _ in range(epochs):
        order = choose.sample(chosen, len(chosen))
        for start in range(0, len(order), BATCH):
            yield order[start : start + BATCH]


def _loss(model: "SentenceTransformer", batch: Sequence[Example], *, choose: random.Random) -> "Tensor":
    """The cross-entropy of choosing each question's passage among all passages and negatives of the batch."""
    import torch

    texts = [one.right for one in batch] + [one.wrong for one in batch if one.wrong]
    shown = [text.partition("\n")[2] if choose.random() < WITHOUT_CONTEXT else text for text in texts]
    scores = SCALE * _vectors(model, [one.question for one in batch]) @ _vectors(model, shown).T
    for row, one in enumerate(batch):
        also = [column for column, text in enumerate(texts) if text in one.answers and column != row]
        scores[row, also] = -torch.inf
    return torch.nn.functional.cross_entropy(scores, torch.arange(len(batch), device=scores.device))


def _vectors(model: "SentenceTransformer", texts: Sequence[str]) -> "Tensor":
    """The unit vectors of the texts, in order, computed in groups of similar length."""
    import torch

    tokens = model.tokenizer(list(texts), truncation=True, max_length=LONGEST)["input_ids"]
    order = sorted(range(len(texts)), key=lambda row: len(tokens[row]))
    groups = [order[start : start + GROUP] for start in range(0, len(order), GROUP)]
    vectors = torch.cat([_run(model, [tokens[row] for row in group]) for group in groups])
    return vectors[torch.tensor(order, device=vectors.device).argsort()]


def _run(model: "SentenceTransformer", tokens: list[list[int]]) -> "Tensor":
    import torch

    padded = model.tokenizer.pad({"input_ids": tokens}, return_tensors="pt").to(model.device)
    with torch.autocast(model.device.type, torch.bfloat16, enabled=_has_bfloat16(model.device.type)):
        vectors = model(dict(padded))["sentence_embedding"]
    return torch.nn.functional.normalize(vectors.float(), dim=1)


def _has_bfloat16(device: str) -> bool:
    """Whether the processor supports bfloat16, in which it computes twice as fast as in fp32."""
    import torch

    if device == "cuda":
        return bool(torch.cuda.is_bf16_supported())
    return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line."""
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
