"""Decoders for JPEG, WebP, BMP and GIF, the common 8-bit formats, by Pillow; by simplejpeg for the pixels of JPEG.

Pillow's classes are called directly. `Image.open` guards against large pictures by one global number and a warning;
here the limit is an argument (see limits.py) and is checked before anything is decoded.
"""

import struct
import threading
import warnings
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import simplejpeg
from PIL import BmpImagePlugin, GifImagePlugin, Image, ImageFile, JpegImagePlugin, WebPImagePlugin

from restoration.errors import BadImage, DamagedImage, RestorationError
from restoration.imaging import exif
from restoration.imaging.allocation import empty_pixels
from restoration.imaging.file_bytes import FileBytes, as_file
from restoration.imaging.iptc import join_segments, read_records
from restoration.imaging.jpeg_structure import (
    APP13,
    JpegStructure,
    has_every_scan,
    read_structure,
    segment_contents,
    with_end,
    without_filling,
    without_notes,
)
from restoration.imaging.limits import SizeLimit
from restoration.imaging.painting import (
    ANIMATED,
    SEVERAL_PICTURES,
    UNREADABLE_METADATA,
    ColourSpace,
    Metadata,
    Raster,
    Samples,
    split_alpha,
    without_invisible,
)
from restoration.imaging.png_texts import COMMENT_KEYWORD
from restoration.imaging.stated_colours import profile_from_bmp

_BAND_ROWS = 256  # rows copied at a time, so that Pillow and numpy never hold more than one whole picture each
_NOT_ABOUT_THE_DATA = (  # why simplejpeg refuses files that are whole, or cannot say: Pillow reads them then
    "subsampling",  # of a kind that it does not know
    "JFIF revision",
    "Adobe color transform",
    "progression sequence",
)
_FILLER_SCAN_DATA = bytes(range(1, 255)) * 16  # more scan data for a JPEG; no 255, which would begin a marker

# Pillow decodes run-length encoded bitmaps in Python: 4 MB or 20 megapixels take about 3 s. Paintings are not kept so.
_RUN_LENGTH_ENCODED = (1, 2)  # of 8 and of 4 bits
_MAX_RUN_LENGTH_BYTES, _MAX_RUN_LENGTH_MEGAPIXELS = 4e6, 20.0

_MAX_PARTS = 10_000  # of a WebP file; an animation of some minutes has that many
_MAX_SMALL_BLOCKS = 100_000  # of a GIF file; its blocks have up to 255 bytes, and all but the last are full
_GIF_EXTENSION, _GIF_PICTURE, _GIF_END = b"!,;"
_GIF_BLOCK_BYTES = 64  # the least that its blocks must hold on average

_MAX_COMMENT_BYTES = 2**16  # JPEG can hold no more

_CHANNELS = {"L": 1, "RGB": 3, "CMYK": 4}  # of the modes in which Pillow opens a JPEG
_SPACES: dict[int, ColourSpace] = {1: "grey", 3: "rgb", 4: "cmyk"}

_opening_lock = threading.Lock()  # Python's warning filters are global, and pages run in threads


def decode_jpeg(data: FileBytes, limit: SizeLimit) -> Raster:
    """Return the picture of a JPEG file: (H, W, 1, 3 or 4) uint8; the first one if the file holds several.

    A file that lacks nothing but its end marker is read, with a note.

    Raises:
        ImageTooLarge: the header announces more than the limit, or so much that only rows fit into memory, in a file
            that Pillow has to decode whole.
        DamagedImage: the file is cut short or part of its data is missing.
        BadImage: it has more parts or scans than any program writes.
    """
    structure = read_structure(data, limit.check)
    head = data[: structure.scans[0].end] if structure.scans else data
    picture, notes = _open_jpeg(head, structure, limit)
    info, mode = dict(picture.info), picture.mode
    whole: FileBytes | memoryview = data
    if structure.end is None:
        if not has_every_scan(data, structure):
            raise DamagedImage("The JPEG file is cut short.")
        whole = with_end(data)
        notes.append("The JPEG file lacks its end marker; its picture is whole.")
    samples = _decode_jpeg_samples(whole, mode, picture.size, limit)
    if "mp" in info:
        notes.append(SEVERAL_PICTURES)
    block = _exif_block(info)
    metadata = Metadata(
        info.get("icc_profile"),
        block,
        info.get("xmp"),
        _jfif_dpi(info) or exif.resolution(block),
        iptc=read_records(join_segments(segment_contents(data, structure, APP13)), notes),
        texts=_comment(info),
    )
    return Raster(samples, _SPACES[samples.shape[2]], None, metadata, notes)


def _decode_jpeg_samples(data: FileBytes | memoryview, mode: str, size: tuple[int, int], limit: SizeLimit) -> Samples:
    """Return the (H, W, 1, 3 or 4) samples of a file that Pillow opens so; raise if part of it is missing.

    Args:
        data: the file, with an end marker.
        mode: of Pillow: "L", "RGB" or "CMYK".
        size: width and height, px.
        limit: on what is decoded whole.
    """
    try:
        return _decode_strictly(data, mode, size)
    except ValueError as error:
        structure = read_structure(data)
        if any(words in str(error) for words in _NOT_ABOUT_THE_DATA):
            return _decode_by_pillow(data, structure, limit)
        plain = without_filling(data, structure)
        if len(plain) < len(data):
            return _decode_strictly(plain, mode, size)
        raise DamagedImage("The JPEG file is damaged or cut short: part of the picture is missing.") from error


def _decode_strictly(data: FileBytes | memoryview, mode: str, size: tuple[int, int]) -> Samples:
    """Return the samples; raise `ValueError` at anything that libjpeg would repair or warn of."""
    height, width, *_ = simplejpeg.decode_jpeg_header(data)
    if (width, height) != size:
        raise DamagedImage("The JPEG file is damaged: it states two sizes.")
    samples: Samples = empty_pixels((height, width, _CHANNELS[mode]), np.uint8)
    simplejpeg.decode_jpeg(data, {"L": "GRAY"}.get(mode, mode), buffer=samples, strict=True)
    return np.invert(samples, out=samples) if mode == "CMYK" else samples  # inks are stored inverted


def _decode_by_pillow(data: FileBytes | memoryview, structure: JpegStructure, limit: SizeLimit) -> Samples:
    limit.check_whole(structure.width, structure.height)
    data = bytes(data)
    picture, _ = _open_jpeg(data, structure, limit)
    samples = np.atleast_3d(_copy_pixels(picture))
    picture.close()
    if not _is_complete(data, structure, samples, limit):
        raise DamagedImage("The JPEG file is damaged: part of the picture is missing.")
    return samples


def reduce_jpeg(data: FileBytes, limit: SizeLimit, longest: int) -> Raster | None:
    """Return an RGB JPEG at down to an eighth of its size, in a tenth of the time.

    None if the file is no RGB JPEG or lacks its end.

    Args:
        data: the file.
        limit: on the size that its header announces.
        longest: px that the longer side keeps at least.
    """
    structure = read_structure(data, limit.check)
    picture, notes = _open_jpeg(data, structure, limit)
    if picture.mode != "RGB" or structure.end is None:
        return None
    picture.draft("RGB", (longest, longest))
    metadata = Metadata(picture.info.get("icc_profile"), _exif_block(picture.info))
    return Raster(np.asarray(picture), "rgb", None, metadata, notes)


def _open_jpeg(data: FileBytes, structure: JpegStructure, limit: SizeLimit) -> tuple[ImageFile.ImageFile, list[str]]:
    """Open the file; if its profile, EXIF or comments stop Pillow, open it without them, and say so in a note."""
    try:
        return _open(JpegImagePlugin.JpegImageFile, data, limit), []
    except RestorationError:
        raise
    except Exception:
        plain = without_notes(data, structure)
        if len(plain) == len(data):
            raise
    return _open(JpegImagePlugin.JpegImageFile, plain, limit), [UNREADABLE_METADATA]


def decode_webp(data: bytes, limit: SizeLimit) -> Raster:
    """Return the picture of a WebP file, (H, W, 1 or 3) uint8; the first one of an animation."""
    limit.check(*_webp_size(data))
    _check_webp_parts(data)
    return _decode(WebPImagePlugin.WebPImageFile, data, limit)


def _webp_size(data: bytes) -> tuple[int, int]:
    """Return the width and height of the canvas, which the decoder allocates before they can be asked for."""
    kind = data[12:16]
    if len(data) < 30 or kind not in (b"VP8X", b"VP8L", b"VP8 "):
        raise DamagedImage("The WebP file is damaged: it does not say how large its picture is.")
    if kind == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack_from("<HH", data, 26)
    return width & 0x3FFF, height & 0x3FFF


def _check_webp_parts(data: bytes) -> None:
    """Check the number of chunks; all of them are read before the first picture."""
    offset, parts = 12, 0
    while offset + 8 <= len(data):
        size = int.from_bytes(data[offset + 4 : offset + 8], "little")
        offset += 8 + size + size % 2
        parts += 1
        if parts > _MAX_PARTS:
            raise BadImage("The WebP file has too many parts.", hint="Save its first picture as PNG.")


def decode_bmp(data: bytes, limit: SizeLimit) -> Raster:
    """Return the picture of a Windows bitmap, (H, W, 1 or 3) uint8."""
    picture = _open(BmpImagePlugin.BmpImageFile, data, limit)
    if int.from_bytes(data[30:34], "little") in _RUN_LENGTH_ENCODED and (
        len(data) > _MAX_RUN_LENGTH_BYTES or picture.width * picture.height > _MAX_RUN_LENGTH_MEGAPIXELS * 1e6
    ):
        raise BadImage("The BMP file is run-length encoded, and too large to be read so.", hint="Save it as PNG.")
    raster = _decode(BmpImagePlugin.BmpImageFile, data, limit)
    alpha = None if raster.alpha is None else without_invisible(raster.alpha, raster.notes)
    icc = profile_from_bmp(data, raster.notes, is_grey=raster.space == "grey")
    return replace(raster, alpha=alpha, metadata=replace(raster.metadata, icc=icc))


def decode_gif(data: bytes, limit: SizeLimit) -> Raster:
    """Return the picture of a GIF file, (H, W, 1 or 3) uint8; the first one of an animation."""
    _check_gif_blocks(data)
    return _decode(GifImagePlugin.GifImageFile, data, limit)


def _check_gif_blocks(data: bytes) -> None:
    """Check the number of blocks up to the second picture, which is as far as the file is read."""
    allowed = _MAX_SMALL_BLOCKS + len(data) // _GIF_BLOCK_BYTES
    pictures = blocks = 0
    position = 13 + _gif_palette_bytes(data[10:11])
    while position < len(data) and pictures < 2 and blocks <= allowed:
        blocks += 1
        kind = data[position]
        if kind == _GIF_END:
            return
        if kind not in (_GIF_EXTENSION, _GIF_PICTURE):  # Pillow skips such bytes
            position += 1
            continue
        if kind == _GIF_PICTURE:
            pictures += 1
            position += 9 + _gif_palette_bytes(data[position + 9 : position + 10])
        position += 2
        while position < len(data) and data[position] and blocks <= allowed:
            position += data[position] + 1
            blocks += 1
        position += 1
    if blocks > allowed:
        raise BadImage("The GIF file has more parts than any program writes.", hint="Save its first picture as PNG.")


def _gif_palette_bytes(flags: bytes) -> int:
    return 3 << (flags[0] & 7) + 1 if flags and flags[0] & 0x80 else 0


def _decode(reader: type[ImageFile.ImageFile], data: bytes, limit: SizeLimit) -> Raster:
    picture = _open(reader, data, limit)
    is_animated = getattr(picture, "is_animated", False)
    picture.load()
    mode = ("L" if picture.mode in ("1", "L", "LA") else "RGB") + ("A" if picture.has_transparency_data else "")
    samples, alpha = split_alpha(_copy_pixels(picture if picture.mode == mode else picture.convert(mode)))
    info = picture.info
    block = _exif_block(info)
    dpi = info.get("dpi") or exif.resolution(block)
    metadata = Metadata(info.get("icc_profile"), block, info.get("xmp"), dpi, texts=_comment(info))
    notes = [ANIMATED] if is_animated else []
    return Raster(samples, "grey" if samples.shape[2] == 1 else "rgb", alpha, metadata, notes)


def _open(reader: type[ImageFile.ImageFile], data: FileBytes, limit: SizeLimit) -> ImageFile.ImageFile:
    """Read the header and check the size; nothing is decoded."""
    with _opening_lock, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about broken EXIF, which does not matter for the pixels
        picture = reader(as_file(data))
    limit.check(*picture.size)
    return picture


def _copy_pixels(picture: Image.Image) -> npt.NDArray[Any]:
    """Return (H, W) or (H, W, C) uint8, copied in bands of rows."""
    picture.load()
    channels = len(picture.getbands())
    width, height = picture.size
    pixels = np.empty((height, width, channels)[: 2 if channels == 1 else 3], np.uint8)
    for top in range(0, height, _BAND_ROWS):
        bottom = min(top + _BAND_ROWS, height)
        pixels[top:bottom] = np.asarray(picture.crop((0, top, width, bottom)))
    return pixels


def _is_complete(data: bytes, structure: JpegStructure, samples: Samples, limit: SizeLimit) -> bool:
    """Return whether more data before the end marker change nothing: then no data are missing."""
    longer = b"".join([data[: structure.end], _FILLER_SCAN_DATA, data[structure.end :]])
    picture, _ = _open_jpeg(longer, structure, limit)
    return np.array_equal(_copy_pixels(picture).reshape(samples.shape), samples)


def _exif_block(info: dict[Any, Any]) -> bytes | None:
    block: bytes = info.get("exif", b"")
    return block.removeprefix(b"Exif\0\0") or None


def _comment(info: dict[Any, Any]) -> tuple[tuple[str, str], ...]:
    """Return the comment of a JPEG or GIF file as a text with the keyword that PNG has for it."""
    comment: bytes = info.get("comment", b"")
    if not comment.strip(b"\0") or len(comment) > _MAX_COMMENT_BYTES:
        return ()
    try:
        text = comment.decode()
    except UnicodeDecodeError:
        text = comment.decode("latin-1")
    return ((COMMENT_KEYWORD, text.replace("\0", "")),)


def _jfif_dpi(info: dict[Any, Any]) -> tuple[float, float] | None:
    """Return the resolution in the JFIF header; Pillow's own "dpi" is 72 where the file has none."""
    per_inch = {1: 1.0, 2: 2.54}.get(info.get("jfif_unit", 0))
    across, down = info.get("jfif_density", (0, 0))
    return (across * per_inch, down * per_inch) if per_inch and across and down else None
