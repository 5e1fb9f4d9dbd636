"""Operations on a whole mask: grow, shrink, fill holes, remove specks, invert, clear."""

from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np

from restoration.domain import KindMap
from restoration.imaging.masks import as_loss_kinds, grow_kinds, small_components


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
            return kinds * (~small_components(kinds > 0, operation.size, connectivity=8)).view(np.uint8)
        case OperationKind.INVERT:
            return as_loss_kinds(kinds == 0)
        case OperationKind.CLEAR:
            return np.zeros_like(kinds)


def _fill_holes(kinds: KindMap, area: int) -> KindMap:
    """Fill holes with the highest kind around them; paint at the border of the picture is not a hole."""
    holes = small_components(kinds == 0, area, connectivity=4, at_border=False)
    count, labels = cv2.connectedComponents(holes.view(np.uint8), connectivity=4)
    of_pixel = labels[holes].astype(np.int32)
    highest = np.zeros(count, np.uint8)  # kind around each hole, by its label
    np.maximum.at(highest, of_pixel, np.asarray(cv2.dilate(kinds, np.ones((3, 3), np.uint8)))[holes])
    filled = kinds.copy()
    filled[holes] = highest[of_pixel]
    return filled
