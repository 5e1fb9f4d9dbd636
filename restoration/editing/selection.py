"""Pixels that marks enclose, and selections as pixels that can be marked at once."""

from collections.abc import Callable

import cv2
import numpy as np
import numpy.typing as npt

from restoration.domain import KindMap, Mask, PixelWindow
from restoration.editing.pixel_mask import PixelMask
from restoration.errors import BadRequest

FIRST_REACH = 256  # px around the point that are looked at first
MAX_RUNS = 400_000  # of a selection: more are no area but noise
MaskOf = Callable[[PixelWindow], npt.NDArray[np.uint8]]
"""Returns which pixels of a window may be selected, (h, w) uint8, 0 or 1."""


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
    return as_pixels(window, inside)


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


def as_pixels(window: PixelWindow, mask: Mask) -> PixelMask:
    """Return the selected pixels, a mask (h, w) of a window; raise `BadRequest` if they are none, or are noise."""
    pixels = PixelMask.of(window, mask)
    if pixels is None:
        raise BadRequest("Nothing is selected.", hint="Click elsewhere, or choose a higher tolerance.")
    if len(pixels.runs) > MAX_RUNS:
        raise BadRequest("The selection has too many separate pixels.", hint="Choose a lower tolerance.")
    return pixels
