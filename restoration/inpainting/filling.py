"""Fill the damage of a picture region by region; every other pixel stays as it is."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt
from scipy import ndimage

from restoration.disk_arrays import zeros_on_disk
from restoration.domain import Box, Image, Mask, Progress, no_progress
from restoration.errors import BadMask
from restoration.imaging.masks import damaged_cells, sample_outside
from restoration.imaging.strips import has_equal_channels
from restoration.imaging.visible_paint import extend_paint
from restoration.inpainting.base import Inpainter, PendingFill, Stage, as_concurrent, plan_stages
from restoration.inpainting.fill_order import Boxes, FillOrder, InTurn

CELL = 8  # px; damage is grouped on a grid of this pitch, which has 64 times fewer cells than the picture has pixels


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """A window of the picture, and the damage in it that belongs to this region."""

    window: tuple[slice, slice]  # rows and columns, including the context around the damage
    damage: Mask  # (h, w) bool, of the window

    @property
    def box(self) -> Box:
        """The box of the damage in the picture, without the context."""
        left, top, width, height = cv2.boundingRect(self.damage.view(np.uint8))
        rows, columns = self.window
        return left + columns.start, top + rows.start, width, height


OnRegion: TypeAlias = Callable[[Image, Region], None]
"""Called after each region with the picture as far as it is filled, and with that region."""


def ignore_region(after: Image, region: Region) -> None:
    """An `OnRegion` that does nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Regions(Sequence[Region]):
    """The regions of a mask, which together contain every damaged pixel once; each is cut out when it is asked for."""

    mask: Mask  # (H, W) bool
    cells: npt.NDArray[np.int32]  # the number of the region of each cell, from 1; 0 where a cell contains no damage
    places: Sequence[tuple[int, tuple[slice, slice]]]  # number of each region, and its rows and columns of cells
    context: int  # px of the picture around the damage

    def __len__(self) -> int:
        return len(self.places)

    def boxes(self, indices: Sequence[int]) -> Boxes:
        """Return the boxes of the cells that contain the damage of some regions."""
        places = (self.places[index][1] for index in indices)
        sides = [(side.start, side.stop) for place in places for side in place]
        return np.array(sides, np.int64).reshape(-1, 2, 2) * CELL

    def __getitem__(self, index: int) -> Region:  # type: ignore[override]  # there are no slices of it
        """Return the region of that index."""
        number, box = self.places[index]
        rows, columns = (_pixel_range(*each, self.context) for each in zip(box, self.mask.shape, strict=True))
        return Region((rows, columns), self.mask[rows, columns] & (_pixel_regions(self.cells, rows, columns) == number))


def plan_regions(mask: Mask, *, size: int, context: int) -> Regions:
    """Return regions that contain every damaged pixel exactly once.

    Connected damage that fits into `size` px stays whole, so its fill has no seam. Only larger damage (a net of cracks
    over the whole picture, a large loss) is cut, on a grid of `size` px.

    Args:
        mask: (H, W) bool; it must stay as it is while the regions are used.
        size: pitch of the grid, px; a region with its context is at most `2 * (size + context)` px long.
        context: px of the picture around the damage.
    """
    cells = _cell_regions(damaged_cells(mask, CELL), max(size // CELL, 1))
    boxes: list[tuple[slice, slice] | None] = ndimage.find_objects(cells)
    places = [(number, box) for number, box in enumerate(boxes, start=1) if box is not None]
    return Regions(mask, cells, places, context)


def _cell_regions(cells: Mask, pitch: int) -> npt.NDArray[np.int32]:
    """Return the number of the region of each cell, from 1; 0 where a cell contains no damage."""
    _, group, stats, _ = cv2.connectedComponentsWithStats(cells.view(np.uint8), connectivity=8, ltype=cv2.CV_32S)
    left, top, width, height = stats[:, :4].T
    across = -(-cells.shape[1] // pitch)  # number of grid squares in a row
    # The square that holds the centre of each group.
    home_square = (top + height // 2) // pitch * across + (left + width // 2) // pitch
    reaches_far = np.maximum(width, height) > pitch
    column = np.arange(cells.shape[1], dtype=np.int32) // pitch
    numbers = np.empty(cells.shape, np.int32)
    for row, (number, group_of, is_damaged) in enumerate(zip(numbers, group, cells, strict=True)):
        square = np.where(reaches_far[group_of], row // pitch * across + column, home_square[group_of])
        number[:] = np.where(is_damaged, square + 1, 0)
    return numbers


def _pixel_range(cells: slice, limit: int, context: int) -> slice:
    return slice(max(cells.start * CELL - context, 0), min(cells.stop * CELL + context, limit))


def _pixel_regions(region_numbers: npt.NDArray[np.int32], rows: slice, columns: slice) -> npt.NDArray[np.int32]:
    """Return the number of the region of each pixel of a window, (h, w)."""
    row = np.arange(rows.start, rows.stop) // CELL
    column = np.arange(columns.start, columns.stop) // CELL
    return np.asarray(region_numbers[np.ix_(row, column)], np.int32)


def fill(image: Image, mask: Mask, inpainter: Inpainter, progress: Progress = no_progress) -> Image:
    """Return a copy of the picture with the damage filled; outside the mask it is equal, bit for bit.

    Cost and memory follow the damaged area. Regions are filled in a fixed order, and each sees what was filled before
    it, so damage that had to be cut into several regions is continued without a seam. An inpainter that is `Concurrent`
    fills several at the same time where that changes nothing.

    Args:
        image: (H, W, 3) uint8 or uint16 RGB. Not changed.
        mask: (H, W) bool, True where paint is missing.
        inpainter: the method.
        progress: called as (done, total) after each region.

    Raises:
        BadMask: the mask covers the whole picture, so that nothing is left to fill from.
    """
    return fill_stages(image, plan_stages(inpainter, mask), progress)


def fill_stages(
    image: Image,
    stages: list[Stage],
    progress: Progress = no_progress,
    on_region: OnRegion = ignore_region,
    *,
    visible: Mask | None = None,
) -> Image:
    """Return a copy of an (H, W, 3) picture, filled in given stages; the mask of the first stage is all the damage.

    A picture of three equal channels, which is how grey ones are read, keeps them equal: whatever an inpainter
    returns for a pixel becomes the mean of its channels.

    Args:
        image: (H, W, 3) uint8 or uint16 RGB. Not changed.
        stages: in their order; a later one may fill anew what an earlier one has filled.
        progress: called as (done, total) after each region.
        on_region: called before that; it must not change the picture that it gets.
        visible: (H, W) bool: nothing is filled from pixels where it is False; None: all pixels are visible.

    Raises:
        BadMask: the mask covers the whole picture, or all of it that is visible.
    """
    hidden = None if visible is None else np.logical_not(visible, out=zeros_on_disk(visible.shape, np.bool_))
    if not _leaves_paint(stages[0].mask, visible):
        raise BadMask("The mask covers the whole picture.", hint="Leave some sound paint to fill from.")
    after = zeros_on_disk(image.shape, image.dtype)
    after[:] = image
    plans = [(stage, _stage_regions(stage)) for stage in stages]
    done, total = 0, sum(len(regions) for _, regions in plans)
    is_grey = has_equal_channels(image)
    for stage, regions in plans:
        for region in _fill_regions(after, stage, regions, hidden, is_grey=is_grey):
            on_region(after, region)
            done += 1
            progress(done, total)
    return after


def _leaves_paint(mask: Mask, visible: Mask | None) -> bool:
    """Return whether sound paint is left to fill from, or nothing is to be filled."""
    for row, marked in enumerate(mask):
        if not (marked.all() if visible is None else (marked | ~visible[row]).all()):
            return True
    return not mask.any()


def _stage_regions(stage: Stage) -> Regions:
    needs = stage.inpainter.needs
    return plan_regions(stage.mask, size=needs.region, context=needs.context)


def _fill_regions(
    after: Image, stage: Stage, regions: Regions, hidden: Mask | None, *, is_grey: bool
) -> Iterator[Region]:
    """Fill the regions in place, and yield each one when it is filled."""
    filling = _Filling(after, stage, hidden, is_grey=is_grey)
    waiting: Sequence[int] = range(len(regions))
    while waiting:
        postponed: list[int] = []  # inside a large loss: they wait until a neighbour is filled
        yield from _fill_round(filling, regions, waiting, postponed)
        if len(postponed) == len(waiting):  # nothing but transparency lies around them
            island = regions[postponed.pop(0)]
            filling.fill_island(island)
            yield island
        waiting = postponed


def _fill_round(
    filling: "_Filling", regions: Regions, waiting: Sequence[int], postponed: list[int]
) -> Iterator[Region]:
    """Fill the waiting regions that see paint when it is their turn; add the others to those that are postponed."""
    is_alone = filling.fills.at_once == 1
    order = InTurn(len(waiting)) if is_alone else FillOrder(regions.boxes(waiting), regions.context)
    begun: dict[PendingFill, tuple[int, Region]] = {}
    while True:
        while len(begun) < filling.fills.at_once and (turn := order.begin()) is not None:
            region = regions[waiting[turn]]
            if filling.sees_paint(region):
                begun[filling.begin(region)] = turn, region
            else:
                postponed.append(waiting[turn])
                order.finish(turn)
        if not begun:
            postponed.sort()  # turns that change nothing for each other may have changed places
            return
        done = filling.fills.first_done(begun)
        turn, region = begun.pop(done)
        filling.finish(region, done.result())
        order.finish(turn)
        yield region


class _Filling:
    """A picture while the regions of a stage are filled in it, in place."""

    def __init__(self, after: Image, stage: Stage, hidden: Mask | None, *, is_grey: bool) -> None:
        self.fills = as_concurrent(stage.inpainter)
        self._after, self._hidden, self._is_grey = after, hidden, is_grey
        self._missing: Mask = zeros_on_disk(stage.mask.shape, np.bool_)
        self._missing[:] = stage.mask
        self._island_colour = cache(lambda: _mean_colour(after, stage.mask if hidden is None else stage.mask | hidden))

    def sees_paint(self, region: Region) -> bool:
        """Return whether there is anything in the window of a region to fill it from."""
        missing, unseen = self._missing[region.window], self._unseen(region)
        return not (missing if unseen is None else missing | unseen).all()

    def begin(self, region: Region) -> PendingFill:
        """Begin to fill a region; what is unseen in its window is filled with it, and not used."""
        hole, unseen = np.ascontiguousarray(self._missing[region.window]), self._unseen(region)
        seen = np.ascontiguousarray(self._after[region.window])
        if unseen is not None and unseen.any():
            paint = extend_paint(seen, ~(hole | unseen))
            seen, hole = np.where(unseen[..., np.newaxis], paint, seen), hole | unseen
        return self.fills.begin(seen, hole)

    def finish(self, region: Region, filled: Image) -> None:
        """Lay a filled window, (h, w, 3), down in the damage of its region."""
        view = self._after[region.window]
        np.copyto(view, filled, where=region.damage[..., np.newaxis])
        if self._is_grey:
            _level_channels(view, region.damage)
        self._missing[region.window] &= ~region.damage

    def fill_island(self, region: Region) -> None:
        """Give a region that sees nothing the mean colour of all sound paint."""
        self.finish(region, np.broadcast_to(self._island_colour(), (*region.damage.shape, 3)))

    def _unseen(self, region: Region) -> Mask | None:
        return None if self._hidden is None else self._hidden[region.window]


def _level_channels(view: Image, damage: Mask) -> None:
    """Give the filled pixels of a window three equal channels, their mean, in place."""
    mean = (view.sum(2, keepdims=True, dtype=np.uint32) + 1) // 3
    np.copyto(view, mean.astype(view.dtype), where=damage[..., np.newaxis])


def _mean_colour(after: Image, lost: Mask) -> Image:
    """Return the mean colour of all sound paint, (3,); it stays the same while the rest is filled."""
    mean: Image = np.rint(sample_outside(after, lost).mean(axis=0)).astype(after.dtype)
    return mean
