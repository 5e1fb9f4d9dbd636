"""The automatic inpainter: narrow damage by one method; in wide damage, a second method improves that fill."""

import cv2
import numpy as np

from restoration.disk_arrays import zeros_on_disk
from restoration.domain import Image, Mask
from restoration.imaging.masks import plan_mask_strips
from restoration.inpainting.base import Inpainter, Needs, Stage
from restoration.inpainting.filling import fill
from restoration.inpainting.texture import FloatImage, depth_ramp, extract_texture, mirror_into_mask, texture_deficit

WIDE_PART = 15  # px, diameter of a disc; odd, so that the disc has a middle pixel
BLEND_RIM_DEPTH = 1.0  # px from the edge of a wide part, up to which the first method fills alone: there it sees most
BLEND_FULL_DEPTH = 6.0  # px from that edge, from which both methods may have the same weight
FINE_SIGMA, COARSE_SIGMA = 1.0, 4.0  # px, sigma: the range of structure that shows whether the first fill is empty
MAX_TEXTURE = 0.1  # part of white
NEIGHBOURHOOD = 8.0  # px, sigma of the neighbourhood in which structure is compared


class Auto:
    """Fills hairlines and cracks by one method; the inside of losses, which it leaves smooth, by another one, too."""

    key = "auto"

    def __init__(self, first: Inpainter, second: Inpainter | None) -> None:
        """Take a method for all damage, and one that improves its fill of losses; None: nothing does."""
        self.needs = first.needs
        self._first, self._second = first, second

    def stages(self, mask: Mask) -> list[Stage]:
        """See `Staged.stages`: first all damage by the first method, then the wide parts by the second one."""
        first = Stage(self._first, mask)
        return [first, Stage(self._second, find_wide_parts(mask))] if self._second else [first]

    def fill(self, image: Image, mask: Mask) -> Image:
        """See `Inpainter.fill`."""
        return fill(image, mask, self)


class BlendedInpainter:
    """Mixes the fill of an inpainter into the fill that is there already, as much as that lacks structure.

    The first fill stays at the rim, in plain paint, and where paint was visible through thin damage. Two networks with
    different training make different errors: their mean is nearer to the lost paint than either of them, and keeps half
    of the grain that only the second one gives (docs/decisions/0010).
    """

    def __init__(self, inpainter: Inpainter, most: float = 0.5) -> None:
        """Take the inpainter to mix in, with its key and its needs, and its largest weight in the mean, 0..1."""
        self.key = inpainter.key
        self.needs = Needs(inpainter.needs.context, inpainter.needs.region, uses_masked_pixels=True)
        self._inpainter, self._most = inpainter, np.float32(most)

    def fill(self, image: Image, mask: Mask) -> Image:
        """See `Inpainter.fill`."""
        other = self._inpainter.fill(image, mask)
        weight = self._most * _second_weight(image, mask)[mask, np.newaxis]
        mean = image[mask] + weight * (other[mask].astype(np.float32) - image[mask])
        filled = image.copy()
        filled[mask] = np.rint(mean).astype(image.dtype)
        return filled


def find_wide_parts(mask: Mask) -> Mask:
    """Return the parts of an (H, W) mask where a disc of `WIDE_PART` px has room; cracks that meet them are left out.

    Source:
        The opening of mathematical morphology: J. Serra, "Image analysis and mathematical morphology", 1982.
    """
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (WIDE_PART, WIDE_PART))
    wide: Mask = zeros_on_disk(mask.shape, np.bool_)
    for strip in plan_mask_strips(mask.shape, margin=WIDE_PART):
        opened = cv2.morphologyEx(mask[strip.read].view(np.uint8), cv2.MORPH_OPEN, disc)
        wide[strip.rows] = opened[strip.inner]
    return wide


def _second_weight(image: Image, mask: Mask) -> FloatImage:
    """Return the weight of the second method, (H, W) float32 in 0..1."""
    own = extract_texture(image, FINE_SIGMA, COARSE_SIGMA, MAX_TEXTURE)
    deficit = texture_deficit(own, mirror_into_mask(own, mask), mask, NEIGHBOURHOOD)
    return depth_ramp(mask, BLEND_RIM_DEPTH, BLEND_FULL_DEPTH) * deficit**2
