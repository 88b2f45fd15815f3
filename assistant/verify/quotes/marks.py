"""A quotation as its editor marked it: words, ellipses, words or letters in brackets, "[sic]". Pure."""

import re
from dataclasses import dataclass, replace

_DOTS = r"(?:…|\.(?:\s?\.){2,3})"
_EDITORIAL = (
    r"sic|emphasis (?:added|supplied|mine|ours|in (?:the )?original)|(?:my|our) emphasis|"
    r"(?:footnotes?|citations?|references?|internal quotation marks) omitted"
)
_MARK = re.compile(
    rf"(?P<gap>[\[(]\s*{_DOTS}\s*[\])]|{_DOTS}|\[\s*\]|\*\s\*\s\*)"
    # A number stuck to a word marks a footnote.
    rf"|(?P<note>\s*[\[(]\s*(?:{_EDITORIAL})[\s.!]*[\])]|(?<=\S)\[\d{{1,3}}\])"
    r"|(?<!\w)\[(?P<letter>\w)\](?=\w)"
    r"|\[(?P<inserted>[^\[\]]*)\]",
    re.IGNORECASE,
)
_OUTER = {"“": "”", "„": "“”", '"': '"', "«": "»", "‘": "’", "'": "'"}


@dataclass(frozen=True, slots=True)
class Fragment:
    """Words quoted as they stand; `free` are places of letters in brackets, whose case the editor set."""

    text: str
    free: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Joint:
    """The marks between two fragments, before the first or behind the last; most often none.

    `gap_first` says that the ellipsis stands before the insertion; `stop`, that a full stop stands among the marks.
    """

    gap: bool = False
    inserted: tuple[str, ...] = ()
    gap_first: bool = False
    stop: bool = False


@dataclass(frozen=True, slots=True)
class Quotation:
    """Joint, fragment, joint … joint: there is one joint more than there are fragments."""

    fragments: tuple[Fragment, ...]
    joints: tuple[Joint, ...]

    @property
    def words(self) -> str:
        """What is quoted, without the editor's own words."""
        return " … ".join(fragment.text.strip() for fragment in self.fragments)


def whole(words: str) -> Quotation:
    """The quotation with every sign taken for the source's own: sources have ellipses and brackets too."""
    text = _unquoted(words)
    fragments = (Fragment(text),) if any(map(str.isalnum, text)) else ()
    return Quotation(fragments, (Joint(),) * (len(fragments) + 1))


def read(words: str) -> Quotation:
    """The quotation with its editor's marks read.

    >>> read("[N]o child shall … be deprived").fragments
    (Fragment(text='No child shall ', free=frozenset({0})), Fragment(text=' be deprived', free=frozenset()))
    """
    reader, text, at = _Reader(), _unquoted(words), 0
    for mark in _MARK.finditer(text):
        reader.take(text[at : mark.start()])
        reader.mark(mark)
        at = mark.end()
    reader.take(text[at:])
    return reader.done()


class _Reader:
    """Collects the words between two marks, and the marks between words."""

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
    """The words without the quotation marks around all of them."""
    text = words.strip()
    closing = _OUTER.get(text[:1], "")
    inside = text[1:-1]
    if len(text) > 2 and closing and text[-1] in closing and (text[0] == "'" or not set(inside) & {text[0], text[-1]}):
        return inside
    return text
