"""A detail of a painting: some window of it, nearer or farther away."""

import numpy as np
import numpy.typing as npt
from PIL import Image as PillowImage
from PIL.Image import Resampling

from restoration.training import views
from restoration.training.views import Pixel, View


def detail(
    layer: npt.NDArray[Pixel], view: View, side: int, how: Resampling = Resampling.BICUBIC
) -> npt.NDArray[Pixel]:
    """What the view shows of a picture or a mask, (H, W, ...) uint8 or bool, `side` px wide and high."""
    window = np.ascontiguousarray(view.of(layer))
    return window if view.side == side else np.array(PillowImage.fromarray(window).resize((side, side), how))


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
