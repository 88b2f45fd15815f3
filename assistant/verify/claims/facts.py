"""The facts in a sentence that can be compared: dates, numbers, bodies, instruments, provisions, names. Pure.

Claim is a sentence analysed once, with its facts and its clauses.
Equal facts in different words have equal values: "twelve months" and "one year" are both "12 month".
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from assistant.question.intent import tells_of_making
from assistant.verify.claims.polarity import Clause, Stance, rules, stance, without_force
from corpus.instruments.catalogue import Instrument, named_in
from corpus.instruments.references import mask
from corpus.text.dates import dates, same_date
from corpus.text.events import events
from corpus.text.quantities import amounts, unit
from corpus.text.states import NAME_OF
from corpus.text.terms import STOPWORDS, terms

Kind = Literal["date", "number", "body", "instrument", "place", "name"]

# A body is a run of capitalised words with one of these among them.
_HEADS = (
    "Committee|Subcommittee|Sub-?Committee|Commission|Court|Chamber|Council|Assembly|Tribunal|Parliament|Congress|Senate|"
    "Secretary-General|Secretary General|Secretariat|Commissioner|Registrar|Registry|Prosecutor|Presidency|"
    "President(?= of)|Depositary|Rapporteur|Organi[sz]ation|Union|Board|Conference|Cross|Crescent|Agency|Ministry|"
    "Minister|Government|Bureau|Mission|House|Fund|Office"
)
_CAP = r"(?:[A-Z][\w’'-]*|(?:of|for|on|against|in|to|and|the|or|de)\s+(?:the\s+|all\s+forms\s+of\s+)?[A-Z][\w’'-]*)"
_BODY = re.compile(rf"(?:[A-Z][\w’'-]*\s+){{0,5}}\b(?:{_HEADS})s?\b(?:,?\s+{_CAP})*")
_ABBREVIATIONS = {
    "CPT": "committee prevention torture",
    "SPT": "subcommittee prevention torture",
    "CAT": "committee against torture",
    "ECtHR": "court human rights",
    "ICC": "international criminal court",
    "ICJ": "international court justice",
    "ICRC": "international committee red cross",
    "UNHCR": "united nations high commissioner refugees",
    "OHCHR": "united nations high commissioner human rights",
    "OSCE": "organization security co-operation europe",
    "NATO": "north atlantic treaty organization",
    "CJEU": "court justice european union",
    "EU": "european union",
    "UN": "united nations",
    "GREVIO": "grevio",
    "GRETA": "greta",
    "ECRI": "ecri",
}
_SHORT = re.compile(rf"\b(?:{'|'.join(_ABBREVIATIONS)})\b")
_UNITED = re.compile(r"\bUnited Nations\b(?!\s+(?:Convention|Charter))")
# Words of a body's name that are often left out or added.
_LIGHT = frozenset(("the", "of", "for", "on", "and", "or", "a", "to", "in", "un", "united", "nations", "de"))
# Units that can be compared with each other.
_TERMS = {"month", "year"}
_PLACE = re.compile(
    r"\b(?P<word>(?i:articles?|art\.?|paragraphs?|paras?\.?|protocol(?:\s+no\.?)?|annex|(?:general\s+)?comment\s+no\.?|"
    r"resolution(?:\s+no\.?)?|no\.))\s*(?P<numbers>(?:\d+|[IVX]+\b)(?:(?:,|\s+and|\s+or|\s+to)\s+\d+\b)*)"
)
_NAME = re.compile(r"\b(?:(?:[A-Z]\.){2,}|[A-Z][\w’'-]+(?:\s+(?:(?:de|van|von|al|el|bin)\s+)?[A-Z][\w’'-]+)*)")
_OPENS = re.compile(r"(?:^|[.!?:;“\"]\s+)$")


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact at `text[start:end]`. `value` is its normal form for comparison; readers are shown the words themselves.

    The value of a date is ISO 8601, possibly without day or month; of a number, the figure followed by what it counts
    ("12 month"); of an instrument, its id in the catalogue.
    """

    kind: Kind
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Difference:
    """A fact of one text that another lacks; `theirs` are the comparable facts of the other, if any."""

    mine: Fact
    theirs: tuple[Fact, ...]


def facts(text: str, *, instruments: Sequence[Fact] | None = None) -> tuple[Fact, ...]:
    """The facts of a text in reading order. They do not overlap, except instruments that share a name, and provisions.

    `instruments` are those in the text, if known already; None to look them up in the catalogue.
    """
    found = list(known_instruments(named_in(text)) if instruments is None else instruments)
    rest = _without(text, found)
    for read in (_dates, _places, _bodies, _numbers, _names):
        new = list(read(rest))
        found, rest = found + new, _without(rest, new)
    return tuple(sorted(found, key=lambda fact: (fact.start, fact.end)))


def known_instruments(named: Iterable[tuple[Instrument, int, int]]) -> list[Fact]:
    """The instruments of the catalogue named in a text, as facts."""
    return [Fact("instrument", each.id, start, end) for each, start, end in named]


def of_kind(found: Iterable[Fact], *kinds: Kind) -> tuple[Fact, ...]:
    """The facts that are of one of these kinds."""
    return tuple(fact for fact in found if fact.kind in kinds)


def same(one: Fact, other: Fact) -> bool:
    """Whether both may be the same fact. One may be less precise: a year for a date, a part of a body's name."""
    if one.kind != other.kind:
        return False
    if one.kind == "date":
        return same_date(one.value, other.value)
    if one.kind == "number":
        return _same_number(one.value, other.value)
    if one.kind in ("body", "name"):
        return _same_name(one.value, other.value)
    return one.value == other.value


def comparable(one: Fact, other: Fact) -> bool:
    """Whether two facts are of one kind and, for numbers, count the same thing."""
    if one.kind != other.kind:
        return False
    return (
        one.kind != "number" or unit(one.value) == unit(other.value) or {unit(one.value), unit(other.value)} == _TERMS
    )


def _dates(text: str) -> Iterator[Fact]:
    return (Fact("date", *found) for found in dates(text))


def _numbers(text: str) -> Iterator[Fact]:
    return (Fact("number", *found) for found in amounts(text))


def _places(text: str) -> Iterator[Fact]:
    for found in _PLACE.finditer(text):
        word = re.sub(r"^general\s+|\W.*$", "", found["word"].lower()).rstrip("s")
        value = {"art": "article", "para": "paragraph"}.get(word, word)
        for number in re.finditer(r"\w+", found["numbers"]):
            if number[0] not in ("and", "or", "to"):
                yield Fact("place", f"{value} {number[0].lower()}", *found.span())


def _bodies(text: str) -> Iterator[Fact]:
    spans = []
    for found in _BODY.finditer(text):
        start = found.start() + _length_of_opening(found[0])
        spans.append((start, found.end()))
        yield Fact("body", body_value(text[start : found.end()]), start, found.end())
    for pattern in (_SHORT, _UNITED):
        for found in pattern.finditer(text):
            if not any(start < found.end() and found.start() < end for start, end in spans):
                yield Fact("body", body_value(found[0]), *found.span())


def body_value(name: str) -> str:
    """The distinctive words of a body's name: "UN General Assembly" -> "general assembly"."""
    plain = _SHORT.sub(lambda short: _ABBREVIATIONS[short[0]], name) if name != "UN" else name
    plain = re.sub(r"\bU\.?K\.?(?!\w)", "United Kingdom", plain)
    words = [re.sub(r"['’]s?$", "", word) for word in re.findall(r"[\w’'-]+", plain.lower().replace("sub-c", "subc"))]
    return " ".join(word for word in words if word not in _LIGHT) or "united nations"


def _names(text: str) -> Iterator[Fact]:
    for found in _NAME.finditer(text):
        start = found.start() + _length_of_opening(found[0])
        name = re.sub(r"['’]s?$", "", text[start : found.end()])
        opens = start == found.start() and bool(_OPENS.search(text[max(0, start - 3) : start]))
        value = NAME_OF.get(name.lower(), name.lower())
        if name and not (opens and " " not in name and name.lower() not in NAME_OF) and value not in STOPWORDS:
            yield Fact("name", value, start, start + len(name))


def _length_of_opening(name: str) -> int:
    """The length of a first word that is not part of the name: "The", "In", "Under"."""
    first = re.match(r"(\S+)\s+", name)
    return first.end() if first and first[1].lower() in STOPWORDS | {"according", "since", "members"} else 0


def _same_number(one: str, other: str) -> bool:
    """Whether the figures are equal, and count the same thing or one has no unit."""
    mine, theirs = unit(one), unit(other)
    return one.split(" ")[0] == other.split(" ")[0] and (mine == theirs or not mine or not theirs)


def _same_name(one: str, other: str) -> bool:
    """Whether one has all words of the other, in any order, and both are the same kind of body."""
    mine, theirs = set(one.split()), set(other.split())
    return bool(mine & theirs) and (mine <= theirs or theirs <= mine) and _kind_of_body(one) == _kind_of_body(other)


def _kind_of_body(name: str) -> str:
    """The first word for a kind of body in a name ("committee" in "committee ministers council"); "" for none."""
    heads = _HEADS.lower().split("|")
    return next((word for word in name.split() if word in heads), "")


def _without(text: str, found: Sequence[Fact]) -> str:
    return mask(text, names=[(fact.start, fact.end) for fact in found], mark="·")


# Verbs of an event ("was", "has been", "ratified the …"), and verbs of a rule.
_PAST = re.compile(
    r"\b(?:was|were|had|did)\b|\b(?:has|have)\s+(?:\w+ly\s+|never\s+|not\s+)?(?:been\b|led\b|made\b|\w+ed\b)|"
    r"(?<=·\s)[a-z]+ed\b|\b(?!need|exceed|proceed|succeed|speed|feed)[a-z]+ed\s+(?:the|a|an|its|his|her|their|that|more|no|any|·+)|"
    r"\b(?:left|gave|won|held|found|took|began|said|became|met|sat|sent|struck|paid|fell|rose|went|wrote|grew)\b"
)
_MUST = re.compile(r"\b(?:may|must|shall|can|cannot)\b")
_PRESENT = re.compile(
    r"\b(?:is|are|has|have|does|do|needs?|remains?|becomes?|takes?|requires?|prohibits?|forbids?|obliges?|allows?|permits?|"
    r"bars?|bans?|lets?|gives?|grants?|provides?|says?|treats?|defines?|sets?|counts?|protects?|applies|apply|admits?|"
    r"consists?|contains?|includes?|establish(?:es)?|commits?|leaves?|recommends?|guarantees?|entitles?|considers?|makes?|"
    r"limits?|covers?|calls?|asks?|reports?|meets?|holds?|speaks?|binds?|ends?|begins?|enters?|comes?|elects?|decides?)\b"
)
_SUBORDINATE = re.compile(r"\b(?:who|which|whom|whose|when|while|where|because|if|after|before|since)\b")
_MADE = re.compile(r"\b(?:signed|adopted|done|concluded|drawn up|opened|proclaimed)\b")
_AT = re.compile(r"\b(?:at|in)\s+$")


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim with everything derived from its words.

    `event`: it reports something that happened, and `events` are the kinds of event. `making`: it says when, where or
    by whom an instrument was made. `clauses` are its parts without exceptions. `matter` is its text without facts and
    without verbs common to all rules, and `stems` are the stems of that. `rarities` maps the stem of each content word
    to a weight, which is higher for words that are rarer in the library.
    """

    text: str
    facts: tuple[Fact, ...]
    stance: Stance
    event: bool
    making: bool
    clauses: tuple[Clause, ...]
    matter: str
    stems: frozenset[str]
    events: frozenset[str]
    rarities: Mapping[str, float] = field(default_factory=dict, compare=False)

    @property
    def names(self) -> tuple[Fact, ...]:
        """The people, states and places named."""
        return of_kind(self.facts, "name")


def read_claim(
    text: str,
    *,
    instruments: Sequence[Fact] | None = None,
    happened: frozenset[str] | None = None,
    rarities: Mapping[str, float] | None = None,
) -> Claim:
    """The claim analysed; `instruments` and events (`happened`) are looked up in the text if they are not given."""
    found = facts(text, instruments=instruments)
    spans = [(fact.start, fact.end) for fact in found]
    matter = without_force(mask(text, names=spans, mark=" "))
    return Claim(
        text,
        found,
        stance(text),
        _reports_event(text, found),
        _is_about_making(text, found),
        rules(mask(text, names=spans, mark="·")),
        matter,
        frozenset(terms(matter)),
        frozenset(events(text)) if happened is None else happened,
        rarities or {},
    )


def _reports_event(text: str, found: tuple[Fact, ...]) -> bool:
    """Whether it has a date, or a verb in the past tense before any in the present; "may" and "must" mark a rule."""
    named = [(fact.start, fact.end) for fact in found if fact.kind != "number"]
    main = _SUBORDINATE.split(mask(text, names=named, mark="·"))[0]
    if _MUST.search(main):
        return False
    if of_kind(found, "date"):
        return True
    past, present = _PAST.search(main), _PRESENT.search(main)
    return bool(past and (not present or past.start() <= present.start()))


def _is_about_making(text: str, found: tuple[Fact, ...]) -> bool:
    """Whether it says when, where or by whom an instrument was made, and names nothing else."""
    names = of_kind(found, "name")
    details = of_kind(found, "date", "body", "name")
    about = of_kind(found, "instrument")
    at_places = all(_AT.search(text[: name.start]) for name in names)
    return bool(_MADE.search(text) and about and details and at_places) or bool(
        about and tells_of_making(text) and at_places
    )
