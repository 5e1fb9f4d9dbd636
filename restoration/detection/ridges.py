"""Thin lines in the paint: how far they stand out from both flanks, compared with the structure of the paint around."""

from functools import cache
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Lightness = npt.NDArray[np.uint8]
"""(H, W) uint8: CIE L*, 0..100 stored as 0..255."""

Strength = npt.NDArray[np.float32]
"""(H, W) float32, 0 and more: the depth of a line relative to the depth of structures that could pass for one."""

Depth = npt.NDArray[np.int16]
"""(H, W) int16, 0 and more: lightness in steps of 1/SUBLEVELS."""

BLUR = 0.7  # px, sigma; reduces the grain, and is narrower than any crack
DIRECTIONS = 12  # a line of 5 px turned by half of 15 degrees strays less than half a pixel
LENGTH = 5  # px; cracks are jagged at the scale of their width: longer averages would lose their bends
FLANK = 2.0  # px from the centre line; measured cracks are 2-4 px wide at half depth
MAX_RADIUS = 3  # px; a line wider than twice this is a shape
SURROUNDINGS = 31  # px; wide enough for a few brush hairs or threads, small enough to follow the motif
NOISE = 3.0  # of 255, about 1.2 L*: grain and JPEG of a plain surface
CONTRAST = 0.4  # part of the contrast beside a line that a painted rim commonly has
RIVAL_RATIO = (3, 5)  # a line under 3/5 of the height of a line of the other tone beside it is only its flank
SUBLEVELS = 8  # sub-levels of a filtered lightness, against rounding

REACH = 2 + 2 * MAX_RADIUS + max(SURROUNDINGS // 2, 2 * MAX_RADIUS)  # px that a result depends on, on each side

NEIGHBOURS = np.ones((3, 3), np.uint8)
BODY = np.ones((5, 5), np.uint8)  # a line's deepest pixel lies within 2 px of its rim
SQUARE = np.ones((2 * MAX_RADIUS + 1, 2 * MAX_RADIUS + 1), np.uint8)
DISC = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, SQUARE.shape)


def line_strength(lightness: Lightness, bright_share: float) -> tuple[Strength, npt.NDArray[np.bool_]]:
    """Return how clearly each pixel lies on the centre of a thin line, and which pixels belong to the body of a line.

    The depth of a line is the difference between its centre, averaged along the line, and the *nearer* of its two
    flanks: a rim between two paints has one flank only. That depth is divided by the structure of the surroundings:
    lines of the other tone (weave, hair and impasto show bright and dark lines alike, while the cracks of one place
    mostly have one tone), and the contrast of the paint beside the line (contours). The body of a line is where it is
    at least half as deep as in its middle.

    Args:
        lightness: (H, W) uint8.
        bright_share: weight of a bright line, relative to an equal dark line, 0..1.

    Returns:
        The strength, (H, W) float32, and the bodies, (H, W) bool.

    Source:
        The hats after Giakoumis, Nikolaidis and Pitas, "Digital image processing techniques for the detection and
        removal of cracks in digitized paintings", IEEE Transactions on Image Processing 15(1), 2006; the nearer
        flank and the comparison with the other tone are ours, see docs/decisions/0002-opencv-detector.md.
    """
    smooth = _as_lightness(cv2.GaussianBlur(lightness, (5, 5), BLUR, borderType=cv2.BORDER_REPLICATE))
    dark_hat = _as_lightness(cv2.morphologyEx(smooth, cv2.MORPH_BLACKHAT, DISC))
    bright_hat = _as_lightness(cv2.morphologyEx(smooth, cv2.MORPH_TOPHAT, DISC))
    dark_depth, bright_depth = _without_rivals(*_depths(smooth))
    dark: Strength = dark_depth / _expected_depth(smooth + dark_hat, bright_hat)
    bright: Strength = np.float32(bright_share) * bright_depth / _expected_depth(smooth - bright_hat, dark_hat)
    is_dark = cv2.dilate(dark, NEIGHBOURS) >= cv2.dilate(bright, NEIGHBOURS)  # a body is wider than its centre line
    return np.maximum(dark, bright), np.where(is_dark, _body(dark_hat), _body(bright_hat))


def _depths(smooth: Lightness) -> tuple[Depth, Depth]:
    """Return how far dark lines lie below the nearer flank and bright lines above it, in the best direction."""
    dark = np.zeros(smooth.shape, np.int16)
    bright = np.zeros(smooth.shape, np.int16)
    for kernels in _line_kernels():
        left, middle, right = (
            cv2.filter2D(smooth, cv2.CV_16S, kernel, borderType=cv2.BORDER_REPLICATE) for kernel in kernels
        )
        cv2.max(dark, cv2.subtract(cv2.min(left, right), middle), dst=dark)
        cv2.max(bright, cv2.subtract(middle, cv2.max(left, right)), dst=bright)
    return dark, bright


def _without_rivals(dark: Depth, bright: Depth) -> tuple[Strength, Strength]:
    """Return depths in lightness; of two lines of different tone side by side, only the clear one remains.

    The rims of a crack look like lines of the other tone where the photograph was sharpened or where a raised edge
    catches the light, and so does the paint between two brush strokes.
    """
    numerator, denominator = RIVAL_RATIO
    dark_alone = denominator * dark >= numerator * cv2.dilate(bright, SQUARE)
    bright_alone = denominator * bright >= numerator * cv2.dilate(dark, SQUARE)
    scale = np.float32(1 / SUBLEVELS)
    return np.where(dark_alone, dark * scale, np.float32(0)), np.where(bright_alone, bright * scale, np.float32(0))


def _expected_depth(without_lines: Lightness, other_hat: Lightness) -> Strength:
    """Return the depth of a line, of 255, that the surroundings make likely without any crack."""
    others = cv2.boxFilter(  # whole numbers: a running sum of floats would differ from strip to strip
        other_hat, cv2.CV_32S, (SURROUNDINGS, SURROUNDINGS), normalize=False, borderType=cv2.BORDER_REPLICATE
    )
    contrast = cv2.morphologyEx(without_lines, cv2.MORPH_GRADIENT, SQUARE)
    expected: Strength = np.float32(NOISE) + others.astype(np.float32) / np.float32(SURROUNDINGS**2)
    expected += np.float32(CONTRAST) * contrast
    return expected


def _body(hat: Lightness) -> npt.NDArray[np.bool_]:
    """Return where a line is at least half as deep as its deepest pixel nearby: its width at half depth."""
    deepest = cv2.dilate(hat, BODY)
    return np.asarray((hat >= deepest - deepest // 2) & (hat > 0))


@cache
def _line_kernels() -> tuple[tuple[npt.NDArray[np.float32], ...], ...]:
    """Return kernels for each direction: the mean along the left flank, the middle and the right flank of a line."""
    angles = np.arange(DIRECTIONS) * np.pi / DIRECTIONS
    return tuple(tuple(_line_kernel(angle, side) for side in (-FLANK, 0.0, FLANK)) for angle in angles)


def _line_kernel(angle: float, aside: float) -> npt.NDArray[np.float32]:
    """Return (9, 9): the mean along a line that runs `aside` px beside the middle; its sum is `SUBLEVELS`."""
    side = LENGTH + 2 * int(np.ceil(FLANK))  # 9; above 11 OpenCV uses the Fourier transform and becomes slow
    kernel = np.zeros((side, side), np.float32)
    along = np.linspace(-(LENGTH - 1) / 2, (LENGTH - 1) / 2, 8 * LENGTH)
    x = side // 2 + along * np.cos(angle) - aside * np.sin(angle)
    y = side // 2 + along * np.sin(angle) + aside * np.cos(angle)
    left, top = np.floor(x + 1e-6).astype(int), np.floor(y + 1e-6).astype(int)
    for right, down in ((0, 0), (1, 0), (0, 1), (1, 1)):
        weight = np.clip(1 - np.abs(x - left - right), 0, 1) * np.clip(1 - np.abs(y - top - down), 0, 1)
        inside = (left + right < side) & (top + down < side)
        np.add.at(kernel, ((top + down)[inside], (left + right)[inside]), weight[inside])
    return kernel * np.float32(SUBLEVELS / kernel.sum())


def _as_lightness(filtered: npt.NDArray[Any]) -> Lightness:
    """Return the same array: OpenCV keeps the 8 bits of its input, but its types do not say so."""
    return np.asarray(filtered, np.uint8)
