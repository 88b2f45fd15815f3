"""Store documents as passages with vectors, and search them. The public names follow, in order of use.

Functions that share their module's name, such as `index.search.search.search`, are imported from the module.
"""

from index.models import Filters, Hit, Query, Summary
from index.encode.encoder import Encoder, HashEncoder, load_encoder
from index.progress import Progress
from index.snapshot import Snapshot
from index.library import Library
from index.ingest.intake import Added
from index.ingest.add import add, open_library
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
    "Progress",
    "Snapshot",
    "Library",
    "Added",
    "add",
    "open_library",
    "add_sources",
    "add_uploads",
    "read_query",
]
