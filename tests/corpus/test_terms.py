"""The words of a question, stemmed: alike for every thread, and by the stemmer that the index uses."""

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import product

import pytest
from snowballstemmer.english_stemmer import EnglishStemmer

from corpus.text import terms
from corpus.text import words as index_words

_MIDDLES = ("nation", "health", "detent", "relief", "torment")
_ENDS = ("", "s", "al", "ally", "ization", "ful", "fulness")


@pytest.mark.parametrize("stem_of", [index_words.stem, terms.stem], ids=["of the index", "of the assistant"])
def test_many_threads_get_the_stems_that_one_gets(stem_of: Callable[[str], str]) -> None:
    words = ["".join(parts) for parts in product("abcdefgh", _MIDDLES, _ENDS)] * 2
    alone = EnglishStemmer()
    expected = [alone.stemWord(word) for word in words]
    index_words.stem.cache_clear()
    # A switch after every few instructions shows at once what a busy server shows in a week.
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as threads:
            found = list(threads.map(lambda _: [stem_of(word) for word in words], range(8)))
    finally:
        sys.setswitchinterval(before)
    assert found == [expected] * 8
