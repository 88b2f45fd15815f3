"""The sources of an answer, with the text around each quote. Their numbers are those of the answer's citations."""

from assistant.models import Answer, Citation
from corpus.models import Document, Passage
from index.models import Hit
from ui.page.models import Source, Span
from ui.service import Session, article

# The most characters of an article shown on each side of a quote, so that the page stays small.
_ARTICLE_CONTEXT = 6000
# About how many characters are shown on each side of a quote from a text without articles.
_TEXT_CONTEXT = 700


def sources_of(answer: Answer, *, session: Session) -> tuple[Source, ...]:
    """A source for each citation, with the article around the quote, and one for each nearest passage, numbered 0."""
    cited = [_cited(citation, session=session) for citation in answer.citations]
    return (*cited, *map(_nearest, answer.nearest))


def _cited(citation: Citation, *, session: Session) -> Source:
    quote = (citation.start, citation.end)
    passage, document = citation.hit.passage, citation.hit.document
    shown = _surroundings(passage, quote=quote, document=document, session=session)
    return Source(citation.number, document, citation.locator, passage.breadcrumb, shown, quote)


def _nearest(hit: Hit) -> Source:
    passage = hit.passage
    no_quote = (passage.start, passage.start)
    return Source(0, hit.document, passage.locator, passage.breadcrumb, (passage.start, passage.end), no_quote)


def _surroundings(passage: Passage, *, quote: Span, document: Document, session: Session) -> Span:
    if not passage.locator.article:
        return _widened(quote, text=document.text, by=_TEXT_CONTEXT)
    parts = [passage, *article(passage, session=session)]
    whole = (min(part.start for part in parts), max(part.end for part in parts))
    most = _widened(quote, text=document.text, by=_ARTICLE_CONTEXT)
    return max(whole[0], most[0]), min(whole[1], most[1])


def _widened(span: Span, *, text: str, by: int) -> Span:
    """The span with at least `by` more characters on each side, extended to whole paragraphs."""
    before = text.rfind("\n\n", 0, max(span[0] - by, 0))
    after = text.find("\n\n", min(span[1] + by, len(text)))
    return (before + 2 if before >= 0 else 0), (after if after >= 0 else len(text))
