"""Cross-validation: train encoders so that each question has one that was not trained on it. Needs the extra [train].

    python -m index.training.folds LIBRARY QUESTIONS.jsonl ... --out FOLDER [--folds N] [--base MODEL] [--epochs N]

For each fold K, FOLDER gets `fold-K`, an encoder trained on the questions of the other folds, for PINPOINT_ENCODER, and
`fold-K.jsonl`, the questions held out from it.
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
from index.training.pairs import Line, full_question, pairs, read_lines
from index.training.train import train

log = logging.getLogger("index.training")


def split_folds(lines: Sequence[Line], *, folds: int) -> list[list[Line]]:
    """The lines in so many folds, each in the original order; some may be empty.

    All lines of a question are in one fold. A hash of the question determines it, so that it does not depend on the
    other questions.
    """
    parts: list[list[Line]] = [[] for _ in range(folds)]
    for line in lines:
        digest = hashlib.blake2b(full_question(line).encode(), digest_size=8).digest()
        parts[int.from_bytes(digest) % folds].append(line)
    return parts


def train_folds(
    parts: Sequence[Sequence[Line]], *, chosen: Sequence[Example], base: str, epochs: int, out: Path
) -> None:
    """Write for each fold an encoder trained on the examples of the other folds, and the lines of the fold."""
    out.mkdir(parents=True, exist_ok=True)
    for number, part in enumerate(parts, 1):
        held = {full_question(line) for line in part}
        others = [one for one in chosen if one.question not in held]
        log.info("fold %d: %d pairs to learn from, %d questions held out", number, len(others), len(held))
        train(others, base=base, epochs=epochs).save(str(out / f"fold-{number}"))
        lines = "".join(json.dumps(line) + "\n" for line in part)
        (out / f"fold-{number}.jsonl").write_text(lines, encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line."""
    parser = _parser()
    given = parser.parse_args(arguments)
    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.INFO, stream=sys.stderr)
    lines = read_lines(given.questions)
    parts = split_folds(lines, folds=max(given.folds, 1))
    if len(parts) < 2 or not all(parts):
        parser.error(f"{len(lines)} lines cannot be divided in {given.folds} folds; give fewer folds, but at least 2")
    with Library.open(given.library) as library:
        found = pairs(lines, library=library)
        chosen = list(examples(found, library=library))  # once: they do not depend on the fold
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
