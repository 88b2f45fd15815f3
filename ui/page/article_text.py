"""The text of a source as HTML paragraphs, with its quote marked. All text of the document is escaped."""

import re
from collections.abc import Iterator
from html import escape

from corpus.text.markup import visible
from ui.page.models import Source, Span

# A paragraph ends at an empty line or a page break, and at the end of a line that closes a sentence or is followed by a
# list label. Any other line break is only a wrapped line of the source.
# A label may be joined to its text ("a.access", "1.To maintain"); "e.g.", "1.5" and "v. Northport" are not labels.
_LABEL = r"(?:\(?(?:\d{1,3}|[ivx]{1,5}|[a-zA-Z])\)|(?!v\.\s)(?:\d{1,3}|[ivx]{1,5}|[a-z])\.(?!\d|[a-z]\.)|[•–—-]\s)"
_BREAK = re.compile(rf"\n[ \t]*\n\s*|\f\s*|(?<=[.;:])\n|\n(?=[ \t]*{_LABEL})|\n(?=#)")
_HEADING = re.compile(r"\s*#{1,6}[ \t]+")
_PARAGRAPH_NUMBER = re.compile(r"\s*(?:\d{1,3}\.|\(\d{1,3}\))")
_LETTER = re.compile(rf"\s*{_LABEL}")


def article_html(source: Source) -> str:
    """The text that a source's card shows; the quote is in `<mark>`, separately in each paragraph that it covers."""
    paragraphs = _paragraphs(source.document.text, source.shown)
    return "".join(_paragraph(source, span) for span in paragraphs)


def _paragraphs(text: str, shown: Span) -> Iterator[Span]:
    start = shown[0]
    for gap in _BREAK.finditer(text, *shown):
        if text[start : gap.start()].strip():
            yield start, gap.start()
        start = gap.end()
    if text[start : shown[1]].strip():
        yield start, shown[1]


def _paragraph(source: Source, span: Span) -> str:
    text = source.document.text
    heading = _HEADING.match(text, *span)
    if heading:
        return f'<p class="heading">{_inline(source, (heading.end(), span[1]))}</p>'
    return f"<p{_indent(text, span)}>{_inline(source, span)}</p>"


def _indent(text: str, span: Span) -> str:
    is_letter = _LETTER.match(text, *span) and not _PARAGRAPH_NUMBER.match(text, *span)
    return ' class="point"' if is_letter else ""


def _inline(source: Source, span: Span) -> str:
    text = source.document.text
    start, end = (min(max(at, span[0]), span[1]) for at in source.quote)
    before, quoted, after = (
        _text_html(text[slice(*part)]) for part in ((span[0], start), (start, end), (end, span[1]))
    )
    return f"{before}<mark>{quoted}</mark>{after}" if quoted.strip() else before + quoted + after


def _text_html(text: str) -> str:
    return escape(visible(text.replace("\n", " ")))
