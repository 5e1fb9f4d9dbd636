"""Grain: the fine texture of brush, canvas and varnish, without which a fill of the right colour shows as smooth."""

import cv2
import numpy as np
import numpy.typing as npt

from restoration.domain import Image, Mask

FINE = 2.0  # px, sigma: what is coarser is no grain
STRONGEST = 8 / 255  # of white; what stands out more is a line, and lines are not to be repeated
RIM, FULL = 1.0, 4.0  # px from sound paint: from where grain is added, and from where all of it
NEAR = 4.0  # px, sigma of the neighbourhood in which grain is compared

Floats = npt.NDArray[np.float32]


def grained(filled: Image, mask: Mask) -> Image:
    """The fill with as much grain as it lacks, mirrored from the nearest sound paint; the rest stays as it is.

    Args:
        filled: (H, W, 3) uint8 or uint16 RGB.
        mask: (H, W) bool, True where it was filled; not everywhere.

    Source:
        Ours; what it gains is told in docs/decisions/0010.
    """
    depth, rows, columns = _mirrored(mask)
    share = np.clip((depth - RIM) / (FULL - RIM), 0, 1)
    if not share.any():
        return filled
    white = np.iinfo(filled.dtype).max
    fine = _fine(np.asarray(filled / white, np.float32))
    carried = np.where(mask[..., np.newaxis], np.float32(0), fine)[rows, columns]
    grain = carried * (share * _lack(fine, carried, mask))[..., np.newaxis]
    result: Image = np.rint(np.clip(filled + white * grain, 0, white)).astype(filled.dtype)
    return result


def _mirrored(mask: Mask) -> tuple[Floats, npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """(H, W) each: how far the nearest sound pixel is, and row and column of the place as far behind it."""
    depth, number = cv2.distanceTransformWithLabels(
        mask.view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5, labelType=cv2.DIST_LABEL_PIXEL
    )
    places = np.zeros((2, number.max() + 1), np.intp)
    places[:, number[~mask]] = np.nonzero(~mask)
    across = 2 * places[:, number] - np.indices(mask.shape)
    rows, columns = (_turned_back(along, side) for along, side in zip(across, mask.shape, strict=True))
    return np.asarray(depth, np.float32), rows, columns


def _turned_back(along: npt.NDArray[np.intp], side: int) -> npt.NDArray[np.intp]:
    """Places beyond the picture's edges, mirrored at them."""
    inside = np.abs(along)
    return np.clip(np.where(inside < side, inside, 2 * side - 2 - inside), 0, side - 1)


def _fine(picture: Floats) -> Floats:
    coarse = cv2.GaussianBlur(picture, (0, 0), FINE)
    return np.asarray(np.clip(picture - coarse, -STRONGEST, STRONGEST), np.float32)


def _lack(fine: Floats, carried: Floats, mask: Mask) -> Floats:
    """(H, W) of 0..1: by how much the carried grain is stronger than that which the fill has already."""
    inside = mask[..., np.newaxis]
    have, could = (cv2.GaussianBlur((layer**2 * inside).sum(axis=2), (0, 0), NEAR) for layer in (fine, carried))
    return np.asarray(np.sqrt(np.clip(1 - have / np.maximum(could, 1e-9), 0, 1)), np.float32)
