"""The tests run however pytest is told to run them; CI runs style, types and tests."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# Says what it is called with, and fails where it is told to.
MAKE = """#!/bin/sh
echo "made $1"
[ "$1" != "$FAILING" ]
"""


@pytest.mark.parametrize("options", [[], ["-p", "no:cacheprovider"]], ids=["as usual", "without pytest's cache"])
def test_the_tests_run(options: list[str]) -> None:
    test = "tests/corpus/test_dates.py::test_every_date_is_at_the_positions_given"
    command = [sys.executable, "-m", "pytest", "-q", *options, test]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("failing", "passes"), [("", True), ("check", False), ("test", False)])
def test_ci_runs_the_checks_and_the_tests_last_and_fails_where_either_does(
    failing: str, passes: bool, tmp_path: Path
) -> None:
    make = tmp_path / "make"
    make.write_text(MAKE)
    make.chmod(0o755)
    environment = os.environ | {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "FAILING": failing}
    done = subprocess.run([ROOT / ".ci" / "run"], env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == ["made check", "made test"]
    assert (done.returncode == 0) is passes
