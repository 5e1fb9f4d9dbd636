"""Small writers of PNG and TIFF files that write whatever they are given, true or not."""

import struct
import zlib
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
GREY, RGB, PALETTE, GREY_ALPHA, RGB_ALPHA = 0, 2, 3, 4, 6  # colour types of PNG
PNG_CHANNELS = {GREY: 1, RGB: 3, PALETTE: 1, GREY_ALPHA: 2, RGB_ALPHA: 4}
_PASSES = ((0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1))
"""Top, left, step down and step across of the seven passes of an interlaced PNG."""

_TIFF_LETTERS = {1: "B", 2: "B", 3: "H", 4: "I", 6: "b", 7: "B", 9: "i", 11: "f", 12: "d", 13: "I", 16: "Q"}


def png_chunk(name: bytes, content: bytes) -> bytes:
    """Return a chunk with a right length and checksum."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png_header(width: int, height: int, bits: int = 8, colour: int = RGB, *, interlaced: bool = False) -> bytes:
    """Return the signature and the first chunk."""
    content = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, interlaced)
    return PNG_SIGNATURE + png_chunk(b"IHDR", content)


def png_file(
    pixels: npt.NDArray[np.uint16],
    bits: int,
    colour: int,
    chunks: Sequence[tuple[bytes, bytes]] = (),
    *,
    interlaced: bool = False,
) -> bytes:
    """Return a PNG file.

    Args:
        pixels: (H, W, C) values of that many bits.
        bits: 1, 2, 4, 8 or 16.
        colour: the colour type.
        chunks: name and content of each chunk that stands before the pixels.
        interlaced: whether the pixels come in seven passes.
    """
    height, width = pixels.shape[:2]
    passes = _PASSES if interlaced else ((0, 0, 1, 1),)
    parts = [pixels[top::down, left::across] for top, left, down, across in passes]
    rows = b"".join(b"\0" + _pack_row(row, bits) for part in parts if part.size for row in part)
    before = b"".join(png_chunk(name, content) for name, content in chunks)
    header = png_header(width, height, bits, colour, interlaced=interlaced)
    return header + before + png_chunk(b"IDAT", zlib.compress(rows)) + png_chunk(b"IEND", b"")


def _pack_row(row: npt.NDArray[np.uint16], bits: int) -> bytes:
    """Return a (W, C) row as PNG and TIFF store it, the highest bit first."""
    values = row.reshape(-1, 1)
    places = np.arange(bits - 1, -1, -1)
    return np.packbits((values >> places & 1).astype(np.uint8)).tobytes()


def pack_rows(pixels: npt.NDArray[np.uint16], bits: int) -> bytes:
    """Return (H, W, C) values of that many bits; each row begins at a byte."""
    return b"".join(_pack_row(row, bits) for row in pixels)


def tiff_file(tags: Mapping[int, tuple[int, Sequence[int]]], blocks: Sequence[bytes] = ()) -> bytes:
    """Return a little-endian TIFF file of one page.

    Args:
        tags: type and values by number; the places and the sizes of the blocks are added where they are missing.
        blocks: the strips.
    """
    data = bytearray(b"II*\0" + bytes(4))
    offsets = []
    for block in blocks:
        offsets.append(len(data))
        data += block
    entries = b""
    placed = {273: (4, offsets), 279: (4, [len(block) for block in blocks])} | dict(tags)
    for number, (kind, values) in sorted(placed.items()):
        value = struct.pack(f"<{len(values)}{_TIFF_LETTERS[kind]}", *values)
        if len(value) > 4:
            value, outside = struct.pack("<I", len(data)), value
            data += outside
        entries += struct.pack("<HHI", number, kind, len(values)) + value.ljust(4, b"\0")
    struct.pack_into("<I", data, 4, len(data))
    return bytes(data) + struct.pack("<H", len(placed)) + entries + bytes(4)


def tiff_layout(
    width: int, height: int, photometric: int, channels: int, *, bits: int = 8, compression: int = 1, rows: int = 0
) -> dict[int, tuple[int, list[int]]]:
    """Return the tags of a picture in strips of `rows` rows, by default in one strip; compression 1 is none."""
    return {
        256: (4, [width]),
        257: (4, [height]),
        258: (3, [bits] * channels),
        259: (3, [compression]),
        262: (3, [photometric]),
        277: (3, [channels]),
        278: (4, [rows or height]),
    }
