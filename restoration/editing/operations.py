"""What can be done to a whole mask at once."""

from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np

from restoration.domain import KindMap, Mask
from restoration.imaging.masks import as_loss_kinds, grow_kinds


class OperationKind(StrEnum):
    """Its name as a person reads it."""

    GROW = "Grow"
    SHRINK = "Shrink"
    FILL_HOLES = "Fill holes"
    REMOVE_SPECKS = "Remove specks"
    INVERT = "Invert"
    CLEAR = "Clear"


@dataclass(frozen=True, slots=True)
class MaskOperation:
    """A change and how much of it."""

    change: OperationKind
    size: int = 0  # px that the rim moves; px of area up to which a hole is filled, or a speck removed


def apply_operation(kinds: KindMap, alteration: MaskOperation) -> KindMap:
    """(H, W) uint8: the mask with a change made to all of it; the old one is left alone."""
    match alteration.change:
        case OperationKind.GROW:
            return grow_kinds(kinds, alteration.size)
        case OperationKind.SHRINK:
            return grow_kinds(kinds, -alteration.size)
        case OperationKind.FILL_HOLES:
            return _fill_holes(kinds, alteration.size)
        case OperationKind.REMOVE_SPECKS:
            return kinds * (~_small_parts(kinds > 0, alteration.size, connectivity=8)).view(np.uint8)
        case OperationKind.INVERT:
            return as_loss_kinds(kinds == 0)
        case OperationKind.CLEAR:
            return np.zeros_like(kinds)


def _fill_holes(kinds: KindMap, area: int) -> KindMap:
    """A hole takes the highest kind that surrounds it; paint at the picture's border is no hole."""
    holes = _small_parts(kinds == 0, area, connectivity=4, at_border=False)
    filled = kinds.copy()
    count, labels, stats, _ = cv2.connectedComponentsWithStats(holes.view(np.uint8), connectivity=4)
    for number in range(1, count):
        left, top, width, height = stats[number, :4]
        around = slice(top - 1, top + height + 1), slice(left - 1, left + width + 1)  # it does not reach the border
        hole = (labels[around] == number).view(np.uint8)
        rim = cv2.dilate(hole, np.ones((3, 3), np.uint8)) > hole
        filled[around][hole > 0] = kinds[around][rim].max()
    return filled


def _small_parts(parts: Mask, area: int, *, connectivity: int, at_border: bool = True) -> Mask:
    """The parts of no more than that area, px."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(parts.view(np.uint8), connectivity=connectivity)
    small = stats[:, cv2.CC_STAT_AREA] <= area
    if not at_border:
        height, width = parts.shape
        left, top, wide, high = stats[:, :4].T
        small &= (left > 0) & (top > 0) & (left + wide < width) & (top + high < height)
    small[0] = False  # what is no part at all
    return np.asarray(small[labels])
