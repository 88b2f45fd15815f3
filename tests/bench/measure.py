"""Run a command and measure its time and peak memory."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Command = Sequence[str | Path]

PINPOINT = str(Path(sys.executable).parent / "pinpoint")
HERE = Path(__file__).parent
WORK = HERE.parent.parent / "build" / "bench"
# maxrss is in KiB on Linux and in bytes on macOS.
_MAXRSS_PER_MB = 2**20 if sys.platform == "darwin" else 2**10


@dataclass(frozen=True, slots=True)
class Run:
    """The output of a command, its seconds of wall time and of processor time, and its peak memory in MB.

    Processor time depends little on other work on the machine.
    """

    printed: str
    seconds: float
    cpu: float
    peak: float

    @property
    def lines(self) -> list[Any]:
        """The output, parsed as JSON lines."""
        return [json.loads(line) for line in self.printed.splitlines() if line.strip()]


def run(command: Command, *, output: Path, allowed: Sequence[int] = (0,)) -> Run:
    """Run a command with its output in the file `output`. Raises CalledProcessError for other exit statuses."""
    words = [str(word) for word in command]
    begun = time.perf_counter()
    with output.open("w", encoding="utf-8") as target:
        child = subprocess.Popen(words, stdout=target, stdin=subprocess.DEVNULL, env=_environment())
        _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - begun
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in allowed:
        raise subprocess.CalledProcessError(child.returncode, words)
    cpu = usage.ru_utime + usage.ru_stime
    return Run(output.read_text(encoding="utf-8"), seconds, cpu, usage.ru_maxrss / _MAXRSS_PER_MB)


def _environment() -> dict[str, str]:
    """Our environment without settings of Pinpoint, offline, and with an empty cache of encoders."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PINPOINT_")}
    return kept | {"HF_HUB_OFFLINE": "1", "TQDM_DISABLE": "1", "PINPOINT_CACHE": str(WORK / "cache")}
