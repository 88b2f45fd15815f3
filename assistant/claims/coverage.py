"""How much of a claim's words a stretch has, in the same words or in others near in meaning."""

import threading
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.relevance import rarity
from assistant.terms import STOPWORDS, stem, words
from index.library import Library

# The encoder sees two words of one field, such as "crime" and "penalty", at 0.55; one thing in two words, such as
# "marry" and "marriage", "war" and "warfare", above 0.8.
_ONE_FIELD, _ONE_THING = 0.5, 0.8
_KEPT = 20_000
_vectors: dict[tuple[str, int, str], NDArray[np.float32]] = {}
_vectors_lock = threading.Lock()


def covered(text: str, *, stretch: str, library: Library) -> tuple[float, str]:
    """The share of the words of `text`, by rarity, that the stretch has; and the heaviest word that it lacks, or ""."""
    weights = rarity(text, library=library)
    asked = {stem(word): word for word in words(text) if word not in STOPWORDS}
    have = {stem(word): word for word in words(stretch) if word not in STOPWORDS}
    near = {each: 1.0 for each in asked if each in have}
    others = [each for each in asked if each not in have]
    near |= dict(zip(others, _nearest([asked[each] for each in others], list(have.values()), library), strict=True))
    return _share(weights, near), _heaviest(weights, near, asked)


def _share(weights: Mapping[str, float], near: Mapping[str, float]) -> float:
    total = sum(weights.values())
    return sum(weight * near[each] for each, weight in weights.items()) / total if total else 1.0


def _heaviest(weights: Mapping[str, float], near: Mapping[str, float], asked: Mapping[str, str]) -> str:
    lacking = [each for each in weights if near[each] < 1]
    return asked[max(lacking, key=lambda each: weights[each])] if lacking else ""


def _nearest(asked: Sequence[str], have: Sequence[str], library: Library) -> list[float]:
    """For each word how near the nearest word there is comes: 0 for one of the same field, 1 for the same thing."""
    if not asked or not have:
        return [0.0] * len(asked)
    best = (_encoded(asked, library) @ _encoded(have, library).T).max(axis=1)
    return [float(np.clip((value - _ONE_FIELD) / (_ONE_THING - _ONE_FIELD), 0, 1)) for value in best]


def _encoded(several: Sequence[str], library: Library) -> NDArray[np.float32]:
    """A row for each word; words are encoded once, since the same ones come again and again."""
    # By what tells encoders apart: an address in memory may be that of another one, made after the first was gone.
    encoder = library.encoder.name, library.encoder.dimensions
    with _vectors_lock:
        rows = {word: _vectors[*encoder, word] for word in several if (*encoder, word) in _vectors}
    new = [word for word in dict.fromkeys(several) if word not in rows]
    if new:
        made = dict(zip(new, library.encoder.encode(new), strict=True))
        rows |= made
        _keep({(*encoder, word): row for word, row in made.items()})
    return np.stack([rows[word] for word in several])


def _keep(made: Mapping[tuple[str, int, str], NDArray[np.float32]]) -> None:
    """Remembers the vectors; the oldest beyond so many are forgotten."""
    with _vectors_lock:
        _vectors.update(made)
        for key in list(_vectors)[: max(0, len(_vectors) - _KEPT)]:
            del _vectors[key]
