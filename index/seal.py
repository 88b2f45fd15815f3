"""Whether this machine made a folder, and its files are as they were made: a seal that only this user's key can set.

A library may come from a stranger, and what Chroma opens can run code: it builds whatever "embedding function" its
database names. So nothing derived is opened unless it was made here; it is made anew from the record instead. The seal
(`seal.json`) holds a digest of each file and an HMAC over them; a graph of 20,000 passages takes 25 ms to set or check.
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
_BYTES = 32
# A database's journals come and go: "chroma.sqlite3-wal".
_JOURNAL = ".sqlite3-"

log = logging.getLogger(f"pinpoint.{__name__}")


Digest: TypeAlias = Callable[[Path], str]


def digest_of_bytes(path: Path) -> str:
    """The SHA-256 of a file's bytes. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def set_seal(folder: Path, *, about: str, digest: Digest = digest_of_bytes) -> None:
    """Seal a folder as it is now; `about` says what it is, so that it cannot stand for another. Raises OSError.

    `digest` says of a file what must not change in it.
    """
    digests = {name: digest(folder / name) for name in _files(folder)}
    sealed = {"files": digests, "seal": _signature(digests, about=about)}
    (folder / SEAL).write_text(json.dumps(sealed), encoding="utf-8")


def is_sealed(folder: Path, *, about: str, only: Sequence[str] = (), digest: Digest = digest_of_bytes) -> bool:
    """Whether it was sealed here as `about`, and its files did not change since: those named in `only`, if any are.

    `digest` is the one it was sealed with.
    """
    digests = _sealed(folder, about=about)
    asked = [name for name in digests if name in only or not only]
    try:
        return bool(digests) and all(digest(folder / name) == digests[name] for name in asked)
    except OSError:
        return False


def _sealed(folder: Path, *, about: str) -> dict[str, str]:
    """The digest of each file as it was sealed here, {} where the folder was not."""
    try:
        found = json.loads((folder / SEAL).read_text(encoding="utf-8"))
        digests, signature = dict(found["files"]), str(found["seal"])
    except (OSError, ValueError, LookupError, TypeError):  # none, or something else of that name
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
    """This user's key, made when it is first needed; where none can be kept, one for this process only."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_suffix(".lock"), timeout=10):
            return _read_key(path) or _made_key(path)
    except OSError as error:  # filelock's Timeout is one
        log.warning("No key can be kept in %s (%s): every process makes the indexes of a library anew.", path, error)
        return secrets.token_bytes(_BYTES)


def _read_key(path: Path) -> bytes:
    """The key, b"" where there is none that is whole."""
    found = path.read_bytes() if path.exists() else b""
    return found if len(found) == _BYTES else b""


def _made_key(path: Path) -> bytes:
    """A new key, in a file that only its owner may read, there whole or not at all."""
    key = secrets.token_bytes(_BYTES)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:  # its mode is 0600
        file.write(key)
    Path(file.name).replace(path)
    return key
