"""A folder of what is derived from the record: one folder for each generation of it, there whole or not at all.

`<generation>-<token>` is made under another name, renamed when complete, and never changed after: so a reader in
another process is not disturbed, and what a killed process leaves half done is never opened.
"""

import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from uuid import uuid4


class Generations:
    """The folders in `folder`; a complete one holds a file called `mark`."""

    def __init__(self, folder: Path, *, mark: str) -> None:
        self.folder = folder
        self._mark = mark
        self._damaged: set[Path] = set()

    def at(self, generation: int) -> Path | None:
        """What was derived from that generation, None where there is nothing sound."""
        return next((path for path in self._sound() if _generation(path) == generation), None)

    def newest(self) -> Path | None:
        """What was derived last."""
        return max(self._sound(), key=_generation, default=None)

    def make(self, generation: int, fill: Callable[[Path], None]) -> None:
        """Fill a new folder, give it its name, and sweep out the others, also when filling it fails."""
        made = self.folder / f"{generation}-{uuid4().hex[:8]}"
        try:
            fill(made.with_suffix(".new"))
            made.with_suffix(".new").rename(made)
        finally:
            self._sweep(keep=made)

    def found_damaged(self, path: Path) -> None:
        """Never give it again, though it be mended: who opened it may hold it by its path, damage and all."""
        self._damaged.add(path)

    def _sound(self) -> list[Path]:
        complete = [path for path in self.folder.glob("*-*") if not path.suffix and (path / self._mark).is_file()]
        return [path for path in complete if path not in self._damaged]

    def _sweep(self, *, keep: Path) -> None:
        with suppress(OSError):
            for path in self.folder.iterdir():
                if path != keep:
                    shutil.rmtree(path, ignore_errors=True)


def _generation(path: Path) -> int:
    return int(path.name.partition("-")[0])
