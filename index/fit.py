"""Questions and the provisions that answer them -> the matrix of `index.question`. Run by hand, once per model:

python -m index.fit LIBRARY QUESTIONS.jsonl     lines {"question", "document", "locator"} on documents of the library
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.models import Locator
from index.library import Library
from index.question import TURN
from index.resolve import at

Matrix = NDArray[np.float32]

# hit@5 of a hybrid search on questions about instruments kept out: 0.33 without, 0.40 after 5 passes, 0.43 after 8.
PASSES, BATCH, RATE = 8, 256, 1e-3
# Sharpens the choice among passages, as usual for contrastive fits of unit vectors.
TEMPERATURE = 0.05


def fit(questions: Matrix, passages: Matrix, answers: list[list[int]]) -> Matrix:
    """The matrix that brings each question nearest to its answers (rows of `passages`), beginning at no turn.

    Minimises the cross-entropy of the choice among all passages, by Adam; the same input gives the same matrix.
    """
    turn = np.eye(questions.shape[1], dtype=np.float32)
    first, second = np.zeros_like(turn), np.zeros_like(turn)
    for step, rows in enumerate(_batches(len(questions)), 1):
        gradient = _gradient(turn, questions[rows], passages, [answers[row] for row in rows])
        first = 0.9 * first + 0.1 * gradient
        second = 0.999 * second + 0.001 * gradient**2
        turn -= RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return turn


def _batches(count: int) -> Iterator[NDArray[np.int64]]:
    order = np.random.default_rng(0)
    for _ in range(PASSES):
        yield from np.array_split(order.permutation(count), -(-count // BATCH))


def _gradient(turn: Matrix, questions: Matrix, passages: Matrix, answers: list[list[int]]) -> Matrix:
    moved = questions @ turn
    length = np.linalg.norm(moved, axis=1, keepdims=True)
    unit = moved / length
    chosen = _softmax(unit @ passages.T / TEMPERATURE)
    wanted = np.zeros_like(chosen)
    for row, right in enumerate(answers):
        wanted[row, right] = chosen[row, right] / max(chosen[row, right].sum(), 1e-30)
    pull = (chosen - wanted) @ passages / (TEMPERATURE * len(questions))
    along = (pull * unit).sum(axis=1, keepdims=True) * unit
    return np.asarray(questions.T @ ((pull - along) / length), dtype=np.float32)


def _softmax(scores: Matrix) -> Matrix:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float32)


def _answered(lines: list[dict[str, str]], library: Library) -> Iterator[tuple[str, list[str]]]:
    """Each question whose provision the library holds, with the ids of that provision's passages."""
    for line in lines:
        passages = library.passages(line["document"])
        here = [one for one in passages if not one.locator.instrument]
        if found := at(here, Locator.parse(line["locator"])):
            yield line["question"], [one.id for one in found]


def main(folder: str, questions: str) -> None:
    """Fit and write the matrix beside `index.question`."""
    lines = [json.loads(line) for line in Path(questions).read_text(encoding="utf-8").splitlines()]
    with Library.open(Path(folder)) as library:
        rows = library.record.rows("SELECT key, vector FROM vectors ORDER BY key")
        ids = library.record.rows("SELECT passages.id FROM passages JOIN vectors USING (key) ORDER BY key")
        row_of = {passage_id: row for row, (passage_id,) in enumerate(ids)}
        pairs = list(_answered(lines, library))
        vectors = library.encoder.encode([question for question, _ in pairs])
        answers = [[row_of[one] for one in found] for _, found in pairs]
        np.save(
            TURN,
            fit(vectors, np.stack([np.frombuffer(row, dtype="<f4") for _, row in rows]), answers).astype(np.float16),
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
