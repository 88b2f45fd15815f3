"""Passages in, hits out. The table of contents, in order of use."""

from index.models import Filters, Hit
from index.encoder import Encoder, HashEncoder, load_encoder
from index.library import Added, Library, Progress
from index.adding import add_sources
from index.resolve import resolve
from index.search import search

__all__ = [
    "Filters",
    "Hit",
    "Encoder",
    "HashEncoder",
    "load_encoder",
    "Added",
    "Library",
    "Progress",
    "add_sources",
    "resolve",
    "search",
]
