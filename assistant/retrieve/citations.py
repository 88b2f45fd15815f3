"""Quotes are verified and numbered here, and nowhere else. Pure functions: no model, no library.

A writer hands in drafts: what it wants to say and the words it rests on. What comes out are statements and citations
whose positions were computed from the text, numbered 1..n in the order in which a reader meets them.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.models import Citation, Role, Statement, Support
from corpus.models import TextSpan
from corpus.text.markup import visible
from corpus.text.typography import folded
from index.models import Hit


@dataclass(frozen=True, slots=True)
class Quote:
    """Words at a place: `hit.document.text[start:end]`, inside the hit's passage."""

    hit: Hit
    start: int
    end: int

    @property
    def span(self) -> TextSpan:
        """Where the words stand."""
        return TextSpan(self.hit.document.id, self.start, self.end)

    @property
    def text(self) -> str:
        """The words themselves."""
        return self.hit.document.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement that is not numbered yet, with the quotes it rests on."""

    text: str
    quotes: tuple[Quote, ...]
    support: Support
    role: Role = "answer"


def place(words: str, *, hit: Hit) -> Quote | None:
    """Where `words` stand in the hit's passage, or None if they are not there, word for word and case for case.

    Only typography is forgiven: the form of quotes and dashes, spaces and line breaks, soft hyphens, ligatures. An
    ellipsis is not, nor is a quote that begins or ends within a word.

    >>> place("visit “any place”", hit=hit)    # the passage has: visit "any place"
    Quote(hit=..., start=..., end=...)
    """
    wanted = folded(words).text
    pattern = re.compile(re.escape(wanted))
    found = next(folded(hit.passage.text).find(pattern), None) if wanted else None
    return Quote(hit, *(hit.passage.start + at for at in found)) if found else None


def number(drafts: Iterable[Draft]) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
    """The statements with their markers, and the citations 1..n in order of first appearance.

    The same words at the same place get the same number, however often they are used.
    """
    citations: dict[TextSpan, Citation] = {}
    statements = []
    for draft in drafts:
        markers = [_cite(quote, citations).number for quote in draft.quotes]
        statements.append(Statement(visible(draft.text), tuple(dict.fromkeys(markers)), draft.support, draft.role))
    return tuple(statements), tuple(citations.values())


def shown(words: str) -> str:
    """A source's words as an answer prints them: on one line, without footnote marks such as "[3]".

    A footnote mark looks like one of our markers and would point to a citation that is not meant. Characters that
    nobody sees are left out too, as they are from every statement. The citation itself keeps the words untouched.

    The words are plain text here, and escaped for what shows them where it does: as Markdown in `Answer.text`, as HTML
    on the page. So "![x](http://…)" in a document is read as it stands there, and does nothing.
    """
    without_marks = re.sub(r"\s*\[\s*(?:\d+|note \d+|citation needed)\s*\]", "", words)
    return " ".join(visible(without_marks).split())


def sound(statements: Sequence[Statement], citations: Sequence[Citation]) -> bool:
    """Whether every marker has its citation, every citation its marker, and every quote stands where it says."""
    used = [marker for statement in statements for marker in statement.citations]
    numbers = [citation.number for citation in citations]
    in_order = list(dict.fromkeys(used)) == numbers == list(range(1, len(numbers) + 1))
    return in_order and all(c.hit.document.text[c.start : c.end] == c.quote for c in citations)


def _cite(quote: Quote, citations: dict[TextSpan, Citation]) -> Citation:
    new = Citation(len(citations) + 1, quote.hit, quote.text, quote.start, quote.end)
    return citations.setdefault(quote.span, new)
