"""Why a quotation has its verdict, in words for people: where it stands, what differs, what does not exist."""

from collections.abc import Sequence
from itertools import groupby, takewhile

from assistant.citations import Quote
from assistant.models import Change, Citation
from assistant.naming import named, place, speaker
from assistant.quotes.places import Attributed
from corpus.models import Document, Locator

# Kinds of document that are named by place; others by author and date.
_BY_PLACE = ("treaty", "declaration", "judgment", "report")


def where(citations: Sequence[Citation]) -> str:
    """The places of the citations: "Article 7 of the … and Article 5 of the …"; each article once."""
    groups = groupby(citations, lambda one: (one.hit.document.id, one.hit.passage.locator.whole_article))
    return listed([_spoken(list(group)) for _, group in groups]) or "the source"


def listed(names: Sequence[str]) -> str:
    """The names, each once: "a, b and c"."""
    each = list(dict.fromkeys(names))
    return " and ".join(filter(None, (", ".join(each[:-1]), *each[-1:])))


def not_there(claimed: Attributed) -> str:
    """That the words do not stand at the place that a draft gives, or that there is no such place."""
    if not claimed.document:
        return f"No document in the library is called “{claimed.name}”."
    name = named(claimed.document)
    if not claimed.passages:
        return f"{capital(name)} has no place “{claimed.place}”."
    if not str(claimed.locator):
        return f"These words do not stand in {name}."
    return f"These words do not stand in {small(place(claimed.locator))} of {name}."


def elsewhere(claimed: Attributed | None, document: Document) -> str:
    """What is to be said first of words of another document than the one that a draft names; else ""."""
    if claimed and not (claimed.passages and claimed.document and claimed.document.id == document.id):
        return f"{not_there(claimed)} "
    return ""


def told(changes: Sequence[Change], *, most: int = 6) -> str:
    """The differences: "“shall” stands for “may”; “not” is left out"."""
    rest = "; and more" if len(changes) > most else ""
    return "; ".join(map(_told, changes[:most])) + rest


def capital(text: str) -> str:
    """The text as a sentence begins."""
    return text[:1].upper() + text[1:]


def small(text: str) -> str:
    """A name of ours as it stands within a sentence: "the preamble"; "Article 3" stays."""
    return text[:1].lower() + text[1:] if text.startswith("The ") else text


def _spoken(citations: Sequence[Citation]) -> str:
    one = citations[0]
    if len(citations) == 1 or one.hit.document.kind not in _BY_PLACE or not str(one.locator):
        return small(speaker(Quote(one.hit, one.start, one.end)))
    return f"{small(place(_common([each.locator for each in citations])))} of {named(one.hit.document)}"


def _common(locators: Sequence[Locator]) -> Locator:
    """The finest place that holds all of these, which are in one article."""
    first = locators[0]
    levels = zip(*(each.points for each in locators), strict=False)
    # Points below one that differs are other points: the (a) of 2(1)(a) is not that of 2(2)(a).
    shared = tuple(level[0] for level in takewhile(lambda level: len(set(level)) == 1, levels))
    return Locator(first.instrument, first.article, shared, first.place)


def _told(change: Change) -> str:
    if not change.there:
        return f"“{change.here}” is added"
    if not change.here:
        return f"“{change.there}” is left out"
    return f"“{change.here}” stands for “{change.there}”"
