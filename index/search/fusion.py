"""Combine two rankings, and reorder hits so that no article crowds out the others. Pure functions."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

Found = Sequence[tuple[int, float]]


def normalised(found: Found) -> dict[int, float]:
    """Scores scaled linearly to 0 (the last) … 1 (the best), so that BM25 and cosine similarity can be added."""
    if not found:
        return {}
    high, low = found[0][1], found[-1][1]
    width = high - low or 1.0
    return {key: (score - low) / width if high > low else 1.0 for key, score in found}


def rescaled(value: float, *, low: float, high: float) -> float:
    """The value scaled linearly from `low` … `high` to 0 … 1, and clipped to that range."""
    return min(max((value - low) / (high - low), 0.0), 1.0)


def fused(words: Found, meaning: Found, *, share: float) -> dict[int, float]:
    """The weighted sum of the normalised scores: `share` (0 to 1) for meaning, the rest for words."""
    by_words, by_meaning = normalised(words), normalised(meaning)
    return {
        key: share * by_meaning.get(key, 0.0) + (1 - share) * by_words.get(key, 0.0)
        for key in {**by_meaning, **by_words}
    }


def with_support(
    scores: Mapping[int, float], *, group: Callable[[int], object], share: float, most: int = 3
) -> dict[int, float]:
    """Add to each score `share` times the best scores of its group: several hits make an article more likely.

    At most `most` scores of a group are added, so that a dissenting opinion of forty paragraphs does not lift itself to
    the top.
    """
    groups: dict[object, list[float]] = {}
    for one, score in scores.items():
        groups.setdefault(group(one), []).append(score)
    support = {name: share * sum(sorted(found, reverse=True)[1 : most + 1]) for name, found in groups.items()}
    return {one: score + support[group(one)] for one, score in scores.items()}


def with_groups(
    ordered: Sequence[int], *, group: Callable[[int], object], wanted: Sequence[object], within: int
) -> list[int]:
    """The same order, except that the first of each wanted group is moved up into the first `within`."""
    present = {group(one) for one in ordered[:within]}
    absent = [name for name in wanted if name not in present]
    brought = [next((one for one in ordered if group(one) == name), None) for name in absent]
    behind = [one for one in brought if one is not None][: within // 2]
    rest = [one for one in ordered if one not in behind]
    keep = within - len(behind)
    return [*rest[:keep], *behind, *rest[keep:]]


def ranked(scores: Mapping[int, float]) -> list[int]:
    """Keys by score, best first; equal scores in the order of keys, so that results are reproducible."""
    return sorted(scores, key=lambda one: (-scores[one], one))


def limited(ordered: Iterable[int], *, group: Callable[[int], object], most: int) -> list[int]:
    """The same order, except that those beyond the first `most` of a group come after all others."""
    seen: Counter[object] = Counter()
    first: list[int] = []
    later: list[int] = []
    for one in ordered:
        seen[group(one)] += 1
        (first if seen[group(one)] <= most else later).append(one)
    return first + later
