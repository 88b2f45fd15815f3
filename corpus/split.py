"""Document -> its passages: units of law short enough for an encoder to see whole."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.lines import stripped
from corpus.models import Document, Locator, Part, Passage
from corpus.sentences import sentences
from corpus.structure import find_parts, grouped, locate, points_in, points_of

# Words. An encoder that reads 256 tokens sees about this much, its context included.
LONGEST = 180
# A piece with fewer words is kept with its neighbour.
SHORTEST = 12
# Where a preamble that is one sentence may be cut: before the next recital.
_RECITAL = re.compile(
    r"[,;.]\s*(?:and\s+)?(?=(?:Considering|Having|Recogni[sz]ing|Recalling|Noting|Convinced|Desir(?:ing|ous)|Bearing|Aware|"
    r"Reaffirming|Affirming|Mindful|Resolved|Believing|Conscious|Taking|Emphasi[sz]ing|Concerned|Acknowledging|Whereas|"
    r"Being|Welcoming|Underlining|Deeply|Determined|Anxious|Stressing|Guided|Wishing|Realizing|"
    r"In the light|HAVE|Have agreed)\b)"
)


def split(document: Document) -> list[Passage]:
    """The passages of `document` in order, not overlapping, each verbatim; the same document gives the same ids."""
    pieces = [piece for part in find_parts(document) for piece in _pieces(document.text, part)]
    seen: Counter[str] = Counter()
    return [_passage(document, piece, seen) for piece in pieces]


def context(passage: Passage, document: Document) -> str:
    """The words that say where a passage stands: the document's name and the headings above it; not its text."""
    return " › ".join(part for part in (document.name, passage.breadcrumb) if part)


def _passage(document: Document, part: Part, seen: Counter[str]) -> Passage:
    slug = re.sub(r"[^a-z0-9]+", "-", str(part.locator).lower()).strip("-") or "text"
    seen[slug] += 1
    repeat = f"~{seen[slug]}" if seen[slug] > 1 else ""
    text = document.text[part.start : part.end]
    return Passage(
        f"{document.id}#{slug}{repeat}", document.id, part.locator, part.breadcrumb, part.start, part.end, text
    )


def _pieces(text: str, part: Part) -> Iterator[Part]:
    """`part` whole if short; else its points, each cut further at its own points and sentences."""
    start, end = stripped(text, part.start, part.end)
    if start == end:
        return
    if _words(text, start, end) <= LONGEST:
        yield replace(part, start=start, end=end)
        return
    base = points_of(part.locator)
    blocks = points_in(text, part.locator, start=start, end=end)
    groups = list(grouped(blocks, depth=len(base)))
    if len(groups) < 2:
        yield from _sentence_pieces(text, replace(part, start=start, end=end))
        return
    for piece in _merged(text, [_at(part, points, first, last) for points, first, last in groups], part.locator):
        yield from _pieces(text, piece) if piece.locator != part.locator else _sentence_pieces(text, piece)


def _at(part: Part, points: tuple[str, ...], start: int, end: int) -> Part:
    base = points_of(part.locator)
    return replace(part, locator=locate(part.locator, points[len(base) :]), start=start, end=end)


def _merged(text: str, pieces: Sequence[Part], whole: Locator) -> list[Part]:
    """Very short pieces joined to the next; a joined piece stands at the place that holds both."""
    done: list[Part] = []
    for piece in pieces:
        if done and _words(text, done[-1].start, done[-1].end) < SHORTEST:
            done[-1] = replace(done[-1], locator=whole, end=piece.end)
        else:
            done.append(piece)
    if len(done) > 1 and _words(text, done[-1].start, done[-1].end) < SHORTEST:
        last = done.pop()
        done[-1] = replace(done[-1], locator=whole, end=last.end)
    return done


def _sentence_pieces(text: str, part: Part) -> Iterator[Part]:
    """`part` cut at sentence ends (a preamble also between recitals) into pieces of about equal length."""
    cuts = _cuts(text, part)
    goal = min(LONGEST, _words(text, part.start, part.end) / -(-_words(text, part.start, part.end) // LONGEST) + 15)
    begin = part.start
    for stop, following in pairwise(cuts):
        if _words(text, begin, following) > goal and stop > begin:
            yield _trimmed(text, part, begin, stop)
            begin = stop
    yield _trimmed(text, part, begin, part.end)


def _cuts(text: str, part: Part) -> list[int]:
    """Positions where `part` may be cut: starts of sentences and recitals, and its end."""
    spans = sentences(text[part.start : part.end])
    starts = {part.start + end for _, end in spans[:-1]}
    starts |= {match.end() for match in _RECITAL.finditer(text, part.start, part.end)}
    return sorted({*starts, part.end})


def _trimmed(text: str, part: Part, start: int, end: int) -> Part:
    first, last = stripped(text, start, end)
    return replace(part, start=first, end=last)


def _words(text: str, start: int, end: int) -> int:
    return len(text[start:end].split())
