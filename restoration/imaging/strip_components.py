"""Connected components of a mask that is looked at strip by strip, so that memory follows the strip."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from restoration.domain import Mask

Labels = npt.NDArray[np.int32]
"""The number of the component at each place, from 0; `OUTSIDE` where the mask is not set."""

Boxes = npt.NDArray[np.int32]
"""(4, N): first row, first column, last row and last column of boxes, px."""

OUTSIDE = -1


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class StripEdges:
    """How many components a strip has, and which of them reach its border."""

    count: int
    first_row: Labels  # (W,)
    last_row: Labels

    @classmethod
    def of(cls, labels: Labels) -> "StripEdges":
        """Return those of a strip, (h, W), that `label_components` labelled."""
        return cls(int(labels.max(initial=OUTSIDE)) + 1, labels[0].copy(), labels[-1].copy())

    def touching(self) -> Labels:
        """Return the components that reach the border, several times where they do so at several places."""
        rows: Labels = np.concatenate([self.first_row, self.last_row])
        return np.asarray(rows[rows != OUTSIDE])

    def keep(self, kept: npt.NDArray[np.bool_]) -> "StripEdges":
        """Return the same with only some components, (count,), which are counted anew; no other one may touch."""
        numbers = np.append(np.cumsum(kept, dtype=np.int32) - 1, np.int32(OUTSIDE))  # `OUTSIDE` is the last index
        return StripEdges(int(kept.sum()), numbers[self.first_row], numbers[self.last_row])


def label_components(mask: Mask) -> Labels:
    """Return the component that each pixel of an (h, W) mask lies in; diagonal neighbours are connected."""
    _, labels = cv2.connectedComponents(mask.view(np.uint8), connectivity=8, ltype=cv2.CV_32S)
    found: Labels = np.asarray(labels, np.int32)
    found -= 1
    return found


def join_components(strips: Sequence[StripEdges]) -> tuple[list[Labels], int]:
    """Join the components that touch across the border of two strips.

    Args:
        strips: from top to bottom.

    Returns:
        For each strip, the component of the whole mask that each of its components is a part of; and the number of
        components of the whole mask.
    """
    ends = np.cumsum([strip.count for strip in strips])
    starts = [0, *ends[:-1]]
    touching = [
        pairs + np.array([[start], [end]])
        for (upper, lower), start, end in zip(pairwise(strips), starts, ends, strict=False)
        for pairs in _touching_pairs(upper.last_row, lower.first_row)
    ]
    above, below = np.concatenate([np.empty((2, 0), np.intp), *touching], axis=1)
    links = coo_array((np.ones(len(above), bool), (above, below)), shape=(ends[-1], ends[-1]))
    count, component = connected_components(links, directed=False)
    return np.split(np.asarray(component, np.int32), ends[:-1]), int(count)


def _touching_pairs(upper: Labels, lower: Labels) -> list[Labels]:
    """Return pairs, (2, n) each, of components that touch, straight or diagonally, from one row, (W,), to the next."""
    shifted = ((upper, lower), (upper[1:], lower[:-1]), (upper[:-1], lower[1:]))
    return [pairs[:, (pairs != OUTSIDE).all(axis=0)] for pairs in map(np.stack, shifted)]


def bounding_boxes(boxes: Boxes, component: Labels, count: int) -> Boxes:
    """Return (4, count): the box around all boxes of each component.

    Args:
        boxes: (4, N).
        component: (N,), that each of the boxes belongs to.
        count: of the components.
    """
    around = np.empty((4, count), np.int32)
    around[:2], around[2:] = np.iinfo(np.int32).max, -1
    for side in (0, 1):
        np.minimum.at(around[side], component, boxes[side])
        np.maximum.at(around[2 + side], component, boxes[2 + side])
    return around


def pixel_boxes(pixels: npt.NDArray[np.int32], strip_shape: tuple[int, int], top: int) -> Boxes:
    """Return the box of each pixel, given as an index into a flattened strip, (h, W), that begins with row `top`."""
    rows, columns = np.divmod(pixels, np.int32(strip_shape[1]))
    rows += np.int32(top)
    return np.stack([rows, columns, rows, columns])
