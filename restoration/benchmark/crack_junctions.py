"""Where cracks meet and where they end, told from their centre-lines."""

from dataclasses import dataclass
from typing import TypeVar

import cv2
import numpy as np
import numpy.typing as npt
from scipy.spatial import KDTree

from restoration.domain import Mask

_JUNCTION_RADIUS = 0.75  # crack widths around a fork that are one place: forks up to 1.5 apart are one crossing
_TWIG_LENGTH = 1.0  # crack widths; a thinned line forks towards each bulge of a ragged rim, and no further

_MIN_WIDTH = 2.0  # px; a place around a fork always holds its 8 neighbours, or arms would touch

_STRAIGHT = ((-1, 0), (0, 1), (1, 0), (0, -1))  # rows, columns
_DIAGONAL = ((-1, 1), (1, 1), (1, -1), (-1, -1))  # each between a straight one and the next

Widths = npt.NDArray[np.float32]
"""(H, W) px, or in crack widths where said."""

Labels = npt.NDArray[np.int32]
"""(H, W); what hangs together has the same number, from 1, and 0 is none."""

_Scalar = TypeVar("_Scalar", bound=np.generic)


@dataclass(frozen=True, slots=True, eq=False)
class Junctions:
    """How the cracks of a net come together and give out."""

    arms: npt.NDArray[np.int64]  # (N,) how many arms leave each junction: three or more
    ends: int  # in the paint; where the picture's border cuts a crack, it does not end


def find_junctions(lines: Mask, widths: Widths) -> Junctions:
    """The junctions and the ends of a net.

    Where two cracks cross, the thinned lines fork twice, a little apart. So all forks within 1.5 crack widths are one
    place, and the arms that leave it are counted. Dead ends shorter than the crack is wide are not. Two cracks that
    cross at less than about 60 degrees run as one for longer than that and make two junctions.

    Args:
        lines: (H, W) bool, centre-lines 1 px wide.
        widths: (H, W) px, of the cracks; read on the lines only.

    Source:
        Kinds of nodes after O. Sidorov and J. Y. Hardeberg, "Craquelure as a graph: application of image processing
        and graph neural networks to the description of fracture patterns", arXiv:1905.05010, 2019.
    """
    ways = _count_neighbours(lines)
    inner, from_fork = _away_from_border(lines, widths), _distance_to_fork(lines, ways >= 3, widths)
    is_place, ends = lines & (from_fork <= _JUNCTION_RADIUS), inner & (ways == 1)
    cracks = _without_twigs(lines & ~is_place, ends, from_fork <= _TWIG_LENGTH)
    places = _label_components(is_place)
    arms = _count_arms(places, cracks)
    tips = np.setdiff1d(np.flatnonzero(arms == 1), places[~inner])  # a thick crack's end forks towards its corners
    return Junctions(arms[arms >= 3], int((cracks & ends).sum()) + tips.size)


def _away_from_border(lines: Mask, widths: Widths) -> Mask:
    """The lines' pixels at least a crack's width from the border: thinning can stop short of where it cuts."""
    height, width = lines.shape
    rows, columns = np.ogrid[:height, :width]
    to_border = np.minimum(np.minimum(rows, height - 1 - rows), np.minimum(columns, width - 1 - columns))
    inner: Mask = lines & (to_border >= widths)
    return inner


def _count_neighbours(lines: Mask) -> npt.NDArray[np.int64]:
    """(H, W): how many ways lead on from a line's pixel; a diagonal step is none where two straight ones do it."""
    straight = [_shifted(lines, step) for step in _STRAIGHT]
    corners = zip(_DIAGONAL, straight, straight[1:] + straight[:1], strict=True)
    diagonal = [_shifted(lines, step) & ~(before | after) for step, before, after in corners]
    return np.asarray(np.where(lines, np.sum(straight + diagonal, axis=0), 0))


def _shifted(array: npt.NDArray[_Scalar], step: tuple[int, int]) -> npt.NDArray[_Scalar]:
    """(H, W): of each pixel the neighbour one step on; 0 beyond the border."""
    height, width = array.shape
    down, right = step
    return np.pad(array, 1)[1 + down : 1 + down + height, 1 + right : 1 + right + width]


def _distance_to_fork(lines: Mask, forks: Mask, widths: Widths) -> Widths:
    """(H, W): how far each pixel of the lines lies from the nearest fork, in widths of the crack there."""
    distances = np.full(lines.shape, np.inf, np.float32)
    if forks.any():
        px, nearest = KDTree(np.argwhere(forks)).query(np.argwhere(lines))
        distances[lines] = px / np.maximum(widths[forks][nearest], _MIN_WIDTH)
    return distances


def _without_twigs(cracks: Mask, ends: Mask, near: Mask) -> Mask:
    """The cracks without those that end before they get away from their fork."""
    numbers = _label_components(cracks)
    twigs = np.setdiff1d(numbers[ends & cracks], numbers[~near])
    return cracks & ~np.isin(numbers, twigs)


def _count_arms(places: Labels, cracks: Mask) -> npt.NDArray[np.int64]:
    """(N + 1,) how many cracks leave each of the N places; the first number is none's."""
    neighbours = [_shifted(places, step) for step in (*_STRAIGHT, *_DIAGONAL)]
    roots = cracks & np.any(neighbours, axis=0)
    numbers = _label_components(roots)[roots]
    pairs = np.concatenate([np.stack([neighbour[roots], numbers], axis=1) for neighbour in neighbours])
    return np.bincount(np.unique(pairs[pairs[:, 0] > 0], axis=0)[:, 0], minlength=int(places.max()) + 1)


def _label_components(mask: Mask) -> Labels:
    _, numbers = cv2.connectedComponents(mask.astype(np.uint8), connectivity=8, ltype=cv2.CV_32S)
    return np.asarray(numbers, np.int32)
