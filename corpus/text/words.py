"""Words of texts and queries, and what is the same in their forms. Pure."""

import re
import threading
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from snowballstemmer.english_stemmer import EnglishStemmer  # type: ignore[import-untyped]  # it ships no types

# Words that say nothing about the subject. "not", "no" and "may" stay: in law they are the subject. The list is that of
# the index of words, shorter than that of `corpus.text.terms`, which compares two sentences.
_STOP_WORDS = """
a about am an and any are as at be been being but by can could did do does for from had has have he her him his how i
if in into is it its me my of on or our she should so some such than that the their them then there these they this
those to us was we were what when where which who whom whose why will with would you your
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())

_WORD = re.compile(r"[^\W_]+")
# The class itself: `snowballstemmer.stemmer()` gives another package's stemmer wherever that is installed beside it.
# It keeps the word that it works on, so that one thread at a time may use it.
_STEMMER, _STEMMER_LOCK = EnglishStemmer(), threading.Lock()

# A page pasted as a query: words beyond these would only make the search slow.
_MOST_WORDS = 128


def words_of(text: str) -> list[str]:
    """The words of a text in order, in lower case and without accents.

    >>> words_of("The café of Article 8 (2)")
    ['the', 'cafe', 'of', 'article', '8', '2']
    """
    if not text.isascii():
        text = "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    return _WORD.findall(text.casefold())


def telling(query: str) -> list[str]:
    """The words of `query` that say something of its subject, each once; all of them where none does.

    >>> telling('Who may "visit" a prison?')
    ['may', 'visit', 'prison']
    """
    words = words_of(query)
    return list(dict.fromkeys([word for word in words if word not in STOP_WORDS] or words))[:_MOST_WORDS]


def stems(words: Iterable[str]) -> list[str]:
    """The stem of each word, as `stem` gives it."""
    return [stem(word) for word in words]


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The stem of one word in lower case, by Porter's second English stemmer: what "visits" and "visited" share.

    Threads may call it at the same time.
    """
    with _STEMMER_LOCK:
        return str(_STEMMER.stemWord(word))
