"""Masks with kinds of damage: a PNG whose palette shows each kind in its colour, and one mask for each kind."""

import io

import numpy as np
import numpy.typing as npt
from PIL import Image as PillowImage

from restoration.domain import DAMAGE_KINDS, KindMap, kind_number
from restoration.editing.history import MarkedArea
from restoration.editing.pixel_mask import PixelMask
from restoration.errors import BadImage, BadMask
from restoration.imaging.overlay import KIND_COLOURS
from restoration.imaging.painting import Painting
from restoration.imaging.reading import read_painting

_NONE = (0, 0, 0)
_HINT = "Use a mask with kinds that was exported here; for a mask in black and white, choose a plain mask."


def encode_kinds(kinds: KindMap) -> bytes:
    """Return a PNG with a palette: the value of a pixel is its kind number, and 0 is black."""
    picture = PillowImage.fromarray(np.ascontiguousarray(kinds), "L")
    picture.putpalette([*_NONE, *(part for kind in DAMAGE_KINDS for part in KIND_COLOURS[kind])])
    file = io.BytesIO()
    picture.save(file, "PNG", compress_level=6)
    return file.getvalue()


def read_kinds(data: bytes, shape: tuple[int, ...]) -> KindMap:
    """Return the kind map, (H, W) uint8, of a mask with kinds: in the colours of the kinds, or grey with their numbers.

    Args:
        data: a file in any format of `read_painting` that keeps colours exactly.
        shape: height and width of the picture, px.

    Raises:
        BadMask: it cannot be read, has another size, or has a colour that stands for no kind.
    """
    try:
        picture = read_painting(data)
    except BadImage as error:
        raise BadMask(f"The mask with kinds cannot be used: {error}", hint=error.hint) from error
    if picture.image.shape[:2] != shape[:2]:
        (height, width), (wanted_height, wanted_width) = picture.image.shape[:2], shape[:2]
        raise BadMask(f"The mask is {width} x {height} px, the picture {wanted_width} x {wanted_height} px.")
    kinds = _kinds_of(picture.image)
    if picture.alpha is not None:
        kinds[picture.alpha == 0] = 0
    if kinds.max() > len(DAMAGE_KINDS):
        raise BadMask("The mask with kinds has a colour that stands for no kind of damage.", hint=_HINT)
    return kinds


def coloured_kinds(picture: Painting) -> KindMap | None:
    """Return the kind map, (H, W) uint8, of a picture in the colours of kinds; None if it has none, or another colour.

    What is transparent is no damage.
    """
    opaque = picture.image if picture.alpha is None else picture.image * (picture.alpha > 0)[..., np.newaxis]
    if (opaque == opaque[..., :1]).all():
        return None
    kinds = _kinds_of(opaque)
    return kinds if kinds.max() <= len(DAMAGE_KINDS) else None


def kinds_as_steps(kinds: KindMap) -> tuple[MarkedArea, ...]:
    """Return steps that mark what a (H, W) kind map marks, one for each kind, and leave the rest as it is."""
    window = slice(0, kinds.shape[0]), slice(0, kinds.shape[1])
    areas = ((PixelMask.of(window, kinds == kind_number(kind)), kind) for kind in DAMAGE_KINDS)
    return tuple(MarkedArea(pixels, kind) for pixels, kind in areas if pixels is not None)


def _kinds_of(image: npt.NDArray[np.uint8 | np.uint16]) -> KindMap:
    """Return kind numbers, (H, W); a number above the last for a colour without a kind."""
    if (image == image[..., :1]).all():
        return np.minimum(image[..., 0], np.uint8(255)).astype(np.uint8)
    packed = _pack(image)
    kinds = np.full(packed.shape, 255, np.uint8)
    for number, colour in enumerate([_NONE, *(KIND_COLOURS[kind] for kind in DAMAGE_KINDS)]):
        kinds[packed == _pack(np.array(colour, image.dtype))] = number
    return kinds


def _pack(image: npt.NDArray[np.uint8 | np.uint16]) -> npt.NDArray[np.uint64]:
    red, green, blue = np.moveaxis(image.astype(np.uint64), -1, 0)
    return np.asarray(red << np.uint64(32) | green << np.uint64(16) | blue)
