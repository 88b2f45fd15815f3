"""A draft -> what in it can be checked: its quotations and its sentences, with their positions. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.verify.claims.decompose import clauses, tells
from corpus.text.sentences import sentences

# Each kind of mark with its own end; a straight one opens after a space and closes before one.
_QUOTED = re.compile(
    r"“(?P<curly>[^“”]+)”|«(?P<angled>[^«»]+)»|„(?P<low>[^„“”]+)[“”]|(?<![\w\"])\"(?P<straight>[^\"]+)\"(?![\w\"])|"
    r"(?:^|\n)(?P<block>(?:[ \t]*>[^\n]*(?:\n|$))+)"
)
_BLOCK_MARK = re.compile(r"(?m)^[ \t]*>[ \t]?")
# Fewer words in quotation marks are a term, not words that somebody is said to have written.
_FEWEST_WORDS = 3
# Where a paragraph or a point of a list ends: a line that is wrapped goes on.
_BLOCKS = re.compile(r"\n\s*\n\s*|(?<=[.:;!?”\"])[ \t]*\n|\n[ \t]*(?:[-*•–]|\d{1,2}[.)])[ \t]+|^[ \t]*[-*•–][ \t]+")
# A sentence that is not a claim: a question, one that only opens a list or a quotation, or that owns not to know.
_NO_CLAIM = re.compile(
    r"[?:][”\"»]?$|(?i:\b(?:not|un)(?:\s+yet)?\s*(?:clear|known|certain)\s+(?:how|who|what|whether|when|if|why)\b)"
)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Words of a draft to be checked, at `start` to `end`; `text` is how they are read by themselves."""

    text: str
    start: int
    end: int


def quotations(draft: str) -> list[Excerpt]:
    """What stands in quotation marks or in a block quotation, without the marks, in order."""
    found = []
    for match in _QUOTED.finditer(draft):
        kind = match.lastgroup or ""
        words = _BLOCK_MARK.sub("", match[kind]) if kind == "block" else match[kind]
        if len(words.split()) >= _FEWEST_WORDS:
            found.append(Excerpt(words.strip(), match.start(kind), match.end(kind)))
    return found


def claims(draft: str, *, quoted: Sequence[Excerpt]) -> list[Excerpt]:
    """The claims of its sentences, in order; sentences that quote are checked by what they quote."""
    found = []
    for start, end in _sentences(draft):
        sentence = draft[start:end]
        quotes = any(start < one.end and one.start < end for one in quoted)
        if not quotes and not _NO_CLAIM.search(sentence) and tells(sentence):
            plain = sentence.replace("\n", " ")
            found += [Excerpt(each.text, start + each.start, start + each.end) for each in clauses(plain)]
    return found


def _sentences(draft: str) -> Iterator[tuple[int, int]]:
    """The sentences of each block: a paragraph, or a point of a list without its mark."""
    begun = 0
    for joint in [*_BLOCKS.finditer(draft), None]:
        block = draft[begun : joint.start() if joint else len(draft)]
        yield from ((begun + start, begun + end) for start, end in sentences(block) or _whole(block))
        begun = joint.end() if joint else begun


def _whole(block: str) -> list[tuple[int, int]]:
    """A point of a list, or a line without a full stop, as one sentence."""
    text = block.strip()
    return [(block.index(text), block.index(text) + len(text))] if text else []
