"""The JSON that other programs rely on, as pydantic models: `of` makes one from a value, `plain` gives its JSON.

Fields may be added, none renamed.
"""

from ui.schema.answer import Answer
from ui.schema.finding import Check, Finding
from ui.schema.library import Added, Doctor, Document, Examined, List, Shown
from ui.schema.outputs import json_schema
from ui.schema.record import Record, Standing
from ui.schema.search import Hit, Search
from ui.schema.shape import Shape

__all__ = [
    "Added",
    "Answer",
    "Check",
    "Doctor",
    "Document",
    "Examined",
    "Finding",
    "Hit",
    "List",
    "Record",
    "Search",
    "Shape",
    "Shown",
    "Standing",
    "json_schema",
]
