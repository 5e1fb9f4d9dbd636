"""Lay down a fill in a mode: loss by loss, part by part, inside the mask and nowhere else."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from typing import Final

import cv2
import numpy as np
from scipy import ndimage

from restoration.disk_arrays import zeros_on_disk
from restoration.domain import Image, Mask, PixelWindow, Progress, no_progress
from restoration.errors import BadMask
from restoration.imaging.masks import damaged_cells
from restoration.imaging.strips import has_equal_channels
from restoration.linear_light import Light, decode_srgb, encode_srgb
from restoration.retouching.base import Mode, Paint, Passage, Site
from restoration.retouching.flat import Sottotono
from restoration.retouching.modes import RETOUCHING
from restoration.retouching.recipe import Recipe, stroke_width

NARROW = 3.0  # stroke widths: in damage that is narrower, strokes would be specks
NARROW_MODE: Final[Mode] = Sottotono()  # what it is laid down in
TILE = 384  # px, side of a part; four times as fine, it takes some 30 MB
CELL = 8  # px; losses are told apart on a grid of this pitch
_MEAN_SAMPLES = 1_000_000  # px, of sound paint: more do not change its mean


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    """A part of the picture that is painted at once."""

    tile: PixelWindow  # rows and columns that are used
    damage: Mask  # (h, w), of the window that is painted
    window: PixelWindow  # the tile, and what is needed around it
    prepare: Callable[[], Paint]  # of the loss; it is prepared once, when its first part is painted


def render(
    recipe: Recipe,
    image: Image,
    fill: Image,
    mask: Mask,
    px_per_mm: float | None = None,
    progress: Progress = no_progress,
    *,
    damage: Mask | None = None,
) -> Image:
    """Return a copy of the fill in which the masked pixels are laid down in the mode of the recipe.

    Damage that is narrower than three strokes is laid down in `NARROW_MODE`. Cost and memory follow the damaged area.
    Where picture and fill are grey, so are the strokes: the mean of their channels in linear light, so that they still
    mix to the fill.

    Args:
        recipe: the mode, and the width of its strokes.
        image: (H, W, 3) uint8 or uint16 RGB, the painting with its damage.
        fill: (H, W, 3), of the same type: the target inside the mask. Not changed.
        mask: (H, W) bool.
        px_per_mm: scale of the picture; None where it is not known. See `stroke_width`.
        progress: called as (done, total) after each part.
        damage: (H, W) bool, where it is more than the mask: outside it, the paint is sound.

    Returns:
        (H, W, 3), of the image's type; outside the mask it is equal to `fill`, bit for bit.

    Raises:
        UnknownMethod: there is no such mode.
        BadMask: the damage covers the whole picture, so that there is no sound paint.
    """
    damage = mask if damage is None else damage
    if damage.all():
        raise BadMask("The damage covers the whole picture.", hint="Leave some sound paint.")
    width = stroke_width(recipe, image.shape, px_per_mm).px
    site = Site(image, fill, damage, width, recipe.seed, mean_of_sound_paint(image, damage))
    after = zeros_on_disk(fill.shape, fill.dtype)
    after[:] = fill
    is_grey = has_equal_channels(image) and has_equal_channels(fill)
    tasks = list(_plan(site, RETOUCHING.build(recipe.mode), mask))
    for done, task in enumerate(tasks, start=1):
        _paint_into(after, site, task, is_grey=is_grey)
        progress(done, len(tasks))
    return after


def mean_of_sound_paint(image: Image, mask: Mask) -> Light:
    """Return (3,) the mean linear light outside the (H, W) mask."""
    step = max(round(np.sqrt(mask.size / _MEAN_SAMPLES)), 1)
    sound = ~mask[::step, ::step]
    if not sound.any():
        return np.asarray(decode_srgb(image[~mask]).mean(0), np.float32)
    return np.asarray(decode_srgb(image[::step, ::step][sound]).mean(0, dtype=np.float64), np.float32)


def wide_part(mask: Mask, narrowest: float) -> Mask:
    """Return the parts of an (H, W) mask in which a disc of that diameter, px, has room, and their corners."""
    side = max(2 * int(narrowest // 2) + 1, 3)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    opened = cv2.morphologyEx(mask.view(np.uint8), cv2.MORPH_OPEN, disc)
    return np.asarray(cv2.dilate(opened, disc)).view(bool) & mask


def split_narrow(mode: Mode, mask: Mask, width: float) -> tuple[Mask, Mask]:
    """Return the parts of an (H, W) mask that are laid down in a mode, and those in `NARROW_MODE` instead.

    Args:
        mode: one without strokes has room everywhere.
        mask: (H, W) bool.
        width: px, of a stroke.
    """
    wide = wide_part(mask, NARROW * width) if mode.has_strokes else mask
    return wide, mask & ~wide


def _plan(site: Site, mode: Mode, mask: Mask) -> Iterator[_Task]:
    whole = slice(0, mask.shape[0]), slice(0, mask.shape[1])
    if not mode.has_strokes:
        yield from _tasks(site, mode, mask, whole)
        return
    wide, narrow = split_narrow(mode, mask, site.width)
    yield from _tasks(site, NARROW_MODE, narrow, whole)
    for loss, damage in _losses(wide):
        yield from _tasks(site, mode, damage, loss)


def _losses(mask: Mask) -> Iterator[tuple[PixelWindow, Mask]]:
    """Yield the window of each connected loss, and its pixels in the window."""
    cells, _ = ndimage.label(damaged_cells(mask, CELL), np.ones((3, 3)))
    for number, box in enumerate(ndimage.find_objects(cells), start=1):
        window = _pixels(box, mask.shape)
        own = np.repeat(np.repeat(cells[box] == number, CELL, 0), CELL, 1)
        part = mask[window]
        yield window, part & own[: part.shape[0], : part.shape[1]]


def _pixels(box: tuple[slice, ...], shape: tuple[int, ...]) -> PixelWindow:
    rows, columns = (
        slice(part.start * CELL, min(part.stop * CELL, length)) for part, length in zip(box, shape, strict=True)
    )
    return rows, columns


def _tasks(site: Site, mode: Mode, damage: Mask, window: PixelWindow) -> Iterator[_Task]:
    """Yield the parts of a loss that contain damage; tiles lie on one grid for the whole picture."""
    rows, columns = window
    reach, prepare = mode.reach(site.width), cache(partial(mode.prepare, site, window))
    for top in range(rows.start // TILE * TILE, rows.stop, TILE):
        for left in range(columns.start // TILE * TILE, columns.stop, TILE):
            tile = _within((top, top + TILE), (left, left + TILE), window)
            if not damage[_from(tile, window)].any():
                continue
            around = _within(
                (tile[0].start - reach, tile[0].stop + reach), (tile[1].start - reach, tile[1].stop + reach), window
            )
            yield _Task(tile, damage[_from(around, window)], around, prepare)


def _within(rows: tuple[int, int], columns: tuple[int, int], window: PixelWindow) -> PixelWindow:
    first, second = (
        slice(max(start, part.start), min(stop, part.stop))
        for (start, stop), part in zip((rows, columns), window, strict=True)
    )
    return first, second


def _from(window: PixelWindow, origin: PixelWindow) -> PixelWindow:
    """Return a window, counted from the corner of another one."""
    rows, columns = (
        slice(part.start - start.start, part.stop - start.start) for part, start in zip(window, origin, strict=True)
    )
    return rows, columns


def _paint_into(after: Image, site: Site, task: _Task, *, is_grey: bool) -> None:
    rows, columns = task.window
    passage = Passage(
        columns.start,
        rows.start,
        decode_srgb(site.fill[task.window]),
        task.damage,
        decode_srgb(site.image[task.window]),
    )
    painted = task.prepare()(passage)
    used = _from(task.tile, task.window)
    inside = task.damage[used]
    part = after[task.tile]
    light = painted[used][inside]
    part[inside] = encode_srgb(light.mean(1, keepdims=True) if is_grey else light, after.dtype)
