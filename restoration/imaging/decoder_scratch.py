"""A file that the decoding process uses as memory, so that large pictures need little of it.

The parent opens it, without a name, and reserves room in it. The process that decodes can make it no longer, and the
parent never reads it: what was decoded comes through the pipe (docs/decisions/0014).
"""

import mmap
import os
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from restoration.disk_arrays import unnamed_file

LARGE = 2**25  # bytes; smaller files and arrays stay in memory
VARIABLE = "RESTORATION_DECODER_SCRATCH"  # in the environment of the process that decodes: the number of the open file

_PAGE = mmap.ALLOCATIONGRANULARITY


class Reservoir:
    """The parent's side: it reserves room."""

    def __init__(self) -> None:
        """Open the file; raise OSError if there can be none."""
        if not hasattr(os, "posix_fallocate"):  # Windows hands no open file on, and macOS reserves no room
            raise OSError("this system cannot reserve room in a file")
        self._file = unnamed_file()
        self._size = 0

    @property
    def number(self) -> int:
        """The number of the open file, to hand on to the process."""
        return self._file.fileno()

    def reserve(self, size: int, most: float) -> int | None:
        """Reserve that many bytes, and return where they begin; None if the disk or `most`, for all, does not allow it.

        Args:
            size: bytes, above 0.
            most: bytes that may be reserved until the next `clear`.
        """
        start = self._size
        if start + size > most:
            return None
        try:
            os.posix_fallocate(self.number, start, size)
        except OSError:
            return None
        self._size = -(-(start + size) // _PAGE) * _PAGE
        return start

    def clear(self) -> None:
        """Give all room back, if the file is still open; the process must be done with it."""
        if not self._file.closed:
            os.ftruncate(self.number, 0)
            self._size = 0

    def close(self) -> None:
        """Close the file; it vanishes when the process has ended, too."""
        self._file.close()


class ScratchMemory:
    """The other side: it uses the room that was reserved."""

    def __init__(self, file: int, ask: Callable[[int], int | None]) -> None:
        """Take the number of the open file, and what asks the parent for room; see `Reservoir.reserve`."""
        self._file, self._ask = file, ask

    @classmethod
    def of(cls, environment: Mapping[str, str], ask: Callable[[int], int | None]) -> "ScratchMemory | None":
        """Return that of this process; None if its parent has handed on no file."""
        number = environment.get(VARIABLE)
        return None if number is None else cls(int(number), ask)

    def map(self, start: int, size: int) -> mmap.mmap:
        """Return that part of the file as memory."""
        return mmap.mmap(self._file, size, offset=start)

    def empty(self, shape: tuple[int, ...], dtype: npt.DTypeLike) -> npt.NDArray[Any]:
        """Return an array of any content: in the file if it is large and the parent grants room, else in memory."""
        size = int(np.prod(shape)) * np.dtype(dtype).itemsize
        start = self._ask(size) if size >= LARGE else None
        if start is None:
            return np.empty(shape, dtype)
        return np.frombuffer(self.map(start, size), dtype).reshape(shape)
