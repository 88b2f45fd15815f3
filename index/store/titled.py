"""The name a person gives a document -> its id in the record."""

import difflib
from pathlib import Path

from corpus.instruments.catalogue import called
from corpus.models import KINDS
from index.store.record import State


def titled(name: str, *, record: State) -> str:
    """The id of the document with that id, title, series or file name, or an alias of these; "" if there is none."""
    known = called(name)
    also = {_plain(other) for its in known for other in (its.id, its.title, its.short_title, its.series)} - {""}
    for asked in ({_plain(name)}, also):
        for document_id, *names in _names(record):
            if asked & set(map(_plain, names)):
                return document_id
    return ""


def nearly_titled(name: str, *, record: State) -> str:
    """A sentence that says which names in the library come near to `name`."""
    names = {_plain(name): name for _, *names in _names(record) for name in names if name}
    near = [names[found] for found in difflib.get_close_matches(_plain(name), list(names), n=3)]
    return f"Near: {', '.join(near)}." if near else "`pinpoint list` shows what there is."


def _names(record: State) -> list[tuple[str, ...]]:
    """Each document's id and all it is called by, the most authoritative first: a treaty before a note on it."""
    rows = record.rows("SELECT id, short_title, title, series, source, kind FROM documents ORDER BY id")
    rows.sort(key=lambda row: KINDS.index(row[-1]))
    return [(id, id, short, title, series, Path(source).stem) for id, short, title, series, source, _ in rows]


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
