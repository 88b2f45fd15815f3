"""The sources that a question names and the library does not hold: instruments, cases, decisions, documents."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.instruments.catalogue import INSTRUMENTS, Instrument, named_in
from corpus.instruments.references import mask
from corpus.text.nouns import AGREEMENTS, with_plurals
from corpus.text.terms import STOPWORDS, stem, terms, words
from index.models import Described

# Words that end or begin the name of a text. Laypeople use the words of one row interchangeably.
_ALIKE = (
    with_plurals(AGREEMENTS),
    ("protocol", "protocols"),
    ("charter", "statute"),
    ("rules", "regulations", "regulation"),
    ("declaration",),
    ("memorandum",),
    ("principles", "guidelines"),
    ("resolution",),
    ("directive",),
    ("manual", "handbook"),
    ("constitution", "amendment"),
    ("act", "code", "ordinance", "decree"),
    ("comment", "recommendation", "observation", "opinion"),
)
_HEADS = {head: row for row in _ALIKE for head in row}
_HEAD = "|".join(head.capitalize() for head in sorted(_HEADS, key=len, reverse=True))
_NAME_WORD = r"(?:[A-Z][\w’'-]*|\d{4}|[IVX]+)"
_LINK = r"(?:of|the|on|for|against|and|in|to|relating|concerning|du|de|la|at|from|former)"

# "Bangkok Rules", "Charter of the Lamps and Keepers", "Treaty of Tlatelolco", "1994 Harbour Memorandum".
_BEFORE = rf"(?:{_NAME_WORD}(?:\s+(?:{_LINK}\s+)*))*"
_AFTER = rf"(?:\s+(?:{_LINK}\s+)+{_NAME_WORD}(?:\s+(?:{_LINK}\s+)*{_NAME_WORD})*)?"
_TEXT = re.compile(rf"\b(?P<name>{_BEFORE}(?:{_HEAD})\b{_AFTER}(?:\s+(?:No\.?\s*)?\d+)?)")
# "resolution 1373", "general comment no. 20": a common noun with a number is a name.
_NUMBERED = re.compile(
    rf"(?i)\b(?P<name>(?:{'|'.join(_HEADS)})\s+(?:no|nr|number)?\.?\s*\d{{1,4}}(?:[/(]\d+\)?)?)(?!\s*\()\b"
)
_PARTY = r"[A-Z][\w’'.-]*(?:\s+(?:and\s+)?(?:[A-Z][\w’'.-]*|others))*"
_CASE = re.compile(rf"(?P<one>{_PARTY})\s+(?:v|vs|versus)\.?\s+(?:the\s+)?(?P<two>{_PARTY})")
_LEADING = frozenset(
    [
        "what",
        "which",
        "who",
        "when",
        "where",
        "why",
        "how",
        "does",
        "did",
        "do",
        "is",
        "are",
        "was",
        "were",
        "can",
        "may",
        "must",
        "quote",
        "give",
        "explain",
        "summarise",
        "in",
        "the",
        "under",
    ]
)
_SHORT_FOR = {"un": "united nations", "uk": "united kingdom", "us": "united states", "coe": "council of europe"}


@dataclass(frozen=True, slots=True)
class Missing:
    """A source that the question names and the library lacks; `instrument` is its catalogue entry, if it has one."""

    name: str
    instrument: Instrument | None = None

    @property
    def is_case(self) -> bool:
        """Whether it is a judgment: "X v. Y"."""
        return bool(_CASE.search(self.name))


def missing(
    question: str, *, named: Iterable[tuple[Instrument, int, int]], documents: Sequence[Described]
) -> list[Missing]:
    """The sources named in the question that are not among `documents`, in the order of their names.

    `named` are the instruments of the catalogue that the question names, each with the start and end of the name.
    """
    known: dict[tuple[int, int], list[Instrument]] = {}
    for instrument, start, end in named:
        known.setdefault((start, end), []).append(instrument)
    others = list(_named(mask(question, names=list(known), mark="·")))
    absent = [
        (start, Missing(question[start:end], several[0]))
        for (start, end), several in known.items()
        if not any(is_held(documents, instrument) for instrument in several)
    ]
    absent += [(start, Missing(name)) for name, start in others if not _is_held_by_name(name, documents)]
    return [each for _, each in sorted(absent, key=lambda pair: pair[0])]


def is_held(documents: Iterable[Described], instrument: Instrument) -> bool:
    """Whether one of the documents is the text of the instrument, or a note on it."""
    ids = {instrument.id, instrument.within} - {""}
    return any(
        document.id in ids or document.title == instrument.title or _is_note_on(document, instrument)
        for document in documents
    )


def _is_note_on(document: Described, instrument: Instrument) -> bool:
    return document.kind == "note" and any(
        named.id == instrument.id for named, _, _ in named_in(f"{document.title}; {document.short_title}")
    )


def _named(question: str) -> Iterator[tuple[str, int]]:
    """The names of cases and texts in the question, each with its start."""
    cases = [(match[0], *match.span()) for match in _CASE.finditer(question)]
    yield from ((name, start) for name, start, _ in cases)
    for pattern in (_TEXT, _NUMBERED):
        for found in pattern.finditer(question):
            name = _without_opening(found["name"])
            inside = any(start < found.end() and found.start() < end for _, start, end in cases)
            if not inside and _is_name(name):
                yield name, found.start()


def _without_opening(name: str) -> str:
    """The name without capitalised words that only begin the question: "Does the" in "Does the Bangkok Rules"."""
    first, _, rest = name.partition(" ")
    while rest and (first.lower() in _LEADING or first.lower() in STOPWORDS):
        name = rest
        first, _, rest = name.partition(" ")
    return name


def _is_name(name: str) -> bool:
    """Whether it has a word besides those for kinds of text: "the Convention" by itself is no name."""
    return any(word not in _HEADS and word not in _LEADING for word in _plain(name))


def _is_held_by_name(name: str, documents: Sequence[Described]) -> bool:
    """Whether a document has that name, or has it without its first word, which may be a verb ("Check the …")."""
    shorter = [] if _CASE.fullmatch(name) else [name.partition(" ")[2]]
    return any(_is_called(each, documents) for each in (name, *shorter) if _is_name(each))


def _is_called(name: str, documents: Sequence[Described]) -> bool:
    wanted = {stem(word) for word in _plain(name) if word not in _HEADS and terms(word)}
    rows = [_HEADS[word] for word in words(name) if word in _HEADS]
    return any(wanted <= known and all(_has_head(row, known) for row in rows) for known in map(_known_as, documents))


def _has_head(row: tuple[str, ...], known: frozenset[str]) -> bool:
    return any(stem(head) in known for head in row)


def _known_as(document: Described) -> frozenset[str]:
    """The stems of the words of all names of the document."""
    facts = (document.title, document.short_title, document.issuer, document.series)
    return _stems_of_names(document.id, (*facts, document.adopted[:4], document.date[:4]))


@lru_cache(maxsize=4096)
def _stems_of_names(document_id: str, names: tuple[str, ...]) -> frozenset[str]:
    known = [name for each in INSTRUMENTS if each.id == document_id for name in (each.title, *each.aliases)]
    return frozenset(stem(word) for name in (document_id, *names, *known) for word in _plain(name))


def _plain(name: str) -> list[str]:
    """The words of a name, split at hyphens and with abbreviations such as "UN" spelt out."""
    return [part for word in words(name.replace("-", " ")) for part in _SHORT_FOR.get(word, word).split()]
