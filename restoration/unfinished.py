"""Long work on one picture that goes on where an earlier run was killed: what is done of it stays on the disk.

What a step has finished lies in arrays with names, and a few numbers say how far they hold. The numbers are written
after the arrays, so they never promise too much, not even when the machine loses its power.
"""

import json
import logging
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy.typing as npt

from restoration.disk_arrays import named_array, write_back, zeros_on_disk
from restoration.errors import RestorationError
from restoration.files import ensure_folder, locked_folder, write_bytes
from restoration.paths import CACHE

UNFINISHED = CACHE / "unfinished"
DAYS = 7.0  # after which work that nobody took up is forgotten
SECONDS = 20.0  # of work that a kill may cost

_STATE = "state.json"

logger = logging.getLogger(__name__)


class Unfinished:
    """What is kept of a piece of work, in a folder; without a folder, nothing is kept, and all works the same."""

    def __init__(self, folder: Path | None = None) -> None:
        """Take the folder, which need not exist."""
        self._folder = folder
        self._arrays: list[npt.NDArray[Any]] = []
        self._saved_at = time.monotonic()

    def part(self, name: str) -> "Unfinished":
        """Return what is kept of a step of the work."""
        return Unfinished(None if self._folder is None else self._folder / name)

    @property
    def folder(self) -> Path | None:
        """Where files may be kept; it may not exist yet. None: nowhere."""
        return self._folder

    @property
    def has_begun(self) -> bool:
        """Whether an earlier run left something, of whatever step."""
        return self._folder is not None and self._folder.exists() and any(self._folder.iterdir())

    @property
    def state(self) -> dict[str, Any]:
        """What `save` was given last; empty if there is nothing to go on with."""
        if self._folder is None:
            return {}
        try:
            state = json.loads((self._folder / _STATE).read_bytes())
        except (OSError, ValueError):
            return {}
        return state if isinstance(state, dict) else {}

    def zeros(self, name: str, shape: tuple[int, ...], dtype: npt.DTypeLike) -> npt.NDArray[Any]:
        """Return an array that can be changed: what an earlier run left in it, or zeros if there is no `state`."""
        if self._folder is None:
            return zeros_on_disk(shape, dtype)
        try:
            array = named_array(ensure_folder(self._folder) / f"{name}.array", shape, dtype, anew=not self.state)
        except (OSError, RestorationError) as error:
            logger.warning("nothing is kept of this work to go on with later: %s", error)
            self.remove()
            return zeros_on_disk(shape, dtype)
        self._arrays.append(array)
        return array

    def save(self, state: dict[str, Any]) -> None:
        """Keep the arrays as they are now, and what says how far they hold; ready for JSON."""
        if self._folder is None:
            return
        try:
            for array in self._arrays:
                write_back(array)
            write_bytes(self._folder / _STATE, json.dumps(state).encode())
        except (OSError, RestorationError) as error:
            logger.warning("nothing is kept of this work to go on with later: %s", error)
            self.remove()
        self._saved_at = time.monotonic()

    @property
    def is_due(self) -> bool:
        """Whether so much was done since the last `save` that it should be kept."""
        return self._folder is not None and time.monotonic() - self._saved_at >= SECONDS

    def remove(self) -> None:
        """Remove what is kept, and keep nothing from now on; arrays that are in use stay as they are."""
        folder, self._folder = self._folder, None
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def unfinished_work(name: str, *, resume: bool) -> Iterator[Unfinished]:
    """Keep what is done of a piece of work until the context ends, or for a later run if this one is killed.

    What other runs left and nobody took up for `DAYS` is removed. A second run of the same work, at the same time,
    keeps nothing.

    Args:
        name: of the work; two runs with the same name must be about the very same result.
        resume: False begins anew.
    """
    _remove_old()
    folder = UNFINISHED / name
    try:
        ensure_folder(folder)
    except RestorationError:
        yield Unfinished()
        return
    with locked_folder(folder) as is_ours:
        if not is_ours:
            yield Unfinished()
            return
        if not resume:
            _empty(folder)
        try:
            yield Unfinished(folder)
        except RestorationError:  # another run would fail in the same way
            shutil.rmtree(folder, ignore_errors=True)
            raise
        shutil.rmtree(folder, ignore_errors=True)


def _empty(folder: Path) -> None:
    for entry in folder.iterdir():
        shutil.rmtree(entry, ignore_errors=True) if entry.is_dir() else entry.unlink(missing_ok=True)


def _remove_old() -> None:
    with suppress(OSError):  # there is no such folder yet
        for folder in UNFINISHED.iterdir():
            with locked_folder(folder) as is_ours:
                if is_ours and time.time() - _newest(folder) > DAYS * 86400:
                    shutil.rmtree(folder, ignore_errors=True)


def _newest(folder: Path) -> float:
    """Return when something in a folder was changed last, s since 1970."""
    return max(entry.stat().st_mtime for entry in (folder, *folder.rglob("*")))
