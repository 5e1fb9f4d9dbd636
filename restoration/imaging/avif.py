"""The decoder for AVIF, as web sites and phones use it: by imagecodecs, in the depth of the file."""

from typing import Any

import imagecodecs
import numpy as np
import numpy.typing as npt

from restoration.errors import DamagedImage
from restoration.imaging.heif_boxes import read_heif_boxes
from restoration.imaging.limits import SizeLimit
from restoration.imaging.painting import ANIMATED, COLOURS_DIVIDED, Raster, split_alpha, stretch_bits

_BRAND = slice(8, 12)  # where it stands
_STILL = b"avif"


def decode_avif(data: bytes, limit: SizeLimit) -> Raster:
    """Return the primary picture of an AVIF file, (H, W, 1 or 3): uint8 for 8 bits, uint16 for 10 and 12.

    Raises:
        ImageTooLarge: the header announces more than the limit.
        DamagedImage: the file is cut short, or holds another picture than its header announces.
        BadImage: it holds an animation without a still picture.
    """
    picture = read_heif_boxes(data, limit, "AVIF")
    pixels: npt.NDArray[Any] = imagecodecs.avif_decode(_as_still(picture.plain_file(data)), index=0)
    if pixels.shape[:2] != (picture.height, picture.width) or (pixels.dtype == np.uint16) != (picture.bits > 8):
        raise DamagedImage("The AVIF file holds another picture than its header announces.")
    if picture.crop is not None:
        pixels = pixels[picture.crop]
    samples, alpha = split_alpha(stretch_bits(pixels, picture.bits))
    is_grey = samples.shape[2] == 1
    notes = [ANIMATED] if picture.is_animated else []
    if alpha is not None and picture.has_multiplied_alpha:  # imagecodecs has divided already
        notes.append(COLOURS_DIVIDED)
    metadata = picture.metadata(notes, is_grey=is_grey)
    return Raster(samples, "grey" if is_grey else "rgb", alpha, metadata, notes, orientation=picture.orientation)


def _as_still(data: bytes) -> bytes:
    """Return the file as one of a still picture: of an animation, imagecodecs overruns its buffer."""
    return data[: _BRAND.start] + _STILL + data[_BRAND.stop :]
