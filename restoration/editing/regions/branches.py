"""Nets of cracks divided at their junctions into branches, for those who count and measure single cracks."""

import cv2
import numpy as np
import numpy.typing as npt
from skimage.morphology import skeletonize
from skimage.segmentation import watershed

from restoration.domain import DamageKind, KindMap, Mask, kind_number
from restoration.editing.regions.neighbours import Labels

SHORTEST = 10  # px of a branch; a shorter end is a bump of the rim, as thinning makes them

_BESIDE = np.array([[1, 1, 1], [1, 0, 1], [1, 1, 1]], np.uint8)
_NEAR = np.ones((3, 3), np.uint8)


def split_branches(labels: Labels, kind_of: KindMap) -> tuple[Labels, KindMap]:
    """Return labels in which each branch of a crack has its own; arguments and results are those of `label_marks`.

    The cracks are thinned to lines, the lines cut where three or more meet, and each pixel of a crack goes to the
    branch that it is nearest to inside the crack.
    """
    cracks = np.isin(labels, np.flatnonzero(kind_of == kind_number(DamageKind.CRACK)))
    if not cracks.any():
        return labels, kind_of
    branches = watershed(np.zeros(labels.shape, np.uint8), _branch_lines(cracks), mask=cracks)  # type: ignore[no-untyped-call]
    others = len(kind_of) - 1
    labels[cracks] = branches[cracks] + others
    table = np.zeros(others + int(branches.max()) + 1, np.int32)
    used = np.flatnonzero(np.bincount(labels.reshape(-1), minlength=len(table))[1:]) + 1
    table[used] = np.arange(1, len(used) + 1)
    np.take(table, labels, out=labels)
    kinds = np.concatenate([kind_of, np.full(len(table) - len(kind_of), kind_number(DamageKind.CRACK), np.uint8)])
    return labels, np.concatenate([kind_of[:1], kinds[used]])


def _branch_lines(cracks: Mask) -> npt.NDArray[np.int32]:
    """Return (H, W) int32: the number of the branch at each pixel of its middle line, 0 elsewhere."""
    line = _thin(cracks)
    pieces, stats, ends = _pieces(line)
    is_bump = (stats[:, cv2.CC_STAT_AREA] < SHORTEST) & ends
    line[is_bump[pieces]] = 0
    line = _thin(line > 0)  # where a bump was, its junction is a part of the line again
    pieces, _, _ = _pieces(line)
    return pieces


def _thin(mask: Mask) -> npt.NDArray[np.uint8]:
    return np.asarray(skeletonize(mask), np.bool_).view(np.uint8)  # type: ignore[no-untyped-call]


def _pieces(line: npt.NDArray[np.uint8]) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], Mask]:
    """Return the pieces between junctions as labels, their stats, and (N,) whether each is a loose end of a net."""
    beside = cv2.filter2D(line, cv2.CV_8U, _BESIDE, borderType=cv2.BORDER_CONSTANT) * line
    junctions = (beside > 2).view(np.uint8)
    _, pieces, stats, _ = cv2.connectedComponentsWithStats(line & ~junctions & 1, connectivity=8)
    at_junction = np.unique(pieces[np.asarray(cv2.dilate(junctions, _NEAR)) > 0])
    at_end = np.unique(pieces[(beside == 1) & (junctions == 0)])
    is_loose = np.zeros(len(stats), np.bool_)
    is_loose[np.intersect1d(at_junction, at_end)] = True
    is_loose[0] = False
    return np.asarray(pieces, np.int32), np.asarray(stats, np.int32), is_loose
