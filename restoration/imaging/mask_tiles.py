"""The tiles of a kind map, one byte a pixel: the kind, and how much of the pixel is marked."""

import cv2
import numpy as np
import numpy.typing as npt

from restoration.domain import DAMAGE_KINDS, KindMap
from restoration.imaging.tile_pyramid import tile_window

FULL = 63
"""The coverage of a pixel that is marked as a whole, in the lower six bits of a byte; the upper two are kind - 1."""

_STRIP_PIXELS = 2**22  # of the mask, that are looked at together: a tile of the last level shows all of it


def mask_tile(kinds: KindMap, level: int, column: int, row: int) -> npt.NDArray[np.uint8] | None:
    """Return a tile of a kind map.

    Args:
        kinds: (H, W) uint8.
        level: as in `tile_pyramid`, with its column and row.
        column: of the tile.
        row: of the tile.

    Returns:
        (h, w) uint8: `(kind - 1) * 64 + coverage`, 0 where nothing is marked. Of several kinds in one pixel, the one
        that covers most of it is named, and the coverage is that of all together. None if there is no such tile.
    """
    window = tile_window(kinds.shape, level, column, row)
    if window is None:
        return None
    rows, columns = (slice(part.start << level, part.stop << level) for part in window)
    shown, side = kinds[rows, columns], 1 << level
    strip_rows = max(_STRIP_PIXELS // shown.shape[1] // side, 1) * side
    return np.vstack([_packed(shown[top : top + strip_rows], level) for top in range(0, len(shown), strip_rows)])


def _packed(kinds: KindMap, level: int) -> npt.NDArray[np.uint8]:
    side = 1 << level
    height, width = (-(-length // side) for length in kinds.shape)
    best, covered, number = np.zeros((3, height, width), np.uint8)
    for kind in range(1, len(DAMAGE_KINDS) + 1):
        marked = cv2.inRange(kinds, kind, kind)
        if not cv2.countNonZero(marked):
            continue
        part = _mean_of_blocks(marked, side)
        number[part > best] = kind - 1
        best = np.maximum(best, part)
        covered = cv2.add(covered, part).reshape(height, width)
    coverage = (covered.astype(np.uint16) * FULL + 254) // 255  # rounded up: what is marked stays marked
    return np.where(covered, number * np.uint8(FULL + 1) + coverage.astype(np.uint8), np.uint8(0))


def _mean_of_blocks(marked: npt.NDArray[np.generic], side: int) -> npt.NDArray[np.uint8]:
    if side == 1:
        return np.asarray(marked, np.uint8)
    rows, columns = (-length % side for length in marked.shape)
    whole = cv2.copyMakeBorder(np.asarray(marked, np.uint8), 0, rows, 0, columns, cv2.BORDER_CONSTANT, value=0)
    size = (whole.shape[1] // side, whole.shape[0] // side)
    return np.asarray(cv2.resize(whole, size, interpolation=cv2.INTER_AREA), np.uint8)
