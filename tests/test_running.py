"""The tests run however pytest is told to run them."""

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize("options", [[], ["-p", "no:cacheprovider"]], ids=["as usual", "without pytest's cache"])
def test_the_tests_run(options: list[str]) -> None:
    test = "tests/assistant/test_dates.py::test_every_date_stands_where_it_says"
    command = [sys.executable, "-m", "pytest", "-q", *options, test]
    done = subprocess.run(command, cwd=Path(__file__).parent.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
