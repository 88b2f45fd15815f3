"""What can be quoted from a passage without a change of sense: whole sentences, or a list's opening with its point."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.retrieve.citations import Quote
from corpus.text.labels import Block, outline
from corpus.text.sentences import sentences
from index.models import Hit

# Characters. A passage up to here is quoted whole, a list up to here with its opening; a stretch is not grown further.
WHOLE = 420
LISTED = 900
LONGEST = 620

# "2.", "(a)", "ii)", glued or not; never the beginning of "e.g." or "U.S.".
_LABEL = re.compile(
    r"\s*[*_]{0,2}(?:\((?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})\)|(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)])[*_]{0,2}(?![A-Za-z]?\.)\s*(?=\S)"
)
_OPEN_END = re.compile(r"(?::|[—–-]|,|\bthat|\bto|\bby)\s*$")
# A sentence that begins so leans on the one before it.
_LEANS = re.compile(
    r"(?:It|They|He|She|Such|This|These|Those|Its|Their|His|However|Nevertheless|In such|In that|In this|The same|"
    r"The latter|Likewise|Similarly|Thereafter|If so|The above|Nor|But|And)\b"
)
_SENTENCE_END = re.compile(r"[.;:!?…][\"'”’»)\[\]\d\s]*$|[\"”]$")
_FEWEST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of `hit`'s passage. `lead` is the opening that a listed point completes, and is quoted before it."""

    hit: Hit
    start: int
    end: int
    lead: tuple[int, int] | None = None

    @property
    def words(self) -> str:
        """What a reader will read: the opening, if any, and the stretch."""
        text = self.hit.document.text
        opening = text[slice(*self.lead)] + " " if self.lead else ""
        return opening + text[self.start : self.end]

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """The quotes to cite, the opening first."""
        own = Quote(self.hit, self.start, self.end)
        return (Quote(self.hit, *self.lead), own) if self.lead else (own,)


def units(hit: Hit) -> list[Unit]:
    """The stretches of the hit's passage that could answer, in order; a heading is none of them."""
    passage = hit.passage
    if len(passage.text) <= WHOLE:
        whole = _trimmed(Unit(hit, passage.start, passage.end))
        return [whole] if is_sentence(whole.words) else []
    blocks = outline(hit.document.text, start=passage.start, end=passage.end, base=passage.locator.points)
    return [unit for index in range(len(blocks)) for unit in _of_block(hit, blocks, index)]


def whole(hit: Hit) -> Unit:
    """The whole passage, for a question that asks for a provision by its number."""
    return _trimmed(Unit(hit, hit.passage.start, hit.passage.end))


def named_point(unit: Unit, *, points: tuple[str, ...]) -> Unit:
    """The point of the passage that has these labels ("2", "c"), with its opening; the unit itself if there is none."""
    passage = unit.hit.passage
    blocks = outline(unit.hit.document.text, start=passage.start, end=passage.end, base=passage.locator.points)
    for index, block in enumerate(blocks):
        if block.points == points and points != passage.locator.points:
            below = [other.end for other in blocks if _inside(other, block)]
            own = Unit(unit.hit, block.start, max([block.end, *below]), _lead(unit.hit.document.text, blocks, index))
            return _trimmed(own)
    return unit


def grown(unit: Unit) -> Unit:
    """The unit with the sentences that it leans on, and those that lean on it, up to LONGEST characters."""
    if unit.lead:
        return unit
    text = unit.hit.document.text
    spans = _sentences(text, unit.hit.passage.start, unit.hit.passage.end)
    first = next((i for i, (_, end) in enumerate(spans) if end > unit.start), 0)
    last = next((i for i in range(len(spans) - 1, -1, -1) if spans[i][0] < unit.end), len(spans) - 1)
    while first and _leans(text, spans[first]) and unit.end - spans[first - 1][0] <= LONGEST:
        first -= 1
    while last + 1 < len(spans) and _leans(text, spans[last + 1]) and spans[last + 1][1] - spans[first][0] <= LONGEST:
        last += 1
    return _trimmed(replace(unit, start=min(unit.start, spans[first][0]), end=max(unit.end, spans[last][1])))


def joined(one: Unit, other: Unit) -> Unit | None:
    """Both as one stretch, where nothing stands between them and neither needs an opening; None where that fails."""
    first, second = sorted((one, other), key=lambda unit: unit.start)
    text = one.hit.document.text
    apart = one.hit.passage.id != other.hit.passage.id or text[first.end : second.start].strip()
    if apart or one.lead or other.lead or second.end - first.start > LISTED:
        return None
    return replace(first, end=max(first.end, second.end))


def is_sentence(text: str) -> bool:
    """Whether `text` says something: enough words, an end, and not all in capitals."""
    stripped = text.strip().rstrip("*_")
    enough = len(re.findall(r"\w+", stripped)) >= _FEWEST_WORDS
    return enough and bool(_SENTENCE_END.search(stripped)) and not stripped.isupper()


def _of_block(hit: Hit, blocks: list[Block], index: int) -> Iterator[Unit]:
    block, text = blocks[index], hit.document.text
    lead = _lead(text, blocks, index)
    if lead:
        yield _trimmed(Unit(hit, block.start, block.end, lead))
        return
    below = [other for other in blocks[index + 1 :] if _inside(other, block)]
    spans = _sentences(text, block.start, block.end)
    for start, end in spans:
        opens = (start, end) == spans[-1] and below and _OPEN_END.search(text[start:end])
        if opens and below[-1].end - start <= LISTED:
            yield _trimmed(Unit(hit, start, below[-1].end))
        elif not opens and is_sentence(text[start:end]):
            yield _trimmed(Unit(hit, start, end))


def _lead(text: str, blocks: list[Block], index: int) -> tuple[int, int] | None:
    """The last sentence of the block that this one is a point of, if it is left open ("shall provide:")."""
    above = [block for block in blocks[:index] if _inside(blocks[index], block)]
    if not above:
        return None
    parent = max(above, key=lambda block: (len(block.points), block.start))
    start, end = _sentences(text, parent.start, parent.end)[-1]
    if not _OPEN_END.search(text[start:end]):
        return None
    trimmed = start + len(_LABEL.match(text[start:end])[0]) if _LABEL.match(text[start:end]) else start  # type: ignore[index]
    return trimmed, end


def _inside(inner: Block, outer: Block) -> bool:
    return len(inner.points) > len(outer.points) and inner.points[: len(outer.points)] == outer.points


def _sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    return [(start + a, start + b) for a, b in sentences(text[start:end])] or [(start, end)]


def _leans(text: str, span: tuple[int, int]) -> bool:
    return bool(_LEANS.match(text[slice(*span)].lstrip()))


def _trimmed(unit: Unit) -> Unit:
    """Without its own label and outer white space: "2. The Committee shall" is quoted from "The"."""
    text = unit.hit.document.text
    label = _LABEL.match(text[unit.start : unit.end])
    start = unit.start + (label.end() if label else 0)
    piece = text[start : unit.end]
    return replace(unit, start=start + len(piece) - len(piece.lstrip()), end=start + len(piece.rstrip()))
