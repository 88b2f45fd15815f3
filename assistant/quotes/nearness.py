"""How much of a quotation's wording a source has: what tells words that were changed from words that were made up.

A matter of degree, and so never a reason to call anything verbatim.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from assistant.models import Change
from assistant.quotes.differences import Token, changes, likeness, tokens
from assistant.quotes.wording import Stretch

# Words of the source among which the quotation's are looked for: so many for each of its own, and these more.
_WIDER, _MORE = 2, 12
# Words of a quotation that are compared one by one; whole pages are not.
_MOST = 400

Weight = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Near:
    """The words of a source that come nearest to a quotation's; `share` is what it has of those, by weight."""

    stretch: Stretch
    start: int
    end: int
    share: float
    words: str

    @property
    def changes(self) -> tuple[Change, ...]:
        """The differences, word by word."""
        return changes(self.words, self.stretch.document.text[self.start : self.end])


def nearest(words: str, *, stretches: Iterable[Stretch], weight: Weight) -> Near | None:
    """The stretch that has most of the words in their order, the first of equals; None where none has any."""
    wanted = tokens(words)[:_MOST]
    weights = [weight(token.key) for token in wanted]
    found = (_near(words, wanted, weights, stretch) for stretch in stretches)
    return max((near for near in found if near), key=lambda near: near.share, default=None)


def _near(words: str, wanted: Sequence[Token], weights: Sequence[float], stretch: Stretch) -> Near | None:
    theirs = tokens(stretch.text)
    runs = _densest(likeness(wanted, theirs), weights, longest=_WIDER * len(wanted) + _MORE)
    if not runs:
        return None
    share = sum(_worth(run, weights) for run in runs) / (sum(weights) or 1.0)
    (mine_first, first, _), (mine_last, last, size) = runs[0], runs[-1]
    # As many words more as the quotation has beyond the runs, so that a change at an end is shown as well.
    first = max(_opening(theirs, first), first - mine_first - 1) if mine_first else first
    last = last + size - 1 + max(0, len(wanted) - mine_last - size)
    end = theirs[min(last, len(theirs) - 1)].end
    return Near(stretch, stretch.start + theirs[first].start, stretch.start + end, share, words)


def _opening(found: Sequence[Token], at: int) -> int:
    """Where the sentence begins that the word at this place is in."""
    return next((place + 1 for place in range(at - 1, -1, -1) if found[place].key in (".", ";", ":")), 0)


def _densest(
    runs: Sequence[tuple[int, int, int]], weights: Sequence[float], *, longest: int
) -> Sequence[tuple[int, int, int]]:
    """Those neighbouring runs that are worth most within so many words of the source."""
    best: Sequence[tuple[int, int, int]] = ()
    most = 0.0
    for first in range(len(runs)):
        last = first
        while last + 1 < len(runs) and runs[last + 1][1] + runs[last + 1][2] - runs[first][1] <= longest:
            last += 1
        worth = sum(_worth(run, weights) for run in runs[first : last + 1])
        if worth > most:
            best, most = runs[first : last + 1], worth
    return best


def _worth(run: tuple[int, int, int], weights: Sequence[float]) -> float:
    return sum(weights[run[0] : run[0] + run[2]])
