"""Means over the masked pixels of a neighbourhood: what lies outside the mask never colours them."""

import cv2
import numpy as np

from restoration.domain import Mask
from restoration.linear_light import Light

_TRUNCATE = 3.0  # sigmas at which a Gaussian ends
_LEAST = 1e-6


def gaussian_radius(sigma: float) -> int:
    """Return how far, px, a Gaussian of `blur_inside` reaches."""
    return int(np.ceil(_TRUNCATE * sigma))


def blur_inside(light: Light, mask: Mask, sigma: float) -> Light:
    """Return the mean of (h, w, 3) light around each pixel, over masked pixels only; weights are a Gaussian.

    Args:
        light: (h, w, 3).
        mask: (h, w).
        sigma: px.

    Source:
        Normalised convolution: H. Knutsson and C.-F. Westin, CVPR 1993, doi:10.1109/CVPR.1993.341081.
    """
    side = 2 * gaussian_radius(sigma) + 1
    weights = mask.astype(np.float32)
    total, weight = (
        cv2.GaussianBlur(values, (side, side), sigma, borderType=cv2.BORDER_CONSTANT)
        for values in (light * weights[..., None], weights)
    )
    return np.asarray(total / np.maximum(weight, _LEAST)[..., None], np.float32)


def box_inside(light: Light, mask: Mask, width: int, height: int) -> Light:
    """Return the same with equal weights in a box of odd sides, px."""
    weights = mask.astype(np.float32)
    total, weight = (
        cv2.boxFilter(values, -1, (width, height), normalize=False, borderType=cv2.BORDER_CONSTANT)
        for values in (light * weights[..., None], weights)
    )
    return np.asarray(total / np.maximum(weight, _LEAST)[..., None], np.float32)


def odd(length: float) -> int:
    """Return the odd number of pixels nearest to a length, at least 1."""
    return 2 * max(round((length - 1) / 2), 0) + 1
