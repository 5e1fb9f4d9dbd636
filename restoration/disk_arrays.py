"""Arrays that lie in files and are mapped into memory, so that many pictures fit into a small machine.

The system reads the pages of such an array when they are used, and drops them again when memory is short. The files
have no name while they are in use, so nothing is left of them, even after a crash.
"""

import logging
import mmap
import tempfile
import time
import weakref
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from restoration.paths import CACHE

Array = TypeVar("Array", bound=npt.NDArray[Any])

SCRATCH = CACHE / "arrays"  # not the system's folder for temporary files, which often is memory itself
LONGEST_WRITE = 600.0  # s
SMALLEST = 2**16  # bytes; smaller arrays stay in memory

logger = logging.getLogger(__name__)


def keep_on_disk(array: Array) -> Array:
    """Return a read-only copy of the array, of any shape and type, that lies on the disk.

    Without room on the disk, or for a small array, return the array itself: then it stays in memory.
    """
    if array.nbytes < SMALLEST:
        return array
    try:
        SCRATCH.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=SCRATCH, suffix=".part", delete=False) as file:
            path = Path(file.name)
            try:
                np.ascontiguousarray(array).tofile(file)
            except BaseException:
                path.unlink(missing_ok=True)
                raise
        return map_file(path, array.shape, array.dtype)  # type: ignore[return-value]  # of the same type
    except OSError as error:
        logger.warning("an array of %d bytes stays in memory: %s", array.nbytes, error)
        return array


def map_file(path: Path, shape: tuple[int, ...], dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    """Return a file of numbers as a read-only array, and remove the file as soon as the system allows.

    Args:
        path: the file; it holds the numbers of the array in C order and nothing else, at least one.
        shape: of the array.
        dtype: of the array.
    """
    with path.open("rb") as file:
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    try:
        path.unlink()
    except PermissionError:  # Windows removes no file that is in use
        weakref.finalize(data, _remove, path)
    return np.frombuffer(data, dtype).reshape(shape)


def remove_leftovers() -> None:
    """Remove the files of processes that were killed while they wrote one: those that are older than a write takes."""
    for path in SCRATCH.glob("tmp????????.part"):
        with suppress(OSError):
            if path.stat().st_mtime < time.time() - LONGEST_WRITE:
                path.unlink()


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink()
