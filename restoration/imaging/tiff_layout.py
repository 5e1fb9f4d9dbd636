"""The layout of a TIFF file's picture, read here and checked before tifffile or a codec allocates anything.

tifffile never sees the file itself: it is given a small one with the few tags that say how a page is laid out, and
with nothing that it would follow or expand: no other pages, no private tags, no lists of strips.
"""

import math
from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import tifffile
from tifffile import COMPRESSION, PHOTOMETRIC, PLANARCONFIG

from restoration.errors import BadImage, DamagedImage
from restoration.imaging import exif
from restoration.imaging.exif import ExifField
from restoration.imaging.jpeg_structure import read_structure
from restoration.imaging.limits import SizeLimit
from restoration.imaging.tiff_strips import REFERENCE_BLACK_WHITE, YCBCR_COEFFICIENTS

ICC_PROFILE, EXTRA_SAMPLES, PHOTOSHOP_DATA = 34675, 338, 37724
_STRIP_OFFSETS, _STRIP_SIZES, _TILE_OFFSETS, _TILE_SIZES = 273, 279, 324, 325
_WIDTH, _HEIGHT, _COMPRESSION, _SAMPLES = 256, 257, 259, 277
_PHOTOMETRIC, _PREDICTOR, _SAMPLE_FORMAT, _SUBSAMPLING, _JPEG_TABLES = 262, 317, 339, 530, 347
_NUMBERS = {  # single numbers: kind of page, sides, colours, strips and tiles, predictor, fax options, depth...
    *(
        254,
        255,
        _WIDTH,
        _HEIGHT,
        _COMPRESSION,
        _PHOTOMETRIC,
        266,
        _SAMPLES,
        278,
        284,
        292,
        293,
        _PREDICTOR,
        322,
        323,
        531,
        32997,
    )
}
_LISTS = {
    258,
    320,
    EXTRA_SAMPLES,
    _SAMPLE_FORMAT,
    _SUBSAMPLING,
}  # bits, palette, further channels, kind of numbers, subsampling
_COLOUR_TAGS = {YCBCR_COEFFICIENTS, REFERENCE_BLACK_WHITE}
NEEDED_TAGS = _NUMBERS | _LISTS | _COLOUR_TAGS | {_STRIP_OFFSETS, _TILE_OFFSETS, _JPEG_TABLES}
_NUMBER_TYPES = {1: "u1", 3: "u2", 4: "u4", 13: "u4", 16: "u8", 18: "u8"}
_WITH_PREDICTOR = (COMPRESSION.LZW, COMPRESSION.ADOBE_DEFLATE, COMPRESSION.DEFLATE, COMPRESSION.ZSTD)  # as in libtiff
_FAX = (COMPRESSION.CCITTRLE, COMPRESSION.CCITTFAX3, COMPRESSION.CCITTFAX4)

_UNDEFINED, _SIGNED = (0, 4), 2  # kinds of number; undefined ones are whole numbers without a sign
_LAB = (PHOTOMETRIC.CIELAB, PHOTOMETRIC.ICCLAB)  # its a and b may be called signed; which they are is known anyway

_BEYOND_EVERY_FILE = np.uint64(2**60)  # an offset and a size of this kind can still be added
_MAX_LIST = 3 * 2**16  # numbers: a palette for 16 bits
_MAX_SEGMENTS = 100_000  # 400 megapixels in tiles of 64 x 64 px; each costs 5 us or more, however small it is
_MAX_PADDING = 4  # how much larger than the picture its tiles may be together
_JPEG_BLOCK = 64  # px by which a strip's own header may exceed the strip: JPEG has blocks of up to 32 px
_HEAD_BYTES = 16  # of the first strip: tifffile looks there for "JFIF", which says how JPEG colours are stored


@dataclass(frozen=True, slots=True)
class TiffLayout:
    """The page of a file that holds its picture."""

    order: str  # "<" or ">"
    fields: dict[int, ExifField]  # by tag
    offsets: npt.NDArray[np.int64]  # of the strips or tiles
    sizes: npt.NDArray[np.int64]  # bytes, empty if the file does not say
    small_file: bytes  # for tifffile


@dataclass(frozen=True, slots=True)
class Segments:
    """The strips or tiles of a page, in the order of their numbers."""

    offsets: list[int]
    sizes: list[int]  # bytes; 0 if the file lacks it, as sparse files do
    unpacked_sizes: list[int]  # bytes once they are decompressed, with rows that begin at a byte
    is_contiguous: bool  # the pixels lie in the file as they lie in memory, one strip after the other
    decoded_bytes: int  # of the largest
    planes: int  # 1, or the number of channels if each has strips of its own
    width: int  # px, of a strip or tile
    height: int  # px; the last strip may have fewer
    across: int  # strips or tiles side by side

    @property
    def per_plane(self) -> int:
        """The number of strips or tiles of one plane."""
        return len(self.offsets) // self.planes

    def place(self, number: int) -> tuple[int, int]:
        """Return the top and the left, in px, of a strip or tile in its plane."""
        row, column = divmod(number % self.per_plane, self.across)
        return row * self.height, column * self.width


def read_layout(data: bytes, directory: list[ExifField]) -> TiffLayout:
    """Return the layout of the page with this directory; raise `DamagedImage` if it has none."""
    order = exif.byte_order(data)
    fields: dict[int, ExifField] = {}
    for field in directory:
        fields.setdefault(field.tag, field)
    if order is None or not fields:
        raise DamagedImage("The TIFF file is damaged: it has no readable first page.")
    offsets = _numbers(fields.get(_TILE_OFFSETS) or fields.get(_STRIP_OFFSETS), order)
    sizes = _numbers(fields.get(_TILE_SIZES) or fields.get(_STRIP_SIZES), order)
    if len(offsets) == 0:
        raise DamagedImage("The TIFF file is damaged: it does not say where its pixels are.")
    start = int(offsets[0])
    return TiffLayout(order, fields, offsets, sizes, _small_file(fields, order, data[start : start + _HEAD_BYTES]))


def _numbers(field: ExifField | None, order: str) -> npt.NDArray[np.int64]:
    """Return the whole numbers of a field; none if there is no such field or it holds something else."""
    if field is None or field.type not in _NUMBER_TYPES:
        return np.empty(0, np.int64)
    numbers = np.frombuffer(field.value, order + _NUMBER_TYPES[field.type])
    return np.minimum(numbers.astype(np.uint64), _BEYOND_EVERY_FILE).astype(np.int64)


def _small_file(fields: dict[int, ExifField], order: str, head: bytes) -> bytes:
    """Return a file of one page with the same layout, whose only strip or tile is `head`."""
    unsigned = _UNDEFINED if _first_number(fields, _PHOTOMETRIC, order) not in _LAB else (*_UNDEFINED, _SIGNED)
    kept = [
        ExifField(tag, 3 if field.type == 1 else field.type, _value(field, order, unsigned))
        for tag, field in _kept(fields)
    ]
    if _first_number(fields, _COMPRESSION, order) not in _WITH_PREDICTOR:
        kept = [field for field in kept if field.tag != _PREDICTOR]
    is_tiled = _TILE_OFFSETS in fields
    places = (_TILE_OFFSETS, _TILE_SIZES) if is_tiled else (_STRIP_OFFSETS, _STRIP_SIZES)
    for tag, number in zip(places, (8, len(head)), strict=True):
        kept.append(ExifField(tag, 4, np.array([number], order + "u4").tobytes()))
    if _has_unstated_subsampling(fields, order):
        kept.append(ExifField(_SUBSAMPLING, 3, np.array([2, 2], order + "u2").tobytes()))
    if _PHOTOMETRIC not in fields:  # libtiff guesses so, too
        is_rgb = _first_number(fields, _SAMPLES, order) >= 3
        colours = PHOTOMETRIC.RGB if is_rgb else PHOTOMETRIC.MINISBLACK
        kept.append(ExifField(_PHOTOMETRIC, 3, np.array([colours], order + "u2").tobytes()))
    if tables := fields.get(_JPEG_TABLES):
        kept.append(ExifField(_JPEG_TABLES, 7, tables.value))
    start = 8 + _HEAD_BYTES
    beginning = (b"II*\0" if order == "<" else b"MM\0*") + np.array([start], order + "u4").tobytes()
    return beginning + head.ljust(_HEAD_BYTES, b"\0") + exif.encode_directories(kept, {}, start, order)


def _has_unstated_subsampling(fields: dict[int, ExifField], order: str) -> bool:
    """Return whether the page is YCbCr without the tag that says how many pixels share a colour: then 2 x 2 do."""
    is_ycbcr = _first_number(fields, _PHOTOMETRIC, order) == PHOTOMETRIC.YCBCR
    is_jpeg = _first_number(fields, _COMPRESSION, order) == COMPRESSION.JPEG
    return is_ycbcr and not is_jpeg and _SUBSAMPLING not in fields


def _kept(fields: dict[int, ExifField]) -> list[tuple[int, ExifField]]:
    return [(t, f) for t, f in fields.items() if t in _NUMBERS | _LISTS and f.type in _NUMBER_TYPES]


def _first_number(fields: dict[int, ExifField], tag: int, order: str) -> int:
    """Return the first number of a field, 0 if the page has none."""
    return int(fields[tag].first_number(order)) if tag in fields else 0


def _value(field: ExifField, order: str, unsigned: tuple[int, ...]) -> bytes:
    """Return the numbers of a field, of which single ones come first; bytes become uint16, as tifffile expects.

    The kinds of number that are `unsigned` in truth are named so.
    """
    numbers = np.frombuffer(field.value, order + _NUMBER_TYPES[field.type])
    numbers = numbers[: 1 if field.tag in _NUMBERS else _MAX_LIST]
    if field.tag == _SAMPLE_FORMAT:
        numbers = np.where(np.isin(numbers, unsigned), 1, numbers).astype(numbers.dtype)
    return numbers.astype(order + "u2").tobytes() if field.type == 1 else numbers.tobytes()


def check_segments(data: bytes, layout: TiffLayout, page: tifffile.TiffPage, limit: SizeLimit) -> Segments:
    """Check each strip or tile of the page: where it lies, and what decoding it would take.

    Raises:
        DamagedImage: strips are missing, overlap, or do not fit the page.
        BadImage: there are too many.
        ImageTooLarge: one would take more memory than the limit stands for.
    """
    segments = _locate_segments(data, layout, page, limit)
    if not any(segments.sizes):
        raise DamagedImage("The TIFF file is damaged: it does not say where its pixels are.")
    for offset, size in zip(segments.offsets, segments.sizes, strict=True):
        if offset + size > len(data) or (offset and size <= 0):
            raise DamagedImage("The TIFF file is cut short.")
    if sum(segments.sizes) > len(data):
        raise DamagedImage("The TIFF file is damaged: its strips overlap.")
    if page.compression == COMPRESSION.JPEG:
        _check_jpeg_segments(data, segments, page, layout.sizes)
    return segments


def _locate_segments(data: bytes, layout: TiffLayout, page: tifffile.TiffPage, limit: SizeLimit) -> Segments:
    width, height = _segment_sides(page)
    across, down = math.ceil(page.imagewidth / width), math.ceil(page.imagelength / height)
    is_planar = page.planarconfig == PLANARCONFIG.SEPARATE and page.samplesperpixel > 1
    planes = page.samplesperpixel if is_planar else 1
    count = across * down * planes
    if count > _MAX_SEGMENTS:
        message = f"The TIFF file is cut into {count} strips or tiles, too many to be read."
        raise BadImage(message, hint="Save it with larger strips or tiles.")
    unpacked = _unpacked_sizes(page, width, height, across * down, planes)
    offsets = layout.offsets[:count].tolist()
    sizes = _true_sizes(data, offsets, layout.sizes[:count].tolist(), unpacked, page)
    if len(offsets) < count:
        raise DamagedImage("The TIFF file is cut short: it names too few strips.")
    decoded = width * height * (1 if is_planar else page.samplesperpixel) * _item_bytes(page)
    contiguous = _is_contiguous(offsets, sizes, page)
    if not contiguous:
        limit.check_bytes(decoded, "a tile" if page.is_tiled else "a strip")
    padded = across * down * width * height
    if page.is_tiled and padded > max(limit.megapixels * 1e6, _MAX_PADDING * page.imagewidth * page.imagelength):
        raise BadImage("The TIFF file has tiles much larger than its picture.", hint="Save it with smaller tiles.")
    return Segments(offsets, sizes, unpacked, contiguous, decoded, planes, width, height, across)


def _unpacked_sizes(page: tifffile.TiffPage, width: int, height: int, per_plane: int, planes: int) -> list[int]:
    """Return the bytes of each strip or tile once it is decompressed; only the last strip has fewer rows."""
    last_height = height if page.is_tiled else page.imagelength - height * (per_plane - 1)
    full, last = (_unpacked_size(page, width, rows, planes) for rows in (height, last_height))
    return ([full] * (per_plane - 1) + [last]) * planes


def _unpacked_size(page: tifffile.TiffPage, width: int, rows: int, planes: int) -> int:
    if is_subsampled(page):
        across, down = page.subsampling or (1, 1)
        return math.ceil(width / across) * math.ceil(rows / down) * (across * down + 2)
    channels = page.samplesperpixel if planes == 1 else 1
    return math.ceil(width * channels * page.bitspersample / 8) * rows


def is_subsampled(page: tifffile.TiffPage) -> bool:
    """Return whether several pixels share a colour, outside JPEG.

    Raises:
        BadImage: they do so in a way that the format does not know.
    """
    if not page.is_subsampled or page.compression == COMPRESSION.JPEG:
        return False
    is_usual = set(page.subsampling or ()) <= {1, 2, 4} and page.bitspersample == 8 and page.samplesperpixel == 3
    if not is_usual or page.planarconfig == PLANARCONFIG.SEPARATE or page.predictor != 1:
        hint = "Export it as an RGB TIFF with 8 or 16 bits per channel."
        raise BadImage("The TIFF file holds YCbCr colours of a kind that cannot be read.", hint=hint)
    return True


def _true_sizes(
    data: bytes, offsets: list[int], sizes: list[int], unpacked: list[int], page: tifffile.TiffPage
) -> list[int]:
    """Return the bytes of each strip or tile, computed as libtiff does where the stated number cannot be true.

    That is 0, or reaches beyond the end; and without compression, a number that does not suit the picture.
    """
    starts = sorted({*offsets, len(data)})
    sizes = sizes + [0] * (len(offsets) - len(sizes))
    if page.compression == COMPRESSION.NONE:
        is_single = len(offsets) == 1
        return [
            needed if (size or offset) and (is_single or not 0 < size <= needed) else size
            for offset, size, needed in zip(offsets, sizes, unpacked, strict=False)
        ]
    is_fax = page.compression in _FAX  # its decoder cannot know where the data should end
    return [
        starts[bisect_right(starts, offset)] - offset
        if 0 < offset < len(data) and (not size or (offset + size > len(data) and not is_fax))
        else size
        for offset, size in zip(offsets, sizes, strict=True)
    ]


def _segment_sides(page: tifffile.TiffPage) -> tuple[int, int]:
    """Return the width and height in px of a strip or tile."""
    sides = (page.tilewidth, page.tilelength) if page.is_tiled else (page.imagewidth, page.rowsperstrip)
    if min(sides) < 1:
        raise DamagedImage("The TIFF file is damaged: its strips have no pixels.")
    return sides


def _item_bytes(page: tifffile.TiffPage) -> int:
    return 2 if page.bitspersample > 8 else 1


def _is_contiguous(offsets: list[int], sizes: list[int], page: tifffile.TiffPage) -> bool:
    is_plain = page.compression == COMPRESSION.NONE and page.predictor == 1 and page.fillorder == 1
    if not is_plain or page.is_tiled or page.bitspersample not in (8, 16) or page.is_subsampled:
        return False
    follow = all(
        offset + size == following
        for offset, size, following in zip(offsets[:-1], sizes[:-1], offsets[1:], strict=True)
    )
    return follow and sum(sizes) == math.prod(page.shape) * _item_bytes(page)


def _check_jpeg_segments(
    data: bytes, segments: Segments, page: tifffile.TiffPage, stated: npt.NDArray[np.int64]
) -> None:
    """Check the JPEG headers of strips, each of which states a size of its own.

    A strip whose size in bytes, `stated` by the file, was not true must have its end marker.
    """
    tables: Any = page.jpegtables
    if tables:
        structure = read_structure(bytes(tables))
        if structure.width or structure.scans:
            raise DamagedImage("The TIFF file is damaged: its JPEG tables hold a picture.")
    width, height = _segment_sides(page)
    view = memoryview(data)
    for number, (offset, size) in enumerate(zip(segments.offsets, segments.sizes, strict=True)):
        if not size:
            continue
        structure = read_structure(view[offset : offset + size])
        if structure.end is None and (number >= len(stated) or size != stated[number]):
            raise DamagedImage("The TIFF file is cut short.")
        if structure.width > width + _JPEG_BLOCK or structure.height > height + _JPEG_BLOCK:
            raise DamagedImage(
                f"The TIFF file is damaged: a strip of {width} x {height} px holds a JPEG picture "
                f"of {structure.width} x {structure.height} px."
            )
