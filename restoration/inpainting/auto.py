"""Each part of the damage by what fills it best, told by its width."""

import cv2
import numpy as np
import numpy.typing as npt

from restoration.domain import Image, Mask, Share
from restoration.imaging.masks import boxes
from restoration.inpainting.base import Inpainter, Needs
from restoration.inpainting.filling import fill

WIDE = 15  # px across; odd, so that a disc of it has a middle
RIM = 1.0  # px from the sound paint, up to which the first method fills alone, for there it sees most
DEEP = 8.0  # px from the sound paint, from which both count the same


class Auto:
    """Hairlines and cracks by one method; the inside of losses by the mean of that and another.

    Two networks that were taught differently err differently: their mean is nearer to the lost paint than either, and
    keeps half of the grain that only the second one gives (docs/decisions/0010).
    """

    key = "auto"
    needs = Needs(context=64, region=384, looks_through=True)  # together what MI-GAN takes in one go, which is slow

    def __init__(self, first: Inpainter, second: Inpainter | None) -> None:
        """With a method for all damage, and one that knows losses; without the latter the first fills alone."""
        self._first, self._second = first, second

    def fill(self, image: Image, mask: Mask) -> Image:
        """See `Inpainter.fill`."""
        filled = fill(image, mask, self._first)
        wide = wide_parts(mask)
        if self._second is None or not wide.any():
            return filled
        other = self._second.fill(filled, wide)  # all of the window at once: it sees what the first one did already
        share = _share_of_second(mask)[wide, np.newaxis]
        mean = filled[wide] + share * (other[wide].astype(np.float32) - filled[wide])
        filled[wide] = np.rint(mean).astype(image.dtype)
        return filled

    def shares(self, mask: Mask) -> tuple[Share, ...]:
        """What is filled by what."""
        wide = wide_parts(mask) if self._second else np.zeros_like(mask)
        alone = Share((self._first.key,), int((mask & ~wide).sum()))
        if self._second is None or not wide.any():
            return (alone,)
        return alone, Share((self._first.key, self._second.key), int(wide.sum()), tuple(boxes(wide)))


def wide_parts(mask: Mask) -> Mask:
    """(H, W) bool: the mask where a disc of `WIDE` px has room in it; cracks that end in a loss are not part of it.

    Source:
        The opening of mathematical morphology: J. Serra, "Image analysis and mathematical morphology", 1982.
    """
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (WIDE, WIDE))
    return cv2.morphologyEx(mask.view(np.uint8), cv2.MORPH_OPEN, disc).astype(bool)


def _share_of_second(mask: Mask) -> npt.NDArray[np.float32]:
    """(H, W) of 0..1/2, by the distance from sound paint."""
    depth = cv2.distanceTransform(mask.view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return np.asarray(np.clip((depth - RIM) / (DEEP - RIM), 0, 1) / 2, np.float32)
