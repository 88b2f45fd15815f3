"""Two rankings -> one; and an order in which no article crowds out the others. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

Found = Sequence[tuple[str, float]]


def normalised(found: Found) -> dict[str, float]:
    """Scores brought to 0 (the last found) … 1 (the best), so that BM25 and cosine can be added."""
    if not found:
        return {}
    high, low = found[0][1], found[-1][1]
    span = high - low or 1.0
    return {passage_id: (score - low) / span if high > low else 1.0 for passage_id, score in found}


def fused(words: Found, meaning: Found, *, share: float) -> dict[str, float]:
    """The weighted sum of both normalised scores; `share` is the part of meaning in it."""
    by_words, by_meaning = normalised(words), normalised(meaning)
    return {
        passage_id: share * by_meaning.get(passage_id, 0.0) + (1 - share) * by_words.get(passage_id, 0.0)
        for passage_id in {**by_meaning, **by_words}
    }


def supported(
    scores: Mapping[str, float], *, group: Callable[[str], object], share: float, most: int = 3
) -> dict[str, float]:
    """Each score with a share of the best others of its group: an article found in several places is likelier.

    Not more than `most` others count, or a dissenting opinion of forty paragraphs would support itself to the top.
    """
    groups: dict[object, list[float]] = {}
    for one, score in scores.items():
        groups.setdefault(group(one), []).append(score)
    support = {name: share * sum(sorted(found, reverse=True)[1 : most + 1]) for name, found in groups.items()}
    return {one: score + support[group(one)] for one, score in scores.items()}


def represented(
    ordered: Sequence[str], *, group: Callable[[str], object], wanted: Sequence[object], within: int
) -> list[str]:
    """The same order, but the first of each wanted group is brought among the first `within`."""
    present = {group(one) for one in ordered[:within]}
    absent = [name for name in wanted if name not in present]
    brought = [next((one for one in ordered if group(one) == name), None) for name in absent]
    behind = [one for one in brought if one is not None][: within // 2]
    rest = [one for one in ordered if one not in behind]
    keep = within - len(behind)
    return [*rest[:keep], *behind, *rest[keep:]]


def ranked(scores: Mapping[str, float]) -> list[str]:
    """Best first; equal scores in the order of their names, so that a search repeats itself exactly."""
    return sorted(scores, key=lambda one: (-scores[one], one))


def spread(ordered: Iterable[str], *, group: Callable[[str], object], most: int) -> list[str]:
    """The same order, but what exceeds `most` of one group comes after everything else."""
    seen: Counter[object] = Counter()
    first: list[str] = []
    later: list[str] = []
    for one in ordered:
        seen[group(one)] += 1
        (first if seen[group(one)] <= most else later).append(one)
    return first + later
