"""A person's words -> an FTS5 query that cannot be misread. Pure."""

import re
import unicodedata

# Words that say nothing about the subject. "not", "no" and "may" stay: in law they are the subject.
_STOP_WORDS = """
a about am an and any are as at be been being but by can could did do does for from had has have he her him his how i
if in into is it its me my of on or our she should so some such than that the their them then there these they this
those to us was we were what when where which who whom whose why will with would you your
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())

# A page pasted as a query: words beyond these would only make the search slow.
_MOST_WORDS = 128


def match_query(query: str) -> str:
    """An FTS5 MATCH expression: any of the words, each in quotes so that none is an operator; "" without a word.

    >>> match_query('Who may "visit" a prison?')
    '"may" OR "visit" OR "prison"'
    """
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", query).casefold())
    telling = [word for word in words if word not in STOP_WORDS] or words
    return " OR ".join(f'"{word}"' for word in list(dict.fromkeys(telling))[:_MOST_WORDS])
