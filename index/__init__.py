"""Passages in, hits out. The table of contents, in order of use.

What is named as its module is (`index.search.search.search`) is taken from there.
"""

from index.models import Filters, Hit, Query, Summary
from index.encode.encoder import Encoder, HashEncoder, load_encoder
from index.library import Added, Library, Progress
from index.ingest.sources import add_sources, add_uploads
from index.search.query import read_query

__all__ = [
    "Filters",
    "Hit",
    "Query",
    "Summary",
    "Encoder",
    "HashEncoder",
    "load_encoder",
    "Added",
    "Library",
    "Progress",
    "add_sources",
    "add_uploads",
    "read_query",
]
