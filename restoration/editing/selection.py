"""Pixels that belong together: of a colour like the one under the pointer, or enclosed by marks."""

from collections.abc import Callable

import cv2
import numpy as np
import numpy.typing as npt

from restoration.domain import Image, KindMap, Mask, PixelWindow
from restoration.editing.pixel_mask import PixelMask
from restoration.errors import BadRequest
from restoration.imaging.difference import as_lab

FIRST_REACH = 256  # px around the point that are looked at first
MAX_RUNS = 400_000  # of a selection: more are no area but noise
_STRIP_ROWS = 256  # rows whose colours are compared at a time, which bounds the memory

MaskOf = Callable[[PixelWindow], npt.NDArray[np.uint8]]
"""Returns which pixels of a window are like the one under the pointer, (h, w) uint8, 0 or 1."""


def similar_pixels(image: Image, x: int, y: int, tolerance: float, *, contiguous: bool = True) -> PixelMask:
    """Return the pixels of a colour like the one at a point: what a magic wand selects.

    Args:
        image: (H, W, 3) uint8 or uint16, taken as sRGB.
        x: column of the pixel.
        y: its row.
        tolerance: the largest colour difference, CIE 1976: 2 is just visible, 100 is from black to white.
        contiguous: only pixels that are connected to the first one, by their sides.

    Raises:
        BadRequest: the point lies outside, or the selection is noise: too many separate pixels.

    Source:
        ISO/CIE 11664-4:2019, CIE 1976 L*a*b* colour space.
    """
    _check_point(x, y, image.shape)
    seed = as_lab(image[y : y + 1, x : x + 1])[0, 0]

    def is_similar(window: PixelWindow) -> npt.NDArray[np.uint8]:
        part = image[window]
        similar = np.empty(part.shape[:2], np.uint8)
        for top in range(0, len(part), _STRIP_ROWS):
            difference = as_lab(part[top : top + _STRIP_ROWS]) - seed
            similar[top : top + _STRIP_ROWS] = np.einsum("hwc,hwc->hw", difference, difference) <= tolerance**2
        return similar

    if contiguous:
        return _checked(*_connected(is_similar, x, y, image.shape)[:2])
    everything = (slice(0, image.shape[0]), slice(0, image.shape[1]))
    return _checked(everything, is_similar(everything) > 0)


def enclosed_pixels(kinds: KindMap, x: int, y: int) -> PixelMask:
    """Return the unmarked pixels around a point, as far as marks enclose them.

    Args:
        kinds: (H, W) uint8.
        x: column of the point.
        y: its row.

    Raises:
        BadRequest: the point lies outside or is marked itself, or the marks around it are open.
    """
    _check_point(x, y, kinds.shape)
    if kinds[y, x]:
        raise BadRequest("This place is marked already.", hint="Click inside an area that marks enclose.")
    window, inside, is_open = _connected(lambda part: (kinds[part] == 0).view(np.uint8), x, y, kinds.shape)
    if is_open:
        raise BadRequest("The marks around this place are open.", hint="Close them with the brush, then fill again.")
    return _checked(window, inside)


def _check_point(x: int, y: int, shape: tuple[int, ...]) -> None:
    if not (0 <= x < shape[1] and 0 <= y < shape[0]):
        raise BadRequest("This place lies outside the picture.", hint="Click inside it.")


def _connected(mask_of: MaskOf, x: int, y: int, shape: tuple[int, ...]) -> tuple[PixelWindow, Mask, bool]:
    """Return the pixels that are connected to a point by their sides, and whether they reach the picture's border.

    The window grows until they fit in it, so that the cost follows their extent.
    """
    reach = FIRST_REACH
    while True:
        rows, columns = (
            slice(max(at - reach, 0), min(at + reach + 1, side)) for at, side in ((y, shape[0]), (x, shape[1]))
        )
        connected = _flooded(mask_of((rows, columns)), x - columns.start, y - rows.start)
        cut = [
            bool(edge.any())
            for edge, is_inner in (
                (connected[0], rows.start > 0),
                (connected[-1], rows.stop < shape[0]),
                (connected[:, 0], columns.start > 0),
                (connected[:, -1], columns.stop < shape[1]),
            )
            if is_inner
        ]
        if not any(cut):
            at_border = connected[0].any() or connected[-1].any() or connected[:, 0].any() or connected[:, -1].any()
            return (rows, columns), connected, bool(at_border)
        reach *= 2


def _flooded(candidates: npt.NDArray[np.uint8], x: int, y: int) -> Mask:
    """Return (h, w) bool: the candidates, (h, w) 0 or 1, that are connected to the one at x and y."""
    flooded = np.ascontiguousarray(candidates)
    cv2.floodFill(flooded, None, (x, y), 2, flags=4)
    return np.asarray(flooded == 2)


def _checked(window: PixelWindow, mask: Mask) -> PixelMask:
    pixels = PixelMask.of(window, mask)
    if pixels is None or len(pixels.runs) > MAX_RUNS:
        raise BadRequest("The selection has too many separate pixels.", hint="Choose a lower tolerance.")
    return pixels
