"""Tokenises and stems texts and queries for the BM25 index."""

import re
import threading
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from snowballstemmer.english_stemmer import EnglishStemmer  # type: ignore[import-untyped]  # it ships no types

# Stop words of the BM25 index. "not", "no" and "may" are kept, because in law they matter. `corpus.text.terms`, which
# compares two sentences, has a longer list.
_STOP_WORDS = """
a about am an and any are as at be been being but by can could did do does for from had has have he her him his how i
if in into is it its me my of on or our she should so some such than that the their them then there these they this
those to us was we were what when where which who whom whose why will with would you your
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())

_WORD = re.compile(r"[^\W_]+")
# The class is used directly: `snowballstemmer.stemmer()` returns PyStemmer's stemmer if that package is installed.
# A stemmer stores the word it works on, so that only one thread at a time may use it.
_STEMMER, _STEMMER_LOCK = EnglishStemmer(), threading.Lock()

# Longer queries, such as a pasted page, are cut: more words would only make the search slow.
_MOST_WORDS = 128


def words_of(text: str) -> list[str]:
    """The words of a text in order, in lower case and without accents.

    >>> words_of("The café of Article 8 (2)")
    ['the', 'cafe', 'of', 'article', '8', '2']
    """
    if not text.isascii():
        text = "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    return _WORD.findall(text.casefold())


def content_words(query: str) -> list[str]:
    """The words of `query` without stop words and repeats, at most 128; all words if it has only stop words.

    >>> content_words('Who may "visit" a prison?')
    ['may', 'visit', 'prison']
    """
    words = words_of(query)
    return list(dict.fromkeys([word for word in words if word not in STOP_WORDS] or words))[:_MOST_WORDS]


def stems(words: Iterable[str]) -> list[str]:
    """The stem of each word, as `stem` gives it."""
    return [stem(word) for word in words]


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The stem of one word in lower case, by the Porter2 algorithm for English. Safe to call from several threads."""
    with _STEMMER_LOCK:
        return str(_STEMMER.stemWord(word))
