"""A detail of a painting: some window of it, nearer or farther away."""

import numpy as np
from PIL import Image as PillowImage

from restoration.domain import Image
from restoration.training import views
from restoration.training.views import View


def detail(picture: Image, side: int, zoom: tuple[float, float], rng: np.random.Generator) -> Image:
    """A random window of the picture, in any symmetry, shown `side` px wide and high: (side, side, 3) uint8.

    Args:
        picture: (H, W, 3) uint8 RGB.
        side: px.
        zoom: least and most; at 2 the picture's pixels come out twice as wide. A picture too small for it is enlarged
            as far as it must be.
        rng: chance.
    """
    height, width = picture.shape[:2]
    window = framed((height, width), side, zoom, rng).of(picture)
    if window.shape[0] == side:
        return np.ascontiguousarray(window)
    return np.array(PillowImage.fromarray(window).resize((side, side), PillowImage.Resampling.BICUBIC))


def framed(shape: tuple[int, int], side: int, zoom: tuple[float, float], rng: np.random.Generator) -> View:
    """The window of a picture of that height and width that a detail shows; for the other arguments see `detail`."""
    drawn = np.exp(rng.uniform(*np.log(zoom)))
    return views.sample(rng, shape, min(round(side / drawn), *shape))
