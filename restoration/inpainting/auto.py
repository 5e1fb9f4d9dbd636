"""Each part of the damage by what fills it best, told by its width."""

import cv2
import numpy as np

from restoration.domain import Image, Mask
from restoration.inpainting.base import Inpainter, Needs, Stage
from restoration.inpainting.filling import fill
from restoration.inpainting.texture import FloatImage, depth_ramp, extract_texture, mirror_into_mask, texture_deficit

WIDE_PART = 15  # px across; odd, so that a disc of it has a middle
RIM_DEPTH = 1.0  # px from the edge of a wide part, up to which the first method fills alone: there it sees most
FULL_DEPTH = 6.0  # px from that edge, from which both may count the same
FINE_SIGMA, COARSE_SIGMA = 1.0, 4.0  # px, sigma: of the structure by which it is told whether the first fill is empty
MAX_TEXTURE = 0.1  # of white
NEIGHBOURHOOD = 8.0  # px, sigma of the neighbourhood in which structure is compared


class Auto:
    """Hairlines and cracks by one method; the inside of losses by the mean of that and another.

    Two networks that were taught differently err differently: their mean is nearer to the lost paint than either, and
    keeps half of the grain that only the second one gives (docs/decisions/0010).
    """

    key = "auto"

    def __init__(self, first: Inpainter, second: Inpainter | None) -> None:
        """With a method for all damage, and one that knows losses; without the latter the first fills alone."""
        self.needs = first.needs
        self._first, self._second = first, BlendedInpainter(second) if second else None

    def stages(self, mask: Mask) -> list[Stage]:
        """See `Staged.stages`: all of it by the first one, then what is wide by both."""
        first = Stage(self._first, mask)
        return [first, Stage(self._second, find_wide_parts(mask))] if self._second else [first]

    def fill(self, image: Image, mask: Mask) -> Image:
        """See `Inpainter.fill`."""
        return fill(image, mask, self)


class BlendedInpainter:
    """The mean of what lies in the hole already and what an inpainter makes of it, in so far as the former is empty.

    At the rim, where paint was seen through thin damage, and in plain paint, what lies there stays.
    """

    def __init__(self, inpainter: Inpainter) -> None:
        """It goes by the inpainter's name, and has its needs."""
        self.key = inpainter.key
        self.needs = Needs(inpainter.needs.context, inpainter.needs.region, looks_through=True)
        self._inpainter = inpainter

    def fill(self, image: Image, mask: Mask) -> Image:
        """See `Inpainter.fill`."""
        other = self._inpainter.fill(image, mask)
        mean = image[mask] + _second_weight(image, mask)[mask, np.newaxis] * (
            other[mask].astype(np.float32) - image[mask]
        )
        filled = image.copy()
        filled[mask] = np.rint(mean).astype(image.dtype)
        return filled


def find_wide_parts(mask: Mask) -> Mask:
    """(H, W) bool: the mask where a disc of `WIDE` px has room in it; cracks that end in a loss are not part of it.

    Source:
        The opening of mathematical morphology: J. Serra, "Image analysis and mathematical morphology", 1982.
    """
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (WIDE_PART, WIDE_PART))
    return cv2.morphologyEx(mask.view(np.uint8), cv2.MORPH_OPEN, disc).astype(bool)


def _second_weight(image: Image, mask: Mask) -> FloatImage:
    """(H, W) of 0..1/2: of the second method."""
    own = extract_texture(image, FINE_SIGMA, COARSE_SIGMA, MAX_TEXTURE)
    share = (
        depth_ramp(mask, RIM_DEPTH, FULL_DEPTH)
        * texture_deficit(own, mirror_into_mask(own, mask), mask, NEIGHBOURHOOD) ** 2
    )
    return share / np.float32(2)
