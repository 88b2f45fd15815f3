"""The names of sources as an answer prints them: "Article 8(1) of the European Convention on Human Rights"."""

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
# Names used without "the": numbered instruments, and cases.
_NO_ARTICLE = re.compile(
    r"(?i)the |protocol no|common article|ilo |.*\bv\.? |.*\b(?:no\. ?\d+|[ivx]+|\d+)$|[A-Z-]*OP\d?\b"
)

# A short title that is more than an abbreviation ("Rome Statute", not "ECPT" or "GC III").
_READABLE = re.compile(r"[A-Z][a-z]{3,}")
# Characters. "International Covenant on Civil and Political Rights" is still easy to read; twice that is not.
_LONGEST_TITLE = 64
_PROPER = re.compile(either(TREATIES, DECLARATIONS, capital=True))


def source_name(quote: Quote) -> str:
    """The source of a quote, as the subject of a sentence: "Article 8(2) of the European Convention on …".

    Treaties, declarations, judgments and reports are named with the locator; press articles with publisher, kind and
    date, and notes as notes, so that a reader sees how much authority the source has.
    """
    document = quote.hit.document
    locator = pinpoint(quote.hit.passage, start=quote.start, end=quote.end)
    if document.kind == "note":
        return f"Pinpoint's note on {_subject_of_note(document)} (a note in our own words, not the official text)"
    if document.kind == "article" or not str(locator):
        return published(document)
    return f"{locator_in_words(locator)} of {name_in_sentence(document)}"


def locator_in_words(locator: Locator) -> str:
    """A locator in words: "Article 8(2)", "Article 4 of annex II", "Paragraph 45", "The preamble"."""
    points = "".join(f"({point})" for point in locator.points)
    if locator.article:
        inside = f" of {_section_name(locator.instrument)}" if locator.instrument else ""
        return f"Article {locator.article}{points}{inside}"
    if locator.mark:
        annotated = f" to {locator_in_words(locator.annotated)}" if str(locator.annotated) else ""
        return f"Note {locator.mark}{annotated}"
    word, _, rest = locator.place.partition(" ")
    here = f"{_PLACES[word]} {rest}".strip() + points if word in _PLACES else _unnumbered(locator)
    return f"{here} of {_section_name(locator.instrument)}" if locator.instrument else here


def name_in_sentence(document: Described) -> str:
    """The document's name as used within a sentence, with "the" where it is needed."""
    name = full_name(document)
    return name if _NO_ARTICLE.match(name) else f"the {name}"


def full_name(document: Described) -> str:
    """A readable name: the short title if it is no mere abbreviation, else the title or, if that is long, an alias."""
    if not document.short_title or _READABLE.search(document.short_title):
        return document.name
    if len(document.title) <= _LONGEST_TITLE:
        return document.title
    aliases = next((each.aliases for each in called(document.title)), ())
    return next((alias for alias in aliases if _PROPER.search(alias)), document.title)


def published(document: Document) -> str:
    """Title, publisher, kind and date: "“Bill withdrawn” (Wikinews, article, 6 September 2019)"."""
    facts = ", ".join(part for part in (document.issuer, document.kind, printed_date(document.date)) if part)
    return f"“{document.name}” ({facts})"


def _unnumbered(locator: Locator) -> str:
    """A locator with a name in place of a number: "Paragraph 2 of the joint dissenting opinion"."""
    whole = f"the {locator.place[:1].lower()}{locator.place[1:]}"
    return f"Paragraph {'.'.join(locator.points)} of {whole}" if locator.points else whole


def _section_name(instrument: str) -> str:
    protocol = re.fullmatch(r"OP([1-9])", instrument)
    if protocol:
        return f"the {as_ordinal(int(protocol[1])).capitalize()} Optional Protocol"
    return instrument if re.match(r"annex|appendix|schedule", instrument, re.IGNORECASE) else f"the {instrument}"


def _subject_of_note(document: Described) -> str:
    """The subject of a note: its name without "note on" and the like."""
    name = re.sub(r"(?i)^(?:a |starter )?note (?:on|about):? |\s*\((?:starter )?note\)$", "", document.name)
    return name if _NO_ARTICLE.match(name) else f"the {name}"
