"""Two rankings -> one; and an order in which no article crowds out the others. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

Found = Sequence[tuple[int, float]]


def normalised(found: Found) -> dict[int, float]:
    """Scores brought to 0 (the last found) … 1 (the best), so that BM25 and cosine can be added."""
    if not found:
        return {}
    high, low = found[0][1], found[-1][1]
    span = high - low or 1.0
    return {key: (score - low) / span if high > low else 1.0 for key, score in found}


def between(value: float, *, low: float, high: float) -> float:
    """Where a value stands from `low` (0) to `high` (1); beyond them, at the nearer."""
    return min(max((value - low) / (high - low), 0.0), 1.0)


def fused(words: Found, meaning: Found, *, share: float) -> dict[int, float]:
    """The weighted sum of both normalised scores; `share` is the part of meaning in it."""
    by_words, by_meaning = normalised(words), normalised(meaning)
    return {
        key: share * by_meaning.get(key, 0.0) + (1 - share) * by_words.get(key, 0.0)
        for key in {**by_meaning, **by_words}
    }


def supported(
    scores: Mapping[int, float], *, group: Callable[[int], object], share: float, most: int = 3
) -> dict[int, float]:
    """Each score with a share of the best others of its group: an article found in several places is likelier.

    Not more than `most` others count, or a dissenting opinion of forty paragraphs would support itself to the top.
    """
    groups: dict[object, list[float]] = {}
    for one, score in scores.items():
        groups.setdefault(group(one), []).append(score)
    support = {name: share * sum(sorted(found, reverse=True)[1 : most + 1]) for name, found in groups.items()}
    return {one: score + support[group(one)] for one, score in scores.items()}


def represented(
    ordered: Sequence[int], *, group: Callable[[int], object], wanted: Sequence[object], within: int
) -> list[int]:
    """The same order, but the first of each wanted group is brought among the first `within`."""
    present = {group(one) for one in ordered[:within]}
    absent = [name for name in wanted if name not in present]
    brought = [next((one for one in ordered if group(one) == name), None) for name in absent]
    behind = [one for one in brought if one is not None][: within // 2]
    rest = [one for one in ordered if one not in behind]
    keep = within - len(behind)
    return [*rest[:keep], *behind, *rest[keep:]]


def ranked(scores: Mapping[int, float]) -> list[int]:
    """Best first; equal scores in the order of their keys, so that a search repeats itself exactly."""
    return sorted(scores, key=lambda one: (-scores[one], one))


def spread(ordered: Iterable[int], *, group: Callable[[int], object], most: int) -> list[int]:
    """The same order, but what exceeds `most` of one group comes after everything else."""
    seen: Counter[object] = Counter()
    first: list[int] = []
    later: list[int] = []
    for one in ordered:
        seen[group(one)] += 1
        (first if seen[group(one)] <= most else later).append(one)
    return first + later
