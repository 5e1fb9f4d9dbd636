"""An observer who looks for the strokes of a retoucher: it knows their width, and sees nothing but the picture."""

import cv2
import numpy as np
import numpy.typing as npt

from restoration.benchmark.pixel_classifier import Floats
from restoration.linear_light import Light
from restoration.retouching.balance import STROKE_PERIOD
from restoration.retouching.lab import to_lab

PERIODS = (0.6, 1.0, 1.7, 3.0)  # of the strokes' own: structure is compared with finer and coarser structure
NEIGHBOURHOOD = 2.0  # periods, sigma, in which the strength of structure is averaged
_FINE, _COARSE = 8.0, 2.5  # parts of a period: the sigmas of the two Gaussians of a band
_LEAST = 1e-3  # of the strength of structure, in squared units of CIELAB: less is not seen


def stroke_features(light: Light, width: float) -> Floats:
    """Return (H, W, 14): how strong structure of the strokes' size is at each pixel, and in which direction.

    Args:
        light: (H, W, 3) linear light.
        width: px, of a stroke.
    """
    period, lab = STROKE_PERIOD * width, to_lab(light)
    bands = [_band(lab, share * period) for share in PERIODS]
    finer, own, coarser, coarsest = (_strength(band**2, period) for band in bands)
    across, down = (_slope(bands[1][..., 0], order) for order in ((1, 0), (0, 1)))
    upright = _strength(across**2, period) - _strength(down**2, period)
    directed = _strength((across**2 - down**2) ** 2 + 4 * (across * down) ** 2, period)
    return np.dstack([own, own - coarsest, finer - own, own - coarser, upright, directed]).astype(np.float32)


def _band(lab: Light, period: float) -> Light:
    fine, coarse = (cv2.GaussianBlur(lab, (0, 0), max(period / part, 0.3)) for part in (_FINE, _COARSE))
    return np.asarray(fine - coarse, np.float32)


def _slope(lightness: Light, order: tuple[int, int]) -> Light:
    return np.asarray(cv2.Sobel(lightness, cv2.CV_32F, *order), np.float32)


def _strength(squares: npt.NDArray[np.float32], period: float) -> Floats:
    mean = np.asarray(cv2.GaussianBlur(squares, (0, 0), NEIGHBOURHOOD * period), np.float32)
    return np.asarray(np.log(mean + _LEAST))


def area_under_curve(members: Floats, others: Floats) -> float:
    """Return the chance that a member scores higher than another pixel, 0..1; an equal score counts as one half.

    Args:
        members: (N,) scores.
        others: (M,) scores.

    Source:
        H. Mann and D. Whitney, Annals of Mathematical Statistics 18(1), 1947, doi:10.1214/aoms/1177730491.
    """
    ordered = np.sort(others)
    below, up_to = (np.searchsorted(ordered, members, side) for side in ("left", "right"))
    return float((below + up_to).sum() / 2 / (len(members) * len(others)))
