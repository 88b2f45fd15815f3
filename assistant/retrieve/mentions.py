"""Which document of the library some words speak of: a treaty of itself, a press article of the treaty it is about."""

import re

from corpus.models import Document
from corpus.text.nouns import TREATIES, either
from index.models import Hit
from index.search.query import names_in
from index.snapshot import Snapshot

# Kinds that tell of other texts; the others speak for themselves.
TELLING = ("article", "report", "note")
# "The convention" in such a text is the one that it is about.
_THE_TREATY = re.compile(rf"(?i)\b(?:the|this) (?:{either(TREATIES)})\b")
# Characters from its beginning in which a text says what it is about.
_OPENING = 1500


def mentions(hit: Hit, *, words: str, library: Snapshot) -> tuple[str, ...]:
    """Ids of the documents that `words` of the hit's passage speak of; () where that cannot be told."""
    document = hit.document
    if document.kind not in TELLING:
        return (document.id,)
    named = _held(words, but=document, library=library)
    return named or (subject_matter(document, library=library) if _THE_TREATY.search(words) else ())


def subject_matter(document: Document, *, library: Snapshot) -> tuple[str, ...]:
    """The id of the first document of the library that the title names, else the first words; () for none."""
    for text in (document.title, document.text[:_OPENING]):
        if named := _held(text, but=document, library=library):
            return named[:1]
    return ()


def _held(text: str, *, but: Document, library: Snapshot) -> tuple[str, ...]:
    names = names_in(text, library=library)
    return tuple(dict.fromkeys(one for name in names for one in name.documents if one != but.id))
