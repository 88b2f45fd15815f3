"""A quotation in a draft -> a verdict: whether these are the source's words, and stand where the draft says."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log

from assistant.citations import Quote
from assistant.marks import Quotation, read, whole
from assistant.models import Change, Citation, Finding, Verdict
from assistant.naming import named, speaker
from assistant.nearness import Near, Weight, nearest
from assistant.places import Attributed, around, attributed, authority, candidates, cited
from assistant.wording import Agreement, Stretch, compared
from corpus.models import Locator
from corpus.sentences import sentences
from corpus.structure import pinpoint
from index.library import Library

# Places given where the same words stand in many.
_MOST_PLACES = 4
# What a passage has at least of the words looked for, by rarity, to be read for them: a word may be hyphenated there.
_HAS_THEM, _READ_ANYWAY = 0.99, 12
# Of a quotation's words, by rarity, what a source has in their order if they were changed and not made up. It only
# parts "altered" from "absent".
_CHANGED = 0.6
# The same where the source is not the one that the draft names: changed words at another place are seldom meant.
_CHANGED_ELSEWHERE = 0.75
# Passages among which the nearest words are looked for.
_NEAR = 8


@dataclass(frozen=True, slots=True)
class _Match:
    stretch: Stretch
    agreement: Agreement

    @property
    def clean(self) -> bool:
        return not self.agreement.faults

    @property
    def start(self) -> int:
        return self.agreement.spans[0][0]

    @property
    def end(self) -> int:
        return self.agreement.spans[-1][1]


def quotation(words: str, *, attributed_to: tuple[str, str] | None, library: Library) -> Finding:
    """The verdict on quoted words: "verbatim", "altered", "wrong_place" or "absent"; with the source's own words.

    `attributed_to` is a document, by any of its names, and a place in it as people write one ("8(3)", "art 8(3)",
    "para 115", "preamble", "OP1:5(2)(b)", "" for the whole); None where the draft names none: then any place is right.
    """
    readings = (whole(words), read(words))
    claimed = attributed(*attributed_to, library=library) if attributed_to else None
    if not readings[1].fragments:
        return Finding("quote", words, "absent", "There are no words to look for.")
    here = _at(readings, claimed, library=library) if claimed else None
    if here and here.clean:
        return _verdict(words, "verbatim", [here], f"These are the words of {_where([here], library)}.", library)
    elsewhere = _everywhere(readings, library=library)
    if clean := _in_order([match for match in elsewhere if match.clean], claimed):
        return _standing(words, clean, claimed, library)
    return _altered(words, readings[1], here, elsewhere, claimed, library) or _absent(words, claimed)


def _at(readings: Sequence[Quotation], claimed: Attributed, *, library: Library) -> _Match | None:
    """How the quotation agrees with the place that it is attributed to; a point is read with what leads up to it."""
    stretch = claimed.stretch
    if not stretch:
        return None
    match = _match(readings, stretch)
    if match and match.clean and claimed.holds(_locators(match, library)[0]):
        return match
    article = library.article(claimed.passages[0])
    wider = _match(readings, Stretch(stretch.document, article[0].start, article[-1].end))
    if wider and wider.clean and _led_up_to(claimed, wider, library):
        return wider
    return match if match and not match.clean else None


def _led_up_to(claimed: Attributed, match: _Match, library: Library) -> bool:
    """Whether all of a match is the point named or what leads up to it, and some of it is the point."""
    places = _locators(match, library)
    return all(claimed.holds(each) for each in places) and any(claimed.covers(each) for each in places)


def _locators(match: _Match, library: Library) -> list[Locator]:
    passages = library.passages(match.stretch.document.id)
    return [
        pinpoint(passage, start=max(start, passage.start), end=min(end, passage.end))
        for start, end in match.agreement.spans
        for passage in passages
        if passage.start < end and start < passage.end
    ]


def _match(readings: Iterable[Quotation], stretch: Stretch) -> _Match | None:
    found = [_Match(stretch, agreement) for one in readings if (agreement := compared(one, stretch))]
    return min(found, key=lambda match: len(match.agreement.faults), default=None)


def _everywhere(readings: Sequence[Quotation], *, library: Library) -> list[_Match]:
    """The places in the library that have all the words quoted, each once."""
    longest = max(readings[1].fragments, key=lambda fragment: len(fragment.text)).text
    found: dict[tuple[str, int, int], _Match] = {}
    for stretch in _stretches(longest, length=len(readings[0].words), library=library):
        if match := _match(readings, stretch):
            found.setdefault((stretch.document.id, match.start, match.end), match)
    return list(found.values())


def _stretches(words: str, *, length: int, library: Library, anyway: int = _READ_ANYWAY) -> Iterator[Stretch]:
    """The stretches of the library that may have these words, each once."""
    seen: set[tuple[str, int, int]] = set()
    for passage in candidates(_opening(words), library=library, least=_HAS_THEM, anyway=anyway):
        stretch = around(passage, library=library, length=length)
        key = (stretch.document.id, stretch.start, stretch.end)
        if key not in seen:
            seen.add(key)
            yield stretch


def _opening(words: str, *, most: int = 16) -> str:
    """As many words as stand in three passages at most: a long quotation runs over many."""
    return " ".join(words.split()[:most])


def _in_order(matches: Iterable[_Match], claimed: Attributed | None) -> list[_Match]:
    """The matches, those in the document named first, then by authority."""
    document = claimed.document.id if claimed and claimed.document else ""
    return sorted(
        matches,
        key=lambda match: (match.stretch.document.id != document, authority(match.stretch.document), match.start),
    )[:_MOST_PLACES]


def _standing(words: str, clean: Sequence[_Match], claimed: Attributed | None, library: Library) -> Finding:
    """The verdict on words that stand in the library, but not at the place named, if one is."""
    where = _where(clean, library)
    if not claimed:
        return _verdict(words, "verbatim", clean, f"These are the words of {where}.", library)
    if claimed.document and not claimed.place.strip() and clean[0].stretch.document.id == claimed.document.id:
        return _verdict(words, "verbatim", clean[:1], f"These are the words of {_where(clean[:1], library)}.", library)
    return _verdict(words, "wrong_place", clean, f"{_not_there(claimed)} These are the words of {where}.", library)


def _altered(
    words: str,
    quotation: Quotation,
    here: _Match | None,
    elsewhere: Sequence[_Match],
    claimed: Attributed | None,
    library: Library,
) -> Finding | None:
    """The verdict on words that were changed; None where no source has words near to them."""
    if here:
        return _faulty(words, here, claimed, library)
    if near := _nearest(quotation, claimed, library, elsewhere=bool(elsewhere)):
        return _reworded(words, near, claimed, library)
    if elsewhere:
        return _faulty(words, _in_order(elsewhere, claimed)[0], claimed, library)
    return _spliced(words, quotation, claimed, library)


def _nearest(quotation: Quotation, claimed: Attributed | None, library: Library, *, elsewhere: bool) -> Near | None:
    """The words that were changed: those at the place named, else in its document, else, very like, in any other."""
    weight = _weight(library)
    own = [claimed.stretch] if claimed and claimed.stretch else []
    near = nearest(quotation.words, stretches=own, weight=weight)
    if elsewhere or (near and near.share >= _CHANGED):
        return near if near and near.share >= _CHANGED else None
    stretches = list(_near_stretches(quotation, library))
    document = claimed.document.id if claimed and claimed.document else ""
    for bar, among in (
        (_CHANGED, [one for one in stretches if one.document.id == document]),
        (_CHANGED_ELSEWHERE if document else _CHANGED, stretches),
    ):
        near = nearest(quotation.words, stretches=among, weight=weight)
        if near and near.share >= bar:
            return near
    return None


def _near_stretches(quotation: Quotation, library: Library) -> Iterator[Stretch]:
    for passage in candidates(quotation.words, library=library, least=2, anyway=_NEAR):
        yield around(passage, library=library, length=len(quotation.words))


def _faulty(words: str, match: _Match, claimed: Attributed | None, library: Library) -> Finding:
    """The verdict on a quotation whose words stand there, but which says something else by its marks."""
    reasons = "; ".join(fault.reason for fault in match.agreement.faults)
    changes = tuple(fault.change for fault in match.agreement.faults)
    why = f"{_elsewhere(claimed, match.stretch)}The words of {_where([match], library)} are quoted so that they say something else: {reasons}."
    return _verdict(words, "altered", [match], why, library, changes=changes)


def _reworded(words: str, near: Near, claimed: Attributed | None, library: Library) -> Finding:
    found = cited(near.stretch, near.start, near.end, library=library, first=1)
    who = _spoken(found[0]) if found else named(near.stretch.document)
    why = f"{_elsewhere(claimed, near.stretch)}{who[:1].upper()}{who[1:]} has other words: {_told(near.changes)}."
    return Finding("quote", words, "altered", why, tuple(found), near.changes)


def _spliced(words: str, quotation: Quotation, claimed: Attributed | None, library: Library) -> Finding | None:
    """The verdict on sentences that were taken from different places and put together."""
    pieces = [quotation.words[start:end] for start, end in sentences(quotation.words)]
    found = [_nearest(read(piece), claimed, library, elsewhere=False) for piece in pieces]
    taken = [near for near in found if near]
    if len(pieces) < 2 or len(taken) < len(pieces):
        return None
    citations: list[Citation] = []
    for near in taken:
        citations += cited(near.stretch, near.start, near.end, library=library, first=len(citations) + 1)
    where = _and(list(dict.fromkeys(_spoken(citation) for citation in citations)))
    changes = tuple(change for near in taken for change in near.changes)
    return Finding("quote", words, "altered", f"This is put together from {where}.", tuple(citations), changes)


def _absent(words: str, claimed: Attributed | None) -> Finding:
    note = f"{_not_there(claimed)} " if claimed and not claimed.passages else ""
    return Finding(
        "quote", words, "absent", f"{note}No document in the library has these words, or words near to them."
    )


def _weight(library: Library) -> Weight:
    """What a word counts: the rarer in the library, the more; a sign counts nothing."""
    total = len(library)

    def weigh(word: str) -> float:
        return log((total + 2) / (library.count(word.casefold()) + 1)) + 0.05 if word[:1].isalnum() else 0.0

    return weigh


def _verdict(
    words: str,
    verdict: Verdict,
    matches: Sequence[_Match],
    why: str,
    library: Library,
    *,
    changes: tuple[Change, ...] = (),
) -> Finding:
    return Finding("quote", words, verdict, why, tuple(_citations(matches, library)), changes)


def _citations(matches: Sequence[_Match], library: Library) -> list[Citation]:
    found: list[Citation] = []
    for match in matches:
        found += cited(match.stretch, match.start, match.end, library=library, first=len(found) + 1)
    return found


def _where(matches: Sequence[_Match], library: Library) -> str:
    """The places of the matches in words: "Article 7 of the … and Article 5 of the …"."""
    return _and(list(dict.fromkeys(_spoken(citation) for citation in _citations(matches, library))))


def _spoken(citation: Citation) -> str:
    name = speaker(Quote(citation.hit, citation.start, citation.end))
    return name[0].lower() + name[1:] if name.startswith("The ") else name


def _and(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else "the source"


def _not_there(claimed: Attributed) -> str:
    """That the place named is not where the words stand, or does not exist."""
    if not claimed.document:
        return f"No document in the library is called “{claimed.name}”."
    whole_name = named(claimed.document)
    if not claimed.place.strip():
        return f"They do not stand in {whole_name}."
    if not claimed.passages:
        return f"{whole_name[:1].upper()}{whole_name[1:]} has no place “{claimed.place}”."
    return f"They do not stand in {claimed.place} of {whole_name}."


def _elsewhere(claimed: Attributed | None, stretch: Stretch) -> str:
    """What is to be said first of words that are attributed to another document, or a place that does not exist."""
    if claimed and (not claimed.passages or (claimed.document and claimed.document.id != stretch.document.id)):
        return f"{_not_there(claimed)} "
    return ""


def _told(changes: Sequence[Change], *, most: int = 6) -> str:
    told = [
        f"“{each.here}” is added" if not each.there
        else f"“{each.there}” is left out" if not each.here
        else f"“{each.here}” stands for “{each.there}”"
        for each in changes[:most]
    ]  # fmt: skip
    return "; ".join(told) + ("; and more" if len(changes) > most else "")
