"""The parts of a draft that can be checked: its quotations and claims, with their positions. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.verify.claims.decompose import clauses, is_statement
from corpus.text.sentences import sentences

# Each kind of opening mark with its closing mark; a straight one is not within a word.
_QUOTED = re.compile(
    r"“(?P<curly>[^“”]+)”|«(?P<angled>[^«»]+)»|„(?P<low>[^„“”]+)[“”]|(?<![\w\"])\"(?P<straight>[^\"]+)\"(?![\w\"])|"
    r"(?:^|\n)(?P<block>(?:[ \t]*>[^\n]*(?:\n|$))+)"
)
_BLOCK_MARK = re.compile(r"(?m)^[ \t]*>[ \t]?")
# Fewer words in quotation marks are a term, not a quotation.
_FEWEST_WORDS = 3
# The boundaries of paragraphs and points of lists; a single line break within a sentence is none.
_BLOCKS = re.compile(r"\n\s*\n\s*|(?<=[.:;!?”\"])[ \t]*\n|\n[ \t]*(?:[-*•–]|\d{1,2}[.)])[ \t]+|^[ \t]*[-*•–][ \t]+")
# A sentence that is not a claim: a question, the opening of a list or a quotation, or one that says it is not known.
_NO_CLAIM = re.compile(
    r"[?:][”\"»]?$|(?i:\b(?:not|un)(?:\s+yet)?\s*(?:clear|known|certain)\s+(?:how|who|what|whether|when|if|why)\b)"
)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Words of a draft at `start` to `end`; `text` is what is to be checked, complete by itself."""

    text: str
    start: int
    end: int


def quotations(draft: str) -> list[Excerpt]:
    """The quotations in a draft, in order, without their marks; block quotations are included."""
    found = []
    for match in _QUOTED.finditer(draft):
        kind = match.lastgroup or ""
        words = _BLOCK_MARK.sub("", match[kind]) if kind == "block" else match[kind]
        if len(words.split()) >= _FEWEST_WORDS:
            found.append(Excerpt(words.strip(), match.start(kind), match.end(kind)))
    return found


def claims(draft: str, *, quoted: Sequence[Excerpt]) -> list[Excerpt]:
    """The claims in a draft, in order. Sentences with one of the quotations in `quoted` are left out."""
    found = []
    for start, end in _sentences(draft):
        sentence = draft[start:end]
        quotes = any(start < one.end and one.start < end for one in quoted)
        if not quotes and not _NO_CLAIM.search(sentence) and is_statement(sentence):
            plain = sentence.replace("\n", " ")
            found += [Excerpt(each.text, start + each.start, start + each.end) for each in clauses(plain)]
    return found


def _sentences(draft: str) -> Iterator[tuple[int, int]]:
    """The spans of the sentences of each paragraph and each point of a list."""
    begun = 0
    for joint in [*_BLOCKS.finditer(draft), None]:
        block = draft[begun : joint.start() if joint else len(draft)]
        yield from ((begun + start, begun + end) for start, end in sentences(block) or _whole(block))
        begun = joint.end() if joint else begun


def _whole(block: str) -> list[tuple[int, int]]:
    """The span of the whole block as one sentence, for a line without a full stop; none for an empty block."""
    text = block.strip()
    return [(block.index(text), block.index(text) + len(text))] if text else []
