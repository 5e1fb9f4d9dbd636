"""The difference map: where a restoration changed a picture, and how strongly to the eye."""

import cv2
import numpy as np
import numpy.typing as npt
from skimage.color import deltaE_ciede2000

from restoration.domain import Image
from restoration.imaging.overlay import as_8_bit

HEAT_COLOURS = ((87, 16, 110), (188, 55, 84), (249, 142, 9), (252, 255, 164))
"""RGB for a legend, from no difference to `FULL_HEAT`, evenly spaced: they grow lighter, for the colour-blind too.

Source:
    The upper three quarters of "inferno", N. Smith and S. van der Walt, matplotlib.
"""

MAX_DELTA_E = 20.0  # CIEDE2000: 1 is just visible, 20 an altogether other colour

_STEPS = 256
_STRIP_ROWS = 512  # rows that are worked on at a time


def difference_map(before: Image, after: Image, *, full: float = MAX_DELTA_E) -> npt.NDArray[np.uint8]:
    """(H, W, 3) uint8: the picture in dark grey, and each changed pixel in the `HEAT` of its colour difference.

    Args:
        before: (H, W, 3), taken for sRGB.
        after: (H, W, 3), of the same type.
        full: the colour difference, CIEDE2000, from which on a pixel has the last heat.

    Raises:
        ValueError: the pictures differ in size or type.

    Source:
        G. Sharma, W. Wu and E. Dalal, "The CIEDE2000 color-difference formula", Color Research and Application 30(1),
        2005, doi:10.1002/col.20070.
    """
    if before.shape != after.shape or before.dtype != after.dtype:
        raise ValueError(f"{before.dtype} {before.shape} cannot be compared with {after.dtype} {after.shape}")
    shown = np.empty(before.shape, np.uint8)
    for top in range(0, len(before), _STRIP_ROWS):
        strip = slice(top, top + _STRIP_ROWS)
        shown[strip] = _strip_difference(before[strip], after[strip], full)
    return shown


def _strip_difference(before: Image, after: Image, full: float) -> npt.NDArray[np.uint8]:
    shown = _dim_grey(before)
    changed = (before != after).any(axis=2)
    if changed.any():
        distance = deltaE_ciede2000(_lab(before[changed]), _lab(after[changed]))  # type: ignore[no-untyped-call]
        steps = np.minimum(distance / full, 1) * (_STEPS - 1)
        shown[changed] = _heat_table()[np.rint(steps).astype(np.intp)]
    return shown


def _dim_grey(image: Image) -> npt.NDArray[np.uint8]:
    """Grey from 24 to 120, on which heat glows."""
    grey = cv2.cvtColor(as_8_bit(image), cv2.COLOR_RGB2GRAY)
    dim = cv2.convertScaleAbs(grey, alpha=96 / 255, beta=24)
    return np.asarray(cv2.cvtColor(dim, cv2.COLOR_GRAY2RGB), np.uint8)


def _lab(colours: Image) -> npt.NDArray[np.float32]:
    """(N, 3) CIELAB of (N, 3) sRGB, good to half a unit: exact conversion takes ten times as long."""
    share = colours.astype(np.float32) / np.iinfo(colours.dtype).max
    return np.asarray(cv2.cvtColor(share[np.newaxis], cv2.COLOR_RGB2LAB)[0], np.float32)


def _heat_table() -> npt.NDArray[np.uint8]:
    """(_STEPS, 3): `HEAT`, and the colours between."""
    places = np.linspace(0, len(HEAT_COLOURS) - 1, _STEPS)
    channels = [np.interp(places, range(len(HEAT_COLOURS)), channel) for channel in zip(*HEAT_COLOURS, strict=True)]
    return np.rint(np.stack(channels, axis=1)).astype(np.uint8)
