"""Where decoders put the pixels of a picture: in memory, or wherever the process that decodes has more room."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt


class Allocate(Protocol):
    """Makes arrays of any content."""

    def __call__(self, shape: tuple[int, ...], dtype: npt.DTypeLike) -> npt.NDArray[Any]:
        """Return an array of that shape and type."""


_allocate: Allocate = np.empty


@contextmanager
def allocating_by(allocate: Allocate) -> Iterator[None]:
    """Let `allocate` make all arrays of this process that hold a whole picture or file, inside the context."""
    global _allocate
    before, _allocate = _allocate, allocate
    try:
        yield
    finally:
        _allocate = before


def empty_pixels(shape: tuple[int, ...], dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    """Return an array of any content: (H, W) or (H, W, C) for a whole picture, or (N,) for the bytes of a file."""
    return _allocate(shape, dtype)


def contiguous_pixels(array: npt.NDArray[Any], dtype: npt.DTypeLike | None = None) -> npt.NDArray[Any]:
    """Return the array if its pixels lie side by side and have that type, else a copy; None: in its own type."""
    if array.flags.c_contiguous and dtype in (None, array.dtype):
        return array
    copy = empty_pixels(array.shape, dtype or array.dtype)
    copy[...] = array
    return copy
