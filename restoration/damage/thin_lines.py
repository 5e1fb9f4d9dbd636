"""Thin lines drawn with sub-pixel accuracy: cracks, scratches, hairs."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from restoration.damage.layer import FULL_ALPHA, Alpha, Tones
from restoration.damage.procedural import Points

SUBPIXELS = 4  # sub-pixels along each side of a pixel
STRIP_HEIGHT = 256  # px; rows drawn at once, which bounds the memory of the fine canvas
FRACTION_BITS = 4  # bits of fraction in the coordinates given to OpenCV
THINNEST = 3  # sub-pixels; a thinner line is drawn this wide, and fainter instead
WIDEST = 64.0  # px
OPACITY_LEVELS = 24  # fewer are drawn faster
KEY_BASE = 1024  # more than any thickness, so that level and thickness fit into one sorting key


@dataclass(frozen=True, slots=True, eq=False)
class LineSegments:
    """Short straight segments that make up lines."""

    ends: npt.NDArray[np.float64]  # (N, 2, 2): start and end, each x, y in px; 0 is the picture's edge, not a centre
    widths: npt.NDArray[np.float64]  # (N,) px
    opacity: npt.NDArray[np.float64]  # (N,) 0..1
    tones: npt.NDArray[np.uint8]  # (N,) rows of a palette

    def select(self, chosen: npt.NDArray[np.bool_]) -> "LineSegments":
        """Return the segments where `chosen` (N,) is True."""
        return LineSegments(self.ends[chosen], self.widths[chosen], self.opacity[chosen], self.tones[chosen])


def concatenate_segments(parts: list[LineSegments]) -> LineSegments:
    """Return the segments of all parts, in their order; there must be at least one part."""
    return LineSegments(
        np.concatenate([part.ends for part in parts]),
        np.concatenate([part.widths for part in parts]),
        np.concatenate([part.opacity for part in parts]),
        np.concatenate([part.tones for part in parts]),
    )


def segment_ends(points: Points) -> npt.NDArray[np.float64]:
    """Return (N - 1, 2, 2) the ends of the segments between (N, 2) successive points x, y."""
    return np.stack([points[:-1], points[1:]], axis=1)


def rasterize_lines(lines: LineSegments, shape: tuple[int, int]) -> tuple[Alpha, Tones]:
    """Draw lines on an empty picture.

    Each segment covers a pixel by the area that they share; where segments meet, the most opaque counts.

    Args:
        lines: the segments.
        shape: height and width of the picture, px.

    Returns:
        (H, W) alpha, and (H, W) tones: the tone of the segment that covers a pixel, or of one close to it.
    """
    alpha, tones = np.zeros(shape, np.uint16), np.zeros(shape, np.uint8)
    groups = list(_group_by_strength(lines))
    tops, bottoms = _row_range(lines)
    for top in range(0, shape[0], STRIP_HEIGHT):
        rows = slice(top, min(top + STRIP_HEIGHT, shape[0]))
        is_here = (tops < rows.stop) & (bottoms > top)
        alpha[rows] = _draw_alpha(lines, groups, is_here, rows, shape[1])
        tones[rows] = _draw_tones(lines, is_here, rows, shape[1])
    return alpha, tones


@dataclass(frozen=True, slots=True, eq=False)
class _Group:
    """Segments that are drawn together."""

    alpha: int
    thickness: int  # sub-pixels, as OpenCV counts: 2 n draws a line 2 n + 1 wide
    segments: npt.NDArray[np.intp]  # their numbers


def _group_by_strength(lines: LineSegments) -> Iterator[_Group]:
    """Yield segments of one opacity and one width together, the most opaque last, so that they lie on top."""
    fine = np.minimum(lines.widths, WIDEST) * SUBPIXELS
    thickness = 2 * np.rint((np.maximum(fine, THINNEST) - 1) / 2).astype(np.int64)
    levels = np.rint(OPACITY_LEVELS * lines.opacity * np.minimum(fine / THINNEST, 1)).astype(np.int64)
    order = np.lexsort((thickness, levels))
    keys = levels[order] * KEY_BASE + thickness[order]
    for group in np.split(order, np.flatnonzero(np.diff(keys)) + 1):
        if group.size and levels[group[0]] > 0:
            yield _Group(int(levels[group[0]]) * FULL_ALPHA // OPACITY_LEVELS, int(thickness[group[0]]), group)


def _row_range(lines: LineSegments) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return (N,) the first and the last row that each segment may touch."""
    rows, margin = lines.ends[:, :, 1], lines.widths / 2 + 2
    return rows.min(axis=1) - margin, rows.max(axis=1) + margin


def _draw_alpha(
    lines: LineSegments, groups: list[_Group], is_here: npt.NDArray[np.bool_], rows: slice, width: int
) -> Alpha:
    """Return the alpha of some rows, drawn in sub-pixels and averaged."""
    canvas = np.zeros(((rows.stop - rows.start) * SUBPIXELS, width * SUBPIXELS), np.uint16)
    for group in groups:
        here = group.segments[is_here[group.segments]]
        if here.size:
            points = (lines.ends[here] - (0, rows.start)) * SUBPIXELS - 0.5  # OpenCV counts from a pixel's centre
            _draw_polylines(canvas, points, group.alpha, group.thickness)
    averaged = cv2.resize(canvas, (width, rows.stop - rows.start), interpolation=cv2.INTER_AREA)
    return np.asarray(averaged, np.uint16)


def _draw_tones(lines: LineSegments, is_here: npt.NDArray[np.bool_], rows: slice, width: int) -> Tones:
    """Return the tones of some rows, one pixel beyond the lines' edges included; thin segments lie on top."""
    canvas = np.zeros((rows.stop - rows.start, width), np.uint8)
    thickness = 2 * np.ceil(lines.widths / 2).astype(np.int64) + 2
    keys = (KEY_BASE - thickness) * 256 + lines.tones
    here = np.flatnonzero(is_here)
    here = here[np.argsort(keys[here], kind="stable")]
    for group in np.split(here, np.flatnonzero(np.diff(keys[here])) + 1):
        if group.size:
            points = lines.ends[group] - (0, rows.start) - 0.5
            _draw_polylines(canvas, points, int(lines.tones[group[0]]), int(thickness[group[0]]))
    return canvas


def _draw_polylines(
    canvas: npt.NDArray[np.uint8 | np.uint16], points: npt.NDArray[np.float64], value: int, thickness: int
) -> None:
    fixed = np.rint(points * 2**FRACTION_BITS).astype(np.int32)
    cv2.polylines(canvas, list(fixed), isClosed=False, color=value, thickness=thickness, shift=FRACTION_BITS)
