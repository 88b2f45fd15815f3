"""The parts of a passage that can be quoted without changing the sense: whole sentences, or points of a list."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.retrieve.citations import Quote
from corpus.models import TextSpan
from corpus.text.labels import Block, outline
from corpus.text.sentences import sentences
from index.models import Hit

# The longest passage quoted whole, the longest list quoted with its opening, and the longest quotable made by
# `grown`, in characters.
WHOLE = 420
LISTED = 900
LONGEST = 620

# "2.", "(a)", "ii)", with or without a space behind; not the beginning of "e.g." or "U.S.".
_LABEL = re.compile(
    r"\s*[*_]{0,2}(?:\((?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})\)|(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)])[*_]{0,2}(?![A-Za-z]?\.)\s*(?=\S)"
)
_OPEN_END = re.compile(r"(?::|[—–-]|,|\bthat|\bto|\bby)\s*$")
# A sentence that begins with one of these can only be understood with the sentence before it.
_DEPENDS = re.compile(
    r"(?:It|They|He|She|Such|This|These|Those|Its|Their|His|However|Nevertheless|In such|In that|In this|The same|"
    r"The latter|Likewise|Similarly|Thereafter|If so|The above|Nor|But|And)\b"
)
_SENTENCE_END = re.compile(r"[.;:!?…][\"'”’»)\[\]\d\s]*$|[\"”]$")
_FEWEST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Quotable:
    """A part of `hit`'s passage that can be quoted; for a point of a list, `lead` is the span of the list's opening."""

    hit: Hit
    start: int
    end: int
    lead: tuple[int, int] | None = None

    @property
    def span(self) -> TextSpan:
        """The position of the words, without the opening."""
        return TextSpan(self.hit.document.id, self.start, self.end)

    @property
    def words(self) -> str:
        """The text to be quoted: the opening, if any, and the words."""
        text = self.hit.document.text
        opening = text[slice(*self.lead)] + " " if self.lead else ""
        return opening + text[self.start : self.end]

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """The quotes to cite, the opening first."""
        own = Quote(self.hit, self.start, self.end)
        return (Quote(self.hit, *self.lead), own) if self.lead else (own,)


def quotables(hit: Hit) -> list[Quotable]:
    """The quotable parts of the hit's passage, in the order of the text; headings are left out."""
    passage = hit.passage
    if len(passage.text) <= WHOLE:
        whole = _trimmed(Quotable(hit, passage.start, passage.end))
        return [whole] if is_sentence(whole.words) else []
    blocks = outline(hit.document.text, start=passage.start, end=passage.end, base=passage.locator.points)
    return [quotable for index in range(len(blocks)) for quotable in _quotables_of_block(hit, blocks, index)]


def whole(hit: Hit) -> Quotable:
    """The whole passage as a quotable."""
    return _trimmed(Quotable(hit, hit.passage.start, hit.passage.end))


def named_point(quotable: Quotable, *, points: tuple[str, ...]) -> Quotable:
    """The point of the passage with these labels ("2", "c"), with its opening; `quotable` itself if there is none."""
    passage, text = quotable.hit.passage, quotable.hit.document.text
    blocks = outline(text, start=passage.start, end=passage.end, base=passage.locator.points)
    for index, block in enumerate(blocks):
        if block.points == points and points != passage.locator.points:
            below = [other.end for other in blocks if _is_below(other, block)]
            own = Quotable(
                quotable.hit, block.start, max([block.end, *below]), _lead(quotable.hit.document.text, blocks, index)
            )
            return _trimmed(own)
    return quotable


def grown(quotable: Quotable) -> Quotable:
    """The quotable with the sentences that it depends on and that depend on it, up to LONGEST characters."""
    if quotable.lead:
        return quotable
    text = quotable.hit.document.text
    spans = _sentences(text, quotable.hit.passage.start, quotable.hit.passage.end)
    first = next((i for i, (_, end) in enumerate(spans) if end > quotable.start), 0)
    last = next((i for i in range(len(spans) - 1, -1, -1) if spans[i][0] < quotable.end), len(spans) - 1)
    while first and _depends_on_previous(text, spans[first]) and quotable.end - spans[first - 1][0] <= LONGEST:
        first -= 1
    while (
        last + 1 < len(spans)
        and _depends_on_previous(text, spans[last + 1])
        and spans[last + 1][1] - spans[first][0] <= LONGEST
    ):
        last += 1
    return _trimmed(
        replace(quotable, start=min(quotable.start, spans[first][0]), end=max(quotable.end, spans[last][1]))
    )


def joined(one: Quotable, other: Quotable) -> Quotable | None:
    """Two adjacent quotables of one passage as one, up to LISTED characters; None if that is not possible."""
    first, second = sorted((one, other), key=lambda quotable: quotable.start)
    text = one.hit.document.text
    apart = one.hit.passage.id != other.hit.passage.id or text[first.end : second.start].strip()
    if apart or one.lead or other.lead or second.end - first.start > LISTED:
        return None
    return replace(first, end=max(first.end, second.end))


def is_sentence(text: str) -> bool:
    """Whether `text` is a sentence: at least four words, a closing mark, and not all in capitals."""
    stripped = text.strip().rstrip("*_")
    enough = len(re.findall(r"\w+", stripped)) >= _FEWEST_WORDS
    return enough and bool(_SENTENCE_END.search(stripped)) and not stripped.isupper()


def _quotables_of_block(hit: Hit, blocks: list[Block], index: int) -> Iterator[Quotable]:
    block, text = blocks[index], hit.document.text
    lead = _lead(text, blocks, index)
    if lead:
        yield _trimmed(Quotable(hit, block.start, block.end, lead))
        return
    below = [other for other in blocks[index + 1 :] if _is_below(other, block)]
    spans = _sentences(text, block.start, block.end)
    for start, end in spans:
        opens = (start, end) == spans[-1] and below and _OPEN_END.search(text[start:end])
        if opens and below[-1].end - start <= LISTED:
            yield _trimmed(Quotable(hit, start, below[-1].end))
        elif not opens and is_sentence(text[start:end]):
            yield _trimmed(Quotable(hit, start, end))


def _lead(text: str, blocks: list[Block], index: int) -> tuple[int, int] | None:
    """The span of the sentence that this point completes ("shall provide:"), in the block above; None for no point."""
    above = [block for block in blocks[:index] if _is_below(blocks[index], block)]
    if not above:
        return None
    parent = max(above, key=lambda block: (len(block.points), block.start))
    start, end = _sentences(text, parent.start, parent.end)[-1]
    if not _OPEN_END.search(text[start:end]):
        return None
    trimmed = start + len(_LABEL.match(text[start:end])[0]) if _LABEL.match(text[start:end]) else start  # type: ignore[index]
    return trimmed, end


def _is_below(inner: Block, outer: Block) -> bool:
    return len(inner.points) > len(outer.points) and inner.points[: len(outer.points)] == outer.points


def _sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    return [(start + a, start + b) for a, b in sentences(text[start:end])] or [(start, end)]


def _depends_on_previous(text: str, span: tuple[int, int]) -> bool:
    return bool(_DEPENDS.match(text[slice(*span)].lstrip()))


def _trimmed(quotable: Quotable) -> Quotable:
    """The quotable without its label and outer white space: "2. The Committee shall" begins at "The"."""
    text = quotable.hit.document.text
    label = _LABEL.match(text[quotable.start : quotable.end])
    start = quotable.start + (label.end() if label else 0)
    piece = text[start : quotable.end]
    return replace(quotable, start=start + len(piece) - len(piece.lstrip()), end=start + len(piece.rstrip()))
