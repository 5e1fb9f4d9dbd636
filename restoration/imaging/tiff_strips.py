"""Strips and tiles of a TIFF file, unpacked: by libtiff, to which each is a small file of one strip, or by zlib.

libtiff never sees the file itself, so nothing in it is followed or allocated beyond the strip. Packed bytes are
unpacked as one row of grey: of the strip's own shape, libtiff would read YCbCr data that are cut short in silence.
"""

import struct
import zlib

import imagecodecs
import numpy as np
import numpy.typing as npt
from tifffile import COMPRESSION, PHOTOMETRIC

from restoration.imaging.exif import ExifField
from restoration.imaging.painting import Samples

YCBCR_COEFFICIENTS, YCBCR_SUBSAMPLING, REFERENCE_BLACK_WHITE = 529, 530, 532
_UINT16, _UINT32 = 3, 4  # numbers of these types in the TIFF format
_DEFLATE = (COMPRESSION.ADOBE_DEFLATE, COMPRESSION.DEFLATE)
_BAND_ROWS = 256  # rows whose colours are converted at a time


def unpack_strip(strip: bytes, compression: int, fill_order: int, size: int) -> npt.NDArray[np.uint8]:
    """Return the first `size` bytes that a strip or tile holds.

    Args:
        strip: the packed bytes; what follows the last byte that is needed does not matter.
        compression: its number in the TIFF format; any that libtiff unpacks.
        fill_order: 2 if the lowest bit of each byte comes first, else 1.
        size: bytes.

    Raises:
        imagecodecs.TiffError: the strip is damaged, or holds fewer bytes.
        ValueError, zlib.error: the same, of a strip that zlib packed.
    """
    if compression in _DEFLATE:
        ordered = bytes(imagecodecs.bitorder_decode(strip)) if fill_order == 2 else strip
        return np.frombuffer(_inflate(ordered, size), np.uint8)
    tags = {258: (_UINT16, 8), 259: (_UINT16, compression), 262: (_UINT16, 1), 266: (_UINT16, fill_order)}
    file = _one_strip_file(size, 1, tags, [], strip)
    unpacked: npt.NDArray[np.uint8] = imagecodecs.tiff_decode(file).reshape(-1)
    return unpacked


def _inflate(strip: bytes, size: int) -> bytes:
    """Return the first `size` bytes; libtiff would return wrong ones where the end is missing."""
    try:
        unpacked = bytes(imagecodecs.deflate_decode(strip, out=size))
    except imagecodecs.DeflateError:  # it holds more, or lacks its checksum
        decompressor = zlib.decompressobj()
        unpacked = decompressor.decompress(strip, size)
        decompressor.decompress(decompressor.unconsumed_tail, size)  # raises where the checksum behind it is wrong
    if len(unpacked) < size:
        raise ValueError("the strip is cut short")
    return unpacked


def spread_chroma(unpacked: npt.NDArray[np.uint8], rows: int, columns: int, across: int, down: int) -> Samples:
    """Return the (rows, columns, 3) YCbCr values of a strip whose colours are stored once for several pixels.

    Args:
        unpacked: block by block, the brightness of `down` rows of `across` pixels, then Cb and Cr.
        rows: of the strip; the blocks of the last row and column may reach beyond.
        columns: of the strip.
        across: pixels that share a colour, side by side.
        down: pixels that share a colour, one below the other.
    """
    blocks = unpacked.reshape(-(-rows // down), -(-columns // across), -1)
    brightness = blocks[..., :-2].reshape(*blocks.shape[:2], down, across).swapaxes(1, 2)
    colours = blocks[..., -2:].repeat(down, axis=0).repeat(across, axis=1)
    return np.dstack([brightness.reshape(colours.shape[:2]), colours])[:rows, :columns]


def ycbcr_to_rgb(pixels: npt.NDArray[np.uint8], fields: list[ExifField]) -> Samples:
    """Return (H, W, 3) YCbCr values as RGB, as libtiff converts them.

    Args:
        pixels: (H, W, 3).
        fields: the file's tags `YCBCR_COEFFICIENTS` and `REFERENCE_BLACK_WHITE`, little-endian, where it has them.

    Raises:
        imagecodecs.TiffError: the tags make no sense.
    """
    rgb = np.empty_like(pixels)
    tags = {262: (_UINT16, int(PHOTOMETRIC.YCBCR))}
    subsampling = ExifField(YCBCR_SUBSAMPLING, _UINT16, struct.pack("<HH", 1, 1))
    bits = ExifField(258, _UINT16, struct.pack("<HHH", 8, 8, 8))
    for top in range(0, len(pixels), _BAND_ROWS):
        band = np.ascontiguousarray(pixels[top : top + _BAND_ROWS])
        file = _one_strip_file(band.shape[1], len(band), tags, [bits, subsampling, *fields], band.tobytes(), channels=3)
        rgb[top : top + _BAND_ROWS] = imagecodecs.tiff_decode(file)[..., :3]
    return rgb


def _one_strip_file(
    width: int, rows: int, numbers: dict[int, tuple[int, int]], fields: list[ExifField], strip: bytes, channels: int = 1
) -> bytes:
    """Return a little-endian file of one strip; the values of `fields` stand after its directory, then the strip."""
    size = {256: (_UINT32, width), 257: (_UINT32, rows), 277: (_UINT16, channels), 278: (_UINT32, rows)}
    numbers = numbers | size | {279: (_UINT32, len(strip))}
    values_offset = 8 + 2 + 12 * (len(numbers) + len(fields) + 1) + 4
    entries, values = [], b""
    for field in fields:
        is_inline = len(field.value) <= 4
        value = field.value.ljust(4, b"\0") if is_inline else struct.pack("<I", values_offset + len(values))
        values += b"" if is_inline else field.value + b"\0" * (len(field.value) % 2)
        entries.append(struct.pack("<HHI", field.tag, field.type, field.count) + value)
    numbers[273] = (_UINT32, values_offset + len(values))
    entries += [struct.pack("<HHII", tag, kind, 1, number) for tag, (kind, number) in numbers.items()]
    entries.sort(key=lambda entry: entry[0] | entry[1] << 8)
    head = struct.pack("<4sIH", b"II*\0", 8, len(entries))
    return b"".join([head, *entries, bytes(4), values, strip])
