"""A glaze over a detail: the same paint, only darker, redder, browner..., and as sound as before.

Without it, colours that damage often has and paint seldom, such as that of bole, are taken for damage anywhere.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from restoration.damage.light import decode_srgb, encode_srgb
from restoration.domain import Image

DARKEST, LIGHTEST = -1.6, 0.3  # natural logarithm of the part of the light that all channels keep
CHANNEL_DEVIATION = 0.35  # deviation of the same between the channels


class Glaze(NamedTuple):
    """What a transparent colour keeps of the linear light; a little more than 1 lights it up."""

    red: float
    green: float
    blue: float

    @property
    def curves(self) -> npt.NDArray[np.uint8]:
        """(256, 3): what each grey level becomes in each channel."""
        light = decode_srgb(np.arange(256, dtype=np.uint8))
        kept = np.minimum(light[:, None] * np.array(self, np.float32), 1)
        return np.asarray(encode_srgb(kept, np.dtype(np.uint8)), np.uint8)


def sample_glaze(rng: np.random.Generator) -> Glaze:
    """Any glaze; most darken."""
    return Glaze(*np.exp(rng.uniform(DARKEST, LIGHTEST) + rng.normal(0, CHANNEL_DEVIATION, 3)).tolist())


def apply_glaze(image: Image, glaze: Glaze) -> Image:
    """The picture, (H, W, 3) uint8 RGB, under the glaze, as a new array."""
    curves = glaze.curves
    return np.stack([curves[image[..., band], band] for band in range(3)], axis=2)
