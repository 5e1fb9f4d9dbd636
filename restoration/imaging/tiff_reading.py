"""Decoder for TIFF, by tifffile: whole numbers of any depth, the common compressions, strips or tiles."""

import io
import logging
from typing import Any

import numpy as np
import numpy.typing as npt
import tifffile
from PIL import Image
from tifffile import COMPRESSION, EXTRASAMPLE, PHOTOMETRIC

from restoration.errors import BadImage, DamagedImage
from restoration.imaging import exif
from restoration.imaging.limits import check_size
from restoration.imaging.lzw import check_lzw
from restoration.imaging.painting import Alpha, ColourSpace, Metadata, Raster, Samples

# The tags that go into the EXIF block: description, maker, model, orientation, software, date, artist, computer,
# copyright, and Windows' title, comment, author, keywords, subject. The other tags describe the layout of the file.
CARRIED_TAGS = (270, 271, 272, 274, 305, 306, 315, 316, 33432, 40091, 40092, 40093, 40094, 40095)
_LAYOUT_DESCRIPTIONS = (b"ImageJ=", b'{"shape":')  # how descriptions begin that describe the layout of this very file
_SUB_PICTURES, _DNG_VERSION = 330, 50706
_COLOUR_CHANNELS: dict[PHOTOMETRIC, tuple[ColourSpace, int]] = {
    PHOTOMETRIC.MINISWHITE: ("grey", 1),
    PHOTOMETRIC.MINISBLACK: ("grey", 1),
    PHOTOMETRIC.RGB: ("rgb", 3),
    PHOTOMETRIC.PALETTE: ("rgb", 1),
    PHOTOMETRIC.SEPARATED: ("cmyk", 4),
    PHOTOMETRIC.YCBCR: ("rgb", 3),
    PHOTOMETRIC.CIELAB: ("lab", 3),
    PHOTOMETRIC.ICCLAB: ("lab", 3),
}
_COMPRESSIONS = (  # those that were tested with damaged files; tifffile knows more
    COMPRESSION.NONE,
    COMPRESSION.LZW,
    COMPRESSION.ADOBE_DEFLATE,
    COMPRESSION.DEFLATE,
    COMPRESSION.PACKBITS,
    COMPRESSION.JPEG,
    COMPRESSION.ZSTD,
    COMPRESSION.CCITTRLE,
    COMPRESSION.CCITTFAX3,
    COMPRESSION.CCITTFAX4,
)
_MAX_CHANNELS = 16  # more belong to a measurement, or to a false header that would fill the memory
_EXPORT_AS_RGB = "Export it as an RGB TIFF with 8 or 16 bits per channel."

# tifffile logs broken tags. Whether they matter is decided here, so nothing of that log is shown on the terminal.
logging.getLogger("tifffile").addHandler(logging.NullHandler())


def decode_tiff(data: bytes, max_megapixels: float) -> Raster:
    """Return the first page of a TIFF file, (H, W, C): uint8 for 1 to 8 bits, uint16 for 9 to 16.

    Raises:
        ImageTooLarge: the header announces more than `max_megapixels`.
        DamagedImage: the file is cut short, or its LZW data are damaged.
        BadImage: the page is a camera's raw file or holds numbers, channels or a compression that cannot be read.
    """
    with tifffile.TiffFile(io.BytesIO(data)) as file:
        page = file.pages.first
        if not isinstance(page, tifffile.TiffPage):
            raise BadImage("The TIFF file has no readable first page.", hint=_EXPORT_AS_RGB)
        _check_page(page, max_megapixels)
        _check_streams(page, data)
        notes = ["The file has several pages; only the first was read."] if len(file.pages) > 1 else []
        pixels = _channels_last(page)
        space, channels = _COLOUR_CHANNELS[PHOTOMETRIC(page.photometric)]
        alpha = _read_alpha(page, pixels, channels, notes)
        samples = _decode_colours(page, pixels[..., :channels])
    if alpha is not None and _has_premultiplied_alpha(page):
        samples = _unpremultiply(samples, alpha)
        notes.append("Colours were divided by their transparency, which the file had multiplied in.")
    metadata = Metadata(page.iccprofile, _exif_block(data), _xmp(data), exif.resolution(data))
    return Raster(samples, space, alpha, metadata, notes)


def _check_page(page: tifffile.TiffPage, max_megapixels: float) -> None:
    check_size(page.imagewidth, page.imagelength, max_megapixels)
    if page.is_tiled:
        check_size(page.tilewidth, page.tilelength, max_megapixels)
    if _DNG_VERSION in page.tags or (page.is_reduced and _SUB_PICTURES in page.tags):
        raise BadImage("This is a camera's raw file, which cannot be read.", hint="Export it as a 16-bit TIFF first.")
    if page.photometric not in _COLOUR_CHANNELS:
        raise BadImage("The TIFF file holds colours of a kind that cannot be read.", hint=_EXPORT_AS_RGB)
    if page.sampleformat != tifffile.SAMPLEFORMAT.UINT or not 1 <= page.bitspersample <= 16:
        kind = "floating-point" if page.sampleformat == tifffile.SAMPLEFORMAT.IEEEFP else "whole"
        raise BadImage(
            f"The TIFF file holds {page.bitspersample}-bit {kind} numbers, which cannot be read.",
            hint="Export it as a 16-bit TIFF.",
        )
    colour_channels = _COLOUR_CHANNELS[PHOTOMETRIC(page.photometric)][1]
    if page.imagedepth != 1 or not colour_channels <= page.samplesperpixel <= _MAX_CHANNELS:
        raise BadImage(f"The TIFF file has {page.samplesperpixel} channels of unclear meaning.", hint=_EXPORT_AS_RGB)
    if page.compression not in _COMPRESSIONS:
        raise BadImage("The TIFF file is compressed in a way that cannot be read.", hint="Save it with LZW or ZIP.")


def _check_streams(page: tifffile.TiffPage, data: bytes) -> None:
    """Check that no strip or tile is missing, and that none would end the process that decodes it."""
    for offset, count in zip(page.dataoffsets, page.databytecounts, strict=False):
        if offset + count > len(data) or not count:
            raise DamagedImage("The TIFF file is cut short.")
        if page.compression == COMPRESSION.LZW:
            check_lzw(data[offset : offset + count])


def _channels_last(page: tifffile.TiffPage) -> npt.NDArray[Any]:
    """Decode the page to (H, W, C), values as stored."""
    pixels: npt.NDArray[Any] = page.asarray()
    if page.planarconfig == tifffile.PLANARCONFIG.SEPARATE and page.samplesperpixel > 1:
        pixels = np.moveaxis(pixels, 0, -1)
    return pixels.reshape(page.imagelength, page.imagewidth, page.samplesperpixel)


def _read_alpha(page: tifffile.TiffPage, pixels: npt.NDArray[Any], channels: int, notes: list[str]) -> Alpha | None:
    """Return the (H, W) channel that the file calls transparency; add a note if others are left out."""
    kinds = list(page.extrasamples)
    extra = pixels.shape[2] - channels
    index = next((i for i, kind in enumerate(kinds[:extra]) if kind != EXTRASAMPLE.UNSPECIFIED), None)
    if extra > (index is not None):
        notes.append("Channels beside colour and transparency were left out.")
    return None if index is None else _stretch_bits(pixels[..., channels + index], page.bitspersample)


def _has_premultiplied_alpha(page: tifffile.TiffPage) -> bool:
    """Return whether the colours were multiplied by their transparency, which TIFF calls associated alpha."""
    return next((kind for kind in page.extrasamples if kind), None) == EXTRASAMPLE.ASSOCALPHA


def _decode_colours(page: tifffile.TiffPage, pixels: npt.NDArray[Any]) -> Samples:
    """Apply a palette, invert a negative, convert YCbCr to RGB (JPEG is RGB already), offset Lab as ICC expects it."""
    if page.photometric == PHOTOMETRIC.PALETTE:
        return _apply_palette(page, pixels[..., 0])
    if page.photometric == PHOTOMETRIC.YCBCR and page.compression != COMPRESSION.JPEG:
        return _ycbcr_to_rgb(pixels)
    if page.photometric in (PHOTOMETRIC.CIELAB, PHOTOMETRIC.ICCLAB):
        return _lab_for_icc(pixels, is_signed=page.photometric == PHOTOMETRIC.CIELAB)
    samples: Samples = _stretch_bits(pixels, page.bitspersample)
    return np.invert(samples) if page.photometric == PHOTOMETRIC.MINISWHITE else samples


def _stretch_bits(pixels: npt.NDArray[Any], bits: int) -> Samples:
    """Scale values of `bits` bits to the whole range of uint8 or uint16."""
    if bits in (8, 16):
        return np.ascontiguousarray(pixels)
    depth = np.uint8 if bits < 8 else np.uint16
    stretched: Samples = (pixels.astype(np.uint32) * np.iinfo(depth).max // (2**bits - 1)).astype(depth)
    return stretched


def _apply_palette(page: tifffile.TiffPage, indices: npt.NDArray[Any]) -> Samples:
    if page.colormap is None:
        raise BadImage("The TIFF file lacks its palette.", hint=_EXPORT_AS_RGB)
    colours: npt.NDArray[Any] = page.colormap.T  # (entries, 3) uint16
    if colours.max() > 255:  # some programs write 8-bit entries into the 16-bit palette
        colours = colours >> 8
    return np.ascontiguousarray(colours.astype(np.uint8)[indices.astype(np.intp)])


def _ycbcr_to_rgb(pixels: npt.NDArray[Any]) -> Samples:
    if pixels.dtype != np.uint8:
        raise BadImage("The TIFF file holds 16-bit YCbCr colours, which cannot be read.", hint=_EXPORT_AS_RGB)
    height, width = pixels.shape[:2]
    picture = Image.frombuffer("YCbCr", (width, height), np.ascontiguousarray(pixels), "raw", "YCbCr", 0, 1)
    return np.array(picture.convert("RGB"))


def _lab_for_icc(pixels: npt.NDArray[Any], *, is_signed: bool) -> Samples:
    """Return (H, W, 3) Lab as profiles of ICC version 4 encode it: a and b unsigned, white at the type's maximum."""
    lab = pixels.copy()
    if lab.dtype == np.uint8:
        lab[..., 1:] ^= 0x80 if is_signed else 0
        return lab
    if is_signed:
        lab[..., 1:] ^= 0x8000
    widened = lab[..., 1:] if is_signed else lab  # 16-bit a and b of TIFF, and all of older ICC Lab, end at 0xFF00
    widened += np.minimum(widened >> 8, 0xFFFF - widened)
    return lab


def _unpremultiply(samples: Samples, alpha: Alpha) -> Samples:
    """Divide (H, W, C) colours by their (H, W) transparency, which had been multiplied in."""
    white = int(np.iinfo(samples.dtype).max)
    weight = np.maximum(alpha, 1)[..., None].astype(np.uint32)
    straight = (samples.astype(np.uint32) * white + weight // 2) // weight
    limited: Samples = np.minimum(straight, white).astype(samples.dtype)
    return limited


def _exif_block(data: bytes) -> bytes | None:
    """Return the tags that are carried on as an EXIF block, as other formats hold them."""
    fields = [
        field
        for field in exif.first_directory(data)
        if field.tag in CARRIED_TAGS and not field.value.startswith(_LAYOUT_DESCRIPTIONS)
    ]
    children = exif.sub_directories(data)
    order = exif.byte_order(data)
    if order is None or not (fields or children):
        return None
    return exif.compose_block(fields, children, order)


def _xmp(data: bytes) -> bytes | None:
    return next((field.value for field in exif.first_directory(data) if field.tag == exif.XMP), None)
