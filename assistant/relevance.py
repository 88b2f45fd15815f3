"""How well each quotable stretch answers a question: shared words by rarity, nearness of meaning, kind of fact."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.asking import holds, wanted
from assistant.terms import STOPWORDS, stem, terms, words
from assistant.units import Unit, units
from corpus.split import context
from index.library import Library
from index.models import Filters, Hit

# Passages beyond this many rarely hold the answer and cost time; sentences beyond this many are not encoded.
PASSAGES = 16
SENTENCES = 40
# A word in this many passages or more counts as common. Counting further costs time and changes nothing.
_COMMON = 400

# Weights tuned on questions of the training kind.
_MEANING, _OVERLAP, _RANK, _FACT = 1.0, 0.15, 0.7, 0.2


@dataclass(frozen=True, slots=True)
class Scored:
    """A stretch and how well it answers. `meaning`: cosine with the question; `overlap`: share of its words."""

    unit: Unit
    score: float
    meaning: float
    overlap: float


def scored(question: str, *, hits: Sequence[Hit], library: Library) -> list[Scored]:
    """The stretches of the hits' passages, the best first."""
    found = [(unit, hit.score) for hit in hits for unit in units(hit)]
    rarities = rarity(question, library=library)
    overlaps = [overlap(unit, rarities) for unit, _ in found]
    likely = sorted(range(len(found)), key=lambda i: -(overlaps[i] + found[i][1]))[:SENTENCES]
    near = meanings(question, [found[i][0] for i in likely], library=library)
    asked = wanted(question)
    results = [
        Scored(
            found[i][0],
            _score(cosine, overlaps[i], found[i][1], holds(found[i][0].words, kinds=asked)),
            cosine,
            overlaps[i],
        )
        for i, cosine in zip(likely, near, strict=True)
    ]
    return sorted(results, key=lambda result: -result.score)


def rarity(question: str, *, library: Library) -> dict[str, float]:
    """The stems of the question's words of substance, each with its weight: the rarer in the library, the heavier."""
    asked = {stem(word): word for word in words(question) if word not in STOPWORDS}
    return {each: math.log((_COMMON + 1) / (_count(word, library) + 1)) + 0.2 for each, word in asked.items()}


def overlap(unit: Unit, rarities: Mapping[str, float]) -> float:
    """The share, by weight, of the question's words that the stretch or its headings have."""
    document = unit.hit.document
    have = {*terms(unit.words), *terms(unit.hit.passage.breadcrumb), *terms(f"{document.name} {document.title}")}
    total = sum(rarities.values())
    return sum(weight for each, weight in rarities.items() if each in have) / total if total else 0.0


def meanings(question: str, asked_of: Sequence[Unit], *, library: Library) -> list[float]:
    """The cosine of the question with each stretch, which is read with its instrument and headings."""
    if not asked_of:
        return []
    texts = [f"{context(unit.hit.passage, unit.hit.document)}\n{unit.words}" for unit in asked_of]
    vectors = library.encoder.encode([question, *texts])
    return [float(cosine) for cosine in vectors[1:] @ vectors[0]]


def _count(word: str, library: Library) -> int:
    return len(library.words(word, k=_COMMON, filters=Filters()))


def _score(meaning: float, shared: float, rank: float, fact: float) -> float:
    return _MEANING * meaning + _OVERLAP * shared + _RANK * rank + _FACT * fact
