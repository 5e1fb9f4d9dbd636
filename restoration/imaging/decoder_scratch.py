"""A file that the decoding process uses as memory, so that large pictures need little of it.

The parent opens it, without a name, and reserves room in it. The process that decodes can make it no longer. What was
decoded comes through the pipe, or, if it is large, stays where it is: once the process has ended, the parent maps that
part of the file (docs/decisions/0014).
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
_PIECE = 2**24  # bytes that are written at a time
_BEHIND = 2**40  # bytes; where the file to be decoded lies, so that it can be cut off and the pixels kept


class Reservoir:
    """The parent's side: it reserves room."""

    def __init__(self) -> None:
        """Open the file; raise OSError if there can be none."""
        if not hasattr(os, "posix_fallocate"):  # Windows hands no open file on, and macOS reserves no room
            raise OSError("this system cannot reserve room in a file")
        self._file = unnamed_file()
        self._size = 0
        self._granted: dict[int, int] = {}  # bytes by where they begin

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
        if start + size > most or not self._allocate(start, size):
            return None
        self._size = -(-(start + size) // _PAGE) * _PAGE
        self._granted[start] = size
        return start

    def write_behind(self, data: bytes | mmap.mmap) -> int | None:
        """Write the file that is decoded behind all other room; return where it begins, or None without room for it."""
        if not self._allocate(_BEHIND, len(data)):
            return None
        view = memoryview(data)
        for start in range(0, len(data), _PIECE):
            os.pwrite(self.number, view[start : start + _PIECE], _BEHIND + start)
        return _BEHIND

    def _allocate(self, start: int, size: int) -> bool:
        try:
            os.posix_fallocate(self.number, start, size)
        except OSError:
            return False
        return True

    def adopt(self, start: int, shape: tuple[int, ...], dtype: npt.DTypeLike) -> npt.NDArray[Any]:
        """Return an array that lies in reserved room. The process must have ended, and the file must be closed next.

        Raises:
            ValueError: so much was not reserved there, or the process has cut the file short.
        """
        size = int(np.prod(shape)) * np.dtype(dtype).itemsize
        if self._granted.get(start) != size or os.fstat(self.number).st_size < start + size:
            raise ValueError(f"no {size} bytes at {start}")
        os.ftruncate(self.number, self._size)
        data = mmap.mmap(self.number, size, access=mmap.ACCESS_READ, offset=start)
        return np.frombuffer(data, dtype).reshape(shape)

    def clear(self) -> None:
        """Give all room back, if the file is still open; the process must be done with it."""
        if not self._file.closed:
            os.ftruncate(self.number, 0)
            self._size = 0
            self._granted.clear()

    def close(self) -> None:
        """Close the file; it vanishes when the process has ended, too."""
        self._file.close()


class ScratchMemory:
    """The other side: it uses the room that was reserved."""

    def __init__(self, file: int, ask: Callable[[int], int | None]) -> None:
        """Take the number of the open file, and what asks the parent for room; see `Reservoir.reserve`."""
        self._file, self._ask = file, ask
        self._starts: dict[int, tuple[int, int]] = {}  # where an array begins and its size, by its place in memory

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
        array = np.frombuffer(self.map(start, size), dtype).reshape(shape)
        self._starts[_place(array)] = start, size
        return array

    def find(self, array: npt.NDArray[Any]) -> int | None:
        """Return where an array begins in the file, if it is all that lies in the room that was reserved for it."""
        start, size = self._starts.get(_place(array), (None, 0))
        return start if array.nbytes == size and array.flags.c_contiguous else None

    def forget(self) -> None:
        """Forget where arrays lie: the room is given back."""
        self._starts.clear()


def _place(array: npt.NDArray[Any]) -> int:
    address: int = array.__array_interface__["data"][0]
    return address
