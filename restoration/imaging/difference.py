"""The difference map: where a restoration changed a picture, and how visible each change is."""

import cv2
import numpy as np
import numpy.typing as npt
from skimage.color import deltaE_ciede2000

from restoration.domain import Image
from restoration.imaging.overlay import as_8_bit

HEAT_COLOURS = ((87, 16, 110), (188, 55, 84), (249, 142, 9), (252, 255, 164))
"""RGB of a scale from no difference to `MAX_DELTA_E`, evenly spaced.

Each colour is lighter than the one before, so that colour-blind people can read the scale too.

Source:
    The upper three quarters of "inferno", N. Smith and S. van der Walt, matplotlib.
"""

MAX_DELTA_E = 20.0  # CIEDE2000: 1 is just visible, 20 is an entirely different colour

_STEPS = 256
_STRIP_ROWS = 512  # rows that are computed at a time, which bounds the memory


def difference_map(before: Image, after: Image, *, full: float = MAX_DELTA_E) -> npt.NDArray[np.uint8]:
    """Return a (H, W, 3) uint8 map: the picture in dark grey, and changed pixels coloured by their difference.

    Args:
        before: (H, W, 3), taken as sRGB.
        after: (H, W, 3), of the same type.
        full: CIEDE2000 difference from which on a pixel has the last of `HEAT_COLOURS`.

    Raises:
        ValueError: the pictures differ in size or type.

    Source:
        G. Sharma, W. Wu and E. Dalal, "The CIEDE2000 color-difference formula", Color Research and Application 30(1),
        2005, doi:10.1002/col.20070.
    """
    if before.shape != after.shape or before.dtype != after.dtype:
        raise ValueError(f"{before.dtype} {before.shape} cannot be compared with {after.dtype} {after.shape}")
    heat = np.empty(before.shape, np.uint8)
    for top in range(0, len(before), _STRIP_ROWS):
        rows = slice(top, top + _STRIP_ROWS)
        heat[rows] = _strip_difference(before[rows], after[rows], full)
    return heat


def _strip_difference(before: Image, after: Image, full: float) -> npt.NDArray[np.uint8]:
    heat = _dim_grey(before)
    changed = (before != after).any(axis=2)
    if changed.any():
        colours = (as_lab(image[changed][np.newaxis]) for image in (before, after))
        delta_e = deltaE_ciede2000(*colours)[0]  # type: ignore[no-untyped-call]
        steps = np.minimum(delta_e / full, 1) * (_STEPS - 1)
        heat[changed] = _heat_table()[np.rint(steps).astype(np.intp)]
    return heat


def _dim_grey(image: Image) -> npt.NDArray[np.uint8]:
    """Return the picture in greys from 24 to 120, dark enough for bright colours to stand out."""
    grey = cv2.cvtColor(as_8_bit(image), cv2.COLOR_RGB2GRAY)
    dim = cv2.convertScaleAbs(grey, alpha=96 / 255, beta=24)
    return np.asarray(cv2.cvtColor(dim, cv2.COLOR_GRAY2RGB), np.uint8)


def as_lab(image: Image) -> npt.NDArray[np.float32]:
    """Convert (H, W, 3) sRGB to CIELAB, exact to half a unit; full precision would take ten times as long."""
    share = image.astype(np.float32) / np.iinfo(image.dtype).max
    return np.asarray(cv2.cvtColor(share, cv2.COLOR_RGB2LAB), np.float32)


def _heat_table() -> npt.NDArray[np.uint8]:
    """Return (_STEPS, 3) RGB: `HEAT_COLOURS` and the colours between them."""
    positions = np.linspace(0, len(HEAT_COLOURS) - 1, _STEPS)
    channels = [np.interp(positions, range(len(HEAT_COLOURS)), channel) for channel in zip(*HEAT_COLOURS, strict=True)]
    return np.rint(np.stack(channels, axis=1)).astype(np.uint8)
