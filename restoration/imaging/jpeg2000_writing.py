"""Writing JPEG 2000 without loss: a JP2 file whose tiles are encoded one by one, so that memory stays bounded.

Image servers and libraries want tiles, several resolutions in each, and the smaller ones first. imagecodecs encodes
whole pictures only; here each tile is one, and their codestreams are joined to a single one.
"""

import io
import struct
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import count, product

import imagecodecs

from restoration.domain import PixelWindow
from restoration.imaging.jpeg2000 import (
    ALPHA_CHANNEL,
    COLOUR_CHANNEL,
    EXIF_ID,
    GREY,
    IPTC_ID,
    METRES_PER_INCH,
    SRGB,
    XMP_ID,
)
from restoration.imaging.painting import Alpha, Metadata, Samples
from restoration.imaging.strips import stack_channels

# The encoder divides each resolution of a tile into blocks of 64 x 64, counted from the tile's corner; in the joined
# stream they are counted from that of the picture. The two agree as long as the smallest of the five resolutions, a
# 16th, begins at a multiple of 64.
TILE_SIDE = 1024  # px
_RESOLUTIONS = 5
_NARROWEST = 128  # px; a narrower tile gets fewer resolutions

_START, _SIZE, _TILE_LENGTHS, _TILE, _END = b"\xff\x4f", b"\xff\x51", b"\xff\x55", b"\xff\x90", b"\xff\xd9"  # markers
_SETTINGS = (b"\xff\x52", b"\xff\x5c")  # markers of the segments about coding and quantisation
_TILE_HEAD = struct.Struct(">2sHHIBB")  # marker, its length, number and bytes of the tile, number of the part, parts
_PROGRESSION, _BY_RESOLUTION = 5, 2  # where the order of the packets stands in the marker segment; by resolution first
_NUMBER_AND_BYTES = 0x60  # what stands in the list of tile lengths: numbers of 2 and of 4 bytes
_MOST_OF_16_BITS = 65535


def encode_jpeg2000(samples: Samples, alpha: Alpha | None, metadata: Metadata) -> bytes:
    """Return a JP2 file of (H, W) or (H, W, 3) samples, uint8 or uint16; the same input gives the same bytes.

    Tiles have 1024 px a side, seldom a multiple of that, and five resolutions, from the smallest up. Samples narrower
    than 128 px get fewer. (H, W) alpha of the same type is not multiplied into the colours.

    Source:
        ISO/IEC 15444-1 (Rec. ITU-T T.800), Annex A (codestream), B.12 (order of packets), Annex I (JP2).
    """
    file = io.BytesIO()
    file.write(_box(b"jP  ", b"\r\n\x87\n") + _box(b"ftyp", b"jp2 ", bytes(4), b"jp2 "))  # signature, type of file
    file.write(_header_box(samples, alpha, metadata))
    for name, content in ((XMP_ID, metadata.xmp), (EXIF_ID, metadata.exif), (IPTC_ID, metadata.iptc)):
        if content:
            file.write(_box(b"uuid", name, content))
    start = file.tell()
    file.write(_box(b"jp2c"))
    _write_codestream(file, samples, alpha)
    length = file.tell() - start
    file.seek(start)
    file.write(struct.pack(">I", length if length < 2**32 else 0))  # 0: to the end of the file
    return file.getvalue()


def _box(kind: bytes, *content: bytes) -> bytes:
    return b"".join([struct.pack(">I4s", 8 + sum(map(len, content)), kind), *content])


def _header_box(samples: Samples, alpha: Alpha | None, metadata: Metadata) -> bytes:
    colours, channels = _count_channels(samples, alpha)
    height, width = samples.shape[:2]
    boxes = [
        _box(b"ihdr", struct.pack(">IIHBBBB", height, width, channels, samples.itemsize * 8 - 1, 7, 0, 0)),
        _box(b"colr", _colours(samples, metadata)),
    ]
    if alpha is not None:
        kinds = [(number, COLOUR_CHANNEL, number + 1) for number in range(colours)] + [(colours, ALPHA_CHANNEL, 0)]
        boxes.append(_box(b"cdef", struct.pack(">H", channels), *(struct.pack(">HHH", *kind) for kind in kinds)))
    if metadata.dpi:
        boxes.append(_box(b"res ", _box(b"resc", _resolution(metadata.dpi))))
    return _box(b"jp2h", *boxes)


def _count_channels(samples: Samples, alpha: Alpha | None) -> tuple[int, int]:
    """Return the number of colours, and that of all channels."""
    colours = 1 if samples.ndim == 2 else 3
    return colours, colours + (alpha is not None)


def _colours(samples: Samples, metadata: Metadata) -> bytes:
    """Return the profile, or the number of a colour space."""
    icc = metadata.profile_of(samples)
    return b"\1\0\0" + struct.pack(">I", GREY if samples.ndim == 2 else SRGB) if icc is None else b"\2\0\0" + icc


def _resolution(dpi: tuple[float, float]) -> bytes:
    """Return pixels per metre, down and across: two numbers of 16 bits each, and the exponents of 10."""
    across, down = (_fraction(Fraction(str(value)) / METRES_PER_INCH) for value in dpi)
    return struct.pack(">HHHHbb", *down[:2], *across[:2], down[2], across[2])


def _fraction(number: Fraction) -> tuple[int, int, int]:
    """Return the numerator, denominator and exponent of 10 that come closest to a number above 0; mostly exactly."""
    powers = [Fraction(10) ** exponent for exponent in range(8)]
    candidates = [_limit_to_16_bits(number / power) for power in powers]
    errors = [abs(value * power - number) for value, power in zip(candidates, powers, strict=True)]
    exponent = errors.index(min(errors))
    return candidates[exponent].numerator, candidates[exponent].denominator, exponent


def _limit_to_16_bits(number: Fraction) -> Fraction:
    """Return the closest fraction of a numerator and a denominator of 16 bits."""
    number = min(number, Fraction(_MOST_OF_16_BITS))
    return number.limit_denominator(int(_MOST_OF_16_BITS / max(number, Fraction(1))))


def _write_codestream(file: io.BytesIO, samples: Samples, alpha: Alpha | None) -> None:
    """Write the codestream of a picture; its head is written again in the end, with the bytes of each tile."""
    start = file.tell()
    lengths, settings = list[int](), b""
    windows = list(_tile_windows(samples.shape))
    for number, window in enumerate(windows):
        tile_settings, data = _encode_tile(stack_channels(samples, alpha, window))
        if number == 0:
            settings = tile_settings
            file.write(_head(samples, alpha, settings, [0] * len(windows)))
        if tile_settings != settings:
            raise ValueError("the encoder has other settings for some tiles")
        lengths.append(_TILE_HEAD.size + len(data))
        file.write(_TILE_HEAD.pack(_TILE, _TILE_HEAD.size - 2, number, lengths[-1], 0, 1))
        file.write(data)
    file.write(_END)
    file.seek(start)
    file.write(_head(samples, alpha, settings, lengths))
    file.seek(0, io.SEEK_END)


def _tile_windows(shape: tuple[int, ...]) -> Iterator[PixelWindow]:
    """Yield the windows of the tiles of an (H, W, ...) picture, row by row."""
    tops, lefts = (range(0, side, _tile_side(side)) for side in shape[:2])
    for top, left in product(tops, lefts):
        yield slice(top, top + tops.step), slice(left, left + lefts.step)


def _tile_side(side: int) -> int:
    """Return the side of the tiles along a side of the picture, px: the last of them must not be too narrow."""
    tiles = count(TILE_SIDE, TILE_SIDE)
    return next(tile for tile in tiles if side <= tile or side % tile == 0 or side % tile >= _NARROWEST)


def _encode_tile(pixels: Samples) -> tuple[bytes, bytes]:
    """Return the marker segments about the coding of an (h, w, C) tile, and its data.

    The encoder calls the order of the packets "by layer". With one layer, and one precinct for each resolution, they
    stand in the same order by resolution, which is what readers look for.
    """
    plain = pixels[..., 0] if pixels.shape[2] == 1 else pixels
    stream = bytes(
        imagecodecs.jpeg2k_encode(
            plain, level=0, codecformat="j2k", planar=False, resolutions=_RESOLUTIONS, reversible=True
        )
    )
    place, settings = 2, b""
    while (marker := stream[place : place + 2]) != _TILE:
        end = place + 2 + int.from_bytes(stream[place + 2 : place + 4], "big")
        settings += stream[place:end] if marker in _SETTINGS else b""
        place = end
    settings = settings[:_PROGRESSION] + bytes([_BY_RESOLUTION]) + settings[_PROGRESSION + 1 :]
    return settings, stream[place + _TILE_HEAD.size : -len(_END)]


def _head(samples: Samples, alpha: Alpha | None, settings: bytes, lengths: Sequence[int]) -> bytes:
    """Return what stands before the tiles: sides and channels, how they are encoded, and the bytes of each tile."""
    (height, width), (_, channels) = samples.shape[:2], _count_channels(samples, alpha)
    sides = struct.pack(">H8I", 0, width, height, 0, 0, _tile_side(width), _tile_side(height), 0, 0)
    depths = struct.pack(">BBB", samples.itemsize * 8 - 1, 1, 1) * channels
    table = b"".join(struct.pack(">HI", number, length) for number, length in enumerate(lengths))
    return b"".join(
        [
            _START,
            _segment(_SIZE, sides, struct.pack(">H", channels), depths),
            settings,
            _segment(_TILE_LENGTHS, bytes([0, _NUMBER_AND_BYTES]), table),
        ]
    )


def _segment(marker: bytes, *content: bytes) -> bytes:
    return b"".join([marker, struct.pack(">H", 2 + sum(map(len, content))), *content])
