"""The verdict on a quotation: whether these are the source's words at the place given, and why."""

from collections.abc import Sequence
from itertools import groupby, takewhile

from assistant.models import Change, Citation, Finding
from assistant.retrieve.attribution import locator_in_words, name_in_sentence, source_name
from assistant.retrieve.citations import Quote
from assistant.verify.quotes.differences import Near
from assistant.verify.quotes.marks import parse_marks
from assistant.verify.quotes.matches import Attributed, Match, Quoted, all_of, attributed, cited
from corpus.models import Document, Locator
from corpus.text.sentences import sentences
from index.library import Library
from index.snapshot import Snapshot

# The most places that are cited if the same words occur in many.
_MOST_PLACES = 4
# The most sentences of a quotation that are searched for one by one.
_MOST_SENTENCES = 12


def quotation(words: str, *, attributed_to: tuple[str, str] | None, library: Library | Snapshot) -> Finding:
    """The verdict on quoted words: "verbatim", "altered", "wrong_place" or "absent", with citations of the source.

    `attributed_to` is a document, by any of its names, and a place in it as usually written ("8(3)", "art 8(3)",
    "para 115", "preamble", "OP1:5(2)(b)", "" for the whole document). None allows any place in the library.
    """
    library = library.at()
    claimed = attributed(*attributed_to, library=library) if attributed_to else None
    quoted = Quoted(words, claimed, library)
    if not parse_marks(words).fragments:
        return Finding("quote", words, "absent", "There are no words to look for.")
    here = quoted.at_place()
    if here and not here.faults:
        return _verbatim(quoted, [here])
    elsewhere = quoted.everywhere()
    if clean := [match for match in elsewhere if not match.faults][:_MOST_PLACES]:
        return _elsewhere_verbatim(quoted, clean)
    return _altered(quoted, here, elsewhere) or _absent(quoted)


def _verbatim(quoted: Quoted, matches: Sequence[Match]) -> Finding:
    citations = all_of(matches, library=quoted.library)
    return Finding("quote", quoted.words, "verbatim", f"These are the words of {where(citations)}.", citations)


def _elsewhere_verbatim(quoted: Quoted, clean: Sequence[Match]) -> Finding:
    """The verdict on words that the library has, but not at the place given."""
    claimed = quoted.claimed
    if not claimed:
        return _verbatim(quoted, clean)
    first = clean[0].extract.document
    if claimed.document and claimed.document.id == first.id and not claimed.place:
        return _verbatim(quoted, clean[:1])
    citations = all_of(clean, library=quoted.library)
    why = f"{not_there(claimed)} They are the words of {where(citations)}."
    return Finding("quote", quoted.words, "wrong_place", why, citations)


def _altered(quoted: Quoted, here: Match | None, elsewhere: Sequence[Match]) -> Finding | None:
    """The verdict on words that were changed; None if no source has similar words."""
    if here:
        return _changed_by_marks(quoted, here)
    if near := quoted.nearest_at_place():
        return _reworded(quoted, near)
    if elsewhere:
        return _changed_by_marks(quoted, elsewhere[0])
    near = quoted.nearest()
    return _reworded(quoted, near) if near else _spliced(quoted)


def _changed_by_marks(quoted: Quoted, match: Match) -> Finding:
    """The verdict on a quotation that has the words of a source, but changes their sense by its marks."""
    citations = all_of([match], library=quoted.library)
    why = (
        f"{elsewhere(quoted.claimed, match.extract.document)}The words of {where(citations)} are "
        f"quoted so that they say something else: {'; '.join(fault.reason for fault in match.faults)}."
    )
    changes = tuple(fault.change for fault in match.faults)
    return Finding("quote", quoted.words, "altered", why, citations, changes)


def _reworded(quoted: Quoted, near: Near) -> Finding:
    citations = tuple(cited(near.extract, near.start, near.end, library=quoted.library))
    first = elsewhere(quoted.claimed, near.extract.document)
    why = f"{first}{capital(where(citations))} has other words: {changes_in_words(near.changes)}."
    return Finding("quote", quoted.words, "altered", why, citations, near.changes)


def _spliced(quoted: Quoted) -> Finding | None:
    """The verdict on sentences taken from different places; None if one of them has no source."""
    words = quoted.quotation.words
    pieces = [words[start:end] for start, end in sentences(words)]
    if not 2 <= len(pieces) <= _MOST_SENTENCES:
        return None
    taken = [near for piece in pieces if (near := quoted.nearest(piece))]
    if len(taken) < len(pieces):
        return None
    citations: list[Citation] = []
    for near in taken:
        citations += cited(near.extract, near.start, near.end, library=quoted.library, first=len(citations) + 1)
    changes = tuple(change for near in taken for change in near.changes)
    why = f"This is put together from {where(citations)}."
    return Finding("quote", quoted.words, "altered", why, tuple(citations), changes)


def _absent(quoted: Quoted) -> Finding:
    claimed = quoted.claimed
    note = f"{not_there(claimed)} " if claimed and not claimed.passages else ""
    why = f"{note}No document in the library has these words, or words near to them."
    return Finding("quote", quoted.words, "absent", why)


# Kinds of document that are named with a locator; others with publisher and date.
_BY_PLACE = ("treaty", "declaration", "judgment", "report")


def where(citations: Sequence[Citation]) -> str:
    """The sources of the citations in words, each article once: "Article 7 of the … and Article 5 of the …"."""
    groups = groupby(citations, lambda one: (one.hit.document.id, one.hit.passage.locator.whole_article))
    return listed([_source_in_words(list(group)) for _, group in groups]) or "the source"


def listed(names: Sequence[str]) -> str:
    """The names without duplicates, as in "a, b and c"."""
    each = list(dict.fromkeys(names))
    return " and ".join(filter(None, (", ".join(each[:-1]), *each[-1:])))


def not_there(claimed: Attributed) -> str:
    """A sentence saying that the words are not at the place given, or that there is no such place."""
    if not claimed.document:
        return f"No document in the library is called “{claimed.name}”."
    name = name_in_sentence(claimed.document)
    if not claimed.passages:
        return f"{capital(name)} has no place “{claimed.place}”."
    if not str(claimed.locator):
        return f"These words do not stand in {name}."
    return f"These words do not stand in {small(locator_in_words(claimed.locator))} of {name}."


def elsewhere(claimed: Attributed | None, document: Document) -> str:
    """The sentence of `not_there`, with a space behind, if the words are from another document; else ""."""
    if claimed and not (claimed.passages and claimed.document and claimed.document.id == document.id):
        return f"{not_there(claimed)} "
    return ""


def changes_in_words(changes: Sequence[Change], *, most: int = 6) -> str:
    """The differences in words: "“shall” stands for “may”; “not” is left out"."""
    rest = "; and more" if len(changes) > most else ""
    return "; ".join(map(_change_in_words, changes[:most])) + rest


def capital(text: str) -> str:
    """The text with a capital letter at its beginning."""
    return text[:1].upper() + text[1:]


def small(text: str) -> str:
    """The name as used within a sentence: "The preamble" becomes "the preamble", "Article 3" stays."""
    return text[:1].lower() + text[1:] if text.startswith("The ") else text


def _source_in_words(citations: Sequence[Citation]) -> str:
    one = citations[0]
    if len(citations) == 1 or one.hit.document.kind not in _BY_PLACE or not str(one.locator):
        return small(source_name(Quote(one.hit, one.start, one.end)))
    locator = _common([each.locator for each in citations])
    return f"{small(locator_in_words(locator))} of {name_in_sentence(one.hit.document)}"


def _common(locators: Sequence[Locator]) -> Locator:
    """The most precise locator that contains all of these, which are in one article."""
    first = locators[0]
    levels = zip(*(each.points for each in locators), strict=False)
    # Below a difference, equal labels are different points: the (a) of 2(1)(a) is not that of 2(2)(a).
    shared = tuple(level[0] for level in takewhile(lambda level: len(set(level)) == 1, levels))
    return Locator(first.instrument, first.article, shared, first.place)


def _change_in_words(change: Change) -> str:
    if not change.there:
        return f"“{change.here}” is added"
    if not change.here:
        return f"“{change.there}” is left out"
    return f"“{change.here}” stands for “{change.there}”"
