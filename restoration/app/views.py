"""Pictures for the screen: scaled to it or cut out at 1:1, and encoded with the painting's colour profile."""

import io
from dataclasses import dataclass

from PIL import Image as PillowImage

from restoration.domain import Image, Mask
from restoration.imaging.overlay import reduce, reduce_mask, tint
from restoration.imaging.painting import Painting

SCREEN = 1400  # px, longest side sent to the browser
DETAIL = (840, 560)  # px, width and height; fits beside the controls in a window of 1280 px, so that it is not scaled
JPEG_QUALITY = 92  # for looking only: downloads are lossless


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of a painting that is looked at."""

    window: tuple[slice, slice] = (slice(None), slice(None))

    @classmethod
    def detail(cls, image: Image, across: float, down: float) -> "Frame":
        """A window to be shown pixel by pixel; `across` and `down` (0..1) say where."""
        height, width = image.shape[:2]
        wide, tall = min(width, DETAIL[0]), min(height, DETAIL[1])
        top, left = round((height - tall) * down), round((width - wide) * across)
        return cls((slice(top, top + tall), slice(left, left + wide)))


def picture(image: Image, painting: Painting, frame: Frame) -> bytes:
    """JPEG of the framed part of an image of this painting."""
    return _jpeg(reduce(image[frame.window], SCREEN), painting.metadata.icc)


def damage_map(image: Image, mask: Mask, painting: Painting, frame: Frame) -> bytes:
    """JPEG of the framed part with the mask in red; hairlines stay visible however small the picture is shown."""
    small, marked = reduce(image[frame.window], SCREEN), reduce_mask(mask[frame.window], SCREEN)
    return _jpeg(tint(small, marked), painting.metadata.icc)


def _jpeg(shown: Image, icc: bytes | None) -> bytes:
    file = io.BytesIO()
    PillowImage.fromarray(shown).save(file, "JPEG", quality=JPEG_QUALITY, subsampling=0, icc_profile=icc)
    return file.getvalue()
