"""The progress bar on a terminal of 80 columns, and log records."""

import io
import logging
import os
import re
import subprocess
import sys
from contextlib import redirect_stderr

import pytest

from ui.cli.terminal import log_to_stderr, progress_bar


class Terminal(io.StringIO):
    """A fake stderr: a terminal whose last line can be read."""

    def isatty(self):
        return True

    @property
    def line(self):
        shown = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", self.getvalue())
        return [line for line in re.split(r"[\r\n]+", shown) if line.strip()][-1]


@pytest.fixture
def reports(monkeypatch):
    """A function that gives the line after some reports, each a time in seconds, its arguments and its passages."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")

    def shown(*given):
        with redirect_stderr(Terminal()) as terminal, progress_bar() as report:
            for seconds, *arguments, passages in given:
                monkeypatch.setattr("ui.cli.terminal.monotonic", lambda now=seconds: now)
                report(*arguments, passages=passages)
            report._bar.refresh()
            return terminal.line.rstrip()

    return shown


def test_the_bar_shows_passages_done_how_many_a_second_and_the_time_left(reports):
    line = reports((0, 100, 1000, "reading for meaning", 20), (10, 400, 1000, "reading for meaning", 1350))
    assert line.startswith("reading for meaning ")
    assert line.endswith(" 40% 1,350 passages, 133/s, 0:00:20 left")
    assert len(line) <= 80


def test_the_time_left_counts_what_is_still_found_to_do(reports):
    """How much text a folder holds is known better with each file that is read."""
    first = (0, 0, 100, "reading for meaning", 0)
    assert "0:00:10 left" in reports(first, (10, 50, 100, "reading for meaning", 9))
    assert "0:00:30 left" in reports(
        first, (9, 49, 100, "reading for meaning", 9), (10, 50, 200, "reading for meaning", 9)
    )


def test_each_piece_of_work_has_a_pace_of_its_own(reports):
    passed_by = ((0, 0, 100, "passing by what is known", 0), (1, 50, 100, "passing by what is known", 0))
    line = reports(*passed_by, (1, 51, 100, "encoding on the CPU", 10), (11, 52, 100, "encoding on the CPU", 20))
    assert line.startswith("encoding on the CPU ")
    assert line.endswith("20 passages, 1/s, 0:08:00 left")


@pytest.mark.parametrize(
    ("done", "total"), [(0, 0), (5, 0), (0, 7), (7, 7)], ids=["nothing known", "no total", "at the start", "at the end"]
)
def test_unknown_figures_are_left_out(reports, done, total):
    what = "preparing the encoder [draft], once"
    line = reports((0, 0, total, what, 0), (1, done, total, what, 0))
    assert line.startswith("preparing the encoder [draft")
    assert "passages" not in line
    assert "left" not in line


def test_a_pipe_gets_no_bar(capsys):
    with progress_bar() as report:
        report(1, 2, "reading for meaning", passages=3)
    assert capsys.readouterr() == ("", "")


def test_a_log_record_is_printed_once_without_control_characters(monkeypatch, capsys):
    monkeypatch.setattr(logging.root, "handlers", [])
    for _ in range(2):
        log_to_stderr()
    logging.getLogger("pinpoint.index").warning("made anew\x1b[2J")
    logging.getLogger("pinpoint.index").info("nobody needs this")
    assert capsys.readouterr() == ("", "WARNING pinpoint.index: made anew[2J\n")


def test_log_handlers_that_were_set_up_before_stay(monkeypatch, capsys):
    kept = logging.NullHandler()
    monkeypatch.setattr(logging.root, "handlers", [kept])
    log_to_stderr()
    logging.getLogger("pinpoint.index").warning("made anew")
    assert (logging.root.handlers, capsys.readouterr().err) == ([kept], "")


def test_a_bug_is_printed_once_with_its_traceback_and_reported_as_a_bug(tmp_path):
    program = """if True:
        import sys
        from ui import service
        from ui.cli.main import main

        def mistaken(*_, **__):
            raise AttributeError("a mistake of ours")

        service.find = mistaken
        sys.exit(main(["--library", sys.argv[1], "--empty", "search", "lamps"]))
    """
    environment = os.environ | {"PINPOINT_ENCODER": "hash"}
    done = subprocess.run(
        [sys.executable, "-c", program, tmp_path / "library"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("Traceback (most recent call last)") == 1
    assert done.stderr.startswith("ERROR pinpoint.ui.cli.main: a bug of Pinpoint's own\n")
    assert "a fault of Pinpoint's own, not of your request" in " ".join(done.stderr.split())
