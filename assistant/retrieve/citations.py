"""The one place where quotes are located and numbered. Pure functions: no model, no library.

Drafts of statements, with the quotes that support them, become statements and citations. Positions are computed from
the documents' text, and citations are numbered 1..n in the order of their first use.
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
    """Words of a hit's passage: `hit.document.text[start:end]`."""

    hit: Hit
    start: int
    end: int

    @property
    def span(self) -> TextSpan:
        """The position of the words in their document."""
        return TextSpan(self.hit.document.id, self.start, self.end)

    @property
    def text(self) -> str:
        """The words, verbatim."""
        return self.hit.document.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement whose citations are not numbered yet, with the quotes that support it."""

    text: str
    quotes: tuple[Quote, ...]
    support: Support
    role: Role = "answer"


def locate(words: str, *, hit: Hit) -> Quote | None:
    """The first occurrence of `words` in the hit's passage, or None if the passage does not contain them verbatim.

    Differences of typography are ignored: the form of quotation marks and dashes, spaces and line breaks, soft hyphens,
    ligatures. Case matters, an ellipsis never matches, and words must not begin or end within a word of the passage.

    >>> locate("visit “any place”", hit=hit)    # the passage has: visit "any place"
    Quote(hit=..., start=..., end=...)
    """
    wanted = folded(words).text
    pattern = re.compile(re.escape(wanted))
    found = next(folded(hit.passage.text).find(pattern), None) if wanted else None
    return Quote(hit, *(hit.passage.start + position for position in found)) if found else None


def number(drafts: Iterable[Draft]) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
    """The statements with their markers, and the citations numbered 1..n in the order of their first use.

    Quotes with the same position share one citation.
    """
    citations: dict[TextSpan, Citation] = {}
    statements = []
    for draft in drafts:
        markers = [_cite(quote, citations).number for quote in draft.quotes]
        statements.append(Statement(visible(draft.text), tuple(dict.fromkeys(markers)), draft.support, draft.role))
    return tuple(statements), tuple(citations.values())


def shown(words: str) -> str:
    """The words of a source as printed in an answer: on one line, without footnote marks such as "[3]".

    A footnote mark would be mistaken for the marker of a citation. Invisible characters are removed, as they are from
    every statement. The citation itself keeps the words unchanged.

    The result is plain text. Whoever displays it escapes it: `Answer.text` for Markdown, the page for HTML. Markup in a
    document, such as "![x](http://…)", is therefore displayed as text and has no effect.
    """
    without_marks = re.sub(r"\s*\[\s*(?:\d+|note \d+|citation needed)\s*\]", "", words)
    return " ".join(visible(without_marks).split())


def is_consistent(statements: Sequence[Statement], citations: Sequence[Citation]) -> bool:
    """Whether markers and citations correspond, are numbered in order, and every quote is verbatim at its position."""
    used = [marker for statement in statements for marker in statement.citations]
    numbers = [citation.number for citation in citations]
    in_order = list(dict.fromkeys(used)) == numbers == list(range(1, len(numbers) + 1))
    return in_order and all(c.hit.document.text[c.start : c.end] == c.quote for c in citations)


def _cite(quote: Quote, citations: dict[TextSpan, Citation]) -> Citation:
    new = Citation(len(citations) + 1, quote.hit, quote.text, quote.start, quote.end)
    return citations.setdefault(quote.span, new)
