"""Which parts of a picture to fill, one after the other, so that cost and memory follow the damage."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from scipy import ndimage

from restoration.domain import Mask

CELL = 8  # px; damage is grouped on a grid of this pitch, 64 times smaller than the picture


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """A window of the picture and the damage in it that is this region's to fill."""

    window: tuple[slice, slice]  # rows and columns, the context around the damage included
    damage: Mask  # (h, w) of the window


def plan_regions(mask: Mask, *, size: int, context: int) -> list[Region]:
    """Regions that together hold all damage, each damaged pixel in exactly one.

    Damage that hangs together and fits into `size` px stays whole, so its fill has no seam. Only what reaches further
    (a net of cracks over the whole picture, a great loss) is cut, on a grid of `size` px.

    Args:
        mask: (H, W) bool.
        size: px, pitch of the grid; a region with its context is at most `2 * (size + context)` px long.
        context: px of the picture to show around the damage.
    """
    cells = _cells(mask)
    owner = _owners(cells, max(size // CELL, 1))
    regions = []
    boxes: list[tuple[slice, slice] | None] = ndimage.find_objects(owner)
    for index, box in enumerate(boxes, start=1):
        if box is None:
            continue
        rows, columns = _pixels(box[0], context, mask.shape[0]), _pixels(box[1], context, mask.shape[1])
        mine = _per_pixel(owner, rows, columns) == index
        regions.append(Region((rows, columns), mask[rows, columns] & mine))
    return regions


def _cells(mask: Mask) -> Mask:
    """(ceil(H / CELL), ceil(W / CELL)) bool: which cells of the grid hold damage."""
    height, width = mask.shape
    padded = cv2.copyMakeBorder(
        mask.view(np.uint8), 0, -height % CELL, 0, -width % CELL, cv2.BORDER_CONSTANT, value=(0,)
    )
    reached = cv2.dilate(padded, np.ones((CELL, CELL), np.uint8), anchor=(0, 0))
    return reached[::CELL, ::CELL].astype(bool)


def _owners(cells: Mask, pitch: int) -> npt.NDArray[np.int32]:
    """For each cell the number of the region it belongs to, from 1; 0 where it holds no damage."""
    _, group, stats, _ = cv2.connectedComponentsWithStats(cells.view(np.uint8), connectivity=8, ltype=cv2.CV_32S)
    left, top, width, height = stats[:, :4].T.astype(np.int64)
    across = -(-cells.shape[1] // pitch)  # grid squares side by side
    home = (top + height // 2) // pitch * across + (left + width // 2) // pitch  # square of the group's centre
    reaches_far = np.maximum(width, height) > pitch
    row, column = np.ogrid[: cells.shape[0], : cells.shape[1]]
    square = row // pitch * across + column // pitch
    return np.where(cells, np.where(reaches_far[group], square, home[group]) + 1, 0).astype(np.int32)


def _pixels(cells: slice, context: int, limit: int) -> slice:
    return slice(max(cells.start * CELL - context, 0), min(cells.stop * CELL + context, limit))


def _per_pixel(owner: npt.NDArray[np.int32], rows: slice, columns: slice) -> npt.NDArray[np.int32]:
    """Whose each pixel of a window is."""
    row = np.arange(rows.start, rows.stop) // CELL
    column = np.arange(columns.start, columns.stop) // CELL
    return np.asarray(owner[np.ix_(row, column)], np.int32)
