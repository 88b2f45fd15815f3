"""The editorial marks in a quotation: ellipses, words or letters in brackets, "[sic]". Pure."""

import re
from dataclasses import dataclass, replace

_DOTS = r"(?:…|\.(?:\s?\.){2,3})"
_EDITORIAL = (
    r"sic|emphasis (?:added|supplied|mine|ours|in (?:the )?original)|(?:my|our) emphasis|"
    r"(?:footnotes?|citations?|references?|internal quotation marks) omitted"
)
_MARK = re.compile(
    rf"(?P<gap>[\[(]\s*{_DOTS}\s*[\])]|{_DOTS}|\[\s*\]|\*\s\*\s\*)"
    # A number in brackets right behind a word is a footnote mark.
    rf"|(?P<note>\s*[\[(]\s*(?:{_EDITORIAL})[\s.!]*[\])]|(?<=\S)\[\d{{1,3}}\])"
    r"|(?<!\w)\[(?P<letter>\w)\](?=\w)"
    r"|\[(?P<inserted>[^\[\]]*)\]",
    re.IGNORECASE,
)
_OUTER = {"“": "”", "„": "“”", '"': '"', "«": "»", "‘": "’", "'": "'"}


@dataclass(frozen=True, slots=True)
class Fragment:
    """Words quoted verbatim; `free` are the indexes of letters in brackets, whose case the editor changed."""

    text: str
    free: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Joint:
    """The marks between two fragments, before the first or behind the last; there may be none.

    `gap`: there is an ellipsis; `gap_first`: it precedes the words `inserted` in brackets; `stop`: it has a full stop.
    """

    gap: bool = False
    inserted: tuple[str, ...] = ()
    gap_first: bool = False
    stop: bool = False


@dataclass(frozen=True, slots=True)
class Quotation:
    """The fragments of a quotation, with one joint before each and one behind the last."""

    fragments: tuple[Fragment, ...]
    joints: tuple[Joint, ...]

    @property
    def words(self) -> str:
        """The words quoted, with "…" between fragments, without the editor's insertions."""
        return " … ".join(fragment.text.strip() for fragment in self.fragments)


def as_one_fragment(words: str) -> Quotation:
    """The quotation as one fragment, its ellipses and brackets being taken for the source's own."""
    text = _unquoted(words)
    fragments = (Fragment(text),) if any(map(str.isalnum, text)) else ()
    return Quotation(fragments, (Joint(),) * (len(fragments) + 1))


def parse_marks(words: str) -> Quotation:
    """The quotation with its editorial marks parsed.

    >>> parse_marks("[N]o child shall … be deprived").fragments
    (Fragment(text='No child shall ', free=frozenset({0})), Fragment(text=' be deprived', free=frozenset()))
    """
    parser, text, at = _Parser(), _unquoted(words), 0
    for mark in _MARK.finditer(text):
        parser.take(text[at : mark.start()])
        parser.mark(mark)
        at = mark.end()
    parser.take(text[at:])
    return parser.done()


class _Parser:
    """Builds a Quotation from alternating words and marks."""

    def __init__(self) -> None:
        self.fragments: list[Fragment] = []
        self.joints: list[Joint] = []
        self.words, self.free, self.joint = "", set[int](), Joint()

    def take(self, words: str) -> None:
        self.words += words

    def mark(self, mark: re.Match[str]) -> None:
        if mark["letter"]:
            self.free.add(len(self.words))
            self.words += mark["letter"]
        elif mark["gap"]:
            self.flush()
            self.joint = replace(self.joint, gap=True, gap_first=not self.joint.inserted or self.joint.gap_first)
        elif mark["inserted"] is not None:
            self.flush()
            self.joint = replace(self.joint, inserted=(*self.joint.inserted, mark["inserted"].strip()))

    def flush(self) -> None:
        if any(map(str.isalnum, self.words)):
            self.fragments.append(Fragment(self.words, frozenset(self.free)))
            self.joints.append(self.joint)
            self.joint = Joint()
        elif "." in self.words:
            self.joint = replace(self.joint, stop=True)
        self.words, self.free = "", set()

    def done(self) -> Quotation:
        self.flush()
        return Quotation(tuple(self.fragments), (*self.joints, self.joint))


def _unquoted(words: str) -> str:
    """The words without quotation marks that enclose all of them."""
    text = words.strip()
    closing = _OUTER.get(text[:1], "")
    inside = text[1:-1]
    if len(text) > 2 and closing and text[-1] in closing and (text[0] == "'" or not set(inside) & {text[0], text[-1]}):
        return inside
    return text
