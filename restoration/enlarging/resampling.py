"""Enlarging by interpolation filters, which add nothing."""

from typing import ClassVar

import numpy as np
from PIL import Image as PillowImage
from PIL.Image import Resampling

from restoration.domain import Image


class _Interpolation:
    """Interpolates with a filter of Pillow's."""

    _filter: ClassVar[Resampling]

    def enlarge(self, image: Image, by: int) -> Image:
        """See `Enlarger.enlarge`."""
        size = by * image.shape[1], by * image.shape[0]
        if image.dtype == np.uint8:
            return np.array(PillowImage.fromarray(image).resize(size, self._filter))
        planes = (PillowImage.fromarray(plane) for plane in np.moveaxis(image.astype(np.float32), 2, 0))
        enlarged = np.stack([np.asarray(plane.resize(size, self._filter)) for plane in planes], axis=2)
        rounded: Image = np.rint(np.clip(enlarged, 0, np.iinfo(image.dtype).max)).astype(image.dtype)
        return rounded


class Lanczos(_Interpolation):
    """Interpolates with Lanczos' filter of three lobes.

    Source:
        C. E. Duchon, "Lanczos filtering in one and two dimensions", J. Applied Meteorology 18(8), 1979; via Pillow.
    """

    key, context, _filter = "lanczos", 3, Resampling.LANCZOS


class Bicubic(_Interpolation):
    """Interpolates with cubic splines, as most programs do by default."""

    key, context, _filter = "bicubic", 2, Resampling.BICUBIC
