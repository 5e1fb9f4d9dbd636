"""Thin lines laid down with sub-pixel care: cracks, scratches, hairs."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from restoration.damage.layer import FULL_ALPHA, Alpha, Tones

SUBPIXELS = 4  # sub-pixels along each side of a pixel
STRIP_HEIGHT = 256  # px of height drawn at once, which bounds the memory of the fine canvas
FRACTION_BITS = 4  # bits of fraction in the coordinates given to OpenCV
THINNEST = 3  # sub-pixels; a thinner line is drawn so wide, and so much fainter
WIDEST = 64.0  # px
LEVELS = 24  # of presence; drawing is quicker the fewer there are


@dataclass(frozen=True, slots=True, eq=False)
class LineSegments:
    """Short straight pieces that make up lines."""

    ends: npt.NDArray[np.float64]  # (N, 2, 2): start and end, each x, y in px; 0 is the picture's edge, not a centre
    widths: npt.NDArray[np.float64]  # (N,) px
    presence: npt.NDArray[np.float64]  # (N,) 0..1; how far the line is there at all
    tones: npt.NDArray[np.uint8]  # (N,) rows of a palette

    def only(self, chosen: npt.NDArray[np.bool_]) -> "LineSegments":
        """Those of the dashes that are chosen, (N,)."""
        return LineSegments(self.ends[chosen], self.widths[chosen], self.presence[chosen], self.tones[chosen])


def concatenate_segments(parts: list[LineSegments]) -> LineSegments:
    """Several lots of dashes as one; at least one is needed."""
    return LineSegments(
        np.concatenate([part.ends for part in parts]),
        np.concatenate([part.widths for part in parts]),
        np.concatenate([part.presence for part in parts]),
        np.concatenate([part.tones for part in parts]),
    )


def segment_ends(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """(N - 1, 2, 2) the ends of the dashes between N successive points x, y."""
    return np.stack([points[:-1], points[1:]], axis=1)


def rasterize_lines(dashes: LineSegments, shape: tuple[int, int]) -> tuple[Alpha, Tones]:
    """How far each pixel is covered, and the tone it wears: the dashes' own, or that of one close by.

    Each dash covers a pixel by the part of their common area; where dashes meet, the strongest counts.
    """
    alpha, tones = np.zeros(shape, np.uint16), np.zeros(shape, np.uint8)
    lots = list(_lots(dashes))
    tops, bottoms = _reach(dashes)
    for top in range(0, shape[0], STRIP_HEIGHT):
        rows = slice(top, min(top + STRIP_HEIGHT, shape[0]))
        is_here = (tops < rows.stop) & (bottoms > top)
        alpha[rows] = _covered(dashes, lots, is_here, rows, shape[1])
        tones[rows] = _worn(dashes, is_here, rows, shape[1])
    return alpha, tones


def _lots(dashes: LineSegments) -> Iterator[tuple[int, int, npt.NDArray[np.intp]]]:
    """Dashes of one strength and one width (fine px) together, the strongest last, so that they lie on top."""
    fine = np.minimum(dashes.widths, WIDEST) * SUBPIXELS
    thickness = 2 * np.rint((np.maximum(fine, THINNEST) - 1) / 2).astype(np.int64)  # 2 n draws a line 2 n + 1 wide
    levels = np.rint(LEVELS * dashes.presence * np.minimum(fine / THINNEST, 1)).astype(np.int64)
    order = np.lexsort((thickness, levels))
    keys = levels[order] * 1024 + thickness[order]
    for lot in np.split(order, np.flatnonzero(np.diff(keys)) + 1):
        if lot.size and levels[lot[0]] > 0:
            yield int(levels[lot[0]]) * FULL_ALPHA // LEVELS, int(thickness[lot[0]]), lot


def _reach(dashes: LineSegments) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """(N,) first and last row that each dash may touch."""
    rows, margin = dashes.ends[:, :, 1], dashes.widths / 2 + 2
    return rows.min(axis=1) - margin, rows.max(axis=1) + margin


def _covered(
    dashes: LineSegments,
    lots: list[tuple[int, int, npt.NDArray[np.intp]]],
    is_here: npt.NDArray[np.bool_],
    rows: slice,
    width: int,
) -> Alpha:
    """The alpha of some rows, drawn fine and averaged."""
    canvas = np.zeros(((rows.stop - rows.start) * SUBPIXELS, width * SUBPIXELS), np.uint16)
    for strength, thickness, lot in lots:
        here = lot[is_here[lot]]
        if here.size:
            points = (dashes.ends[here] - (0, rows.start)) * SUBPIXELS - 0.5  # OpenCV counts from a pixel's centre
            _trace(canvas, points, strength, thickness)
    averaged: Alpha = cv2.resize(canvas, (width, rows.stop - rows.start), interpolation=cv2.INTER_AREA).astype(
        np.uint16
    )
    return averaged


def _worn(dashes: LineSegments, is_here: npt.NDArray[np.bool_], rows: slice, width: int) -> Tones:
    """The tone of each pixel of some rows, one pixel beyond the dashes' rims included; thin dashes lie on top."""
    canvas = np.zeros((rows.stop - rows.start, width), np.uint8)
    thickness = 2 * np.ceil(dashes.widths / 2).astype(np.int64) + 2
    keys = (1024 - thickness) * 256 + dashes.tones
    here = np.flatnonzero(is_here)
    here = here[np.argsort(keys[here], kind="stable")]
    for lot in np.split(here, np.flatnonzero(np.diff(keys[here])) + 1):
        if lot.size:
            points = dashes.ends[lot] - (0, rows.start) - 0.5
            _trace(canvas, points, int(dashes.tones[lot[0]]), int(thickness[lot[0]]))
    return canvas


def _trace(
    canvas: npt.NDArray[np.uint8 | np.uint16], points: npt.NDArray[np.float64], value: int, thickness: int
) -> None:
    fixed = np.rint(points * 2**FRACTION_BITS).astype(np.int32)
    cv2.polylines(canvas, list(fixed), isClosed=False, color=value, thickness=thickness, shift=FRACTION_BITS)
