#!/usr/bin/env python3
"""Writes constraints.txt: the version of everything that Pinpoint installs, direct or indirect, every extra included.

`make constraints` runs it in the checkout's own environment. pip resolves as for an empty environment and installs
nothing. What another platform needs besides (colorama on Windows, say) is not pinned.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "constraints.txt"
EXTRAS = "test,train,anthropic,huggingface,ollama,openai"
WANTED = (
    f"{ROOT}[{EXTRAS}]",
    "pip",
    "torch==2.13.0",  # held: the release that the encoder is exported, tested and measured with
)
HEADER = "# Every dependency of every extra, pinned. Written by `make constraints`; edit pyproject.toml instead.\n"


def resolved() -> dict[str, str]:
    """The version of each distribution that an empty environment would get."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed", "--report", "-"]
    done = subprocess.run([*pip, *WANTED], check=True, stdout=subprocess.PIPE)  # noqa: S603 (our own words only)
    report = json.loads(done.stdout)
    found = [item["metadata"] for item in report["install"]]
    return {re.sub(r"[-_.]+", "-", data["name"]).lower(): data["version"] for data in found}


def main() -> None:
    """Writes the file; a build's local tag ("+cpu") is left out, so that any build of that release will do."""
    versions = resolved()
    del versions["pinpoint-assistant"]
    pins = [f"{name}=={version.partition('+')[0]}\n" for name, version in sorted(versions.items())]
    TARGET.write_text(HEADER + "".join(pins), encoding="utf-8")
    sys.stderr.write(f"{TARGET.name}: {len(pins)} pins\n")


if __name__ == "__main__":
    main()
