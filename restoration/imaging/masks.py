"""Masks as shapes: grown, shrunk, and taken apart into connected components."""

import cv2
import numpy as np
import numpy.typing as npt

from restoration.disk_arrays import zeros_on_disk
from restoration.domain import DAMAGE_KINDS, Box, DamageKind, Image, KindMap, Mask, kind_number
from restoration.imaging.strip_components import (
    OUTSIDE,
    StripEdges,
    bounding_boxes,
    join_components,
    label_components,
    pixel_boxes,
)
from restoration.imaging.tiling import RowStrip, plan_strips

STRIP_PIXELS = 2**21  # of a mask, that are worked on at a time
_CELL_STRIP = 256  # rows that are searched for damage at a time
_SAMPLES = 1_000_000  # px: more do not change a mean colour


def grow_mask(mask: Mask, px: int) -> Mask:
    """Return the (H, W) mask with its rim moved outwards by `px` pixels, or inwards if `px` is negative.

    The border of the picture is not a rim: a mask that touches it does not shrink from there.
    """
    if px == 0 or not mask.any():
        return mask.copy()
    operation = cv2.dilate if px > 0 else cv2.erode
    return np.asarray(operation(mask.view(np.uint8), _disc(px))).view(bool)


def grow_kinds(kinds: KindMap, px: int) -> KindMap:
    """Return the (H, W) kind map grown as `grow_mask` grows a mask.

    Marked pixels keep their kind; new ones take the highest kind number within reach.
    """
    if px > 0:
        return np.where(kinds, kinds, np.asarray(cv2.dilate(kinds, _disc(px)), np.uint8))
    return kinds * grow_mask(kinds > 0, px).view(np.uint8)


def _disc(px: int) -> npt.NDArray[np.uint8]:
    diameter = 2 * abs(px) + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (diameter, diameter)), np.uint8)


def plan_mask_strips(shape: tuple[int, ...], margin: int) -> list[RowStrip]:
    """Return the strips in which a mask of that height and width is worked on; see `plan_strips`."""
    height, width = shape
    return plan_strips(height, rows=max(STRIP_PIXELS // width, 1), margin=margin)


def mask_of_kinds(kinds: KindMap) -> Mask:
    """Return where an (H, W) kind map marks anything, (H, W) bool; that of a large picture lies on the disk."""
    mask: Mask = zeros_on_disk(kinds.shape, np.bool_)
    return np.greater(kinds, 0, out=mask)


def count_kinds(kinds: KindMap, mask: Mask) -> list[int]:
    """Return how many pixels of the mask have each of `DAMAGE_KINDS`; both are (H, W)."""
    counts = np.zeros(len(DAMAGE_KINDS) + 1, np.int64)
    for strip in plan_mask_strips(mask.shape, margin=0):
        counts += np.bincount(kinds[strip.rows][mask[strip.rows]], minlength=len(counts))
    return [int(count) for count in counts[1:]]


def count_marked(kinds: KindMap) -> list[int]:
    """Return how many pixels of an (H, W) kind map have each of `DAMAGE_KINDS`."""
    highest = len(DAMAGE_KINDS) + 1
    counts = np.zeros(highest, np.int64)
    for strip in plan_mask_strips(kinds.shape, margin=0):
        histogram = cv2.calcHist([kinds[strip.rows]], [0], None, [highest], [0, highest])
        counts += histogram.reshape(-1).astype(np.int64)  # floats, which are exact up to the size of a strip
    return [int(count) for count in counts[1:]]


def are_equal(mask: Mask, other: Mask) -> bool:
    """Return whether two masks, or kind maps, of any height and width are the same."""
    if mask is other or mask.shape != other.shape:
        return mask is other
    return all(np.array_equal(mask[strip.rows], other[strip.rows]) for strip in plan_mask_strips(mask.shape, margin=0))


def as_loss_kinds(mask: Mask) -> KindMap:
    """Return a (H, W) uint8 kind map of a mask without known kinds: all of it counts as loss."""
    return mask.view(np.uint8) * np.uint8(kind_number(DamageKind.LOSS))


def count_components(mask: Mask) -> int:
    """Return the number of connected components of a (H, W) mask; diagonal neighbours are connected."""
    strips = plan_mask_strips(mask.shape, margin=0)
    return join_components([StripEdges.of(label_components(mask[strip.rows])) for strip in strips])[1]


def small_components(mask: Mask, area: int, *, connectivity: int, at_border: bool = True) -> Mask:
    """Return the connected components of at most `area` px, (H, W) bool.

    Args:
        mask: (H, W) bool.
        area: px.
        connectivity: 4 or 8; whether diagonal neighbours are connected.
        at_border: whether components at the border of the picture count, too.
    """
    _, labels, stats, _ = cv2.connectedComponentsWithStats(
        mask.view(np.uint8), connectivity=connectivity, ltype=cv2.CV_32S
    )
    small = stats[:, cv2.CC_STAT_AREA] <= area
    if not at_border:
        height, width = mask.shape
        left, top, wide, high = stats[:, :4].T
        small &= (left > 0) & (top > 0) & (left + wide < width) & (top + high < height)
    small[0] = False  # the background
    return np.asarray(small[labels])


def component_boxes(mask: Mask) -> list[Box]:
    """Return the box (x, y, width, height; px) of each connected component, from top to bottom."""
    edges, boxes = [], []
    for strip in plan_mask_strips(mask.shape, margin=0):
        labels = label_components(mask[strip.rows])
        pixels = np.flatnonzero(labels != OUTSIDE).astype(np.int32)
        edges.append(StripEdges.of(labels))
        parts = pixel_boxes(pixels, labels.shape, strip.top)
        boxes.append(bounding_boxes(parts, labels.reshape(-1)[pixels], edges[-1].count))
    numbers, count = join_components(edges)
    whole = bounding_boxes(np.concatenate(boxes, axis=1), np.concatenate(numbers), count)
    return sorted(
        ((left, top, right - left + 1, bottom - top + 1) for top, left, bottom, right in whole.T.tolist()),
        key=lambda box: (box[1], box[0]),
    )


def sample_outside(image: Image, mask: Mask) -> Image:
    """Return (N, 3) pixels of an (H, W, 3) picture outside the mask: all, or about a million of a large one."""
    step = max(round(np.sqrt(mask.size / _SAMPLES)), 1)
    sampled: Image = image[::step, ::step][~mask[::step, ::step]]
    return sampled if len(sampled) else image[~mask]


def damaged_cells(mask: Mask, cell: int) -> Mask:
    """Return (ceil(H / cell), ceil(W / cell)) bool: the cells of a grid of that pitch, px, that contain damage."""
    rows = cell * max(_CELL_STRIP // cell, 1)
    return np.concatenate([_cells_of(mask[top : top + rows], cell) for top in range(0, len(mask), rows)])


def _cells_of(rows: Mask, cell: int) -> Mask:
    """Return the cells of some rows, which begin with those of a cell."""
    height, width = rows.shape
    padded = cv2.copyMakeBorder(
        rows.view(np.uint8), 0, -height % cell, 0, -width % cell, cv2.BORDER_CONSTANT, value=(0,)
    )
    reached = cv2.dilate(padded, np.ones((cell, cell), np.uint8), anchor=(0, 0))
    return reached[::cell, ::cell].astype(bool)
