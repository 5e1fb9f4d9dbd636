"""In which order regions are filled, and which of them at the same time: the result is that of one after the other."""

from heapq import heapify, heappop, heappush
from itertools import combinations_with_replacement

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

Boxes = npt.NDArray[np.int64]
"""(N, 2, 2): for rows and columns, the start and the end of the damage of each of N regions, px."""


class InTurn:
    """The turns of regions where only one is filled at a time: nothing has to be known of them but their number."""

    def __init__(self, count: int) -> None:
        """Plan the turns of so many regions."""
        self._left = iter(range(count))

    def begin(self) -> int | None:
        """Begin a turn and return its region; None when each has had its turn."""
        return next(self._left, None)

    def finish(self, region: int) -> None:
        """End the turn of a region."""


class FillOrder:
    """The turns of regions, by their index: several may have begun, and none sees what it would not see alone.

    Two regions conflict where the damage of one comes nearer to the other than the context: then one sees the fill of
    the other. The later of the two waits until the turn of the earlier one is finished. Other turns may change places.
    """

    def __init__(self, boxes: Boxes, context: int) -> None:
        """Plan the turns of regions whose windows reach `context` px beyond their boxes."""
        earlier, later = _find_conflicts(boxes, context).T
        by_earlier = np.argsort(earlier, kind="stable")
        self._waiting = later[by_earlier]  # those that wait for region 0, then those that wait for region 1, ...
        self._ends = np.searchsorted(earlier[by_earlier], np.arange(len(boxes)), side="right")
        self._blockers = np.bincount(later, minlength=len(boxes))  # how many unfinished ones each waits for
        self._ready = np.flatnonzero(self._blockers == 0).tolist()
        heapify(self._ready)

    def begin(self) -> int | None:
        """Begin a turn and return its region, the first one that may; None while all others have to wait."""
        return heappop(self._ready) if self._ready else None

    def finish(self, region: int) -> None:
        """End the turn of a region, after what it fills was filled."""
        start = self._ends[region - 1] if region else 0
        waiting = self._waiting[start : self._ends[region]]
        self._blockers[waiting] -= 1
        for free in waiting[self._blockers[waiting] == 0].tolist():
            heappush(self._ready, free)


def _find_conflicts(boxes: Boxes, context: int) -> npt.NDArray[np.intp]:
    """Return (M, 2) indices of regions that conflict; the first of each pair is the smaller.

    Regions are compared by their size, from one power of two to the next: beside a large one, specks that lie far from
    each other need not be compared.
    """
    doubled_centres, sides = boxes.sum(axis=2), boxes[..., 1] - boxes[..., 0]
    sizes = np.exp2(np.ceil(np.log2(np.maximum(sides.max(axis=1), 1))))
    members = [np.flatnonzero(sizes == size) for size in np.unique(sizes)]
    groups = [(sizes[some[0]], some, cKDTree(doubled_centres[some])) for some in members]
    found = [np.empty((0, 2), np.intp)]
    for (size, some, tree), (other_size, others, other_tree) in combinations_with_replacement(groups, 2):
        reach = size + other_size + 2 * context
        near = tree.sparse_distance_matrix(other_tree, reach, p=np.inf, output_type="ndarray")
        pairs = np.stack([some[near["i"]], others[near["j"]]], axis=1)
        if tree is other_tree:
            pairs = pairs[pairs[:, 0] < pairs[:, 1]]
        first, second = pairs.T
        distances = np.abs(doubled_centres[first] - doubled_centres[second])
        conflict = (distances < sides[first] + sides[second] + 2 * context).all(axis=1)
        found.append(np.sort(pairs[conflict], axis=1))
    return np.concatenate(found)
