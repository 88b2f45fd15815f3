"""How an answer names its sources: "Article 8(1) of the European Convention on …", "“A title” (Wikinews, article)"."""

import re

from assistant.retrieve.citations import Quote
from corpus.instruments.catalogue import called
from corpus.models import Document, Locator
from corpus.structure.parts import pinpoint
from corpus.text.dates import printed_date
from corpus.text.nouns import DECLARATIONS, TREATIES, either
from corpus.text.numbers import as_ordinal
from index.models import Described

_PLACES = {"preamble": "The preamble", "closing": "The closing words", "para": "Paragraph", "p": "Page"}
# A foot- or endnote, at the place that its mark hangs at.
_NOTE = re.compile(r"(?:(?P<place>.+), )?note (?P<mark>\S+)")

# Names that stand without "the": numbered ones, and cases.
_NO_ARTICLE = re.compile(
    r"(?i)the |protocol no|common article|ilo |.*\bv\.? |.*\b(?:no\. ?\d+|[ivx]+|\d+)$|[A-Z-]*OP\d?\b"
)

# A short title that is more than an abbreviation ("Rome Statute", not "ECPT" or "GC III").
_SPEAKING = re.compile(r"[A-Z][a-z]{3,}")
# Characters. "International Covenant on Civil and Political Rights" is read easily; twice as much is not.
_LONGEST_TITLE = 64
_PROPER = re.compile(either(TREATIES, DECLARATIONS, capital=True))


def speaker(quote: Quote) -> str:
    """Who says the quoted words, at the head of a sentence.

    Treaties, declarations and judgments are named by place; what the press or a note says is named by its author,
    kind and date, so that a reader sees at once how much weight it has.
    """
    document = quote.hit.document
    locator = pinpoint(quote.hit.passage, start=quote.start, end=quote.end)
    if document.kind == "note":
        return f"Pinpoint's note on {_bare(document)} (a note in our own words, not the official text)"
    if document.kind == "article" or not str(locator):
        return published(document)
    return f"{place(locator)} of {named(document)}"


def place(locator: Locator) -> str:
    """A locator in words: "Article 8(2)", "Article 4 of annex II", "Paragraph 45", "The preamble"."""
    points = "".join(f"({point})" for point in locator.points)
    if locator.article:
        inside = f" of {_inner(locator.instrument)}" if locator.instrument else ""
        return f"Article {locator.article}{points}{inside}"
    if note := _NOTE.fullmatch(locator.place):
        of = f" to {place(Locator.parse(note['place']))}" if note["place"] else ""
        return f"Note {note['mark']}{of}"
    word, _, rest = locator.place.partition(" ")
    here = f"{_PLACES[word]} {rest}".strip() + points if word in _PLACES else _within(locator)
    return f"{here} of {_inner(locator.instrument)}" if locator.instrument else here


def named(document: Described) -> str:
    """The document's name as it stands in a sentence, with "the" where English wants it."""
    name = full_name(document)
    return name if _NO_ARTICLE.match(name) else f"the {name}"


def full_name(document: Described) -> str:
    """A name that a student understands: no bare abbreviation, and no title of three lines."""
    if not document.short_title or _SPEAKING.search(document.short_title):
        return document.name
    if len(document.title) <= _LONGEST_TITLE:
        return document.title
    aliases = next((each.aliases for each in called(document.title)), ())
    return next((alias for alias in aliases if _PROPER.search(alias)), document.title)


def published(document: Document) -> str:
    """Title, publisher, kind and date: "“Bill withdrawn” (Wikinews, article, 6 September 2019)"."""
    facts = ", ".join(part for part in (document.issuer, document.kind, printed_date(document.date)) if part)
    return f"“{document.name}” ({facts})"


def _within(locator: Locator) -> str:
    """A place that is named and not numbered: "The operative part", "Paragraph 2 of the joint dissenting opinion"."""
    whole = f"the {locator.place[:1].lower()}{locator.place[1:]}"
    return f"Paragraph {'.'.join(locator.points)} of {whole}" if locator.points else whole


def _inner(instrument: str) -> str:
    protocol = re.fullmatch(r"OP([1-9])", instrument)
    if protocol:
        return f"the {as_ordinal(int(protocol[1])).capitalize()} Optional Protocol"
    return instrument if re.match(r"annex|appendix|schedule", instrument, re.IGNORECASE) else f"the {instrument}"


def _bare(document: Described) -> str:
    """A note's subject: its name without the words that say it is a note."""
    name = re.sub(r"(?i)^(?:a |starter )?note (?:on|about):? |\s*\((?:starter )?note\)$", "", document.name)
    return name if _NO_ARTICLE.match(name) else f"the {name}"
