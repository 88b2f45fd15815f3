"""Two wordings -> where they differ, word by word. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from assistant.models import Change
from assistant.quotes.folding import folded

# A word with the hyphens and apostrophes in it, or a sign.
_TOKEN = re.compile(r"\w+(?:[-‐‑'’]\w+)*|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a sign and where it stands; `key` is what it compares as."""

    key: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """The words and signs of a text, in order, without quotation marks and marks of emphasis or footnotes."""
    found = (Token(_key(match[0]), *match.span()) for match in _TOKEN.finditer(text))
    return [token for token in found if token.key.strip("'")]


def changes(here: str, there: str) -> tuple[Change, ...]:
    """The differences of two wordings, in order; neighbouring ones with one word between are shown apart."""
    mine, theirs = tokens(here), tokens(there)
    matcher = SequenceMatcher(None, _keys(mine), _keys(theirs), autojunk=False)
    return tuple(
        Change(_words(here, mine[a:b]), _words(there, theirs[c:d]))
        for tag, a, b, c, d in matcher.get_opcodes()
        if tag != "equal"
    )


def likeness(here: Sequence[Token], there: Sequence[Token]) -> list[tuple[int, int, int]]:
    """The runs that two token lists share in the same order, as (place here, place there, length)."""
    matcher = SequenceMatcher(None, _keys(here), _keys(there), autojunk=False)
    return [tuple(block) for block in matcher.get_matching_blocks() if block.size]  # type: ignore[misc]


@lru_cache(maxsize=50_000)
def _key(word: str) -> str:
    return folded(word).text


def _keys(found: Sequence[Token]) -> list[str]:
    return [token.key for token in found]


def _words(text: str, found: Sequence[Token]) -> str:
    return " ".join(text[found[0].start : found[-1].end].split()) if found else ""
