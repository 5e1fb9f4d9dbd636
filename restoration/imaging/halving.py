"""Pictures at half their sides: each pixel is the mean of the four that it stands for, in whole numbers."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from restoration.disk_arrays import zeros_on_disk
from restoration.imaging.painting import Samples

_WIDE = {1: np.uint16, 2: np.uint32}  # hold the sum of four values of that many bytes
_WIDEST = {1: np.uint32, 2: np.uint64}  # hold the sum of four products of two


def halve_strips(strips: Iterable[Samples], height: int, *, has_alpha: bool = False) -> Samples:
    """Return a picture at half its sides, (H / 2, W / 2, C) rounded up, which lies on the disk unless it is small.

    Args:
        strips: the picture from top to bottom, (h, W, C) uint8 or uint16; all but the last have an even number of rows.
        height: of the picture, px; 1 or more.
        has_alpha: whether the last channel is transparency; see `halve_pixels`.
    """
    halves = (halve_pixels(strip, has_alpha=has_alpha) for strip in strips)
    first = next(halves)
    half = zeros_on_disk((-(-height // 2), *first.shape[1:]), first.dtype)
    half[: len(first)] = first
    top = len(first)
    for part in halves:
        half[top : top + len(part)] = part
        top += len(part)
    return half


def halve_pixels(pixels: Samples, *, has_alpha: bool = False) -> Samples:
    """Return the means of 2 x 2 pixels; halves are rounded up.

    The last row and the last column of an odd number count twice. So a pixel there is the mean of the two that it
    stands for, and the corner is the one.

    Args:
        pixels: (h, w, C), uint8 or uint16.
        has_alpha: whether the last channel is transparency. Then colours are weighted by it, so that a hidden colour
            does not show at an edge; where all four are fully transparent, they count alike.

    Returns:
        (h / 2, w / 2, C), rounded up, of the same type.
    """
    height, width = pixels.shape[:2]
    if height % 2 or width % 2:
        pixels = np.pad(pixels, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")
    half: Samples = (_sums_of_four(pixels, _WIDE[pixels.itemsize]) + 2 >> 2).astype(pixels.dtype)
    if has_alpha and (pixels[..., -1] != pixels[0, 0, -1]).any():  # where it is the same throughout, nothing changes
        _weight_colours(half, pixels)
    return half


def _sums_of_four(pixels: npt.NDArray[np.unsignedinteger], dtype: npt.DTypeLike) -> npt.NDArray[np.unsignedinteger]:
    rows = np.add(pixels[::2], pixels[1::2], dtype=dtype)
    sums: npt.NDArray[np.unsignedinteger] = rows[:, ::2] + rows[:, 1::2]
    return sums


def _weight_colours(half: Samples, pixels: Samples) -> None:
    """Replace the colours of `half` by means weighted with the last channel of the pixels, where that is not 0."""
    wide = _WIDEST[pixels.itemsize]
    alpha = pixels[..., -1:].astype(wide)
    weights = _sums_of_four(alpha, wide)
    sums = _sums_of_four(pixels[..., :-1] * alpha, wide)
    half[..., :-1] = np.where(weights > 0, (sums + weights // 2) // np.maximum(weights, 1), half[..., :-1])
