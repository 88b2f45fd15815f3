"""Reads documents and divides them into passages. The public names, in order of use.

Import `corpus.read.read`, `corpus.fetch.fetch.fetch`, `corpus.text.sentences.sentences` and
`corpus.structure.passages.split` from their modules: here they would hide modules of the same name.
"""

from corpus.models import KINDS, Document, Kind, Locator, Part, Passage
from corpus.errors import PinpointError
from corpus.read import files_in, read_bytes
from corpus.instruments.catalogue import INSTRUMENTS, Instrument, named_in
from corpus.instruments.identify import identify
from corpus.notes.starter import starter_documents
from corpus.structure.parts import find_parts, pinpoint
from corpus.structure.passages import context

__all__ = [
    "KINDS",
    "Document",
    "Kind",
    "Locator",
    "Part",
    "Passage",
    "PinpointError",
    "files_in",
    "read_bytes",
    "INSTRUMENTS",
    "Instrument",
    "identify",
    "named_in",
    "starter_documents",
    "find_parts",
    "pinpoint",
    "context",
]
