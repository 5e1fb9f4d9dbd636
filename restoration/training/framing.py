"""A detail of a painting: some window of it, nearer or farther away."""

import numpy as np
from PIL import Image as PillowImage

from restoration.domain import Image
from restoration.training import views


def detail(picture: Image, side: int, zoom: tuple[float, float], rng: np.random.Generator) -> Image:
    """A random window of the picture, in any symmetry, shown `side` px wide and high: (side, side, 3) uint8.

    Args:
        picture: (H, W, 3) uint8 RGB.
        side: px.
        zoom: least and most; at 2 the picture's pixels come out twice as wide. A picture too small for it is enlarged
            as far as it must be.
        rng: chance.
    """
    drawn = np.exp(rng.uniform(*np.log(zoom)))
    height, width = picture.shape[:2]
    window = views.sample(rng, (height, width), min(round(side / drawn), height, width)).of(picture)
    if window.shape[0] == side:
        return np.ascontiguousarray(window)
    return np.array(PillowImage.fromarray(window).resize((side, side), PillowImage.Resampling.BICUBIC))
