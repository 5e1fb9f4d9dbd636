"""Some pixels of a picture, exact and small enough for JSON: a box, and runs of pixels in it."""

from dataclasses import dataclass

import numpy as np

from restoration.domain import Box, Mask, PixelWindow


@dataclass(frozen=True, slots=True)
class PixelMask:
    """Some pixels of a picture, in run-length code."""

    box: Box  # px of the picture
    runs: tuple[int, ...]  # row by row through the box: a gap, marked pixels, a gap, marked pixels...; a gap may be 0

    @classmethod
    def of(cls, window: PixelWindow, mask: Mask) -> "PixelMask | None":
        """Return the pixels of a mask, (h, w), that covers a window of the picture; None if there are none."""
        rows, columns = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
        if not rows.size:
            return None
        top, left = int(rows[0]), int(columns[0])
        part = mask[top : rows[-1] + 1, left : columns[-1] + 1]
        box = (window[1].start + left, window[0].start + top, part.shape[1], part.shape[0])
        return cls(box, _runs(part))

    @property
    def window(self) -> PixelWindow:
        """The rows and columns of the box."""
        left, top, width, height = self.box
        return slice(top, top + height), slice(left, left + width)

    @property
    def area(self) -> int:
        """The number of pixels."""
        return sum(self.runs[1::2])

    def mask(self) -> Mask:
        """Return (h, w) bool: the pixels in their box."""
        _, _, width, height = self.box
        mask = np.zeros(height * width, np.bool_)
        covered = np.repeat(np.arange(len(self.runs)) % 2 == 1, self.runs)
        mask[: covered.size] = covered
        return mask.reshape(height, width)


def _runs(mask: Mask) -> tuple[int, ...]:
    padded = np.concatenate([[False], mask.ravel(), [False]])
    changes = np.flatnonzero(padded[1:] != padded[:-1])
    return tuple(np.diff(changes, prepend=0).tolist())
