"""The decoder for JPEG XL, as archives and photographers use it: by imagecodecs, in the depth of the file."""

import logging
from dataclasses import dataclass
from typing import Any

import imagecodecs
import numpy as np
import numpy.typing as npt

from restoration.errors import BadImage, DamagedImage
from restoration.imaging import exif
from restoration.imaging.boxes import find_exif_block, iterate_boxes
from restoration.imaging.jpeg_xl_header import BLACK, JxlHeader, read_header
from restoration.imaging.jpeg_xl_profile import read_profile
from restoration.imaging.limits import SizeLimit
from restoration.imaging.painting import (
    ANIMATED,
    CHANNELS_LEFT_OUT,
    UNREADABLE_EXIF,
    UNREADABLE_PROFILE,
    UNREADABLE_XMP,
    Metadata,
    Raster,
    split_alpha,
    stretch_bits,
    unpremultiply,
)
from restoration.imaging.stated_colours import add_profile

_BARE = b"\xff\x0a"  # how a codestream without boxes begins
_PART_NUMBER = 4  # bytes before each part of a codestream
_MAX_NOTE_BYTES = 2**24  # that metadata may inflate to
_UPRIGHT = 1  # libjxl turns the picture, whatever EXIF says
_CURE = "Export it as a 16-bit TIFF."

# sRGB as a header states it: its bits, the first one lowest, and their number.
_SRGB = (0b1, 1)
_GREY_SRGB = (0b01_101110_0_01_01_0_0, 15)  # one channel, the white of daylight, the curve of sRGB, relative intent

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Contents:
    """What a file holds."""

    codestream: bytes
    exif: bytes | None = None
    xmp: bytes | None = None


def decode_jpeg_xl(data: bytes, limit: SizeLimit) -> Raster:
    """Return the picture of a JPEG XL file, (H, W, 1 or 3): uint8 for up to 8 bits, uint16 for 9 to 16; the first one.

    Raises:
        ImageTooLarge: the header announces more than the limit.
        DamagedImage: the file is damaged or cut short.
        BadImage: it holds numbers, channels or colours of a kind that cannot be read.
    """
    notes: list[str] = []
    contents = _read_boxes(data, notes)
    header = read_header(contents.codestream)
    limit.check(header.width, header.height)
    _check_kind(header)
    codestream, icc = _settle_colours(contents.codestream, header, notes)
    pixels: npt.NDArray[Any] = imagecodecs.jpegxl_decode(codestream, index=0)
    if header.is_grey and header.extra_channels and not header.has_alpha:
        pixels = pixels[0]  # the channels come one after the other
    if pixels.shape[:2] != (header.height, header.width) or (pixels.dtype == np.uint16) != (header.bits > 8):
        raise DamagedImage("The JPEG XL file holds another picture than its header announces.")
    samples, alpha = split_alpha(stretch_bits(pixels, header.bits))
    if header.is_animated:
        notes.append(ANIMATED)
    if alpha is not None and header.has_multiplied_alpha:
        samples = unpremultiply(samples, alpha, notes)
    if not header.has_only_colours:
        notes.append(CHANNELS_LEFT_OUT)
    metadata = Metadata(icc, contents.exif, contents.xmp, exif.resolution(contents.exif))
    return Raster(samples, "grey" if header.is_grey else "rgb", alpha, metadata, notes, orientation=_UPRIGHT)


def _check_kind(header: JxlHeader) -> None:
    if header.is_float or header.bits > 16:
        kind = "floating-point" if header.is_float else "whole"
        raise BadImage(f"The JPEG XL file holds {header.bits}-bit {kind} numbers, which cannot be read.", hint=_CURE)
    if BLACK in header.extra_channels:
        raise BadImage("The JPEG XL file holds inks (CMYK), which cannot be read.", hint=_CURE)


def _settle_colours(codestream: bytes, header: JxlHeader, notes: list[str]) -> tuple[bytes, bytes | None]:
    """Return the codestream to decode, and the profile of the pixels that come out.

    Where colours are stored independently of the profile, libjxl would not apply it, and return linear light in 8 bits;
    so they are asked for as sRGB.
    """
    if not header.has_profile:
        return codestream, add_profile(header.colours, notes, is_grey=header.is_grey)
    try:
        icc, end = read_profile(codestream, header.end)
    except (ValueError, LookupError) as error:
        if header.is_xyb:
            raise BadImage("The JPEG XL file has a colour profile that cannot be read.", hint=_CURE) from error
        notes.append(UNREADABLE_PROFILE)
        return codestream, None
    if not header.is_xyb:
        return codestream, icc
    notes.append("Converted to sRGB from colours that the file stores without regard to its profile.")
    return _with_srgb(codestream, header, end), None


def _with_srgb(codestream: bytes, header: JxlHeader, end: int) -> bytes:
    """Return the codestream with sRGB in place of its profile, which ends at bit `end`."""
    bits = int.from_bytes(codestream[: header.end // 8 + 1], "little")
    start, stop = header.colours_place
    stated, length = _GREY_SRGB if header.is_grey else _SRGB
    after = (bits & (1 << header.end) - 1) >> stop
    changed = bits & (1 << start) - 1 | stated << start | after << (start + length)
    size = -(-(start + length + header.end - stop) // 8)
    return changed.to_bytes(size, "little") + codestream[-(-end // 8) :]  # pictures begin at whole bytes


def _read_boxes(data: bytes, notes: list[str]) -> _Contents:
    """Return the codestream and the metadata; what cannot be read is left out, and a note says so."""
    if data.startswith(_BARE):
        return _Contents(data)
    parts, metadata = list[bytes](), dict[bytes, bytes]()
    for kind, start, stop in iterate_boxes(data, 0, len(data)):
        name = data[start : start + 4] if kind == b"brob" else kind
        if kind in (b"jxlc", b"jxlp"):
            parts.append(data[start if kind == b"jxlc" else start + _PART_NUMBER : stop])
        elif name in (b"Exif", b"xml ") and name not in metadata:
            metadata[name] = _content(data, kind, start, stop)
    block, xmp = find_exif_block(metadata.get(b"Exif", b"")), metadata.get(b"xml ")
    notes += [UNREADABLE_EXIF] if b"Exif" in metadata and block is None else []
    notes += [UNREADABLE_XMP] if xmp == b"" else []
    return _Contents(b"".join(parts), block, xmp or None)


def _content(data: bytes, kind: bytes, start: int, stop: int) -> bytes:
    """Return the content of a box, inflated; empty if it is damaged or of absurd size."""
    if kind != b"brob":
        return data[start:stop]
    try:
        return bytes(imagecodecs.brotli_decode(data[start + 4 : stop], out=_MAX_NOTE_BYTES))
    except imagecodecs.BrotliError:
        logger.debug("a box is left out", exc_info=True)
        return b""
