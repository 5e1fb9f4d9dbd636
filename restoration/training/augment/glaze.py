"""A random glaze over a detail: the same paint, only darker, redder, browner..., and without damage.

Without it, a network takes colours that damage often has and paint seldom has, such as that of bole, for damage
wherever they are.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from restoration.domain import Image
from restoration.linear_light import decode_srgb, encode_srgb

DARKEST, LIGHTEST = -1.6, 0.3  # natural logarithm of the share of the light that all channels keep
CHANNEL_DEVIATION = 0.35  # standard deviation of that logarithm between the channels


class Glaze(NamedTuple):
    """The share of linear light that a transparent colour keeps in each channel; a little more than 1 brightens."""

    red: float
    green: float
    blue: float

    @property
    def curves(self) -> npt.NDArray[np.uint8]:
        """(256, 3) uint8: the new grey level of each grey level in each channel."""
        light = decode_srgb(np.arange(256, dtype=np.uint8))
        kept = np.minimum(light[:, None] * np.array(self, np.float32), 1)
        return np.asarray(encode_srgb(kept, np.dtype(np.uint8)), np.uint8)


def sample_glaze(rng: np.random.Generator) -> Glaze:
    """Return a random glaze; most glazes darken."""
    return Glaze(*np.exp(rng.uniform(DARKEST, LIGHTEST) + rng.normal(0, CHANNEL_DEVIATION, 3)).tolist())


def apply_glaze(image: Image, glaze: Glaze) -> Image:
    """Return the picture, (H, W, 3) uint8 RGB, under the glaze, as a new array."""
    curves = glaze.curves
    return np.stack([curves[image[..., band], band] for band in range(3)], axis=2)
