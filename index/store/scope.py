"""Which passages a filter allows, as stretches of the record's keys: what both sides of a search look at. Pure.

A document is written whole, so its passages have keys that follow one another, and a filter is a few stretches.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.int64]
Found = Sequence[tuple[int, float]]
# Keys with a score each, the best first.
Near = list[tuple[int, float]]

# Up to this share of a library each passage allowed is looked at; beyond it, everything is searched, for more, and
# sifted. Comparing a tenth of 88,000 vectors takes about as long as asking the graph for ten times as many.
_NARROW = 0.1
# More than the share alone would ask for, since what is near a question is not spread evenly.
_MORE = 1.5


@dataclass(frozen=True, slots=True)
class Scope:
    """The keys allowed, from `first` to `last` of each stretch, in ascending order; `total` counts the library's."""

    first: Keys
    last: Keys
    total: int

    @property
    def size(self) -> int:
        """How many keys the stretches have room for: as many passages, or a few more after removals."""
        return int((self.last - self.first + 1).sum())

    @property
    def narrow(self) -> bool:
        """Whether it is less work to look at each passage allowed than to search everything and sift."""
        return self.size <= _NARROW * self.total

    def widened(self, k: int) -> int:
        """How many of everything to ask for, so that about `k` of them are allowed."""
        return min(self.total, int(_MORE * k * self.total / max(self.size, 1)) + 1)

    def allows(self, key: int) -> bool:
        """Whether that passage is within."""
        stretch = int(np.searchsorted(self.first, key, side="right")) - 1
        return stretch >= 0 and key <= int(self.last[stretch])

    def within(self, keys: Keys) -> NDArray[np.bool_]:
        """Whether each of these passages is."""
        stretch = np.searchsorted(self.first, keys, side="right") - 1
        return (stretch >= 0) & (keys <= self.last[stretch]) if len(self.last) else np.zeros(len(keys), dtype=np.bool_)

    def sifted(self, found: Found, *, k: int) -> Near:
        """The first `k` that are allowed."""
        return [one for one in found if self.allows(one[0])][:k]
