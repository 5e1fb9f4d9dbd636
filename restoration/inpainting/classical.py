"""The classical inpainters: fast marching, Navier-Stokes and the biharmonic equation."""

import cv2
import numpy as np
from skimage.restoration import inpaint_biharmonic

from restoration.domain import Image, Mask
from restoration.inpainting.base import Needs

RADIUS = 3  # px around a pixel from which paint is taken; cracks are 1-4 px wide, and 5 px costs 1.8 times as much


class Telea:
    """Fills by fast marching from the rim of the damage inwards.

    Source:
        A. Telea, "An image inpainting technique based on the fast marching method",
        J. Graphics Tools 9(1), 2004, doi:10.1080/10867651.2004.10487596.
    """

    key = "telea"
    needs = Needs()

    def fill(self, image: Image, mask: Mask) -> Image:
        """See `Inpainter.fill`."""
        return _opencv_inpaint(image, mask, cv2.INPAINT_TELEA)


class NavierStokes:
    """Fills by continuing lines of equal brightness into the damage, as a fluid transports its vorticity.

    Source:
        M. Bertalmio, A. L. Bertozzi, G. Sapiro, "Navier-Stokes, fluid dynamics, and image and video inpainting",
        CVPR 2001, doi:10.1109/CVPR.2001.990497.
    """

    key = "ns"
    needs = Needs()

    def fill(self, image: Image, mask: Mask) -> Image:
        """See `Inpainter.fill`."""
        return _opencv_inpaint(image, mask, cv2.INPAINT_NS)


def _opencv_inpaint(image: Image, mask: Mask, method: int) -> Image:
    if len(image) == 1:  # OpenCV reads beyond a single row, and finds other values each time
        return _opencv_inpaint(np.repeat(image, 2, axis=0), np.repeat(mask, 2, axis=0), method)[:1]
    hole = mask.astype(np.uint8)
    if image.dtype == np.uint8:
        return np.asarray(cv2.inpaint(image, hole, RADIUS, method), dtype=np.uint8)
    channels = [cv2.inpaint(channel, hole, RADIUS, method) for channel in cv2.split(image)]  # 16 bit: one at a time
    return np.asarray(cv2.merge(channels), dtype=np.uint16)


class Biharmonic:
    """Solves the biharmonic equation over each connected part of the damage, exactly.

    It is the most faithful of the classical methods on cracks, and slow on losses: it solves a linear system with one
    unknown for each missing pixel.

    Source:
        S. B. Damelin, N. S. Hoang, "On surface completion and image inpainting by biharmonic functions: numerical
        aspects", Int. J. Math. Math. Sci. 2018, doi:10.1155/2018/3950312; via `skimage.restoration`.
    """

    key = "biharmonic"
    needs = Needs(context=8, region=256)  # 8: the operator reaches 2 px; 256: a full region takes 2 s and 0.3 GB

    def fill(self, image: Image, mask: Mask) -> Image:
        """See `Inpainter.fill`."""
        top = np.iinfo(image.dtype).max
        surface = inpaint_biharmonic(image / top, mask, split_into_regions=True, channel_axis=-1)
        filled: Image = np.rint(np.clip(surface, 0.0, 1.0) * top).astype(image.dtype)
        return filled
