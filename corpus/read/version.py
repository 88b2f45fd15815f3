"""What this room is made of, as one short text: when it changes, a file may be read differently than before."""

import hashlib
from functools import cache
from pathlib import Path

_ROOM = Path(__file__).parent.parent


@cache
def version() -> str:
    """A hash of the room's own code and facts, the same until either is edited; it takes 3 ms, once."""
    digest = hashlib.sha256()
    for path in sorted(path for path in _ROOM.rglob("*") if path.suffix in (".py", ".csv")):
        digest.update(path.relative_to(_ROOM).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]
