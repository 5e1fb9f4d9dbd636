"""The shape of a pattern of cracks: its junctions and ends, and the islands of paint between the cracks."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from restoration.benchmark.centrelines import centre_lines, line_directions
from restoration.benchmark.crack_junctions import Labels, find_junctions
from restoration.domain import Mask

_GAP = 2.0  # crack widths; a smaller island is a gap in one crack

Sizes = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CrackPattern:
    """Statistics by which one pattern of cracks differs from another."""

    junctions: int  # where three or more arms meet
    crossings: int  # junctions of four or more arms
    ends: int  # in the paint; a crack that the border of the picture cuts does not end there
    islands: int  # of paint with cracks all around; those that the border cuts are left out
    island_diameter: float  # px, median, of the circle of equal area, between centre-lines; NaN without islands
    crack_width: float  # px, median
    anisotropy: float  # 0: cracks run in all directions alike, 1: all run in one direction

    @property
    def crossing_share(self) -> float:
        """The part of the junctions that are crossings, 0..1."""
        return self.crossings / max(1, self.junctions)

    @property
    def ends_per_junction(self) -> float:
        """The number of ends for each junction."""
        return self.ends / max(1, self.junctions)

    @property
    def island_in_widths(self) -> float:
        """The diameter of an island, in crack widths."""
        return self.island_diameter / self.crack_width


def measure_crack_pattern(mask: Mask, width: float | None = None) -> CrackPattern:
    """Measure the pattern of cracks in a mask.

    Paint less than 2 crack widths across, inside a crack or where several meet, counts as crack. Junctions and ends
    are those of `find_junctions`.

    Args:
        mask: (H, W) bool, True on cracks; with `width`, their centre-lines are enough.
        width: of a crack, in px. None measures it in the mask, place by place; from 2 px on, this is accurate to half
            a pixel.

    Raises:
        ValueError: there is no crack in the mask.
    """
    if not mask.any():
        raise ValueError("a mask without cracks has no pattern")
    typical = width or float(np.median(_crack_widths(mask)[centre_lines(mask)]))
    closed = _fill_gaps(mask, _GAP * typical)
    lines = centre_lines(closed)
    widths = _crack_widths(closed) if width is None else np.full(lines.shape, width, np.float32)
    junctions = find_junctions(lines, widths)
    islands = _island_diameters(lines)
    return CrackPattern(
        junctions=junctions.arms.size,
        crossings=int((junctions.arms >= 4).sum()),
        ends=junctions.ends,
        islands=islands.size,
        island_diameter=float(np.median(islands)) if islands.size else np.nan,
        crack_width=typical,
        anisotropy=float(abs(np.exp(2j * line_directions(lines)).mean())),
    )


def _crack_widths(mask: Mask) -> npt.NDArray[np.float32]:
    """Return the width of the crack, (H, W) px; it is right only on the centre-line."""
    depths = cv2.distanceTransform(mask.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return np.asarray(2 * depths - 0.3, np.float32)  # 0.3: depths reach to the next pixel's centre, not to the rim


def _fill_gaps(mask: Mask, smallest: float) -> Mask:
    """Return the mask with every patch of paint filled that is less than a circle `smallest` px across."""
    patches, _, diameters = _paint_patches(~mask)
    filled: Mask = mask | (diameters < smallest)[patches]
    return filled


def _island_diameters(lines: Mask) -> Sizes:
    """Return the diameters of the islands, (N,) px, without those that the border cuts: their true size is unknown."""
    height, width = lines.shape
    _, (left, top, across, down), diameters = _paint_patches(~lines)
    is_cut = (left == 0) | (top == 0) | (left + across == width) | (top + down == height)
    whole: Sizes = diameters[(diameters > 0) & ~is_cut]
    return whole


def _paint_patches(paint: Mask) -> tuple[Labels, Labels, Sizes]:
    """Return the connected patches of paint.

    Returns:
        Labels, (H, W); boxes, (4, N): left, top, width and height in px; diameters, (N,) px. Label 0 is not paint and
        has a diameter of 0.
    """
    _, patches, stats, _ = cv2.connectedComponentsWithStats(paint.astype(np.uint8), connectivity=4, ltype=cv2.CV_32S)
    *boxes, areas = np.asarray(stats, np.int32).T
    areas[0] = 0
    return np.asarray(patches, np.int32), np.stack(boxes), np.sqrt(4 / np.pi * areas)
