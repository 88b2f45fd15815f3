"""Passages in, hits out. The table of contents, in order of use.

What is named as its module is (`index.search.search.search`, `index.search.provisions.resolve`) is taken from there.
"""

from index.models import Filters, Hit, Summary
from index.encode.encoder import Encoder, HashEncoder, load_encoder
from index.library import Added, Library, Progress
from index.ingest.sources import add_sources, add_uploads

__all__ = [
    "Filters",
    "Hit",
    "Summary",
    "Encoder",
    "HashEncoder",
    "load_encoder",
    "Added",
    "Library",
    "Progress",
    "add_sources",
    "add_uploads",
]
