"""The documents that a passage is about: a treaty is about itself, a press article about the treaty it mentions."""

import re

from corpus.models import Document
from corpus.text.nouns import TREATIES, either
from index.models import Hit
from index.search.query import names_in
from index.snapshot import Snapshot

# Kinds of document that report on other texts; documents of other kinds are about themselves.
TELLING = ("article", "report", "note")
# In such a document "the convention" refers to its subject.
_THE_TREATY = re.compile(rf"(?i)\b(?:the|this) (?:{either(TREATIES)})\b")
# Characters from the beginning of a text in which its subject is named.
_OPENING = 1500


def mentions(hit: Hit, *, words: str, library: Snapshot) -> tuple[str, ...]:
    """The ids of the documents that `words` of the hit's passage are about; () if that is not clear."""
    document = hit.document
    if document.kind not in TELLING:
        return (document.id,)
    named = _named_documents(words, but=document, library=library)
    return named or (subject_matter(document, library=library) if _THE_TREATY.search(words) else ())


def subject_matter(document: Document, *, library: Snapshot) -> tuple[str, ...]:
    """The id of the first other document named in the title, else in the opening of the text; () for none."""
    for text in (document.title, document.text[:_OPENING]):
        if named := _named_documents(text, but=document, library=library):
            return named[:1]
    return ()


def _named_documents(text: str, *, but: Document, library: Snapshot) -> tuple[str, ...]:
    names = names_in(text, library=library)
    return tuple(dict.fromkeys(one for name in names for one in name.documents if one != but.id))
