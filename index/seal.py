"""Seals: proof that a folder was made by this user on this machine, and that its files have not changed since.

A library may come from a stranger, and opening a Chroma database can run code: Chroma builds whatever "embedding
function" the database names. So an index is opened only if it was made here; otherwise it is rebuilt from the record.
A seal (`seal.json`) holds a digest of each file and an HMAC over the digests, with a key of this user's. Sealing or
checking the index of 20,000 passages takes 25 ms.
"""

import hashlib
import hmac
import json
import logging
import os
import secrets
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TypeAlias

import platformdirs
from filelock import FileLock

SEAL = "seal.json"
_KEY_BYTES = 32
# SQLite creates and deletes journals ("chroma.sqlite3-wal") when a database is read.
_JOURNAL = ".sqlite3-"

log = logging.getLogger(f"pinpoint.{__name__}")


Digest: TypeAlias = Callable[[Path], str]


def digest_of_bytes(path: Path) -> str:
    """The SHA-256 of a file's bytes. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def set_seal(folder: Path, *, about: str, digest: Digest = digest_of_bytes) -> None:
    """Seal a folder with the files that it holds now. Raises OSError.

    `about` identifies the folder, so that one sealed folder cannot be put in the place of another. `digest` maps a file
    to a digest of whatever must not change in it.
    """
    digests = {name: digest(folder / name) for name in _files(folder)}
    sealed = {"files": digests, "seal": _signature(digests, about=about)}
    (folder / SEAL).write_text(json.dumps(sealed), encoding="utf-8")


def is_sealed(folder: Path, *, about: str, only: Sequence[str] = (), digest: Digest = digest_of_bytes) -> bool:
    """Whether this user sealed the folder as `about`, and its files are unchanged.

    With `only`, the files of these names are checked instead of all. `digest` must be the one used for sealing.
    """
    digests = _sealed_digests(folder, about=about)
    asked = [name for name in digests if name in only or not only]
    try:
        return bool(digests) and all(digest(folder / name) == digests[name] for name in asked)
    except OSError:
        return False


def _sealed_digests(folder: Path, *, about: str) -> dict[str, str]:
    """The digest of each file when it was sealed, by name; {} for a folder without a valid seal."""
    try:
        found = json.loads((folder / SEAL).read_text(encoding="utf-8"))
        digests, signature = dict(found["files"]), str(found["seal"])
    except (OSError, ValueError, LookupError, TypeError):  # absent, or not a seal
        return {}
    return digests if hmac.compare_digest(signature.encode(), _signature(digests, about=about).encode()) else {}


def _files(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != SEAL and _JOURNAL not in path.name:
            yield path.relative_to(folder).as_posix()


def _signature(digests: Mapping[str, str], *, about: str) -> str:
    signed = json.dumps([about, sorted(digests.items())])
    return hmac.new(_key(_key_file()), signed.encode(), "sha256").hexdigest()


def _key_file() -> Path:
    return Path(os.environ.get("PINPOINT_CONFIG") or platformdirs.user_config_path("pinpoint")) / "key"


@cache
def _key(path: Path) -> bytes:
    """This user's key, created when first needed; if it cannot be stored, a key for this process only."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_suffix(".lock"), timeout=10):
            return _read_key(path) or _create_key(path)
    except OSError as error:  # filelock's Timeout is one
        log.warning(
            "No key can be stored in %s (%s): every process rebuilds the indexes. Make it writable.",
            path,
            error,
        )
        return secrets.token_bytes(_KEY_BYTES)


def _read_key(path: Path) -> bytes:
    """The stored key, b"" if there is none or it is incomplete."""
    found = path.read_bytes() if path.exists() else b""
    return found if len(found) == _KEY_BYTES else b""


def _create_key(path: Path) -> bytes:
    """Create a key in a file that only its owner may read; the rename makes it appear complete or not at all."""
    key = secrets.token_bytes(_KEY_BYTES)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:  # its mode is 0600
        file.write(key)
    Path(file.name).replace(path)
    return key
