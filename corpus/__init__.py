"""Documents in, passages out. The table of contents, in order of use."""

from corpus.models import KINDS, Document, Kind, Locator, Part, Passage
from corpus.errors import PinpointError
from corpus.read import files_in, read, read_bytes
from corpus.fetch import fetch
from corpus.catalogue import INSTRUMENTS, Instrument, identify, named_in
from corpus.starter_notes import starter_documents
from corpus.structure import find_parts, pinpoint
from corpus.sentences import sentences
from corpus.split import context, split

__all__ = [
    "KINDS",
    "Document",
    "Kind",
    "Locator",
    "Part",
    "Passage",
    "PinpointError",
    "files_in",
    "read",
    "read_bytes",
    "fetch",
    "INSTRUMENTS",
    "Instrument",
    "identify",
    "named_in",
    "starter_documents",
    "find_parts",
    "pinpoint",
    "sentences",
    "context",
    "split",
]
