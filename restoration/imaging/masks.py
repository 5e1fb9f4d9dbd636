"""A mask as a shape: grown, shrunk, counted."""

from collections.abc import Iterator

import cv2
import numpy as np
import numpy.typing as npt

from restoration.domain import Box, DamageKind, KindMap, Mask, kind_number


def grow_mask(mask: Mask, px: int) -> Mask:
    """The mask with its rim moved outwards by `px` pixels; a negative `px` moves it inwards.

    The picture's own border is not a rim: shrinking does not eat inwards from there.
    """
    if px == 0 or not mask.any():
        return mask.copy()
    change = cv2.dilate if px > 0 else cv2.erode
    return np.asarray(change(mask.view(np.uint8), _disc(px))).view(bool)


def grow_kinds(kinds: KindMap, px: int) -> KindMap:
    """As `grow`, for damage of several kinds: what is marked keeps its kind, new pixels take the highest one near."""
    if px > 0:
        return np.where(kinds, kinds, np.asarray(cv2.dilate(kinds, _disc(px)), np.uint8))
    return kinds * grow_mask(kinds > 0, px).view(np.uint8)


def _disc(px: int) -> npt.NDArray[np.uint8]:
    reach = 2 * abs(px) + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach)), np.uint8)


def as_loss_kinds(mask: Mask) -> KindMap:
    """(H, W) uint8: a mask of which nobody has told the kinds, taken for losses."""
    return mask.view(np.uint8) * np.uint8(kind_number(DamageKind.LOSS))


def count_components(mask: Mask) -> int:
    """How many separate pieces of damage there are, diagonal neighbours counted as joined."""
    labels, _ = cv2.connectedComponents(mask.view(np.uint8), connectivity=8, ltype=cv2.CV_32S)
    return int(labels) - 1


def component_boxes(mask: Mask) -> Iterator[Box]:
    """Around each of those pieces, from top to bottom."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask.view(np.uint8), connectivity=8, ltype=cv2.CV_32S)
    for x, y, width, height, _ in stats[1:].tolist():
        yield x, y, width, height
