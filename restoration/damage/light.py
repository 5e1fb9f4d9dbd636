"""Linear light: where pigment multiplies and a lens blurs; files hold the sRGB curve instead."""

from functools import cache

import numpy as np
import numpy.typing as npt

from restoration.domain import Image

Light = npt.NDArray[np.float32]
"""Any shape, float32, linear light in 0..1."""


def decode_srgb(image: Image) -> Light:
    """The picture's linear light.

    Source:
        IEC 61966-2-1 (sRGB).
    """
    return _curve(np.iinfo(image.dtype).max + 1)[image]


def encode_srgb(light: Light, dtype: np.dtype[np.uint8 | np.uint16]) -> Image:
    """The reverse of `decode`, rounded to the nearest step of `dtype`; the same on every machine."""
    steps = np.iinfo(dtype).max + 1
    image: Image = np.searchsorted(encoding_thresholds(steps), light).astype(dtype)
    return image


@cache
def _curve(steps: int) -> Light:
    """(steps,) the light of each encoded value."""
    return _linear(np.arange(steps) / (steps - 1)).astype(np.float32)


@cache
def encoding_thresholds(steps: int) -> Light:
    """(steps - 1,) the linear light halfway, as encoded, between each value and the next."""
    return _linear((np.arange(steps - 1) + 0.5) / (steps - 1)).astype(np.float32)


def _linear(encoded: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    curve: npt.NDArray[np.float64] = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    return curve
