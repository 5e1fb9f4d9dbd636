"""Linear light: where pigment multiplies and a lens blurs; files hold the sRGB curve instead."""

import numpy as np
import numpy.typing as npt

from restoration.domain import Image

Light = npt.NDArray[np.float32]
"""Any shape, float32, linear light in 0..1."""


def decode(image: Image) -> Light:
    """The picture's linear light.

    Source:
        IEC 61966-2-1 (sRGB).
    """
    steps = np.iinfo(image.dtype).max
    encoded = np.arange(steps + 1) / steps
    curve = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    return curve.astype(np.float32)[image]


def encode(light: Light, dtype: np.dtype[np.uint8 | np.uint16]) -> Image:
    """The reverse of `decode`, rounded to the nearest step of `dtype`."""
    light = np.clip(light, 0, 1)
    encoded = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    image: Image = np.rint(encoded * np.iinfo(dtype).max).astype(dtype)
    return image
