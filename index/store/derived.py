"""A folder of what is derived from the record: one folder for each generation of it, there whole or not at all.

`<generation>-<token>` is made under another name, sealed (`index.seal`), renamed when complete, and never changed
after: so a reader in another process is not disturbed, what a killed process leaves half done is never opened, and
neither is what another machine made.
"""

import logging
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from index.seal import is_sealed, set_seal
from index.store.digest import digest_of
from index.store.ports import Condition, State

# Why the newest could not be made, for `pinpoint doctor`; swept out when one is made.
_FAULT = "fault.txt"

log = logging.getLogger(f"pinpoint.{__name__}")


class Derived:
    """The folders in `folder`, derived from a record."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._discarded: set[Path] = set()
        self._whole: set[tuple[Path, tuple[str, ...]]] = set()

    def find(self, at: State, *, only: Sequence[str] = ()) -> Path | None:
        """What was derived from that state here, with the files in `only`, or all, as they were made; else None.

        Files are looked at once: what is damaged later is noticed by the next process.
        """
        return next((path for path in self._named(at.generation) if self._is_whole(path, at, tuple(only))), None)

    def newest(self, *, before: State) -> Path | None:
        """What was derived last, whole, from a generation before that one."""
        earlier = [path for path in self._all() if _generation(path) < before.generation]
        latest_first = sorted(earlier, key=_generation, reverse=True)
        return next((path for path in latest_first if self._is_whole(path, before, ())), None)

    def condition(self, at: State, *, matches: bool) -> Condition:
        """What there is to say of what was derived from that state; `matches`: it is there and can be used."""
        if matches:
            return Condition(True, "matches the record")
        if fault := self._fault():
            return Condition(False, fault)
        if not self._named(at.generation):  # an addition was stopped; what it added is found by other ways meanwhile
            return Condition(True, "not made yet for what was added last; it is with the next addition")
        return Condition(False, "damaged, or not made on this machine; it is made anew at the next search or addition")

    def make(self, at: State, fill: Callable[[Path], None]) -> str:
        """Fill a new folder, seal it, give it its name, and sweep out the others, also when filling it fails.

        What went wrong, as a sentence for people, "" for nothing. It is logged, and kept for `condition`: what was
        added to the record is sound without, so that no fault of what is derived stops an addition or a search.
        """
        try:
            self._make(self.folder / f"{at.generation}-{uuid4().hex[:8]}", at, fill)
        except OSError as error:
            log.warning("%s cannot be made: %s", self.folder, error)
            return self._noted(error)
        except Exception as error:
            log.exception("%s cannot be made", self.folder)
            return self._noted(error)
        return ""

    def discard(self, path: Path) -> None:
        """Give that folder no more, even if it is mended: Chroma keeps what it opened by its path, damage and all."""
        self._discarded.add(path)

    def _fault(self) -> str:
        """Why the last one could not be made, "" where it could or was not tried."""
        try:
            return (self.folder / _FAULT).read_text(encoding="utf-8")
        except (OSError, ValueError):
            return ""

    def _make(self, made: Path, at: State, fill: Callable[[Path], None]) -> None:
        new = made.with_suffix(".new")
        try:
            fill(new)
            set_seal(new, about=self._about(made, at), digest=digest_of)
            new.rename(made)
        finally:
            self._sweep(keep=made)

    def _noted(self, error: Exception) -> str:
        reason = str(error) if isinstance(error, OSError) else f"{type(error).__name__}: {error}"
        fault = (
            f"The index in {self.folder} could not be made ({reason}). What was added is kept, and found without it, "
            "more slowly. It is made with the next addition; where that fails too, see that the disk has room and may "
            "be written to, else report this with what was logged."
        )
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / _FAULT).write_text(fault, encoding="utf-8")
        return fault

    def _is_whole(self, path: Path, at: State, only: tuple[str, ...]) -> bool:
        if path in self._discarded:
            return False
        if (path, only) not in self._whole:
            if not is_sealed(path, about=self._about(path, at), only=only, digest=digest_of):
                return False
            self._whole.add((path, only))
        return True

    def _about(self, path: Path, at: State) -> str:
        return f"{at.fact('id')}/{self.folder.name}/{path.name}"

    def _named(self, generation: int) -> list[Path]:
        return [path for path in self._all() if _generation(path) == generation]

    def _all(self) -> list[Path]:
        return [path for path in self.folder.glob("*-*") if path.is_dir() and _generation(path) >= 0]

    def _sweep(self, *, keep: Path) -> None:
        with suppress(OSError):
            for path in self.folder.iterdir():
                if path.is_file():
                    path.unlink()
                elif path != keep:
                    shutil.rmtree(path, ignore_errors=True)


def _generation(path: Path) -> int:
    """The number in a folder's name, -1 where it is not one of ours."""
    number = path.name.partition("-")[0]
    return int(number) if number.isdecimal() and not path.suffix else -1
