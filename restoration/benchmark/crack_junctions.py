"""The junctions and ends of a pattern of cracks, found on their centre-lines."""

from dataclasses import dataclass
from typing import TypeVar

import cv2
import numpy as np
import numpy.typing as npt
from scipy.spatial import KDTree

from restoration.domain import Mask

_JUNCTION_RADIUS = 0.75  # crack widths around a fork that are one junction: forks up to 1.5 apart are one crossing
_TWIG_LENGTH = 1.0  # crack widths; a thinned line has twigs towards each bulge of a ragged crack, and none are longer

_MIN_WIDTH = 2.0  # px; so that a junction always holds the 8 neighbours of its fork, or its arms would touch

_STRAIGHT = ((-1, 0), (0, 1), (1, 0), (0, -1))  # rows, columns
_DIAGONAL = ((-1, 1), (1, 1), (1, -1), (-1, -1))  # each between a straight step and the next one

Widths = npt.NDArray[np.float32]
"""(H, W) px, or in crack widths where stated."""

Labels = npt.NDArray[np.int32]
"""(H, W); connected pixels share a number, from 1, and 0 is the background."""

_Scalar = TypeVar("_Scalar", bound=np.generic)


@dataclass(frozen=True, slots=True, eq=False)
class Junctions:
    """How the cracks of a pattern meet and end."""

    arms: npt.NDArray[np.int64]  # (N,) the number of arms of each junction: three or more
    ends: int  # in the paint; a crack that the border of the picture cuts does not end there


def find_junctions(lines: Mask, widths: Widths) -> Junctions:
    """Find the junctions and ends of a pattern of cracks.

    Where two cracks cross, the thinned lines fork twice, a little apart. So all forks within 1.5 crack widths are one
    junction, and its arms are counted. Dead ends shorter than the crack is wide do not count. Two cracks that cross at
    less than about 60 degrees share a longer piece of line than that and make two junctions.

    Args:
        lines: (H, W) bool, centre-lines 1 px wide.
        widths: (H, W) px, of the cracks; only the values on the lines are read.

    Source:
        Kinds of nodes after O. Sidorov and J. Y. Hardeberg, "Craquelure as a graph: application of image processing
        and graph neural networks to the description of fracture patterns", arXiv:1905.05010, 2019.
    """
    neighbours = _count_neighbours(lines)
    inner, from_fork = _away_from_border(lines, widths), _distance_to_fork(lines, neighbours >= 3, widths)
    is_junction, ends = lines & (from_fork <= _JUNCTION_RADIUS), inner & (neighbours == 1)
    cracks = _without_twigs(lines & ~is_junction, ends, from_fork <= _TWIG_LENGTH)
    junctions = _label_components(is_junction)
    arms = _count_arms(junctions, cracks)
    # The end of a thick crack forks towards its corners: a junction with one arm is an end.
    forked_ends = np.setdiff1d(np.flatnonzero(arms == 1), junctions[~inner])
    return Junctions(arms[arms >= 3], int((cracks & ends).sum()) + forked_ends.size)


def _away_from_border(lines: Mask, widths: Widths) -> Mask:
    """Return the pixels of the lines at least a crack width from the border: thinning can stop short of the border."""
    height, width = lines.shape
    rows, columns = np.ogrid[:height, :width]
    to_border = np.minimum(np.minimum(rows, height - 1 - rows), np.minimum(columns, width - 1 - columns))
    inner: Mask = lines & (to_border >= widths)
    return inner


def _count_neighbours(lines: Mask) -> npt.NDArray[np.int64]:
    """Return the number of ways on from each pixel of a line, (H, W).

    A diagonal neighbour does not count where two straight steps reach it.
    """
    straight = [_shifted(lines, step) for step in _STRAIGHT]
    corners = zip(_DIAGONAL, straight, straight[1:] + straight[:1], strict=True)
    diagonal = [_shifted(lines, step) & ~(before | after) for step, before, after in corners]
    return np.asarray(np.where(lines, np.sum(straight + diagonal, axis=0), 0))


def _shifted(array: npt.NDArray[_Scalar], step: tuple[int, int]) -> npt.NDArray[_Scalar]:
    """Return the neighbour of each pixel in one direction, (H, W); 0 beyond the border."""
    height, width = array.shape
    down, right = step
    return np.pad(array, 1)[1 + down : 1 + down + height, 1 + right : 1 + right + width]


def _distance_to_fork(lines: Mask, forks: Mask, widths: Widths) -> Widths:
    """Return the distance from each pixel of the lines to the nearest fork, (H, W), in crack widths at the fork."""
    distances = np.full(lines.shape, np.inf, np.float32)
    if forks.any():
        px, nearest = KDTree(np.argwhere(forks)).query(np.argwhere(lines))
        distances[lines] = px / np.maximum(widths[forks][nearest], _MIN_WIDTH)
    return distances


def _without_twigs(cracks: Mask, ends: Mask, is_near_fork: Mask) -> Mask:
    """Return the cracks without those that end near their fork."""
    labels = _label_components(cracks)
    twigs = np.setdiff1d(labels[ends & cracks], labels[~is_near_fork])
    return cracks & ~np.isin(labels, twigs)


def _count_arms(junctions: Labels, cracks: Mask) -> npt.NDArray[np.int64]:
    """Return the number of cracks that leave each of the N junctions, (N + 1,); the first is of the background."""
    neighbours = [_shifted(junctions, step) for step in (*_STRAIGHT, *_DIAGONAL)]
    roots = cracks & np.any(neighbours, axis=0)
    root_labels = _label_components(roots)[roots]
    pairs = np.concatenate([np.stack([neighbour[roots], root_labels], axis=1) for neighbour in neighbours])
    return np.bincount(np.unique(pairs[pairs[:, 0] > 0], axis=0)[:, 0], minlength=int(junctions.max()) + 1)


def _label_components(mask: Mask) -> Labels:
    _, labels = cv2.connectedComponents(mask.astype(np.uint8), connectivity=8, ltype=cv2.CV_32S)
    return np.asarray(labels, np.int32)
