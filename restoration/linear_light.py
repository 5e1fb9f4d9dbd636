"""Linear light, in which colours that lie side by side mix for the eye, and its sRGB values in files."""

from functools import cache

import numpy as np
import numpy.typing as npt

from restoration.domain import Image

Light = npt.NDArray[np.float32]
"""Any shape, float32, linear light in 0..1."""


LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
"""(3,) weights of red, green and blue in the luminance of linear light; IEC 61966-2-1."""


def decode_srgb(image: Image) -> Light:
    """Return the linear light of sRGB values.

    Args:
        image: any shape, uint8 or uint16.

    Returns:
        The same shape, float32, 0..1.

    Source:
        IEC 61966-2-1 (sRGB).
    """
    return _decoding_table(np.iinfo(image.dtype).max + 1)[image]


def encode_srgb(light: Light, dtype: np.dtype[np.uint8 | np.uint16]) -> Image:
    """Return the sRGB values of linear light, rounded to the nearest step of `dtype`.

    The inverse of `decode_srgb`: any shape, and the same values on every machine.
    """
    steps = np.iinfo(dtype).max + 1
    image: Image = np.searchsorted(encoding_thresholds(steps), light).astype(dtype)
    return image


@cache
def encoding_thresholds(steps: int) -> Light:
    """Return (steps - 1,) the linear light at which the encoded value changes: halfway between two sRGB values."""
    return _linear((np.arange(steps - 1) + 0.5) / (steps - 1)).astype(np.float32)


@cache
def _decoding_table(steps: int) -> Light:
    """Return (steps,) the linear light of each encoded value."""
    return _linear(np.arange(steps) / (steps - 1)).astype(np.float32)


def _linear(encoded: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    curve: npt.NDArray[np.float64] = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    return curve
