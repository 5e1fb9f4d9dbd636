"""A painting as it was read: the raster that a decoder returns, the upright picture, and the metadata of both."""

import re
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from restoration.domain import Box, Image, Mask
from restoration.imaging import exif
from restoration.imaging.allocation import contiguous_pixels, empty_pixels
from restoration.imaging.visible_paint import visible_pixels

Alpha: TypeAlias = npt.NDArray[np.uint8 | np.uint16]
"""(H, W) of the picture's own type; 0 is transparent."""

Samples: TypeAlias = npt.NDArray[np.uint8 | np.uint16]
"""(H, W, C): one channel for grey, three for RGB and Lab, four for CMYK."""

ColourSpace: TypeAlias = Literal["grey", "rgb", "cmyk", "lab"]

UNREADABLE_METADATA = "The file's metadata could not be read and were left out."
UNREADABLE_EXIF = "The file's EXIF data could not be read and were left out."
UNREADABLE_PROFILE = "The file's colour profile could not be read and was left out."
UNREADABLE_XMP = "The file's XMP data could not be read and were left out."
ASSUMED_ALPHA = "The file does not say what its last channel is; it was taken as transparency."
CARRIED_CHANNEL = "The file has a fourth channel of unstated meaning: a TIFF carries it on, other formats cannot."
CHANNELS_LEFT_OUT = "Channels that are neither colour nor transparency were left out."
COLOURS_DIVIDED = "Colours were divided by their transparency, which the file had multiplied in."
SEVERAL_PICTURES = "The file holds several pictures; only the first was read."
ANIMATED = "The file is animated; only its first picture was read."

_BAND_ROWS = 256  # rows that are computed at a time, which bounds the memory
_MAX_DPI = 65535  # JPEG can hold no more; such a value, or one below 1, is a mistake and is dropped
_XMP_ORIENTATION = re.compile(rb"""(tiff:Orientation(?:\s*=\s*["']|>))\s*[2-8]""")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What goes with the pixels from file to file."""

    icc: bytes | None = None  # always an RGB profile, and always the right one for the pixels
    exif: bytes | None = None  # from "II" or "MM" on, without "Exif\0\0"; its orientation is 1
    xmp: bytes | None = None
    dpi: tuple[float, float] | None = None  # pixels per inch, across and down
    grey_icc: bytes | None = None  # a grey picture's own profile, for one-channel files; `icc` shows the same tones
    iptc: bytes | None = None  # records of IPTC-IIM, sound as far as their lengths go
    texts: tuple[tuple[str, str], ...] = ()  # keyword and text, as PNG holds them; a comment of JPEG or GIF is one

    def colours(self) -> "Metadata":
        """Return the profiles alone."""
        return Metadata(icc=self.icc, grey_icc=self.grey_icc)

    def profile_of(self, samples: Samples) -> bytes | None:
        """Return the profile that fits samples: grey for (H, W), RGB for (H, W, 3)."""
        return self.grey_icc if samples.ndim == 2 else self.icc


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class Painting:
    """A picture as it was read: its pixels, and everything that the file says about them."""

    image: Image  # upright: the EXIF orientation is applied
    name: str  # of the file, "madonna.tif"
    sha256: str  # of the file's bytes: identifies the input in reports and caches
    format: str  # "JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF", "JPEG 2000", "HEIC", "AVIF", "JPEG XL" or "PSD"
    metadata: Metadata = field(default_factory=Metadata)
    alpha: Alpha | None = None  # written back with the result
    notes: tuple[str, ...] = ()  # sentences on what decoding had to change
    is_grey: bool = False  # the file has one channel (and transparency), and its results are written so
    extra: Samples | None = None  # (H, W), a fourth channel that the file does not explain; a TIFF carries it on
    original: Box | None = None  # of the photograph on an extended picture; None: the picture is the photograph
    visible: Mask | None = field(init=False, repr=False, default=None)  # (H, W), alpha above 0; None: everywhere

    def __post_init__(self) -> None:
        object.__setattr__(self, "visible", visible_pixels(self.alpha))

    @property
    def paint_pixels(self) -> int:
        """The number of pixels that are visible: shares of the painting refer to them."""
        return self.image[..., 0].size if self.visible is None else int(np.count_nonzero(self.visible))


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class Raster:
    """What a decoder returns: a picture before its colours are converted and it is turned upright."""

    samples: Samples
    space: ColourSpace
    alpha: Alpha | None = None
    metadata: Metadata = field(default_factory=Metadata)  # EXIF as in the file, a profile of any colour space
    notes: list[str] = field(default_factory=list)  # sentences on what decoding had to change
    extra: Samples | None = None  # (H, W), a channel that is neither colour nor transparency
    orientation: int | None = None  # of the samples, 1..8 as in EXIF; None: what EXIF says


def apply_orientation(array: npt.NDArray[Any], orientation: int) -> npt.NDArray[Any]:
    """Return a (H, W) or (H, W, C) array turned upright, contiguous; `orientation` 1..8 as in EXIF."""
    if orientation > 4:  # rows and columns change places
        array = array.swapaxes(0, 1)
    if orientation in (3, 4, 7, 8):
        array = array[::-1]
    if orientation in (2, 3, 6, 7):
        array = array[:, ::-1]
    return contiguous_pixels(array)


def upright_metadata(metadata: Metadata, orientation: int, *, is_repeated: bool = False) -> Metadata:
    """Return the metadata of the upright picture: no orientation is left in them that would turn it again.

    Args:
        metadata: of the file.
        orientation: what EXIF says, 1..8.
        is_repeated: the format itself says how to turn the picture; EXIF and XMP repeat it at most.
    """
    block = exif.reset_orientation(metadata.exif) if metadata.exif else None
    xmp = metadata.xmp
    if xmp and (orientation != 1 or is_repeated):
        xmp = _XMP_ORIENTATION.sub(rb"\g<1>1", xmp)
    dpi = metadata.dpi if metadata.dpi and all(1 <= value < _MAX_DPI for value in metadata.dpi) else None
    if dpi and orientation > 4:
        dpi = dpi[::-1]
    return replace(metadata, exif=block, xmp=xmp, dpi=dpi)


def split_alpha(array: npt.NDArray[Any]) -> tuple[Samples, Alpha | None]:
    """Return the (H, W, 1 or 3) samples and the (H, W) alpha of a (H, W) or (H, W, 1..4) array; alpha comes last."""
    if array.ndim == 2:
        return array[..., None], None
    if array.shape[2] in (2, 4):
        return array[..., :-1], array[..., -1]
    return array, None


def without_invisible(alpha: Alpha, notes: list[str]) -> Alpha | None:
    """Return the transparency of a file; None, and a note, if it hides everything, as some programs write it."""
    if alpha.any():
        return alpha
    notes.append("The file calls its picture transparent throughout; it was read as opaque.")
    return None


def unpremultiply(samples: Samples, alpha: Alpha, notes: list[str]) -> Samples:
    """Divide (H, W, C) colours by their (H, W) transparency, which had been multiplied in; add a note."""
    white = int(np.iinfo(samples.dtype).max)
    straight = empty_pixels(samples.shape, samples.dtype)
    for top in range(0, len(samples), _BAND_ROWS):
        rows = slice(top, top + _BAND_ROWS)
        weight = np.maximum(alpha[rows], 1)[..., None].astype(np.uint32)
        straight[rows] = np.minimum((samples[rows].astype(np.uint32) * white + weight // 2) // weight, white)
    notes.append(COLOURS_DIVIDED)
    return straight


def match_depth(samples: Samples, like: Samples) -> Samples:
    """Return the samples, of any shape, in the type of `like`: 255 becomes 65535; 16 bits lose their lower 8."""
    if samples.dtype == like.dtype:
        return samples
    if like.dtype == np.uint8:
        return (samples >> 8).astype(np.uint8)
    return samples.astype(np.uint16) * np.uint16(257)


def stretch_bits(pixels: npt.NDArray[Any], bits: int) -> Samples:
    """Return values of `bits` bits, 1 to 16, of any shape, in the whole range of uint8 or uint16."""
    if bits in (8, 16):
        return contiguous_pixels(pixels)
    stretched: Samples = empty_pixels(pixels.shape, np.uint8 if bits < 8 else np.uint16)
    for top in range(0, len(pixels), _BAND_ROWS):
        band = pixels[top : top + _BAND_ROWS].astype(np.uint32)
        stretched[top : top + _BAND_ROWS] = band * np.iinfo(stretched.dtype).max // (2**bits - 1)
    return stretched
