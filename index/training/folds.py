"""Cross-validation: each question asked of an encoder that learned from the others. Needs the extra [train].

    python -m index.training.folds LIBRARY QUESTIONS.jsonl ... --out FOLDER [--folds N] [--base MODEL] [--epochs N]

FOLDER gets, for each fold K, `fold-K`, an encoder trained on the other folds' questions, which PINPOINT_ENCODER takes;
and `fold-K.jsonl`, the questions held out from it.
"""

import argparse
import hashlib
import json
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from index.encode.export import packaged
from index.encode.exported import MINILM
from index.library import Library
from index.training.mining import Example, examples
from index.training.pairs import Line, asked, pairs, read_lines
from index.training.train import train

log = logging.getLogger("index.training")


def divided(lines: Sequence[Line], *, folds: int) -> list[list[Line]]:
    """The lines in `folds` parts, in their order, all lines of a question in one; some may be empty.

    A question's hash chooses its part, so that it stays there whatever other questions are added.
    """
    parts: list[list[Line]] = [[] for _ in range(folds)]
    for line in lines:
        digest = hashlib.blake2b(asked(line).encode(), digest_size=8).digest()
        parts[int.from_bytes(digest) % folds].append(line)
    return parts


def train_folds(
    parts: Sequence[Sequence[Line]], *, chosen: Sequence[Example], base: str, epochs: int, out: Path
) -> None:
    """Writes an encoder for each part, trained on the examples of the others, and the part itself."""
    out.mkdir(parents=True, exist_ok=True)
    for number, part in enumerate(parts, 1):
        held = {asked(line) for line in part}
        others = [one for one in chosen if one.question not in held]
        log.info("fold %d: %d pairs to learn from, %d questions held out", number, len(others), len(held))
        train(others, base=base, epochs=epochs).save(str(out / f"fold-{number}"))
        lines = "".join(json.dumps(line) + "\n" for line in part)
        (out / f"fold-{number}.jsonl").write_text(lines, encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    """Train as the command line says."""
    parser = _parser()
    given = parser.parse_args(arguments)
    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.INFO, stream=sys.stderr)
    lines = read_lines(given.questions)
    parts = divided(lines, folds=max(given.folds, 1))
    if len(parts) < 2 or not all(parts):
        parser.error(f"{len(lines)} lines cannot be divided in {given.folds} folds; give fewer folds, but at least 2")
    with Library.open(given.library) as library:
        found = pairs(lines, library=library)
        chosen = list(examples(found, library=library))  # once: they depend on the library, not on the fold
    log.info("the library holds the provisions of %d of %d lines", len(found), len(lines))
    base = packaged() if given.base == MINILM else given.base
    train_folds(parts, chosen=chosen, base=base, epochs=given.epochs, out=given.out)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m index.training.folds", description=(__doc__ or "").split(".")[0])
    parser.add_argument("library", type=Path)
    parser.add_argument("questions", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--base", default=MINILM)
    parser.add_argument("--epochs", type=int, default=4)
    return parser


if __name__ == "__main__":
    main()
