"""The shape of a net of cracks: how its cracks meet and end, and the islands of paint between them."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from restoration.benchmark.centrelines import centre_lines, line_directions
from restoration.benchmark.crack_junctions import find_junctions
from restoration.domain import Mask

_GAP = 2.0  # crack widths; an island of less is a gap in one crack

Labels = npt.NDArray[np.int32]
Sizes = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CrackPattern:
    """What tells one net of cracks from another."""

    junctions: int  # where three or more arms meet
    crossings: int  # those of four or more
    ends: int  # in the paint; where the picture's border cuts a crack, it does not end
    islands: int  # of paint with cracks all around; what the border cuts is left out
    island_diameter: float  # px, median, of the circle of equal area, between centre-lines; NaN without islands
    crack_width: float  # px, median
    anisotropy: float  # 0: cracks run every way alike, 1: all run one way

    @property
    def crossing_share(self) -> float:
        """Part of the junctions that are crossings, 0..1."""
        return self.crossings / max(1, self.junctions)

    @property
    def ends_per_junction(self) -> float:
        """How often a crack gives out, for each junction."""
        return self.ends / max(1, self.junctions)

    @property
    def island_in_widths(self) -> float:
        """An island's diameter in crack widths."""
        return self.island_diameter / self.crack_width


def measure_crack_pattern(mask: Mask, width: float | None = None) -> CrackPattern:
    """Figures of the net that a mask of cracks draws.

    Paint less than 2 crack widths across, inside a crack or where several meet, is counted as crack. How cracks meet
    and end is told by `meetings.find_meetings`.

    Args:
        mask: (H, W) bool, True on cracks; with `width` their centre-lines are enough.
        width: px, of a crack. None to take it from the mask, place by place; true to half a pixel from 2 px on.

    Raises:
        ValueError: there is no crack in the mask.
    """
    if not mask.any():
        raise ValueError("a mask without cracks draws no net")
    typical = width or float(np.median(_crack_widths(mask)[centre_lines(mask)]))
    closed = _fill_gaps(mask, _GAP * typical)
    lines = centre_lines(closed)
    meetings = find_junctions(
        lines, _crack_widths(closed) if width is None else np.full(lines.shape, width, np.float32)
    )
    islands = _island_diameters(lines)
    return CrackPattern(
        junctions=meetings.arms.size,
        crossings=int((meetings.arms >= 4).sum()),
        ends=meetings.ends,
        islands=islands.size,
        island_diameter=float(np.median(islands)) if islands.size else np.nan,
        crack_width=typical,
        anisotropy=float(abs(np.exp(2j * line_directions(lines)).mean())),
    )


def _crack_widths(mask: Mask) -> npt.NDArray[np.float32]:
    """(H, W) px, the crack's width; true on its centre-line only."""
    depths = cv2.distanceTransform(mask.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return np.asarray(2 * depths - 0.3, np.float32)  # 0.3: depths reach to the next pixel's centre, not to the rim


def _fill_gaps(mask: Mask, smallest: float) -> Mask:
    """The mask with all paint filled in that is less than a circle `smallest` px across."""
    patches, _, diameters = _paint_patches(~mask)
    filled: Mask = mask | (diameters < smallest)[patches]
    return filled


def _island_diameters(lines: Mask) -> Sizes:
    """(N,) px, diameters of the islands; one that the border cuts is larger than what is seen of it."""
    height, width = lines.shape
    _, (left, top, across, down), diameters = _paint_patches(~lines)
    is_cut = (left == 0) | (top == 0) | (left + across == width) | (top + down == height)
    whole: Sizes = diameters[(diameters > 0) & ~is_cut]
    return whole


def _paint_patches(paint: Mask) -> tuple[Labels, Labels, Sizes]:
    """Paint that hangs together: (H, W) its number, (4, N) left, top, width and height, (N,) diameter; all in px.

    Number 0 is what is no paint, with a diameter of 0.
    """
    _, patches, stats, _ = cv2.connectedComponentsWithStats(paint.astype(np.uint8), connectivity=4, ltype=cv2.CV_32S)
    *boxes, areas = np.asarray(stats, np.int32).T
    areas[0] = 0
    return np.asarray(patches, np.int32), np.stack(boxes), np.sqrt(4 / np.pi * areas)
