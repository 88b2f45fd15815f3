"""Answer -> the sources that stand beside it. The numbers are the answer's own; nothing is numbered here."""

from assistant.models import Answer, Citation
from corpus.models import Document, Passage
from index.models import Hit
from ui.page.models import Source, Span
from ui.service import Session, article

# Characters shown on each side of a quote: of an article at most so many, that a page stays light; and of a text
# without articles about so many, that a reader sees what surrounds a paragraph.
_MOST_OF_AN_ARTICLE = 6000
_ENOUGH_OF_A_TEXT = 700


def sources_of(answer: Answer, *, session: Session) -> tuple[Source, ...]:
    """The cited places with the articles around them; for a question not answered, the passages that came nearest."""
    cited = [_cited(citation, session=session) for citation in answer.citations]
    return (*cited, *map(_near, answer.nearest))


def _cited(citation: Citation, *, session: Session) -> Source:
    quote = (citation.start, citation.end)
    passage, document = citation.hit.passage, citation.hit.document
    shown = _surroundings(passage, quote=quote, document=document, session=session)
    return Source(citation.number, document, citation.locator, passage.breadcrumb, shown, quote)


def _near(hit: Hit) -> Source:
    passage = hit.passage
    nothing = (passage.start, passage.start)
    return Source(0, hit.document, passage.locator, passage.breadcrumb, (passage.start, passage.end), nothing)


def _surroundings(passage: Passage, *, quote: Span, document: Document, session: Session) -> Span:
    if not passage.locator.article:
        return _widened(quote, text=document.text, by=_ENOUGH_OF_A_TEXT)
    parts = [passage, *article(passage, session=session)]
    whole = (min(part.start for part in parts), max(part.end for part in parts))
    most = _widened(quote, text=document.text, by=_MOST_OF_AN_ARTICLE)
    return max(whole[0], most[0]), min(whole[1], most[1])


def _widened(span: Span, *, text: str, by: int) -> Span:
    """`span` and about `by` characters more on each side, to the nearest end of a paragraph."""
    before = text.rfind("\n\n", 0, max(span[0] - by, 0))
    after = text.find("\n\n", min(span[1] + by, len(text)))
    return (before + 2 if before >= 0 else 0), (after if after >= 0 else len(text))
