"""The index of words: an inverted index in plain arrays, ranked by BM25.

SQLite's full-text index took a microsecond for each passage with a word of the query, so that queries of common words
took longer than everything else; here it takes ten nanoseconds.
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

# The usual constants of BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009).
_K1, _B = 1.5, 0.75
# How much a word in a passage's context counts, where one in its text counts 1: a heading is shared by many passages.
CONTEXT = 0.5
# Subtracted from the share of a passage for each following passage that it needs to have the words.
_PASSAGE_PENALTY = 0.001
# Stems are cut to so many bytes.
_STEM_TYPE = "S32"

Floats = NDArray[np.float32]
Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Postings:
    """The inverted index of the passages `keys`.

    The entries of the stem `terms[i]` are those from `starts[i]` to `starts[i + 1]` in `rows` and `counts`: positions
    in `keys`, and how often the stem occurs there. `lengths` are the numbers of words of the passages. `keys` and
    `terms` are in ascending order.
    """

    keys: Whole
    lengths: Floats
    terms: NDArray[np.bytes_]
    starts: Whole
    rows: Whole
    counts: Floats

    def ranked(self, query: str, *, k: int, scope: Scope | None = None) -> Near:
        """The `k` best passages that share words with the query, within `scope`: keys and BM25 scores, best first."""
        scores = np.zeros(len(self.keys), dtype=np.float32)
        mean = float(self.lengths.mean()) if len(self.lengths) else 1.0
        for stem in dict.fromkeys(stems(content_words(query))):
            rows, counts = self._entries(stem)
            scores[rows] += self._bm25(rows, counts, mean=mean)
        found = np.flatnonzero(scores)
        if scope is not None:
            found = found[scope.within(self.keys[found])]
        return best(self.keys[found], scores[found], k=k)

    def max_score(self, query: str) -> float:
        """The upper bound of the BM25 score of any passage for that query."""
        found = (len(self._entries(stem)[0]) for stem in dict.fromkeys(stems(content_words(query))))
        return float(sum(self._rarity(passages) for passages in found) * (_K1 + 1))

    def count(self, word: str) -> int:
        """How many passages have that word, in any inflected form."""
        return sum(len(self._entries(stem)[0]) for stem in stems([word]))

    def matched(self, query: str, *, keys: Sequence[int]) -> dict[int, tuple[str, ...]]:
        """The words of the query that each of these passages has, in any inflected form, by key."""
        rows = np.searchsorted(self.keys, np.array(keys, dtype=np.int64))
        words = content_words(query)
        having = [_are_in(rows, self._entries(stem)[0]) for stem in stems(words)]
        return {
            key: tuple(word for word, has in zip(words, having, strict=True) if has[place])
            for place, key in enumerate(keys)
        }

    def holding(self, words: str, *, k: int, together: int = 3) -> Near:
        """The `k` passages that have most of the words, alone or with the passages after them: keys and shares.

        `together` is the number of passages, the first included, that may have the words together. The share of the
        words is weighted by rarity and at most 1, in any inflected form and order; it is slightly lower for each
        following passage needed. The highest come first.
        """
        rarest = [self._entries(stem)[0] for stem in dict.fromkeys(stems(content_words(words)))]
        shares = np.zeros((together, len(self.keys)), dtype=np.float32)
        whole = sum(self._rarity(len(rows)) for rows in rarest)
        for rows in rarest:
            has = np.zeros(len(self.keys), dtype=np.bool_)
            has[rows] = True
            for behind in range(together):
                if behind:
                    has[:-1] |= has[1:]
                shares[behind] += np.float32(self._rarity(len(rows)) / whole) * has
        scores = (shares - _PASSAGE_PENALTY * np.arange(together, dtype=np.float32)[:, None]).max(axis=0, initial=0)
        found = np.flatnonzero(scores > 0)
        return best(self.keys[found], scores[found], k=k)

    def _entries(self, stem: str) -> tuple[Whole, Floats]:
        wanted = np.array(stem.encode(), dtype=_STEM_TYPE)
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
    """For each row, whether it is in `ascending`, which is sorted."""
    places = np.searchsorted(ascending, rows)
    found = places < len(ascending)
    found[found] = ascending[places[found]] == rows[found]
    return found


def empty_postings() -> Postings:
    """The index of no passages."""
    floats, whole = np.empty(0, np.float32), np.empty(0, np.int64)
    return Postings(whole, floats, np.empty(0, _STEM_TYPE), np.zeros(1, np.int64), whole, floats)


def amend_postings(before: Postings, *, keys: Whole, new: Iterable[tuple[str, str]]) -> Postings:
    """The index of the passages `keys` (in ascending order), made from an earlier one.

    Passages of `before` that are not in `keys` are removed. `new` are the contexts and texts of the keys that `before`
    lacks, all of which are higher than those that it has.
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
    """Counted words: the passage `rows[i]` has the term `terms[of_term[i]]` `counts[i]` times."""

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
        np.array([stem.encode() for stem in number], dtype=_STEM_TYPE),
        np.concatenate([*of_term, np.empty(0, np.int64)]),
        np.repeat(np.arange(len(terms)), terms),
        np.concatenate([*counts, np.empty(0, np.float32)]),
        np.array(lengths, dtype=np.float32),
    )


def write_postings(folder: Path, postings: Postings) -> None:
    """Write the arrays into a new folder, one file each."""
    folder.mkdir(parents=True)
    for field in fields(Postings):
        np.save(folder / f"{field.name}.npy", getattr(postings, field.name))


def read_postings(folder: Path) -> Postings:
    """Read what `write_postings` wrote, memory-mapped. Raises OSError or ValueError if it is incomplete."""
    files = (folder / f"{field.name}.npy" for field in fields(Postings))
    # As plain arrays: what numpy adds to each slice of a memory map costs more than looking up a word.
    read = Postings(*(np.load(file, mmap_mode="r").view(np.ndarray) for file in files))
    if len(read.keys) != len(read.lengths) or len(read.rows) != len(read.counts) or read.starts[-1] != len(read.rows):
        raise ValueError(f"The index of words in {folder} is incomplete; it is rebuilt.")
    return read


class WordIndex:
    """The `Postings` of states of the record, stored in a folder or, if that is None, in memory only. Thread-safe."""

    def __init__(self, folder: Path | None, *, record: Record) -> None:
        self._derived = Derived(folder) if folder else None
        self._record = record
        self._lock = threading.Lock()
        self._known: tuple[int, Postings] = (-1, empty_postings())

    def postings(self, at: State) -> Postings:
        """The index of all passages of that state."""
        with self._lock:
            generation, known = self._known
            if generation == at.generation:
                return known
            made = self._read(at) or self._from_earlier(at)
            if at.generation > generation:  # a snapshot of an earlier state does not evict what others use
                self._known = (at.generation, made)
            return made

    def condition(self, at: State) -> Condition:
        """Whether the folder has a complete index of that state."""
        if not self._derived:
            return Condition(True, "made in memory")
        return self._derived.condition(at, matches=self._read(at) is not None)

    def sync(self) -> str:
        """Write the index of the current state, if it is missing; returns what went wrong as a sentence, else "".

        The caller must hold the library's write lock. Without the file, each process builds the index in memory.
        """
        now = self._record.at()
        if not self._derived or self._read(now):
            return ""
        postings = self.postings(now)
        return self._derived.build(now, lambda folder: write_postings(folder, postings))

    def _read(self, at: State) -> Postings | None:
        return _read(self._derived.find(at)) if self._derived else None

    def _from_earlier(self, at: State) -> Postings:
        """The index of that state, made from the one of an earlier generation."""
        before = self._earlier(at)
        last = int(before.keys[-1]) if len(before.keys) else 0
        return amend_postings(before, keys=at.keys(), new=at.texts(after=last))

    def _earlier(self, at: State) -> Postings:
        """The index of the latest earlier generation, an empty one if there is none."""
        generation, known = self._known
        if generation < at.generation and len(known.keys):
            return known
        newest = self._derived.newest(before=at) if self._derived else None
        return _read(newest) or empty_postings()


def _read(folder: Path | None) -> Postings | None:
    """The index in a folder, None if there is none or it cannot be read."""
    try:
        return read_postings(folder) if folder else None
    except (OSError, ValueError):
        return None
