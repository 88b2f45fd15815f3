"""A library survives being killed at any moment: documents reported as added are there, each other one fully or not."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from corpus.models import Document
from corpus.notes.starter import starter_documents
from index.ingest.add import add, open_library
from index.ingest.sources import add_sources
from index.library import Library
from tests.index.conftest import ids_of

Make = Callable[..., Document]

# Adds papers one by one and says so on stdout; the last argument is the number of the first.
PROGRAM = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from conftest import document
from index.ingest.add import add
from index.library import Library
print("ready", flush=True)
with Library.open(Path(sys.argv[2]), encoder="hash") as library:
    for number in range(10_000):
        paper = document(f"paper-{number}", subjects=tuple(f"subject{number}x{part}" for part in range(6)))
        add([paper], library=library)
        print(paper.id, flush=True)
"""


def killed(folder: Path, *, after: float) -> set[str]:
    """What a process had reported as added before it was killed, `after` seconds from its first sign of life."""
    command = [sys.executable, "-c", PROGRAM, str(Path(__file__).parent), str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        time.sleep(after)
        process.send_signal(signal.SIGKILL)
        lines = process.stdout.read().split("\n")
    return {line for line in lines[:-1] if line}


def check(folder: Path, *, reported: set[str]) -> None:
    """The library opens, has every document reported, and all of it is sound once it has been asked something."""
    with Library.open(folder, encoder="hash") as library:
        present = {document.id for document in library.documents()}
        assert reported <= present
        assert len(present - reported) <= 1
        near = library.at().nearest(library.encoder.encode(["subject0x1"])[0], k=1000)
        assert {id.partition("#")[0] for id in ids_of(library, near)} == present
        assert [finding for finding in library.soundness() if not finding[1]] == []


def cycles(folder: Path, *, times: int, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 -- for moments to kill at, not for secrets
    reported: set[str] = set()
    for _ in range(times):
        reported |= killed(folder, after=chance.uniform(0, 1.2))
        check(folder, reported=reported)


def test_a_library_killed_while_adding_loses_nothing_it_reported(folder: Path):
    cycles(folder, times=4, seed=1)


@pytest.mark.slow
def test_a_library_killed_a_hundred_times_loses_nothing_it_reported(folder: Path):
    cycles(folder, times=100, seed=2)


@pytest.mark.parametrize("at", ["encode", "insert", "set_fact", "sync"])
def test_an_interrupt_at_any_step_leaves_a_sound_library(
    folder: Path, make_document: Make, monkeypatch: pytest.MonkeyPatch, at: str
):
    where = {
        "encode": "index.encode.encoder.HashEncoder.encode",
        "insert": "index.store.record._insert",
        "set_fact": "index.store.record._set_fact",
        "sync": "index.store.chroma.ChromaVectors.sync",
    }

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with Library.open(folder, encoder="hash") as library:
        add([make_document()], library=library)
        monkeypatch.setattr(where[at], interrupt)
        with pytest.raises(KeyboardInterrupt):
            add([make_document("ropes", subjects=("rope",))], library=library)
        monkeypatch.undo()
        assert library.at().nearest(library.encoder.encode(["lamp"])[0], k=1)
        assert [finding for finding in library.soundness() if not finding[1]] == []
        add([make_document("ropes", subjects=("rope",))], library=library)
        assert len(library.documents()) == 2


# Dies after the given call; the calls are those by which a new library comes to be, in their order.
FIRST_START = """
import importlib, os, signal, sys
from pathlib import Path
from index.ingest.add import open_library
module, owner, name, encoder, folder = sys.argv[1:]
owner = getattr(importlib.import_module(module), owner) if owner else importlib.import_module(module)
original = getattr(owner, name)
def die(*given, **named):
    original(*given, **named)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(owner, name, die)
open_library(Path(folder), encoder=encoder)
"""
FIRST_STEPS = [
    ("index.library", "Library", "_require_usable_folder"),
    ("filelock", "FileLock", "acquire"),
    ("index.store.record", "SqliteRecord", "_take"),
    ("index.store.record", "SqliteRecord", "create"),
    ("index.ingest.add", "Intake", "take"),
    ("index.store.derived", "", "set_seal"),
    ("index.store.collection", "", "_add"),
]


def first_start_killed(folder: Path, *step: str, encoder: str) -> None:
    done = subprocess.run([sys.executable, "-c", FIRST_START, *step, encoder, str(folder)], capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


@pytest.mark.parametrize("step", FIRST_STEPS, ids=lambda step: step[-1])
def test_a_folder_that_a_killed_first_start_left_opens(folder: Path, step: tuple[str, str, str]):
    first_start_killed(folder, *step, encoder="hash")
    with open_library(folder, encoder="hash") as library:
        assert len(library.documents()) == len(starter_documents())
        assert library.at().nearest(library.encoder.encode(["torture"])[0], k=1)
        assert [finding for finding in library.soundness() if not finding[1]] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "step", [*FIRST_STEPS, ("index.encode.exported", "", "_copy_default")], ids=lambda step: step[-1]
)
def test_a_folder_that_a_killed_first_start_left_opens_with_our_encoder(folder: Path, step: tuple[str, str, str]):
    first_start_killed(folder, *step, encoder="legal-minilm")
    with open_library(folder) as library:
        assert len(library.documents()) == len(starter_documents())
        assert [finding for finding in library.soundness() if not finding[1]] == []


def test_a_record_that_was_begun_and_not_finished_is_a_first_start(folder: Path):
    folder.mkdir()
    with closing(sqlite3.connect(folder / "library.sqlite")) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    (folder / "library.lock").touch()
    with Library.open(folder, encoder="hash") as library:
        assert library.documents() == []


def test_an_interrupt_in_the_middle_of_many_keeps_those_that_were_finished(folder: Path, make_document: Make):
    def papers():
        for number in range(40):
            yield make_document(f"paper-{number}", subjects=tuple(f"s{number}x{part}" for part in range(6)))
        raise KeyboardInterrupt

    with Library.open(folder, encoder="hash") as library:
        with pytest.raises(KeyboardInterrupt):
            add(papers(), library=library)
        assert len(library.documents()) > 20
        assert library.at().nearest(library.encoder.encode(["s1x1"])[0], k=1)
        assert [finding for finding in library.soundness() if not finding[1]] == []


MANY = 200
# The command line, with an encoder that takes its time: even on a busy machine it is stopped before it has finished.
SLOWLY = """
import sys, time
from index.encode.encoder import HashEncoder
from ui.cli.main import main

encode = HashEncoder.encode
HashEncoder.encode = lambda self, texts: (time.sleep(0.3), encode(self, texts))[1]
sys.exit(main())
"""


def stopped(folder: Path, *arguments: str, at: int) -> tuple[int, str, str]:
    """What `pinpoint` came to, stopped as by Ctrl-C once the library holds `at` documents."""
    command = [sys.executable, "-c", SLOWLY, "--library", str(folder)]
    settings = {**os.environ, "PINPOINT_ENCODER": "hash"}
    pipe = subprocess.PIPE
    with subprocess.Popen([*command, *arguments], env=settings, stdout=pipe, stderr=pipe, text=True) as process:
        while process.poll() is None and not holds(folder, at):
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate()
    return process.returncode, out, err


def holds(folder: Path, count: int) -> bool:
    """Whether the library is there, with so many documents or more."""
    if not Library.exists(folder):
        return False
    with Library.open(folder, encoder="hash") as library:
        return len(library.documents()) >= count


def test_a_folder_whose_addition_was_stopped_goes_on_where_it_stopped(
    folder: Path, tmp_path: Path, make_document: Make
):
    papers = tmp_path / "papers"
    papers.mkdir()
    for number in range(MANY):
        text = make_document(subjects=tuple(f"subject{number}x{part}" for part in range(4))).text
        (papers / f"paper-{number:03}.md").write_text(text, encoding="utf-8")
    status, out, err = stopped(folder, "--empty", "add", str(papers), at=20)
    assert (status, out) == (1, "")
    assert err == "Stopped. What was finished is kept; run the same command again to go on with the rest.\n"
    with Library.open(folder, encoder="hash") as library:
        kept = len(library.documents())
        assert 20 <= kept < MANY
        unsound = {about for about, sound, _ in library.soundness() if not sound}
        assert unsound <= {"words", "chroma"}  # which the next search makes anew
        assert library.at().nearest(library.encoder.encode(["subject0x1"])[0], k=1)
        added = add_sources([str(papers)], library=library)
        assert (added.unchanged, added.added, added.failed) == (kept, MANY - kept, ())
        assert [finding for finding in library.soundness() if not finding[1]] == []
