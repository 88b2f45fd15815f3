"""The files of exported encoders: one comes with this package, others are in a cache, and each library has a copy.

An exported encoder is three files: `model.onnx`, `tokenizer.json`, and `encoder.json` with facts about it
(`key, name, dimensions, max_tokens, sha256`). A folder is completed under another name, renamed, and sealed
(`index.seal`). Only encoders that come with Pinpoint or were exported on this machine are used.
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

# The encoder that comes with Pinpoint, fine-tuned by `index.training` (encoders/README.md describes it).
DEFAULT = "legal-minilm"
# The model that it was fine-tuned from; a Python package of its own, exported when it is first used.
MINILM = "all-MiniLM-L6-v2"
_KNOWN = (DEFAULT, MINILM, "hash")
_PACKAGED = Path(__file__).parent / "encoders"

# Increase this number when the export gives other vectors: it is part of an encoder's name and key.
EXPORT = 3
_CONTENT = ("model.onnx", "tokenizer.json")
# The `about` of the seals; an encoder's key and name are in `encoder.json`, which is sealed with it.
_ABOUT = "encoder"


def model_name(asked: str | None) -> str:
    """The name under which a library records the model `asked` for.

    That is "legal-minilm", "hash", "all-MiniLM-L6-v2", a name on the Hugging Face hub, or an absolute path. None stands
    for the value of PINPOINT_ENCODER, else for the encoder that comes with Pinpoint. A folder whose name is one of
    these must be written as a path ("./legal-minilm").
    """
    name = asked or os.environ.get("PINPOINT_ENCODER") or DEFAULT
    known = name.removeprefix("sentence-transformers/")
    if known in _KNOWN:
        return known
    path = Path(name).expanduser()
    return str(path.resolve()) if path.is_dir() else name


def ensure_exported(model: str, *, folder: Path, progress: Progress) -> None:
    """Make sure that `folder` has the exported encoder: as it is, copied from the user's cache, or exported now.

    A library that was built with an earlier version of the encoder that comes with Pinpoint keeps that version. Raises
    UnusableModel if the model cannot be exported.
    """
    if model == DEFAULT:
        if not _has_default(folder):
            _install(folder, _copy_default)
        return
    key = _key(model)
    if _has_export(folder, key):
        return
    cached = _cache() / "encoders" / key
    if not _has_export(cached, key):
        progress(0, 1, f"preparing the encoder {model}, once")
        with suppress(OSError):  # without a writable cache, it is exported for each library
            _install(cached, lambda new: _export(model, key=key, into=new))
        progress(1, 1, f"preparing the encoder {model}, once")
    _install(folder, lambda new: _link(cached, new) if _has_export(cached, key) else _export(model, key=key, into=new))


def _cache() -> Path:
    return Path(os.environ.get("PINPOINT_CACHE") or platformdirs.user_cache_path("pinpoint"))


def _key(model: str) -> str:
    """A name for the export of `model` that changes with the model's name, its files, and the format of exports."""
    facts = [str(EXPORT), model]
    if Path(model).is_dir():
        files = sorted(path for path in Path(model).rglob("*") if path.is_file())
        facts += [f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in files]
    digest = hashlib.sha256("\n".join(facts).encode()).hexdigest()[:12]
    return f"{Path(model).name}-{digest}"


def _has_default(folder: Path) -> bool:
    facts = _facts(folder)
    return str(facts.get("name")).startswith(f"{DEFAULT} ") and is_trusted(folder)


def _has_export(folder: Path, key: str) -> bool:
    return _facts(folder).get("key") == key and is_trusted(folder)


def _facts(folder: Path) -> dict[str, Any]:
    """The contents of `encoder.json`, {} if there is none."""
    try:
        return dict(json.loads((folder / "encoder.json").read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def is_trusted(folder: Path) -> bool:
    """Whether the files come with Pinpoint, or were exported on this machine and have not changed."""
    expected = _facts(_PACKAGED / DEFAULT).get("sha256", {})
    shipped = bool(expected) and all(sha256_of(folder / name) == expected.get(name) for name in _CONTENT)
    return shipped or is_sealed(folder, about=_ABOUT)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, "" if it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _install(folder: Path, fill: Callable[[Path], None]) -> None:
    """Fill and seal a new folder, then rename it to `folder`, so that no process sees it incomplete."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        fill(new)
        set_seal(new, about=_ABOUT)
        shutil.rmtree(folder, ignore_errors=True)
        with suppress(OSError):  # another process was faster and has put the same there
            new.rename(folder)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _copy_default(target: Path) -> None:
    """Copied, not linked: an upgrade that overwrites the package must not change existing libraries."""
    shutil.copytree(_PACKAGED / DEFAULT, target, dirs_exist_ok=True)


def _link(source: Path, target: Path) -> None:
    for name in (*_CONTENT, "encoder.json"):
        try:
            os.link(source / name, target / name)
        except OSError:  # another disk, or a file system without links
            shutil.copyfile(source / name, target / name)


def _export(model: str, *, key: str, into: Path) -> None:
    """Export in a process of its own: torch takes half a gigabyte that this process would not give back."""
    command = [sys.executable, "-P", "-m", "index.encode.export", model, key, str(into)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)  # noqa: S603
    if done.returncode:
        reason = (done.stderr.strip() or "no reason was given").splitlines()[-1].rstrip(".")
        raise UnusableModel(
            f"The encoder {model} cannot be used: {reason}. Give the name or folder of a sentence-transformers model "
            f"in PINPOINT_ENCODER, or leave it unset to use {DEFAULT}, which comes with Pinpoint."
        )
