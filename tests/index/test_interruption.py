"""A library survives being killed at any moment: what it reported as added is there, the rest is added or is not."""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.models import Document
from index.library import Library

Make = Callable[..., Document]

# Adds papers one by one and says so on stdout; the last argument is the number of the first.
PROGRAM = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from conftest import document
from index.library import Library
print("ready", flush=True)
with Library.open(Path(sys.argv[2]), encoder="hash", empty=True) as library:
    for number in range(10_000):
        paper = document(f"paper-{number}", subjects=tuple(f"subject{number}x{part}" for part in range(6)))
        library.add([paper])
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
    with Library.open(folder, encoder="hash", empty=True) as library:
        present = {document.id for document in library.documents()}
        assert reported <= present
        assert len(present - reported) <= 1
        near = library.nearest(library.encoder.encode(["subject0x1"])[0], k=len(library))
        assert {passage_id.split("#")[0] for passage_id, _ in near} == present
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


@pytest.mark.parametrize("at", ["encode", "insert", "set_meta", "bring_in_step"])
def test_an_interrupt_at_any_step_leaves_a_sound_library(
    folder: Path, make_document: Make, monkeypatch: pytest.MonkeyPatch, at: str
):
    where = {
        "encode": "index.encoder.HashEncoder.encode",
        "insert": "index.intake.insert",
        "set_meta": "index.intake.set_meta",
        "bring_in_step": "index.vectors.Vectors.bring_in_step",
    }

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with Library.open(folder, encoder="hash", empty=True) as library:
        library.add([make_document()])
        monkeypatch.setattr(where[at], interrupt)
        with pytest.raises(KeyboardInterrupt):
            library.add([make_document("ropes", subjects=("rope",))])
        monkeypatch.undo()
        assert library.nearest(library.encoder.encode(["lamp"])[0], k=1)
        assert [finding for finding in library.soundness() if not finding[1]] == []
        library.add([make_document("ropes", subjects=("rope",))])
        assert len(library.documents()) == 2


def test_an_interrupt_in_the_middle_of_many_keeps_those_that_were_finished(folder: Path, make_document: Make):
    def papers():
        for number in range(40):
            yield make_document(f"paper-{number}", subjects=tuple(f"s{number}x{part}" for part in range(6)))
        raise KeyboardInterrupt

    with Library.open(folder, encoder="hash", empty=True) as library:
        with pytest.raises(KeyboardInterrupt):
            library.add(papers())
        assert len(library.documents()) > 20
        assert library.nearest(library.encoder.encode(["s1x1"])[0], k=1)
        assert [finding for finding in library.soundness() if not finding[1]] == []
