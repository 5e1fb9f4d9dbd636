"""Pictures inside a PDF file: JPEG, masked pixels without loss, and areas of one ink; packed a few rows at a time.

Source: ISO 32000-1:2008 (PDF 1.7): 7.4.4.4 PNG predictors, 8.6.6.4 separation colours, 8.9.6.2 stencil masks,
11.6.5.3 soft masks.
"""

import zlib
from collections.abc import Iterator

import cv2
import numpy as np

from restoration.domain import Mask
from restoration.imaging.overlay import as_8_bit
from restoration.imaging.painting import Alpha, Samples
from restoration.imaging.png import DEFLATE_LEVEL, compress_strips
from restoration.imaging.strips import STRIP_ROWS
from restoration.output.drawing.page import Ink, MaskedPicture, Picture
from restoration.output.drawing.pdf_file import PdfFile

BLEED = 4  # px of colour around the mask, seen by nobody: a printer that scales mixes neighbours before it masks them

_PNG_ROWS = 15  # the predictor that stands for the filters of PNG
_IMAGE = "/Type /XObject /Subtype /Image"


def add_jpeg(file: PdfFile, picture: Picture) -> int:
    """Add a JPEG picture, and return the number of its object."""
    width, height = picture.pixels
    space = "/DeviceGray" if picture.is_grey else _rgb_space(file, picture.icc)
    entries = f"{_IMAGE} /Width {width} /Height {height} /BitsPerComponent 8 /ColorSpace {space} /Filter /DCTDecode"
    return file.add_packed([picture.jpeg], entries)


def add_masked_picture(file: PdfFile, picture: MaskedPicture) -> int:
    """Add the masked pixels with a soft mask that hides all others, and return the number of their object."""
    opacity = file.add_packed(
        compress_strips(_opacity_strips(picture.mask, picture.alpha)), _png_entries(picture.mask, 1, "/DeviceGray")
    )
    entries = _png_entries(picture.image, 3, _rgb_space(file, picture.icc))
    return file.add_packed(compress_strips(_colour_strips(picture)), f"{entries} /SMask {opacity} 0 R")


def add_stencil(file: PdfFile, mask: Mask) -> int:
    """Add a mask through which the current colour is painted, one bit a pixel; return the number of its object."""
    height, width = mask.shape
    entries = f"{_IMAGE} /Width {width} /Height {height} /BitsPerComponent 1 /ImageMask true /Decode [1 0]"
    return file.add_packed(_compress_bits(mask), f"{entries} /Filter /FlateDecode")


def add_ink(file: PdfFile, ink: Ink) -> int:
    """Add the colour space of an ink, whose one component is its strength, and return the number of its object."""
    shown = " ".join(f"{level / 255:.3g}" for level in ink.shown)
    screen = f"<< /FunctionType 2 /Domain [0 1] /C0 [1 1 1] /C1 [{shown}] /N 1 >>"
    return file.add_once(f"[/Separation /{ink.name} /DeviceRGB {screen}]".encode())


def _rgb_space(file: PdfFile, icc: bytes | None) -> str:
    if icc is None:
        return "/DeviceRGB"
    return f"[/ICCBased {file.add_stream(icc, '/N 3 /Alternate /DeviceRGB')} 0 R]"


def _png_entries(samples: Samples | Mask, channels: int, space: str) -> str:
    height, width = samples.shape[:2]
    rows = f"/Predictor {_PNG_ROWS} /Colors {channels} /BitsPerComponent 8 /Columns {width}"
    return (
        f"{_IMAGE} /Width {width} /Height {height} /BitsPerComponent 8 /ColorSpace {space} "
        f"/Filter /FlateDecode /DecodeParms << {rows} >>"
    )


def _colour_strips(picture: MaskedPicture) -> Iterator[Samples]:
    """Yield (h, W, 3) uint8 strips of the pixels in and near the mask; the others are black and take no room."""
    for top in range(0, len(picture.mask), STRIP_ROWS):
        above = max(top - BLEED, 0)
        around = picture.mask[above : top + STRIP_ROWS + BLEED].view(np.uint8)
        near = cv2.dilate(around, np.ones((2 * BLEED + 1, 2 * BLEED + 1), np.uint8))[top - above :][:STRIP_ROWS]
        pixels = as_8_bit(picture.image[top : top + STRIP_ROWS])
        yield np.where(near[..., np.newaxis] > 0, pixels, np.uint8(0))


def _opacity_strips(mask: Mask, alpha: Alpha | None) -> Iterator[Samples]:
    """Yield (h, W) uint8 strips."""
    for top in range(0, len(mask), STRIP_ROWS):
        rows = slice(top, top + STRIP_ROWS)
        opaque = np.uint8(255) if alpha is None else as_8_bit(alpha[rows])
        yield np.where(mask[rows], opaque, np.uint8(0))


def _compress_bits(mask: Mask) -> Iterator[bytes]:
    """Yield the packed rows, each a whole number of bytes."""
    compressor = zlib.compressobj(DEFLATE_LEVEL)
    for top in range(0, len(mask), STRIP_ROWS):
        yield compressor.compress(np.packbits(mask[top : top + STRIP_ROWS], axis=1).tobytes())
    yield compressor.flush()
