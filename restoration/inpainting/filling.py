"""Damage is filled where it is, region by region, and every other pixel is left alone."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from scipy import ndimage

from restoration.domain import Image, Mask, Progress, no_progress
from restoration.errors import BadMask
from restoration.inpainting.base import Inpainter, Stage, plan_stages

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
    cells = _damaged_cells(mask)
    owner = _cell_regions(cells, max(size // CELL, 1))
    regions = []
    boxes: list[tuple[slice, slice] | None] = ndimage.find_objects(owner)
    for index, box in enumerate(boxes, start=1):
        if box is None:
            continue
        rows, columns = _pixel_range(box[0], context, mask.shape[0]), _pixel_range(box[1], context, mask.shape[1])
        mine = _pixel_regions(owner, rows, columns) == index
        regions.append(Region((rows, columns), mask[rows, columns] & mine))
    return regions


def _damaged_cells(mask: Mask) -> Mask:
    """(ceil(H / CELL), ceil(W / CELL)) bool: which cells of the grid hold damage."""
    height, width = mask.shape
    padded = cv2.copyMakeBorder(
        mask.view(np.uint8), 0, -height % CELL, 0, -width % CELL, cv2.BORDER_CONSTANT, value=(0,)
    )
    reached = cv2.dilate(padded, np.ones((CELL, CELL), np.uint8), anchor=(0, 0))
    return reached[::CELL, ::CELL].astype(bool)


def _cell_regions(cells: Mask, pitch: int) -> npt.NDArray[np.int32]:
    """For each cell the number of the region it belongs to, from 1; 0 where it holds no damage."""
    _, group, stats, _ = cv2.connectedComponentsWithStats(cells.view(np.uint8), connectivity=8, ltype=cv2.CV_32S)
    left, top, width, height = stats[:, :4].T.astype(np.int64)
    across = -(-cells.shape[1] // pitch)  # grid squares side by side
    home = (top + height // 2) // pitch * across + (left + width // 2) // pitch  # square of the group's centre
    reaches_far = np.maximum(width, height) > pitch
    row, column = np.ogrid[: cells.shape[0], : cells.shape[1]]
    square = row // pitch * across + column // pitch
    return np.where(cells, np.where(reaches_far[group], square, home[group]) + 1, 0).astype(np.int32)


def _pixel_range(cells: slice, context: int, limit: int) -> slice:
    return slice(max(cells.start * CELL - context, 0), min(cells.stop * CELL + context, limit))


def _pixel_regions(owner: npt.NDArray[np.int32], rows: slice, columns: slice) -> npt.NDArray[np.int32]:
    """Whose each pixel of a window is."""
    row = np.arange(rows.start, rows.stop) // CELL
    column = np.arange(columns.start, columns.stop) // CELL
    return np.asarray(owner[np.ix_(row, column)], np.int32)


def fill(image: Image, mask: Mask, inpainter: Inpainter, progress: Progress = no_progress) -> Image:
    """A new picture with the damage filled; outside the mask it equals the old one, bit for bit.

    Cost and memory follow the damaged area. Regions are filled in a fixed order, and each sees what was filled before
    it, so damage that had to be cut into several regions is continued without a seam.

    Raises:
        BadMask: the mask covers the whole picture, so that nothing is left to fill from.
    """
    return fill_stages(image, plan_stages(inpainter, mask), progress)


def fill_stages(image: Image, plan: list[Stage], progress: Progress = no_progress) -> Image:
    """The same for stages that are known; the first one's mask is the whole damage."""
    if plan[0].mask.all():
        raise BadMask("The mask covers the whole picture.", hint="Leave some sound paint for the filling to go by.")
    after = image.copy()
    plans = [(stage, _stage_regions(stage)) for stage in plan]
    done, total = 0, sum(len(regions) for _, regions in plans)
    for stage, regions in plans:
        for _ in _fill_regions(after, stage, regions):
            done += 1
            progress(done, total)
    return after


def _stage_regions(stage: Stage) -> list[Region]:
    needs = stage.inpainter.needs
    return plan_regions(stage.mask, size=needs.region, context=needs.context)


def _fill_regions(after: Image, stage: Stage, regions: list[Region]) -> Iterator[Region]:
    """Each region, once it is filled, in place."""
    missing, waiting = stage.mask.copy(), deque(regions)
    while waiting:
        region = waiting.popleft()
        if missing[region.window].all():  # the inside of a great loss: wait until a neighbour is filled
            waiting.append(region)
            continue
        _fill_region(after, missing, region, stage.inpainter)
        yield region


def _fill_region(after: Image, missing: Mask, region: Region, inpainter: Inpainter) -> None:
    view = after[region.window]
    filled = inpainter.fill(np.ascontiguousarray(view), np.ascontiguousarray(missing[region.window]))
    np.copyto(view, filled, where=region.damage[..., np.newaxis])
    missing[region.window] &= ~region.damage
