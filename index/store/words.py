"""The index of words: which passages have which, and how often, in plain arrays (an inverted index).

A query's words are looked up in sorted lists. SQLite's full-text index took a microsecond for each passage that has
one of them, so that a query of common words took longer than all else; here a passage takes ten nanoseconds.
"""

import math
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.text.words import content_words, stems, words_of
from index.store.derived import Derived
from index.store.exact import best
from index.store.ports import Condition, Near, Record, Scope, State

# BM25 as Robertson and Zaragoza give it ("The Probabilistic Relevance Framework", 2009), with the usual constants.
_K1, _B = 1.5, 0.75
# What a word counts in a passage's context, beside 1 in its text: a heading stands over many passages.
CONTEXT = 0.5
# What a passage that needs the next one to have all words is behind one that does not.
_PER_PASSAGE = 0.001
# Bytes of a stem that are kept.
_STEM = "S32"

Floats = NDArray[np.float32]
Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Postings:
    """For each stem, in ascending order, the passages that have it: from `starts[i]` to `starts[i + 1]`.

    `rows` are places in `keys`, `counts` how often the stem stands there, `lengths` how many words a passage has.
    """

    keys: Whole
    lengths: Floats
    terms: NDArray[np.bytes_]
    starts: Whole
    rows: Whole
    counts: Floats

    def ranked(self, query: str, *, k: int, scope: Scope | None = None) -> Near:
        """Keys of the `k` passages that share words with the query, in `scope`, with their BM25 score, best first."""
        scores = np.zeros(len(self.keys), dtype=np.float32)
        mean = float(self.lengths.mean()) if len(self.lengths) else 1.0
        for stem in dict.fromkeys(stems(content_words(query))):
            rows, counts = self._having(stem)
            scores[rows] += self._bm25(rows, counts, mean=mean)
        found = np.flatnonzero(scores)
        if scope is not None:
            found = found[scope.within(self.keys[found])]
        return best(self.keys[found], scores[found], k=k)

    def most(self, query: str) -> float:
        """The score of a passage that is made of the query's words: no passage has more."""
        found = (len(self._having(stem)[0]) for stem in dict.fromkeys(stems(content_words(query))))
        return float(sum(self._rarity(passages) for passages in found) * (_K1 + 1))

    def count(self, word: str) -> int:
        """How many passages have that word, in whatever form."""
        return sum(len(self._having(stem)[0]) for stem in stems([word]))

    def matched(self, query: str, *, keys: Sequence[int]) -> dict[int, tuple[str, ...]]:
        """For each of these passages, which words of the query it has, in whatever form."""
        rows = np.searchsorted(self.keys, np.array(keys, dtype=np.int64))
        words = content_words(query)
        having = [_are_in(rows, self._having(stem)[0]) for stem in stems(words)]
        return {
            key: tuple(word for word, has in zip(words, having, strict=True) if has[place])
            for place, key in enumerate(keys)
        }

    def holding(self, words: str, *, k: int, together: int = 3) -> Near:
        """Keys of passages that have, with those right behind them (`together` in all), the most of the words.

        Each with the share that it has of the words, by rarity: 1 where all are there, in whatever form and order. All
        of those come first, up to `k`; a passage alone goes before one that needs the next.
        """
        rarest = [self._having(stem)[0] for stem in dict.fromkeys(stems(content_words(words)))]
        shares = np.zeros((together, len(self.keys)), dtype=np.float32)
        whole = sum(self._rarity(len(rows)) for rows in rarest)
        for rows in rarest:
            has = np.zeros(len(self.keys), dtype=np.bool_)
            has[rows] = True
            for behind in range(together):
                if behind:
                    has[:-1] |= has[1:]
                shares[behind] += np.float32(self._rarity(len(rows)) / whole) * has
        scores = (shares - _PER_PASSAGE * np.arange(together, dtype=np.float32)[:, None]).max(axis=0, initial=0)
        found = np.flatnonzero(scores > 0)
        return best(self.keys[found], scores[found], k=k)

    def _having(self, stem: str) -> tuple[Whole, Floats]:
        wanted = np.array(stem.encode(), dtype=_STEM)
        place = int(np.searchsorted(self.terms, wanted))
        if place == len(self.terms) or self.terms[place] != wanted:
            return self.rows[:0], self.counts[:0]
        within = slice(int(self.starts[place]), int(self.starts[place + 1]))
        return self.rows[within], self.counts[within]

    def _rarity(self, passages: int) -> float:
        return math.log1p((len(self.keys) - passages + 0.5) / (passages + 0.5))

    def _bm25(self, rows: Whole, counts: Floats, *, mean: float) -> Floats:
        """log(1 + (N - n + 0.5) / (n + 0.5)) · f (k1 + 1) / (f + k1 (1 - b + b · length / mean length))."""
        norm = _K1 * (1 - _B + _B * self.lengths[rows] / mean)
        return np.asarray(self._rarity(len(rows)) * counts * (_K1 + 1) / (counts + norm), dtype=np.float32)


def _are_in(rows: Whole, ascending: Whole) -> NDArray[np.bool_]:
    """Whether each of a few rows is among many in ascending order."""
    places = np.searchsorted(ascending, rows)
    found = places < len(ascending)
    found[found] = ascending[places[found]] == rows[found]
    return found


def none() -> Postings:
    """The index of no passage."""
    floats, whole = np.empty(0, np.float32), np.empty(0, np.int64)
    return Postings(whole, floats, np.empty(0, _STEM), np.zeros(1, np.int64), whole, floats)


def amended(before: Postings, *, keys: Whole, new: Iterable[tuple[str, str]]) -> Postings:
    """The index of the passages `keys` (ascending): those of `before` that remain, then the `new` ones.

    `new` are the contexts and texts of those keys that `before` has not; they are above all that it has.
    """
    added = _counted(new)
    remain = np.isin(before.keys, keys)
    kept = remain[before.rows]
    before_terms = np.repeat(np.arange(len(before.terms)), np.diff(before.starts))[kept]
    terms, number = np.unique(np.concatenate([before.terms, added.terms]), return_inverse=True)
    of_term = np.concatenate([number[before_terms], number[len(before.terms) + added.of_term]])
    rows = np.concatenate([(np.cumsum(remain) - 1)[before.rows[kept]], added.rows + int(remain.sum())])
    counts = np.concatenate([before.counts[kept], added.counts])
    order = np.lexsort((rows, of_term))
    starts = np.concatenate([[0], np.cumsum(np.bincount(of_term, minlength=len(terms)))])
    lengths = np.concatenate([before.lengths[remain], added.lengths])
    return Postings(keys, lengths, terms, starts, rows[order], counts[order])


@dataclass(frozen=True, slots=True)
class _Counted:
    """That the passage in `rows` has the term in `of_term` (a place in `terms`) so often as `counts` says."""

    terms: NDArray[np.bytes_]
    of_term: Whole
    rows: Whole
    counts: Floats
    lengths: Floats


def _counted(passages: Iterable[tuple[str, str]]) -> _Counted:
    number: dict[str, int] = {}
    of_term, counts, lengths, terms = [], [], [], []
    for context, text in passages:
        found: dict[int, float] = {}
        for stem in stems(words_of(text)):
            term = number.setdefault(stem, len(number))
            found[term] = found.get(term, 0.0) + 1
        for stem in stems(words_of(context)):
            term = number.setdefault(stem, len(number))
            found[term] = found.get(term, 0.0) + CONTEXT
        terms.append(len(found))
        of_term.append(np.fromiter(found, np.int64, len(found)))
        counts.append(np.fromiter(found.values(), np.float32, len(found)))
        lengths.append(sum(found.values()))
    return _Counted(
        np.array([stem.encode() for stem in number], dtype=_STEM),
        np.concatenate([*of_term, np.empty(0, np.int64)]),
        np.repeat(np.arange(len(terms)), terms),
        np.concatenate([*counts, np.empty(0, np.float32)]),
        np.array(lengths, dtype=np.float32),
    )


def write_postings(folder: Path, postings: Postings) -> None:
    """Put the arrays into a new folder, each in a file of its own."""
    folder.mkdir(parents=True)
    for field in fields(Postings):
        np.save(folder / f"{field.name}.npy", getattr(postings, field.name))


def read_postings(folder: Path) -> Postings:
    """What `write_postings` wrote; the arrays stay on the disk. Raises OSError or ValueError when it is not whole."""
    files = (folder / f"{field.name}.npy" for field in fields(Postings))
    # As plain arrays: what numpy adds to each slice of a memory map costs more than looking up a word.
    read = Postings(*(np.load(file, mmap_mode="r").view(np.ndarray) for file in files))
    if len(read.keys) != len(read.lengths) or len(read.rows) != len(read.counts) or read.starts[-1] != len(read.rows):
        raise ValueError(f"The words of {folder} are not whole.")
    return read


class WordIndex:
    """Gives the `Postings` of a state of the record. Safe to share by threads. Without a folder nothing is kept."""

    def __init__(self, folder: Path | None, *, record: Record) -> None:
        self._derived = Derived(folder) if folder else None
        self._record = record
        self._lock = threading.Lock()
        self._known: tuple[int, Postings] = (-1, none())

    def postings(self, at: State) -> Postings:
        """The index of every passage that the record held then."""
        with self._lock:
            generation, known = self._known
            if generation == at.generation:
                return known
            made = self._read(at) or self._amended(at)
            if at.generation > generation:  # who still asks of an earlier one does not turn out what the others use
                self._known = (at.generation, made)
            return made

    def condition(self, at: State) -> Condition:
        """Whether the folder holds the index of that state, whole."""
        if not self._derived:
            return Condition(True, "made in memory")
        return self._derived.condition(at, matches=self._read(at) is not None)

    def bring_in_step(self) -> str:
        """Write the index, if it is not there. The caller sees to it that nobody else writes.

        Where it cannot be written, each process makes its own: what went wrong is said, "" for nothing.
        """
        now = self._record.at()
        if not self._derived or self._read(now):
            return ""
        postings = self.postings(now)
        return self._derived.make(now, lambda folder: write_postings(folder, postings))

    def _read(self, at: State) -> Postings | None:
        return _read(self._derived.find(at)) if self._derived else None

    def _amended(self, at: State) -> Postings:
        """Made from the index of an earlier generation, by what has changed since."""
        before = self._before(at)
        last = int(before.keys[-1]) if len(before.keys) else 0
        return amended(before, keys=at.keys(), new=at.texts(after=last))

    def _before(self, at: State) -> Postings:
        """The index of the latest generation before that one, of no passage where there is none."""
        generation, known = self._known
        if generation < at.generation and len(known.keys):
            return known
        newest = self._derived.newest(before=at) if self._derived else None
        return _read(newest) or none()


def _read(folder: Path | None) -> Postings | None:
    """The index in a folder, None where there is none or it cannot be read."""
    try:
        return read_postings(folder) if folder else None
    except (OSError, ValueError):
        return None
