"""Where encoders are kept: ours in this package, others in a cache that a user's libraries share, each library's own.

An exported encoder is three files: `model.onnx`, `tokenizer.json`, and `encoder.json` with the facts about it
(`key, name, dimensions, max_tokens, sha256`). A folder appears whole, by one rename, or not at all, and is sealed
(`index.seal`): none is used but what comes with Pinpoint or was exported on this machine.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import platformdirs

from corpus.errors import UnusableModel
from index.progress import Progress
from index.seal import is_sealed, set_seal

# Ours, fine-tuned by `index.training`; it comes with Pinpoint ready to run (encoders/README.md says from what).
DEFAULT = "legal-minilm"
# What it was tuned from; it comes as a package of its own, and is exported when it is first used.
MINILM = "all-MiniLM-L6-v2"
_KNOWN = (DEFAULT, MINILM, "hash")
_PACKAGED = Path(__file__).parent / "encoders"

# Raised when the export changes its result, so that an older one is neither taken from a cache nor mixed with this.
EXPORT = 3
_CONTENT = ("model.onnx", "tokenizer.json")
# What the seal of an encoder's folder is about; its key and name are in `encoder.json`, which is sealed with it.
_ABOUT = "encoder"


def model_name(asked: str | None) -> str:
    """How a library names the model asked for: "legal-minilm", "hash", "all-MiniLM-L6-v2", a hub name, or a path.

    None asks PINPOINT_ENCODER, else our own. A folder that bears a known name is asked for as "./legal-minilm".
    """
    name = asked or os.environ.get("PINPOINT_ENCODER") or DEFAULT
    known = name.removeprefix("sentence-transformers/")
    if known in _KNOWN:
        return known
    path = Path(name).expanduser()
    return str(path.resolve()) if path.is_dir() else name


def keep_exported(model: str, *, folder: Path, progress: Progress) -> None:
    """Leave `model`, exported, in `folder`: as it is there, else from the user's cache, else exported now.

    Ours is copied; a library built with an earlier version of it keeps that one.
    Raises UnusableModel when it has to be exported and cannot be.
    """
    if model == DEFAULT:
        if not _is_ours(folder):
            _appear(folder, _copy_ours)
        return
    key = _key(model)
    if _holds(folder, key):
        return
    cached = _cache() / "encoders" / key
    if not _holds(cached, key):
        progress(0, 1, f"preparing the encoder {model}, once")
        with suppress(OSError):  # a cache that cannot be written to costs time, never the work
            _appear(cached, lambda new: _export(model, key=key, into=new))
        progress(1, 1, f"preparing the encoder {model}, once")
    _appear(folder, lambda new: _link(cached, new) if _holds(cached, key) else _export(model, key=key, into=new))


def _cache() -> Path:
    return Path(os.environ.get("PINPOINT_CACHE") or platformdirs.user_cache_path("pinpoint"))


def _key(model: str) -> str:
    """Changes whenever an export of `model` could: with its name and, for a folder, with the files in it."""
    facts = [str(EXPORT), model]
    if Path(model).is_dir():
        files = sorted(path for path in Path(model).rglob("*") if path.is_file())
        facts += [f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in files]
    digest = hashlib.sha256("\n".join(facts).encode()).hexdigest()[:12]
    return f"{Path(model).name}-{digest}"


def _is_ours(folder: Path) -> bool:
    facts = _facts(folder)
    return str(facts.get("name")).startswith(f"{DEFAULT} ") and is_trusted(folder)


def _holds(folder: Path, key: str) -> bool:
    return _facts(folder).get("key") == key and is_trusted(folder)


def _facts(folder: Path) -> dict[str, Any]:
    """What is noted about an exported encoder, {} where there is none."""
    try:
        return dict(json.loads((folder / "encoder.json").read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def is_trusted(folder: Path) -> bool:
    """Whether the files are those that come with Pinpoint, or were put there on this machine and have not changed."""
    expected = _facts(_PACKAGED / DEFAULT).get("sha256", {})
    shipped = bool(expected) and all(sha256_of(folder / name) == expected.get(name) for name in _CONTENT)
    return shipped or is_sealed(folder, about=_ABOUT)


def sha256_of(path: Path) -> str:
    """The hash of a file's bytes, "" where there is no file that can be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _appear(folder: Path, fill: Callable[[Path], None]) -> None:
    """Fill a new folder and give it the place of `folder`, so that nobody ever sees half of it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        fill(new)
        set_seal(new, about=_ABOUT)
        shutil.rmtree(folder, ignore_errors=True)
        with suppress(OSError):  # another process was faster, and made the same
            new.rename(folder)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _copy_ours(target: Path) -> None:
    """Not linked: what an upgrade writes over must not change under the libraries that were built with it."""
    shutil.copytree(_PACKAGED / DEFAULT, target, dirs_exist_ok=True)


def _link(source: Path, target: Path) -> None:
    for name in (*_CONTENT, "encoder.json"):
        try:
            os.link(source / name, target / name)
        except OSError:  # another disk, or a file system without links
            shutil.copyfile(source / name, target / name)


def _export(model: str, *, key: str, into: Path) -> None:
    """Export in a process of its own: torch takes seconds and half a gigabyte that this process need not hold."""
    command = [sys.executable, "-P", "-m", "index.encode.export", model, key, str(into)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)  # noqa: S603
    if done.returncode:
        reason = (done.stderr.strip() or "no reason was given").splitlines()[-1].rstrip(".")
        raise UnusableModel(
            f"The encoder {model} cannot be used: {reason}. Give the name or folder of a sentence-transformers model "
            f"in PINPOINT_ENCODER, or leave it unset to use {DEFAULT}, which comes with Pinpoint."
        )
