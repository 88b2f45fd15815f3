"""A quotation in a draft -> a verdict: whether these are the source's words, and stand where the draft says."""

from collections.abc import Sequence

from assistant.models import Citation, Finding
from assistant.quotes import reasons
from assistant.quotes.marks import read
from assistant.quotes.matches import Match, Quoted, all_of
from assistant.quotes.nearness import Near
from assistant.quotes.places import attributed, cited
from corpus.sentences import sentences
from index.library import Library

# Places given where the same words stand in many.
_MOST_PLACES = 4
# Sentences of one quotation that are each looked for.
_MOST_SENTENCES = 12


def quotation(words: str, *, attributed_to: tuple[str, str] | None, library: Library) -> Finding:
    """The verdict on quoted words: "verbatim", "altered", "wrong_place" or "absent"; with the source's own words.

    `attributed_to` is a document, by any of its names, and a place in it as people write one ("8(3)", "art 8(3)",
    "para 115", "preamble", "OP1:5(2)(b)", "" for the whole); None where the draft names none: then any place is right.
    """
    claimed = attributed(*attributed_to, library=library) if attributed_to else None
    quoted = Quoted(words, claimed, library)
    if not read(words).fragments:
        return Finding("quote", words, "absent", "There are no words to look for.")
    here = quoted.at_place()
    if here and not here.faults:
        return _verbatim(quoted, [here])
    elsewhere = quoted.everywhere()
    if clean := [match for match in elsewhere if not match.faults][:_MOST_PLACES]:
        return _standing(quoted, clean)
    return _altered(quoted, here, elsewhere) or _absent(quoted)


def _verbatim(quoted: Quoted, matches: Sequence[Match]) -> Finding:
    citations = all_of(matches, library=quoted.library)
    return Finding("quote", quoted.words, "verbatim", f"These are the words of {reasons.where(citations)}.", citations)


def _standing(quoted: Quoted, clean: Sequence[Match]) -> Finding:
    """The verdict on words that stand in the library, but not at the place given, if one is."""
    claimed = quoted.claimed
    if not claimed:
        return _verbatim(quoted, clean)
    first = clean[0].stretch.document
    if claimed.document and claimed.document.id == first.id and not claimed.place:
        return _verbatim(quoted, clean[:1])
    citations = all_of(clean, library=quoted.library)
    why = f"{reasons.not_there(claimed)} They are the words of {reasons.where(citations)}."
    return Finding("quote", quoted.words, "wrong_place", why, citations)


def _altered(quoted: Quoted, here: Match | None, elsewhere: Sequence[Match]) -> Finding | None:
    """The verdict on words that were changed; None where no source has words near to them."""
    if here:
        return _twisted(quoted, here)
    if near := quoted.nearest_at_place():
        return _reworded(quoted, near)
    if elsewhere:
        return _twisted(quoted, elsewhere[0])
    near = quoted.nearest()
    return _reworded(quoted, near) if near else _spliced(quoted)


def _twisted(quoted: Quoted, match: Match) -> Finding:
    """The verdict on a quotation whose words stand there, but which says something else by its marks."""
    citations = all_of([match], library=quoted.library)
    why = (
        f"{reasons.elsewhere(quoted.claimed, match.stretch.document)}The words of {reasons.where(citations)} are "
        f"quoted so that they say something else: {'; '.join(fault.reason for fault in match.faults)}."
    )
    changes = tuple(fault.change for fault in match.faults)
    return Finding("quote", quoted.words, "altered", why, citations, changes)


def _reworded(quoted: Quoted, near: Near) -> Finding:
    citations = tuple(cited(near.stretch, near.start, near.end, library=quoted.library))
    first = reasons.elsewhere(quoted.claimed, near.stretch.document)
    why = f"{first}{reasons.capital(reasons.where(citations))} has other words: {reasons.told(near.changes)}."
    return Finding("quote", quoted.words, "altered", why, citations, near.changes)


def _spliced(quoted: Quoted) -> Finding | None:
    """The verdict on sentences that were taken from different places and put together; None if one is from nowhere."""
    words = quoted.quotation.words
    pieces = [words[start:end] for start, end in sentences(words)]
    if not 2 <= len(pieces) <= _MOST_SENTENCES:
        return None
    taken = [near for piece in pieces if (near := quoted.nearest(piece))]
    if len(taken) < len(pieces):
        return None
    citations: list[Citation] = []
    for near in taken:
        citations += cited(near.stretch, near.start, near.end, library=quoted.library, first=len(citations) + 1)
    changes = tuple(change for near in taken for change in near.changes)
    why = f"This is put together from {reasons.where(citations)}."
    return Finding("quote", quoted.words, "altered", why, tuple(citations), changes)


def _absent(quoted: Quoted) -> Finding:
    claimed = quoted.claimed
    note = f"{reasons.not_there(claimed)} " if claimed and not claimed.passages else ""
    why = f"{note}No document in the library has these words, or words near to them."
    return Finding("quote", quoted.words, "absent", why)
