"""The decoder for Photoshop documents, PSD and PSB: the flattened picture, which stands behind the layers.

Source: Adobe Photoshop File Formats Specification, November 2019.
"""

import struct
import zlib
from collections.abc import Iterator
from typing import Any

import imagecodecs
import numpy as np
import numpy.typing as npt

from restoration.errors import BadImage, DamagedImage
from restoration.imaging import exif
from restoration.imaging.byte_reader import ByteReader
from restoration.imaging.colour import widen_lab
from restoration.imaging.iptc import read_records
from restoration.imaging.limits import SizeLimit
from restoration.imaging.painting import (
    CHANNELS_LEFT_OUT,
    UNREADABLE_EXIF,
    Alpha,
    ColourSpace,
    Metadata,
    Raster,
    Samples,
)
from restoration.imaging.photoshop_sections import Header, read_header, read_layers, read_resources

_BITMAP, _GREY, _INDEXED, _RGB, _CMYK, _MULTICHANNEL, _DUOTONE, _LAB = 0, 1, 2, 3, 4, 7, 8, 9  # modes
_SPACES: dict[int, tuple[ColourSpace, int]] = {  # with the number of channels
    _BITMAP: ("grey", 1),
    _GREY: ("grey", 1),
    _INDEXED: ("rgb", 1),
    _RGB: ("rgb", 3),
    _CMYK: ("cmyk", 4),
    _DUOTONE: ("grey", 1),
    _LAB: ("lab", 3),
}
_DEPTHS = {_BITMAP: (1,), _INDEXED: (8,)}  # bits; the other modes have 8 or 16
_COLOURS = 256  # of a palette

_RESOLUTION, _IPTC, _ICC, _VERSION_INFO, _EXIF, _XMP = 1005, 1028, 1039, 1057, 1058, 1060  # resources
_RAW, _PACKED_ROWS, _ZIPPED, _ZIPPED_DIFFERENCES = range(4)  # compressions

_BAND_ROWS = 256  # rows whose colours are computed at a time
_ROUNDING = 128  # the part of the whole range by which a colour may be too dark
_UPRIGHT = 1  # Photoshop has turned the picture, whatever EXIF says
_DUOTONE_NOTE = "The document is a duotone; it was read in grey, without its inks."
_CURE = "Save it as a flat RGB TIFF with 8 or 16 bits per channel."


def decode_photoshop(data: bytes, limit: SizeLimit) -> Raster:
    """Return the flattened picture of a PSD or PSB file, (H, W, C): uint8 for 1 and 8 bits, uint16 for 16.

    Raises:
        ImageTooLarge: the header announces more than the limit.
        DamagedImage: the file is damaged or cut short.
        BadImage: it was saved without a flattened picture, or is of a kind that cannot be read.
    """
    reader, notes = ByteReader(data), list[str]()
    header = read_header(reader)
    limit.check(header.width, header.height)
    _check_kind(header)
    palette = reader.take(reader.take_number(4))
    resources = read_resources(reader.take_section(reader.take_number(4)), notes)
    _check_flattened(resources)
    layers_size = reader.take_number(8 if header.is_large else 4)
    layers = read_layers(reader.take_section(layers_size), notes, is_large=header.is_large)
    space, colours = _SPACES[header.mode]
    has_alpha = layers.has_transparency and header.channels > colours
    pixels = _read_channels(reader, header, colours + has_alpha)
    samples, alpha = pixels[..., :colours], None
    if has_alpha:
        alpha = np.ascontiguousarray(pixels[..., -1])
        samples = _without_white(samples, alpha, header.mode, notes)
    notes += [CHANNELS_LEFT_OUT] if header.channels > colours + has_alpha else []
    notes += [_DUOTONE_NOTE] if header.mode == _DUOTONE else []
    metadata = _metadata(resources, notes)
    return Raster(_decode_colours(samples, header, palette), space, alpha, metadata, notes, orientation=_UPRIGHT)


def _check_kind(header: Header) -> None:
    if header.mode not in _SPACES:
        raise BadImage("The document is multichannel, which cannot be read.", hint=_CURE)
    if header.bits == 32:
        raise BadImage("The document holds 32-bit floating-point numbers, which cannot be read.", hint=_CURE)
    if header.bits not in _DEPTHS.get(header.mode, (8, 16)) or header.channels < _SPACES[header.mode][1]:
        raise DamagedImage("The PSD file is damaged: its channels do not suit its colours.")


def _check_flattened(resources: dict[int, bytes]) -> None:
    if resources.get(_VERSION_INFO, b"")[4:5] == b"\0":
        message = "The document was saved without a flattened picture."
        hint = "Open it in Photoshop and save it with 'Maximize Compatibility', or as a flat TIFF."
        raise BadImage(message, hint=hint)


def _read_channels(reader: ByteReader, header: Header, count: int) -> npt.NDArray[Any]:
    """Return the first channels, (H, W, count) values as stored; bits are 0 for black and 255 for white."""
    pixels = np.empty((header.height, header.width, count), np.uint16 if header.bits == 16 else np.uint8)
    compression = reader.take_number(2)
    for channel, plane in enumerate(_iterate_planes(reader, header, count, compression)):
        if len(plane) != header.row_bytes * header.height:
            raise DamagedImage("The PSD file is damaged or cut short: part of the picture is missing.")
        pixels[..., channel] = _unpack(plane, header, has_differences=compression == _ZIPPED_DIFFERENCES)
    return pixels


def _iterate_planes(reader: ByteReader, header: Header, count: int, compression: int) -> Iterator[bytes]:
    """Yield the bytes of each of the first channels."""
    size = header.row_bytes * header.height
    if compression == _RAW:
        for _ in range(count):
            yield reader.take(size)
    elif compression == _PACKED_ROWS:
        number = 4 if header.is_large else 2
        rows = np.frombuffer(reader.take(number * header.height * header.channels), f">u{number}")
        packed_sizes = rows.reshape(header.channels, header.height).sum(axis=1, dtype=np.int64)
        for packed_size in packed_sizes[:count].tolist():
            yield bytes(imagecodecs.packbits_decode(reader.take(packed_size), out=size))
    elif compression in (_ZIPPED, _ZIPPED_DIFFERENCES):
        decompressor, packed = zlib.decompressobj(), reader.take(reader.stop - reader.place)
        for _ in range(count):
            yield decompressor.decompress(packed, size)
            packed = decompressor.unconsumed_tail
    else:
        raise DamagedImage("The PSD file is damaged: its compression does not exist.")


def _unpack(plane: bytes, header: Header, *, has_differences: bool) -> npt.NDArray[Any]:
    """Return (H, W) values."""
    if header.bits == 1:
        rows = np.frombuffer(plane, np.uint8).reshape(header.height, header.row_bytes)
        return (1 - np.unpackbits(rows, axis=1)[:, : header.width]) * np.uint8(255)
    values = np.frombuffer(plane, ">u2" if header.bits == 16 else "u1").reshape(header.height, header.width)
    return values.cumsum(axis=1, dtype=values.dtype) if has_differences else values


def _without_white(samples: Samples, alpha: Alpha, mode: int, notes: list[str]) -> Samples:
    """Return (H, W, C) stored colours without the white that Photoshop blends in where they are transparent.

    Other programs may blend nothing in: then some colours are darker than white would leave them.
    """
    full = int(np.iinfo(samples.dtype).max)
    neutral = full // 2 + 1
    white = np.array([full, neutral, neutral] if mode == _LAB else [full])
    straight = np.empty_like(samples)
    for top in range(0, len(samples), _BAND_ROWS):
        rows = slice(top, top + _BAND_ROWS)
        weight, stored = alpha[rows, :, None].astype(np.int64), samples[rows].astype(np.int64)
        if (stored[..., 0] + weight[..., 0] < full - full // _ROUNDING).any():
            return samples
        colours = white + ((stored - white) * full + weight // 2) // np.maximum(weight, 1)
        straight[rows] = np.where(weight > 0, colours.clip(0, full), stored)
    if not np.array_equal(straight, samples):
        notes.append("The white that Photoshop blends in where a picture is transparent was taken out of its colours.")
    return straight


def _decode_colours(samples: Samples, header: Header, palette: bytes) -> Samples:
    """Apply a palette, invert inks, and offset Lab as ICC expects it."""
    if header.mode == _INDEXED:
        colours = np.frombuffer(palette[: 3 * _COLOURS], np.uint8).reshape(3, _COLOURS).T
        return np.ascontiguousarray(colours[samples[..., 0]])
    if header.mode == _CMYK:
        return np.invert(samples)
    if header.mode == _LAB and header.bits == 16:
        widen_lab(samples[..., 1:])
    return np.ascontiguousarray(samples)


def _metadata(resources: dict[int, bytes], notes: list[str]) -> Metadata:
    block = resources.get(_EXIF) or None
    if block is not None and exif.byte_order(block) is None:
        notes.append(UNREADABLE_EXIF)
        block = None
    return Metadata(
        icc=resources.get(_ICC),
        exif=block,
        xmp=resources.get(_XMP),
        dpi=_resolution(resources.get(_RESOLUTION, b"")) or exif.resolution(block),
        iptc=read_records(resources.get(_IPTC, b""), notes),
    )


def _resolution(resource: bytes) -> tuple[float, float] | None:
    """Return pixels per inch, across and down; the resource also says in which unit to show them."""
    if len(resource) < 16:
        return None
    across, down = struct.unpack_from(">I4xI", resource)  # with 16 bits behind the point
    return (across / 2**16, down / 2**16) if across and down else None
