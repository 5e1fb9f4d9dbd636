"""Lay down a fill in a mode: loss by loss, part by part, inside the mask and nowhere else."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
from scipy import ndimage

from restoration.disk_arrays import compute_on_disk, zeros_on_disk
from restoration.domain import Image, Mask, PixelWindow, Progress, no_progress, part_of
from restoration.errors import BadMask
from restoration.imaging.masks import damaged_cells, grow_mask, sample_outside
from restoration.imaging.strips import has_equal_channels
from restoration.imaging.windows import grow_window, window_within
from restoration.linear_light import Light, decode_srgb, encode_srgb
from restoration.retouching.base import Mode, Paint, Passage, Site
from restoration.retouching.flat import Sottotono
from restoration.retouching.modes import RETOUCHING
from restoration.retouching.recipe import Recipe, stroke_width
from restoration.retouching.reducing import enlarge_into, reduce_site

NARROW = 3.0  # stroke widths: in damage that is narrower, strokes would be specks
NARROW_MODE: Final[Mode] = Sottotono()  # what it is laid down in
ENOUGH = 3.5  # px of a stroke: wider ones are drawn as well on a smaller picture, which bounds time and memory
TILE = 384  # px, side of a part; four times as fine, it takes some 30 MB
CELL = 8  # px; losses are separated on a grid of this pitch
_STRIP_ROWS = 1024  # rows of which distances are computed at a time


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
    width = stroke_width(recipe, image.shape, px_per_mm).px
    masks, damage = masks_as_drawn({recipe.mode: mask}, width), mask if damage is None else damage
    return render_masks(masks, image, fill, damage, width, recipe.seed, progress)


def render_masks(
    masks: Mapping[str, Mask],
    image: Image,
    fill: Image,
    damage: Mask,
    width: float,
    seed: int,
    progress: Progress = no_progress,
) -> Image:
    """Return a copy of the fill in which several masks are laid down, each in its own mode; see `render`.

    Args:
        masks: (H, W) bool by mode, as `masks_as_drawn` returns them.
        image: (H, W, 3).
        fill: (H, W, 3).
        damage: (H, W) bool: outside it, the paint is sound.
        width: px, of a stroke.
        seed: of the recipe.
        progress: called as (done, total) after each part.

    Raises:
        UnknownMethod: there is no such mode.
        BadMask: the damage covers the whole picture.
    """
    if damage.all():
        raise BadMask("The damage covers the whole picture.", hint="Leave some sound paint.")
    is_grey = has_equal_channels(image) and has_equal_channels(fill)
    site = Site(image, fill, damage, width, seed, mean_of_sound_paint(image, damage), is_grey)
    after = zeros_on_disk(fill.shape, fill.dtype)
    after[:] = fill
    for number, (mode, mask) in enumerate(masks.items()):
        _lay_down(after, site, RETOUCHING.build(mode), mask, part_of(progress, number, len(masks)))
    return after


def masks_as_drawn(masks: Mapping[str, Mask], width: float) -> dict[str, Mask]:
    """Return (H, W) masks by mode, with what is too narrow for strokes of that width, px, in `NARROW_MODE`.

    Modes without pixels are left out. Raises `UnknownMethod` if there is no such mode.
    """
    drawn: dict[str, Mask] = {}
    for wanted, mask in masks.items():
        has_strokes = RETOUCHING.build(wanted).has_strokes
        wide = wide_part(mask, NARROW * width) if has_strokes else mask
        narrow: Mask = compute_on_disk(np.greater, mask, wide, dtype=np.bool_)
        for mode, part in ((wanted, wide), (NARROW_MODE.key, narrow)):
            if part.any():
                earlier = drawn.get(mode)
                drawn[mode] = part if earlier is None else compute_on_disk(np.logical_or, earlier, part, dtype=bool)
    return drawn


def _lay_down(after: Image, site: Site, mode: Mode, mask: Mask, progress: Progress) -> None:
    """Paint the masked pixels of a picture, in place; wide strokes on a smaller copy, which is enlarged."""
    factor = int(site.width // ENOUGH) if mode.reach(site.width) else 1
    if factor > 1:
        small = reduce_site(site, factor)
        painted = small.fill.copy()
        _paint(painted, small, mode, grow_mask(damaged_cells(mask, factor), 1), progress)
        enlarge_into(after, painted, mask)
    else:
        _paint(after, site, mode, mask, progress)


def _paint(after: Image, site: Site, mode: Mode, mask: Mask, progress: Progress) -> None:
    tasks = list(_plan(site, mode, mask))
    for done, task in enumerate(tasks, start=1):
        _paint_into(after, site, task)
        progress(done, len(tasks))


def mean_of_sound_paint(image: Image, mask: Mask) -> Light:
    """Return (3,) the mean linear light outside the (H, W) mask."""
    return np.asarray(decode_srgb(sample_outside(image, mask)).mean(0, dtype=np.float64), np.float32)


def wide_part(mask: Mask, narrowest: float) -> Mask:
    """Return the parts of an (H, W) mask in which a disc of that diameter, px, has room, and their corners.

    Distances take the same time for every diameter; a strip of rows at a time bounds the memory.
    """
    radius = max(int(narrowest // 2), 1)
    wide, around = zeros_on_disk(mask.shape, np.bool_), 3 * radius  # rows that a row depends on
    height = max(_STRIP_ROWS, 4 * around)
    for top in range(0, len(mask), height):
        first, rows = max(top - around, 0), slice(top, top + height)
        if mask[rows].any():
            found = _wide_part_of(mask[first : top + height + around], radius)
            wide[rows] = found[top - first :][:height] & mask[rows]
    return wide


def _wide_part_of(mask: Mask, radius: int) -> Mask:
    """Return what lies within two radii of the middle of a disc that has room; px."""
    has_no_room = _distance_inside(mask) <= radius
    return _distance_inside(has_no_room) <= 2 * radius


def _distance_inside(mask: Mask) -> npt.NDArray[np.float32]:
    """Return (h, w): how far, px, each pixel lies from the nearest one outside the mask; huge where there is none."""
    return np.asarray(cv2.distanceTransform(mask.view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE), np.float32)


def _plan(site: Site, mode: Mode, mask: Mask) -> Iterator[_Task]:
    whole = slice(0, mask.shape[0]), slice(0, mask.shape[1])
    for loss, damage in _losses(mask) if mode.has_strokes else [(whole, mask)]:
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
            tile = _common_part((slice(top, top + TILE), slice(left, left + TILE)), window)
            if not damage[window_within(tile, window)].any():
                continue
            around = _common_part(grow_window(tile, reach, reach, site.damage.shape), window)
            yield _Task(tile, damage[window_within(around, window)], around, prepare)


def _common_part(window: PixelWindow, other: PixelWindow) -> PixelWindow:
    rows, columns = (
        slice(max(part.start, limit.start), min(part.stop, limit.stop))
        for part, limit in zip(window, other, strict=True)
    )
    return rows, columns


def _paint_into(after: Image, site: Site, task: _Task) -> None:
    rows, columns = task.window
    passage = Passage(
        columns.start,
        rows.start,
        decode_srgb(site.fill[task.window]),
        task.damage,
        decode_srgb(site.image[task.window]),
    )
    painted = task.prepare()(passage)
    used = window_within(task.tile, task.window)
    inside = task.damage[used]
    part = after[task.tile]
    light = painted[used][inside]
    part[inside] = encode_srgb(light.mean(1, keepdims=True) if site.is_grey else light, after.dtype)
