"""Splits a document into passages, each a part or point of it that is short enough for an encoder."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.models import Document, Locator, Part, Passage
from corpus.structure.parts import find_parts, grouped, locate, points_in, points_of
from corpus.text.lines import stripped
from corpus.text.sentences import sentences

# Words. About the length that fits, with the passage's context, into the 256 tokens of an encoder.
LONGEST = 180
# Words. A shorter piece is joined to its neighbour.
SHORTEST = 12
# A preamble of one sentence may be split before each recital.
_RECITAL = re.compile(
    r"(?:[,;.:]|\band)\s*(?:(?:and|AND|And)\s+)?"
    r"(?=[*_]{0,2}(?:\(PP\d+\)\s*)?(?:Considering|Having|Recogni[sz]ing|Recalling|Noting|Convinced|"
    r"Desir(?:ing|ous)|Bearing|Aware|Reaffirming|Affirming|Mindful|Resolved|Believing|Conscious|Taking|Emphasi[sz]ing|"
    r"Concerned|Acknowledging|Whereas|WHEREAS|Being|Welcoming|Underlining|Deeply|Determined|Anxious|Stressing|Guided|"
    r"Wishing|Reali[sz]ing|Reiterating|Pursuant|Expressing|In the light|Now,? therefore|NOW,? THEREFORE|HAVE|"
    r"Have agreed)\b)"
)
# Characters. Longer than any sentence of a real treaty or judgment; the text of a table may exceed it.
_NO_SENTENCE = 8000
_SEMICOLON = re.compile(r";\s*")


def split(document: Document) -> list[Passage]:
    """The passages of `document` in order, not overlapping, each verbatim; the same document gives the same ids.

    If `document.parts` is not empty, each of these is one passage, whatever its length.
    """
    parts = find_parts(document)
    if not document.parts:
        parts = [piece for part in parts for piece in _pieces(document.text, part)]
    seen: Counter[str] = Counter()
    return [_passage(document, piece, seen) for piece in parts]


def context(passage: Passage, document: Document) -> str:
    """The name of the document and the headings above the passage, joined by " › "."""
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
    """`part` itself if it is short; else its points, each split further at its own points and sentences."""
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
    """The pieces, very short ones joined to the next; a joined piece has the locator `whole`, which contains both."""
    done: list[Part] = []
    for piece in pieces:
        if done and _too_short(text, done[-1], whole):
            done[-1] = replace(done[-1], locator=whole, end=piece.end)
        else:
            done.append(piece)
    if len(done) > 1 and _too_short(text, done[-1], whole):
        last = done.pop()
        done[-1] = replace(done[-1], locator=whole, end=last.end)
    return done


def _too_short(text: str, piece: Part, whole: Locator) -> bool:
    words = text[piece.start : piece.end].split(maxsplit=SHORTEST)
    return len(words) < (SHORTEST if piece.locator == whole else SHORTEST // 2)


def _sentence_pieces(text: str, part: Part) -> Iterator[Part]:
    """`part` split at the positions of `_cuts` into as few pieces as possible, of about equal length."""
    cuts = _cuts(text, part)
    counts = [len(text[start:stop].split()) for start, stop in pairwise([part.start, *cuts])]
    total = sum(counts)
    goal = total / max(1, -(-total // LONGEST))
    begin, words, left = part.start, 0, total
    for stop, here, following in zip(cuts, counts, [*counts[1:], 0], strict=True):
        words, left = words + here, left - here
        full = words + following > LONGEST or words + following / 2 > goal
        if stop == part.end or (full and words >= SHORTEST <= left):
            first, last = stripped(text, begin, stop)
            yield replace(part, start=first, end=last)
            begin, words = stop, 0


def _cuts(text: str, part: Part) -> list[int]:
    """Positions at which `part` may be split: ends of sentences, outside articles also of recitals, and its own end."""
    ends = {part.start + end for _, end in sentences(text[part.start : part.end])}
    if not part.locator.article:
        ends |= {match.end() for match in _RECITAL.finditer(text, part.start, part.end)}
        ends |= {match.end() for match in _SEMICOLON.finditer(text, part.start, part.end)}
    inner = sorted(end for end in ends if part.start < end < part.end)
    return [*_forced(text, [part.start, *inner, part.end]), part.end]


def _forced(text: str, cuts: Sequence[int]) -> Iterator[int]:
    """The inner cuts, with more at white space where two are further apart than any sentence is long (a table)."""
    for start, stop in pairwise(cuts):
        yield from () if start == cuts[0] else (start,)
        while stop - start > _NO_SENTENCE:
            space = text.find(" ", start + 1000, stop)
            start = text.find("\n", start + 1000, stop) if space < 0 else space
            if start < 0:
                break
            yield start


def _words(text: str, start: int, end: int) -> int:
    return len(text[start:end].split())
