"""The bytes of a file: in memory, or mapped from the disk if they are many; what reads them makes no copy in memory."""

import io
from collections.abc import Sequence
from mmap import mmap
from typing import TYPE_CHECKING, BinaryIO, TypeAlias

import numpy as np

from restoration.imaging.allocation import empty_pixels

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

FileBytes: TypeAlias = bytes | mmap
"""The bytes of a file; those of a large one may lie on the disk."""


def as_file(data: FileBytes) -> BinaryIO:
    """Return what reads these bytes as an open file, from the start."""
    return io.BytesIO(data) if isinstance(data, bytes) else io.BufferedReader(_MappedFile(data))


class _MappedFile(io.RawIOBase):
    """Reads the bytes of a mapped file; unlike the map itself, at a place of its own, which may lie behind the end."""

    def __init__(self, data: mmap) -> None:
        self._data, self._place = memoryview(data), 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: len(self._data)}[whence]
        self._place = max(start + offset, 0)
        return self._place

    def readinto(self, buffer: "WriteableBuffer") -> int:
        target = memoryview(buffer).cast("B")
        piece = self._data[self._place : self._place + len(target)]
        target[: len(piece)] = piece
        self._place += len(piece)
        return len(piece)


def join_pieces(pieces: Sequence[bytes | memoryview]) -> memoryview:
    """Return the pieces one after the other; many bytes lie where the pixels of a picture do."""
    joined = empty_pixels((sum(map(len, pieces)),), np.uint8).data
    start = 0
    for piece in pieces:
        joined[start : start + len(piece)] = piece
        start += len(piece)
    return joined
