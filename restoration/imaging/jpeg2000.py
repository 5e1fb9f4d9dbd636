"""The decoder for JPEG 2000, as archives and scanners write it: bare, or in a JP2 file."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import imagecodecs
import numpy as np

from restoration.errors import BadImage, DamagedImage
from restoration.imaging.limits import SizeLimit
from restoration.imaging.painting import ColourSpace, Metadata, Raster, split_alpha, stretch_bits

_MAX_TILES = 10_000  # a file may announce 65 535, of a pixel each
_MAX_BOXES = 10_000
_MAX_TILE_PARTS = 20 * _MAX_TILES
_TILE_START, _TILE_HEAD = b"\xff\x90", 12  # the marker, and the bytes of its segment
_SRGB, _GREY, _YCC = 16, 17, 18  # colour spaces by number
_CURE = "Export it as TIFF or PNG."


@dataclass(frozen=True, slots=True)
class _Size:
    """What the head of a codestream announces."""

    width: int
    height: int
    tiles: int
    depths: tuple[int, ...]  # bits of each channel
    is_plain: bool  # all channels are unsigned, and as large as the picture


def decode_jpeg2000(data: bytes, limit: SizeLimit) -> Raster:
    """Return the picture of a JPEG 2000 file: (H, W, 1 or 3) uint8 or uint16, whole levels of 8 or 16 bits.

    Raises:
        ImageTooLarge: the header announces more than the limit.
        DamagedImage: the file is damaged or cut short.
        BadImage: its channels differ in size, or its colours are of a kind that cannot be read.
    """
    start, space, icc = _read_boxes(data)
    size = _read_size(data[start:])
    limit.check(size.width, size.height)
    if not size.is_plain or len(set(size.depths)) > 1 or max(size.depths) > 16 or size.tiles > _MAX_TILES:
        raise BadImage("The JPEG 2000 file has channels of several sizes or an unusual kind.", hint=_CURE)
    if _tiles_in(data[start:], size.tiles) < size.tiles:  # the decoder would leave them black
        raise DamagedImage("The JPEG 2000 file is damaged: part of the picture is missing.")
    pixels = imagecodecs.jpeg2k_decode(data, verbose=0)
    samples, alpha = split_alpha(stretch_bits(np.asarray(pixels), size.depths[0]))
    if samples.shape[:2] != (size.height, size.width) or samples.shape[2] not in (1, 3):
        raise DamagedImage("The JPEG 2000 file holds another picture than its header announces.")
    if space not in (None, _SRGB, _GREY, _YCC):
        raise BadImage("The JPEG 2000 file has colours of a kind that cannot be read.", hint=_CURE)
    if space == _YCC and samples.shape[2] == 3:
        samples = np.asarray(cv2.cvtColor(np.ascontiguousarray(samples[..., [0, 2, 1]]), cv2.COLOR_YCrCb2RGB))
    kind: ColourSpace = "grey" if samples.shape[2] == 1 else "rgb"
    return Raster(samples, kind, alpha, Metadata(icc=icc))


def _read_boxes(data: bytes) -> tuple[int, int | None, bytes | None]:
    """Return where the codestream begins, the number of its colour space, and its profile."""
    if data.startswith(b"\xff\x4f"):
        return 0, None, None
    space, icc = None, None
    for kind, start, stop in _boxes(data, 0, len(data)):
        if kind == b"jp2c":
            return start, space, icc
        if kind == b"jp2h":
            for inner, first, last in _boxes(data, start, stop):
                if inner == b"pclr":
                    raise BadImage("The JPEG 2000 file has a palette, which cannot be read.", hint=_CURE)
                if inner == b"colr" and space is None and icc is None:
                    space, icc = _read_colours(data[first:last])
    raise DamagedImage("The JPEG 2000 file holds no picture, or is cut short.")


def _read_colours(box: bytes) -> tuple[int | None, bytes | None]:
    """Return the number of a colour space, or a profile."""
    if box[:1] == b"\1":
        return int.from_bytes(box[3:7], "big"), None
    return None, box[3:] if box[:1] == b"\2" else None


def _boxes(data: bytes, start: int, stop: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield the kind of each box, and where its content begins and ends."""
    for _ in range(_MAX_BOXES):
        if start + 8 > stop:
            return
        length, head = int.from_bytes(data[start : start + 4], "big"), 8
        if length == 1:
            length, head = int.from_bytes(data[start + 8 : start + 16], "big"), 16
        end = start + length if length else stop  # 0: to the end of the file
        if length and length < head:
            return
        yield data[start + 4 : start + 8], start + head, min(end, stop)
        start = end


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
    return _Size(right - left, bottom - top, across * down, depths, is_plain)


def _tiles_in(stream: bytes, tiles: int) -> int:
    """Return how many of the tiles begin in a codestream."""
    place, found = 2, set()
    for _ in range(_MAX_BOXES):  # the segments of the head
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
