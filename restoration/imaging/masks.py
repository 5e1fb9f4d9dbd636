"""A mask as a shape: grown, shrunk, counted."""

import cv2
import numpy as np

from restoration.domain import Mask


def grow(mask: Mask, px: int) -> Mask:
    """The mask with its rim moved outwards by `px` pixels; a negative `px` moves it inwards.

    The picture's own border is not a rim: shrinking does not eat inwards from there.
    """
    if px == 0 or not mask.any():
        return mask.copy()
    reach = 2 * abs(px) + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))
    change = cv2.dilate if px > 0 else cv2.erode
    return np.asarray(change(mask.view(np.uint8), disc)).astype(bool)


def count_parts(mask: Mask) -> int:
    """How many separate pieces of damage there are, diagonal neighbours counted as joined."""
    labels, _ = cv2.connectedComponents(mask.view(np.uint8), connectivity=8, ltype=cv2.CV_32S)
    return int(labels) - 1
