"""TIFF, the masters' format: any depth of whole numbers, any compression, strips or tiles; read by tifffile."""

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
from restoration.imaging.painting import Alpha, Metadata
from restoration.imaging.raster import ColourSpace, Raster, Samples

# What goes into the EXIF block: description, maker, model, orientation, software, date, artist, computer, copyright,
# and Windows' title, comment, author, keywords, subject. The rest describes how the file is laid out.
CARRIED_TAGS = (270, 271, 272, 274, 305, 306, 315, 316, 33432, 40091, 40092, 40093, 40094, 40095)
_LAYOUT_DESCRIPTIONS = (b"ImageJ=", b'{"shape":')  # descriptions that tell programs how this very file is laid out
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
_COMPRESSIONS = (  # those that were tried with damaged files; tifffile knows more
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
_MAX_CHANNELS = 16  # beyond, it is a measurement, or a lie that would fill the memory
_EXPORT_AS_RGB = "Export it as an RGB TIFF with 8 or 16 bits per channel."

# A broken tag is tifffile's to log and ours to judge: nothing of it belongs on the person's screen.
logging.getLogger("tifffile").addHandler(logging.NullHandler())


def decode_tiff(data: bytes, max_megapixels: float) -> Raster:
    """The first page of a TIFF in its own depth; 1 to 7 bits become 8, 9 to 15 become 16."""
    with tifffile.TiffFile(io.BytesIO(data)) as file:
        page = file.pages.first
        if not isinstance(page, tifffile.TiffPage):
            raise BadImage("The TIFF file has no readable first page.", hint=_EXPORT_AS_RGB)
        _check_page(page, max_megapixels)
        _check_streams(page, data)
        notes = ["The file has several pages; only the first was read."] if len(file.pages) > 1 else []
        pixels = _channels_last(page)
        space, count = _COLOUR_CHANNELS[PHOTOMETRIC(page.photometric)]
        alpha = _read_alpha(page, pixels, count, notes)
        samples = _decode_colours(page, pixels[..., :count])
    if alpha is not None and _has_associated_alpha(page):
        samples = _unpremultiply(samples, alpha)
        notes.append("Colours were divided by their transparency, which the file had multiplied in.")
    metadata = Metadata(page.iccprofile, _exif_block(data), _xmp(data), exif.resolution(data))
    return Raster(samples, space, alpha, metadata, notes)


def _check_page(page: tifffile.TiffPage, max_megapixels: float) -> None:
    """Raise `BadImage` for what is too large, no picture for the eye, or a camera's raw file."""
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
    fewest = _COLOUR_CHANNELS[PHOTOMETRIC(page.photometric)][1]
    if page.imagedepth != 1 or not fewest <= page.samplesperpixel <= _MAX_CHANNELS:
        raise BadImage(f"The TIFF file has {page.samplesperpixel} channels of unclear meaning.", hint=_EXPORT_AS_RGB)
    if page.compression not in _COMPRESSIONS:
        raise BadImage("The TIFF file is compressed in a way that cannot be read.", hint="Save it with LZW or ZIP.")


def _check_streams(page: tifffile.TiffPage, data: bytes) -> None:
    """Raise `BadImage` where a strip or tile is missing, or would end the process that decodes it."""
    for offset, count in zip(page.dataoffsets, page.databytecounts, strict=False):
        if offset + count > len(data) or not count:
            raise DamagedImage("The TIFF file is cut short.")
        if page.compression == COMPRESSION.LZW:
            check_lzw(data[offset : offset + count])


def _channels_last(page: tifffile.TiffPage) -> npt.NDArray[Any]:
    """(H, W, C) as stored."""
    pixels: npt.NDArray[Any] = page.asarray()
    if page.planarconfig == tifffile.PLANARCONFIG.SEPARATE and page.samplesperpixel > 1:
        pixels = np.moveaxis(pixels, 0, -1)
    return pixels.reshape(page.imagelength, page.imagewidth, page.samplesperpixel)


def _read_alpha(page: tifffile.TiffPage, pixels: npt.NDArray[Any], count: int, notes: list[str]) -> Alpha | None:
    """The channel that the file calls transparency; a note on every other that is left out."""
    kinds = list(page.extrasamples)
    extra = pixels.shape[2] - count
    place = next((i for i, kind in enumerate(kinds[:extra]) if kind != EXTRASAMPLE.UNSPECIFIED), None)
    if extra > (place is not None):
        notes.append("Channels beside colour and transparency were left out.")
    return None if place is None else _stretch_bits(pixels[..., count + place], page.bitspersample)


def _has_associated_alpha(page: tifffile.TiffPage) -> bool:
    return next((kind for kind in page.extrasamples if kind), None) == EXTRASAMPLE.ASSOCALPHA


def _decode_colours(page: tifffile.TiffPage, pixels: npt.NDArray[Any]) -> Samples:
    """Palette looked up, negative turned positive, YCbCr made RGB (JPEG is already), Lab for the colour engine."""
    if page.photometric == PHOTOMETRIC.PALETTE:
        return _apply_palette(page, pixels[..., 0])
    if page.photometric == PHOTOMETRIC.YCBCR and page.compression != COMPRESSION.JPEG:
        return _ycbcr_to_rgb(pixels)
    if page.photometric in (PHOTOMETRIC.CIELAB, PHOTOMETRIC.ICCLAB):
        return _lab_for_icc(pixels, is_signed=page.photometric == PHOTOMETRIC.CIELAB)
    samples: Samples = _stretch_bits(pixels, page.bitspersample)
    return np.invert(samples) if page.photometric == PHOTOMETRIC.MINISWHITE else samples


def _stretch_bits(pixels: npt.NDArray[Any], bits: int) -> Samples:
    """White becomes the white of 8 or 16 bits."""
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
    """Lab as ICC profiles of version 4 count it: a and b from 0, all numbers up to the largest of their type."""
    lab = pixels.copy()
    if lab.dtype == np.uint8:
        lab[..., 1:] ^= 0x80 if is_signed else 0
        return lab
    if is_signed:
        lab[..., 1:] ^= 0x8000
    widened = lab[..., 1:] if is_signed else lab  # TIFF's a and b, and ICC's older L too, count in 256ths
    widened += np.minimum(widened >> 8, 0xFFFF - widened)
    return lab


def _unpremultiply(samples: Samples, alpha: Alpha) -> Samples:
    """Straight colours from colours that were multiplied with their transparency."""
    white = int(np.iinfo(samples.dtype).max)
    weight = np.maximum(alpha, 1)[..., None].astype(np.uint32)
    straight = (samples.astype(np.uint32) * white + weight // 2) // weight
    limited: Samples = np.minimum(straight, white).astype(samples.dtype)
    return limited


def _exif_block(data: bytes) -> bytes | None:
    """What the file says of its making, in the shape in which other formats carry it."""
    told = [
        field
        for field in exif.first_directory(data)
        if field.tag in CARRIED_TAGS and not field.value.startswith(_LAYOUT_DESCRIPTIONS)
    ]
    children = exif.sub_directories(data)
    order = exif.byte_order(data)
    if order is None or not (told or children):
        return None
    return exif.compose_block(told, children, order)


def _xmp(data: bytes) -> bytes | None:
    return next((field.value for field in exif.first_directory(data) if field.tag == exif.XMP), None)
