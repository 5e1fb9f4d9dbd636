"""A glaze over a detail: the same paint, only darker, redder, browner..., and as sound as before.

Without it, colours that damage often has and paint seldom, such as that of bole, are taken for damage anywhere.
"""

import numpy as np

from restoration.damage.light import decode, encode
from restoration.domain import Image

DEEPEST, LIGHTEST = -1.6, 0.3  # natural logarithm of the part of the light that all channels keep
TINT = 0.35  # deviation of the same between the channels


def glazed(image: Image, rng: np.random.Generator) -> Image:
    """The picture, (H, W, 3) uint8 RGB, under a transparent colour, as a new array."""
    kept = np.exp(rng.uniform(DEEPEST, LIGHTEST) + rng.normal(0, TINT, 3)).astype(np.float32)
    light = decode(np.arange(256, dtype=np.uint8))
    curves = encode(np.minimum(light[:, None] * kept, 1), np.dtype(np.uint8))
    return np.stack([curves[image[..., band], band] for band in range(3)], axis=2)
