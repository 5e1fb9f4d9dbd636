"""The decoder for JPEG 2000, as archives and scanners write it: bare, or in a JP2 file."""

import math
import struct
from dataclasses import dataclass, field
from fractions import Fraction

import cv2
import imagecodecs
import numpy as np

from restoration.errors import BadImage, DamagedImage
from restoration.imaging import exif
from restoration.imaging.boxes import iterate_stated_boxes
from restoration.imaging.jpeg2000_blocks import count_blocks
from restoration.imaging.limits import SizeLimit
from restoration.imaging.painting import (
    ASSUMED_ALPHA,
    CARRIED_CHANNEL,
    CHANNELS_LEFT_OUT,
    UNREADABLE_METADATA,
    Alpha,
    ColourSpace,
    Metadata,
    Raster,
    Samples,
    split_alpha,
    stretch_bits,
    unpremultiply,
    without_invisible,
)

SRGB, GREY = 16, 17  # colour spaces by number
XMP_ID = bytes.fromhex("BE7ACFCB97A942E89C71999491E3AFAC")  # of boxes that hold metadata
EXIF_ID = b"JpgTiffExif->JP2"
IPTC_ID = bytes.fromhex("33C7A4D2B81D4723A0BAF1A3E097AD38")
COLOUR_CHANNEL, ALPHA_CHANNEL = 0, 1  # kinds of channel
METRES_PER_INCH = Fraction(254, 10_000)

_ID_BYTES = 16
_CHANNEL = struct.Struct(">HHH")  # number, kind, and the colour that it stands for, from 1
_RESOLUTION = struct.Struct(">HHHHbb")  # per metre, down and across: two fractions, and their exponents of 10
_YCC = 18
_PREMULTIPLIED_CHANNEL = 2
_ALPHA_CHANNELS = (ALPHA_CHANNEL, _PREMULTIPLIED_CHANNEL)
_MAX_TILES = 10_000  # a file may announce 65 535, of a pixel each
_MAX_SEGMENTS = 10_000  # of the head
_MAX_CHANNELS = 16  # that are looked at; files with more than four are refused
_MAX_TILE_PARTS = 20 * _MAX_TILES
_FREE_BLOCKS, _BLOCK_SAMPLES = 10_000, 512  # a block takes 3 kB while it is decoded, whatever its size; most have 4096
_TILE_START, _TILE_HEAD = b"\xff\x90", 12  # the marker, and the bytes of its segment
_CURE = "Export it as TIFF or PNG."


@dataclass(slots=True)
class _Boxes:
    """What the boxes of a file say; of a bare codestream, nothing."""

    stream: bytes = b""  # the codestream, which alone is given to the decoder: it would apply the profile itself
    space: int | None = None  # the number of its colour space
    icc: bytes | None = None
    channels: list[tuple[int, int, int]] = field(default_factory=list)  # as `_CHANNEL`
    dpi: tuple[float, float] | None = None
    metadata: dict[bytes, bytes] = field(default_factory=dict)  # contents of boxes by `XMP_ID`, `EXIF_ID`, `IPTC_ID`
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Size:
    """What the head of a codestream announces."""

    width: int
    height: int
    tiles: int
    tile_shape: tuple[int, int]  # px: width and height
    depths: tuple[int, ...]  # bits of each channel
    is_plain: bool  # all channels are unsigned, and as large as the picture

    @property
    def tile_samples(self) -> int:
        """The samples of a tile, in all channels."""
        return math.prod(self.tile_shape) * len(self.depths)


def decode_jpeg2000(data: bytes, limit: SizeLimit) -> Raster:
    """Return the picture of a JPEG 2000 file: (H, W, 1 or 3) uint8 or uint16, whole levels of 8 or 16 bits.

    Raises:
        ImageTooLarge: the header announces more than the limit.
        DamagedImage: the file is damaged or cut short.
        BadImage: its channels differ in size, or its colours are of a kind that cannot be read.
    """
    boxes = _read_boxes(data)
    size = _read_size(boxes.stream)
    limit.check(size.width, size.height)
    if not size.is_plain or len(set(size.depths)) > 1 or max(size.depths) > 16 or size.tiles > _MAX_TILES:
        raise BadImage("The JPEG 2000 file has channels of several sizes or an unusual kind.", hint=_CURE)
    if _tiles_in(boxes.stream, size.tiles) < size.tiles:  # the decoder would leave them black
        raise DamagedImage("The JPEG 2000 file is damaged: part of the picture is missing.")
    if (
        count_blocks(boxes.stream, *size.tile_shape) * len(size.depths)
        > _FREE_BLOCKS + size.tile_samples // _BLOCK_SAMPLES
    ):
        raise BadImage("The JPEG 2000 file is divided into more blocks than any program writes.", hint=_CURE)
    pixels = np.asarray(imagecodecs.jpeg2k_decode(boxes.stream, verbose=0))
    samples, alpha, extra = _split_channels(stretch_bits(pixels, size.depths[0]), boxes)
    if samples.shape[:2] != (size.height, size.width) or samples.shape[2] not in (1, 3):
        raise DamagedImage("The JPEG 2000 file holds another picture than its header announces.")
    if boxes.space not in (None, SRGB, GREY, _YCC):
        raise BadImage("The JPEG 2000 file has colours of a kind that cannot be read.", hint=_CURE)
    if boxes.space == _YCC and samples.shape[2] == 3:
        samples = np.asarray(cv2.cvtColor(np.ascontiguousarray(samples[..., [0, 2, 1]]), cv2.COLOR_YCrCb2RGB))
    kind: ColourSpace = "grey" if samples.shape[2] == 1 else "rgb"
    return Raster(samples, kind, alpha, _metadata(boxes), boxes.notes, extra)


def _read_boxes(data: bytes) -> _Boxes:
    """Return what the boxes of a file say."""
    if data.startswith(b"\xff\x4f"):
        return _Boxes(data)
    boxes = _Boxes()
    has_header = False
    for kind, start, end in iterate_stated_boxes(data, 0, len(data)):
        if kind == b"jp2c" and not boxes.stream:
            boxes.stream = data[start:end]
        elif kind == b"jp2h" and not has_header:
            has_header = True
            _read_header(data, start, end, boxes)
        elif kind == b"uuid":
            _read_metadata(data, start, end, boxes)
    if not boxes.stream:
        raise DamagedImage("The JPEG 2000 file holds no picture, or is cut short.")
    return boxes


def _read_header(data: bytes, start: int, end: int, boxes: _Boxes) -> None:
    """Read the boxes about colours, channels and resolution."""
    contents: dict[bytes, bytes] = {}
    for kind, first, last in iterate_stated_boxes(data, start, end):
        contents.setdefault(kind, data[first:last])
        if kind == b"colr" and boxes.space is None and boxes.icc is None:
            boxes.space, boxes.icc = _read_colours(data[first:last])
    if b"pclr" in contents:
        raise BadImage("The JPEG 2000 file has a palette, which cannot be read.", hint=_CURE)
    boxes.channels = _read_channels(contents.get(b"cdef", b""))
    boxes.dpi = _read_resolution(contents.get(b"res ", b""))


def _read_metadata(data: bytes, start: int, end: int, boxes: _Boxes) -> None:
    name = data[start : start + _ID_BYTES]
    if name in (XMP_ID, EXIF_ID, IPTC_ID) and end > len(data):
        boxes.notes.append(UNREADABLE_METADATA)
    elif name in (XMP_ID, EXIF_ID, IPTC_ID):
        boxes.metadata.setdefault(name, data[start + _ID_BYTES : end])


def _read_channels(box: bytes) -> list[tuple[int, int, int]]:
    """Return number, kind and colour of each channel that the box describes."""
    entries = box[2 : 2 + _MAX_CHANNELS * _CHANNEL.size]
    return list(_CHANNEL.iter_unpack(entries[: len(entries) // _CHANNEL.size * _CHANNEL.size]))


def _read_colours(box: bytes) -> tuple[int | None, bytes | None]:
    """Return the number of a colour space, or a profile."""
    if box[:1] == b"\1":
        return int.from_bytes(box[3:7], "big"), None
    return None, box[3:] if box[:1] == b"\2" else None


def _read_resolution(box: bytes) -> tuple[float, float] | None:
    """Return pixels per inch, across and down; None if the box makes no sense."""
    contents = {kind: box[first:last] for kind, first, last in iterate_stated_boxes(box, 0, len(box))}
    content = contents.get(b"resc") or contents.get(b"resd", b"")  # of the scan; else for a display
    if len(content) != _RESOLUTION.size:
        return None
    down, below_down, across, below_across, exponent_down, exponent_across = _RESOLUTION.unpack(content)
    if not (down and below_down and across and below_across):
        return None
    per_metre = (
        Fraction(across, below_across) * Fraction(10) ** exponent_across,
        Fraction(down, below_down) * Fraction(10) ** exponent_down,
    )
    return float(per_metre[0] * METRES_PER_INCH), float(per_metre[1] * METRES_PER_INCH)


def _split_channels(pixels: Samples, boxes: _Boxes) -> tuple[Samples, Alpha | None, Samples | None]:
    """Return the colours, (H, W, 1 or 3), the transparency and one further channel, (H, W); add notes on them.

    `pixels` is (H, W) or (H, W, C).
    """
    stacked = pixels[..., np.newaxis] if pixels.ndim == 2 else pixels
    colours = [number for _, number in sorted((c, n) for n, kind, c in boxes.channels if kind == COLOUR_CHANNEL)]
    kinds = {number: kind for number, kind, _ in boxes.channels if kind != COLOUR_CHANNEL}
    if len(colours) not in (1, 3) or sorted([*colours, *kinds]) != list(range(stacked.shape[2])):
        samples, alpha = split_alpha(pixels)
        boxes.notes += [] if alpha is None else [ASSUMED_ALPHA]
        return samples, None if alpha is None else without_invisible(alpha, boxes.notes), None
    samples = np.ascontiguousarray(stacked[..., colours])
    transparent = next((number for number, kind in kinds.items() if kind in _ALPHA_CHANNELS), None)
    others = [number for number in kinds if number != transparent]
    extra = np.ascontiguousarray(stacked[..., others[0]]) if len(colours) == 3 and others else None
    if others:
        boxes.notes.append(CHANNELS_LEFT_OUT if extra is None else CARRIED_CHANNEL)
    if transparent is None:
        return samples, None, extra
    alpha = np.ascontiguousarray(stacked[..., transparent])
    if kinds[transparent] == _PREMULTIPLIED_CHANNEL:
        samples = unpremultiply(samples, alpha, boxes.notes)
    return samples, alpha, extra


def _metadata(boxes: _Boxes) -> Metadata:
    block = boxes.metadata.get(EXIF_ID, b"").removeprefix(b"Exif\0\0")
    return Metadata(
        boxes.icc,
        block or None,
        boxes.metadata.get(XMP_ID) or None,
        boxes.dpi or exif.resolution(block),
        iptc=boxes.metadata.get(IPTC_ID) or None,
    )


def _read_size(stream: bytes) -> _Size:
    """Return what the marker segment SIZ announces, which comes first in every codestream."""
    channels = int.from_bytes(stream[40:42], "big")
    parts = stream[42 : 42 + 3 * channels]
    if stream[2:4] != b"\xff\x51" or not 1 <= channels <= 4 or len(parts) < 3 * channels:
        raise DamagedImage("The JPEG 2000 file is cut short, or has more than four channels.")
    right, bottom, left, top, tile_width, tile_height, tile_left, tile_top = (
        int.from_bytes(stream[start : start + 4], "big") for start in range(8, 40, 4)
    )
    if not tile_width or not tile_height:
        raise DamagedImage("The JPEG 2000 file is damaged.")
    across, down = -(-(right - tile_left) // tile_width), -(-(bottom - tile_top) // tile_height)
    is_plain = all(not parts[at] & 0x80 and parts[at + 1] == parts[at + 2] == 1 for at in range(0, len(parts), 3))
    depths = tuple((parts[at] & 0x7F) + 1 for at in range(0, len(parts), 3))
    width, height = right - left, bottom - top
    tile_shape = min(tile_width, width), min(tile_height, height)
    return _Size(width, height, across * down, tile_shape, depths, is_plain)


def _tiles_in(stream: bytes, tiles: int) -> int:
    """Return how many of the tiles begin in a codestream."""
    place, found = 2, set()
    for _ in range(_MAX_SEGMENTS):
        if stream[place : place + 2] in (_TILE_START, b""):
            break
        place += 2 + int.from_bytes(stream[place + 2 : place + 4], "big")
    for _ in range(_MAX_TILE_PARTS):
        if stream[place : place + 2] != _TILE_START:
            break
        number, length = (
            int.from_bytes(stream[place + first : place + last], "big") for first, last in ((4, 6), (6, 10))
        )
        found.add(number)
        if length < _TILE_HEAD:  # 0: it goes to the end of the file
            break
        place += length
    return sum(number < tiles for number in found)
