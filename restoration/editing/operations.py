"""Operations on a whole mask: grow, shrink, fill holes, remove specks, invert, clear."""

from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np

from restoration.domain import KindMap, Mask
from restoration.imaging.masks import as_loss_kinds, grow_kinds


class OperationKind(StrEnum):
    """A kind of operation; the value is its label."""

    GROW = "Grow"
    SHRINK = "Shrink"
    FILL_HOLES = "Fill holes"
    REMOVE_SPECKS = "Remove specks"
    INVERT = "Invert"
    CLEAR = "Clear"


@dataclass(frozen=True, slots=True)
class MaskOperation:
    """An operation and its size."""

    kind: OperationKind
    size: int = 0  # px that the rim moves; or the largest area of a hole or a speck, px


def apply_operation(kinds: KindMap, operation: MaskOperation) -> KindMap:
    """Return a new kind map, (H, W) uint8, with an operation applied to it."""
    match operation.kind:
        case OperationKind.GROW:
            return grow_kinds(kinds, operation.size)
        case OperationKind.SHRINK:
            return grow_kinds(kinds, -operation.size)
        case OperationKind.FILL_HOLES:
            return _fill_holes(kinds, operation.size)
        case OperationKind.REMOVE_SPECKS:
            return kinds * (~_small_parts(kinds > 0, operation.size, connectivity=8)).view(np.uint8)
        case OperationKind.INVERT:
            return as_loss_kinds(kinds == 0)
        case OperationKind.CLEAR:
            return np.zeros_like(kinds)


def _fill_holes(kinds: KindMap, area: int) -> KindMap:
    """Fill holes with the highest kind around them; paint at the border of the picture is not a hole."""
    holes = _small_parts(kinds == 0, area, connectivity=4, at_border=False)
    filled = kinds.copy()
    count, labels, stats, _ = cv2.connectedComponentsWithStats(holes.view(np.uint8), connectivity=4)
    for number in range(1, count):
        left, top, width, height = stats[number, :4]
        around = slice(top - 1, top + height + 1), slice(left - 1, left + width + 1)  # a hole does not reach the border
        hole = (labels[around] == number).view(np.uint8)
        rim = cv2.dilate(hole, np.ones((3, 3), np.uint8)) > hole
        filled[around][hole > 0] = kinds[around][rim].max()
    return filled


def _small_parts(parts: Mask, area: int, *, connectivity: int, at_border: bool = True) -> Mask:
    """Return the connected parts of at most `area` px, (H, W) bool; those at the border only if `at_border`."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(parts.view(np.uint8), connectivity=connectivity)
    small = stats[:, cv2.CC_STAT_AREA] <= area
    if not at_border:
        height, width = parts.shape
        left, top, wide, high = stats[:, :4].T
        small &= (left > 0) & (top > 0) & (left + wide < width) & (top + high < height)
    small[0] = False  # the background
    return np.asarray(small[labels])
