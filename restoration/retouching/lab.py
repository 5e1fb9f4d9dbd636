"""CIELAB, in which a retoucher's rules are given: lightness L*, and chroma."""

import cv2
import numpy as np
import numpy.typing as npt

from restoration.linear_light import Light

Lab = npt.NDArray[np.float32]
"""(..., 3): L* in 0..100, a*, b*."""


def to_lab(light: Light) -> Lab:
    """Return CIELAB of (h, w, 3) linear light of sRGB primaries, white D65."""
    return np.asarray(cv2.cvtColor(np.clip(light, 0, 1), cv2.COLOR_LRGB2LAB), np.float32)


def from_lab(lab: Lab) -> Light:
    """Return the linear light of (h, w, 3) CIELAB; what leaves the gamut is cut off."""
    return np.clip(np.asarray(cv2.cvtColor(lab, cv2.COLOR_LAB2LRGB), np.float32), 0, 1)
