"""Trace a question and a claim through the code: how often its words are read, SQL statements, stages, files.

ways.py [FOLDER…]    prints a table; without a folder for tests/documents and, if there, the real ones in ../shared
"""

import sqlite3
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from table import table

from assistant.settings import Settings
from assistant.verify.claims.claim import claim
from index.ingest.sources import add_sources
from index.library import Library
from ui.service import Session, ask

ROOT = Path(__file__).parent.parent.parent
OURS, SHARED = ROOT / "tests" / "documents", ROOT.parent / "shared" / "corpus"
# Functions that read the words of a question or a claim.
READERS = {
    *("names_in", "named_in", "references", "read_query", "missing", "set_up_by", "language_of", "terms", "events"),
    *("wanted", "asks_for_many", "asks_of_making", "says_of_making"),
}
ROOMS = ("corpus", "index", "assistant", "ui")
# Files at which a trace ends: what they call belongs to the store.
STORE = ("index/snapshot.py", "index/library.py")
QUESTION = "When was the Convention on the Inspection of Lighthouses signed, and may inspectors visit at any time?"
CLAIM = "The Convention on the Inspection of Lighthouses allows inspectors to visit a lighthouse at any time."
# A question and a claim for the real documents.
REAL = (
    "When was the European Convention for the Prevention of Torture signed, and where may its committee visit?",
    "The European Convention for the Prevention of Torture allows the committee to interview prisoners in private.",
)


@dataclass
class Ways:
    """The trace of one question or claim.

    `statements` are the functions that sent an SQL statement, once for each. `times_read` counts how often names were
    looked for in the text; `read_again` are the functions that read its words after `understand` had done so.
    `stages` are the public functions on the longest path to the store, in order. `carrying` are the files of assistant
    and index/search with a called function that takes the library, `beside` those without.
    """

    text: str
    statements: list[str] = field(default_factory=list)
    times_read: int = 0
    read_again: list[str] = field(default_factory=list)
    stages: tuple[str, ...] = ()
    carrying: set[str] = field(default_factory=set)
    beside: set[str] = field(default_factory=set)

    def seen(self, frame: FrameType, event: str, what: Any) -> None:
        """Record a call; for `sys.setprofile`."""
        if event == "c_call" and what.__name__ in ("execute", "executemany"):
            if isinstance(getattr(what, "__self__", None), sqlite3.Connection):
                self.statements.append(frame.f_code.co_name)
        elif event == "call" and (path := _ours(frame)):
            self._enter(frame, path)

    def _enter(self, frame: FrameType, path: str) -> None:
        code = frame.f_code
        if code.co_name in READERS and frame.f_locals[code.co_varnames[0]] == self.text:
            self.times_read += code.co_name == "names_in"
            self.read_again += [] if "understand" in _under_way(frame) else [code.co_name]
        if path in STORE:
            self.stages = max(self.stages, _stages(frame), key=len)
        elif path.startswith(("assistant/", "index/search/")) and not path.endswith("models.py"):
            given = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
            (self.carrying if "library" in given else self.beside).add(path)


def _ours(frame: FrameType) -> str:
    """The file of a frame relative to the checkout, "" if it is in none of our packages."""
    path = Path(frame.f_code.co_filename)
    if not path.is_relative_to(ROOT):
        return ""
    inside = path.relative_to(ROOT)
    return inside.as_posix() if inside.parts[0] in ROOMS else ""


def _under_way(frame: FrameType | None) -> set[str]:
    names = set()
    while frame:
        names.add(frame.f_code.co_name)
        frame = frame.f_back
    return names


def _stages(frame: FrameType | None) -> tuple[str, ...]:
    """The public functions on the call stack, outermost first, with the store's as one."""
    found: list[str] = []
    while frame:
        path, name = _ours(frame), frame.f_code.co_name
        if path and not name.startswith(("_", "<")) and not (path in STORE and any(found)):
            found.append(f"{Path(path).stem}.{name}")
        frame = frame.f_back
    return tuple(reversed(found))


def watched(act: Callable[[], object], *, text: str) -> Ways:
    """Trace a call of `act`, after a first call that loads modules and indexes."""
    act()
    ways = Ways(text)
    sys.setprofile(ways.seen)
    try:
        act()
    finally:
        sys.setprofile(None)
    ways.beside -= ways.carrying
    return ways


def ways_of_question(question: str, *, library: Library) -> Ways:
    """The trace of a question to its extractive answer."""
    session = Session(library, Settings(library=library.folder))
    return watched(lambda: ask(question, session=session), text=question)


def ways_of_claim(text: str, *, library: Library) -> Ways:
    """The trace of a claim to its verdict."""
    return watched(lambda: claim(text, library=library), text=text)


def lines(folders: Sequence[Path], asked: str, claimed: str) -> list[str]:
    """Lines of the table for one set of documents."""
    with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder) / "library") as library:
        add_sources([str(each) for each in folders], library=library)
        found = (ways_of_question(asked, library=library), ways_of_claim(claimed, library=library))
    rows = [
        ["times its names are read", *(str(each.times_read) for each in found)],
        ["times its words are read again", *(str(len(each.read_again)) for each in found)],
        ["SQL statements", *(str(len(each.statements)) for each in found)],
        ["stages to the store", *(str(len(each.stages)) for each in found)],
        ["files that carry it", *(str(len(each.carrying)) for each in found)],
        ["pure files beside", *(str(len(each.beside)) for each in found)],
    ]
    told = [f"{' > '.join(each.stages)}\n{' '.join(sorted(each.carrying))}" for each in found]
    return [*table(["", "question", "claim"], rows), *told, ""]


def main(given: Sequence[str]) -> None:
    """Print a table for each set of documents."""
    sets = [([Path(each) for each in given], *REAL)] if given else [([OURS], QUESTION, CLAIM)]
    if SHARED.is_dir() and not given:
        sets.append(([SHARED / "treaties", SHARED / "articles"], *REAL))
    for one in sets:
        sys.stdout.write("\n".join(lines(*one)) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
