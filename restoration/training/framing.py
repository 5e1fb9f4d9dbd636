"""A detail of a painting: some window of it, nearer or farther away."""

import numpy as np
from PIL import Image as PillowImage

from restoration.domain import Image
from restoration.training import views
from restoration.training.views import View


def detail(picture: Image, view: View, side: int) -> Image:
    """What the view shows of the picture, (H, W, 3) uint8, `side` px wide and high: (side, side, 3) uint8."""
    window = view.of(picture)
    if view.side == side:
        return np.ascontiguousarray(window)
    return np.array(PillowImage.fromarray(window).resize((side, side), PillowImage.Resampling.BICUBIC))


def framed(shape: tuple[int, int], side: int, zoom: tuple[float, float], rng: np.random.Generator) -> View:
    """A random window of a picture of that height and width, in any symmetry, for a detail of `side` px.

    Args:
        shape: height and width of the picture, px.
        side: of the detail, px.
        zoom: least and most; at 2 the picture's pixels come out twice as wide. A picture too small for it is enlarged
            as far as it must be.
        rng: chance.
    """
    drawn = np.exp(rng.uniform(*np.log(zoom)))
    return views.sample(rng, shape, min(round(side / drawn), *shape))
