"""The differences of two wordings, word by word, and the words of a source that are most similar to a quotation."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from assistant.models import Change
from assistant.verify.quotes.wording import Extract
from corpus.text.typography import folded

# A word with the hyphens and apostrophes in it, or a sign.
_TOKEN = re.compile(r"\w+(?:[-‐‑'’]\w+)*|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a punctuation mark with its position; `key` is its normal form for comparison."""

    key: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """The words and punctuation marks of a text, in order, without quotation marks, emphasis and footnote marks."""
    found = (Token(_key(match[0]), *match.span()) for match in _TOKEN.finditer(text))
    return [token for token in found if token.key.strip("'")]


def changes(here: str, there: str) -> tuple[Change, ...]:
    """The differences of two wordings, in order."""
    mine, theirs = tokens(here), tokens(there)
    matcher = SequenceMatcher(None, _keys(mine), _keys(theirs), autojunk=False)
    return tuple(
        Change(_words(here, mine[a:b]), _words(there, theirs[c:d]))
        for tag, a, b, c, d in matcher.get_opcodes()
        if tag != "equal"
    )


def likeness(here: Sequence[Token], there: Sequence[Token]) -> list[tuple[int, int, int]]:
    """The runs of tokens that both lists have in the same order, as (index here, index there, length)."""
    matcher = SequenceMatcher(None, _keys(here), _keys(there), autojunk=False)
    return [tuple(block) for block in matcher.get_matching_blocks() if block.size]  # type: ignore[misc]


@lru_cache(maxsize=50_000)
def _key(word: str) -> str:
    return folded(word).text


def _keys(found: Sequence[Token]) -> list[str]:
    return [token.key for token in found]


def _words(text: str, found: Sequence[Token]) -> str:
    return " ".join(text[found[0].start : found[-1].end].split()) if found else ""


# The most words of the source that are compared with a quotation: _WIDER times its own number, plus _MORE.
_WIDER, _MORE = 2, 12
# The most words of a quotation that are compared; whole pages would take too long.
_MOST = 400

Weight = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Near:
    """The words of a source most similar to a quotation; `share` of its words are there, by weight, from 0 to 1."""

    extract: Extract
    start: int
    end: int
    share: float
    words: str

    @property
    def changes(self) -> tuple[Change, ...]:
        """The differences of the quotation from the source."""
        return changes(self.words, self.extract.document.text[self.start : self.end])


def nearest(words: str, *, extracts: Iterable[Extract], weight: Weight) -> Near | None:
    """The part of an extract with the largest share of the words in their order; None if none has any of them."""
    wanted = tokens(words)[:_MOST]
    weights = [weight(token.key) for token in wanted]
    found = (_near(words, wanted, weights, extract) for extract in extracts)
    return max((near for near in found if near), key=lambda near: near.share, default=None)


def _near(words: str, wanted: Sequence[Token], weights: Sequence[float], extract: Extract) -> Near | None:
    theirs = tokens(extract.text)
    runs = _densest(likeness(wanted, theirs), weights, longest=_WIDER * len(wanted) + _MORE)
    if not runs:
        return None
    share = sum(_worth(run, weights) for run in runs) / (sum(weights) or 1.0)
    (mine_first, first, _), (mine_last, last, size) = runs[0], runs[-1]
    # Extended by as many words as the quotation has outside the runs, so that a change at either end is shown too.
    first = max(_opening(theirs, first), first - mine_first - 1) if mine_first else first
    last = last + size - 1 + max(0, len(wanted) - mine_last - size)
    end = theirs[min(last, len(theirs) - 1)].end
    return Near(extract, extract.start + theirs[first].start, extract.start + end, share, words)


def _opening(found: Sequence[Token], at: int) -> int:
    """The index of the first token of the sentence that contains token `at`."""
    return next((place + 1 for place in range(at - 1, -1, -1) if found[place].key in (".", ";", ":")), 0)


def _densest(
    runs: Sequence[tuple[int, int, int]], weights: Sequence[float], *, longest: int
) -> Sequence[tuple[int, int, int]]:
    """The consecutive runs with most weight that extend over at most `longest` words of the source."""
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
