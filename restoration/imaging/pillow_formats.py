"""Decoders for JPEG, WebP, BMP and GIF, the common 8-bit formats, by Pillow.

Pillow's classes are called directly. `Image.open` guards against large pictures by one global number and a warning;
here the limit is an argument (see limits.py) and is checked before anything is decoded.
"""

import io
import threading
import warnings
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import BmpImagePlugin, GifImagePlugin, Image, ImageFile, JpegImagePlugin, WebPImagePlugin

from restoration.errors import DamagedImage
from restoration.imaging import exif
from restoration.imaging.limits import check_size
from restoration.imaging.painting import ColourSpace, Metadata, Raster, Samples, split_alpha

_BAND_ROWS = 256  # rows copied at a time, so that Pillow and numpy never hold more than one whole picture each
_JPEG_END_MARKER = b"\xff\xd9"
_FILLER_SCAN_DATA = bytes(range(1, 255)) * 16  # more scan data for a JPEG; no 255, which would begin a marker

_SPACES: dict[int, ColourSpace] = {1: "grey", 3: "rgb", 4: "cmyk"}

_opening_lock = threading.Lock()  # Python's warning filters are global, and pages run in threads


def decode_jpeg(data: bytes, max_megapixels: float) -> Raster:
    """Return the picture of a JPEG file: (H, W, 1, 3 or 4) uint8; the first one if the file holds several.

    Raises:
        ImageTooLarge: the header announces more than `max_megapixels`.
        DamagedImage: the file is cut short or part of its data is missing.
    """
    picture = _open(JpegImagePlugin.JpegImageFile, data, max_megapixels)
    scan_start = picture.fp.tell() if picture.fp else 0  # Pillow stops reading where the pixels begin
    end = data.find(_JPEG_END_MARKER, scan_start)
    info = dict(picture.info)
    if end < 0:
        raise DamagedImage("The JPEG file is cut short.")
    samples, _ = split_alpha(_copy_pixels(picture)) if picture.mode != "CMYK" else (_copy_pixels(picture), None)
    picture.close()
    may_be_incomplete = "progressive" in info or _ends_in_grey(samples)
    if may_be_incomplete and not _is_complete(data, end, samples, max_megapixels):
        raise DamagedImage("The JPEG file is damaged: part of the picture is missing.")
    space = _SPACES[samples.shape[2]]
    notes = ["The file holds several pictures; only the first was read."] if "mp" in info else []
    block = _exif_block(info)
    metadata = Metadata(info.get("icc_profile"), block, info.get("xmp"), _jfif_dpi(info) or exif.resolution(block))
    return Raster(samples, space, None, metadata, notes)


def decode_webp(data: bytes, max_megapixels: float) -> Raster:
    """Return the picture of a WebP file, (H, W, 1 or 3) uint8; the first one of an animation."""
    return _decode(WebPImagePlugin.WebPImageFile, data, max_megapixels)


def decode_bmp(data: bytes, max_megapixels: float) -> Raster:
    """Return the picture of a Windows bitmap, (H, W, 1 or 3) uint8."""
    return _decode(BmpImagePlugin.BmpImageFile, data, max_megapixels)


def decode_gif(data: bytes, max_megapixels: float) -> Raster:
    """Return the picture of a GIF file, (H, W, 1 or 3) uint8; the first one of an animation."""
    return _decode(GifImagePlugin.GifImageFile, data, max_megapixels)


def _decode(reader: type[ImageFile.ImageFile], data: bytes, max_megapixels: float) -> Raster:
    picture = _open(reader, data, max_megapixels)
    is_animated = getattr(picture, "n_frames", 1) > 1
    picture.load()
    mode = "RGBA" if picture.has_transparency_data else "L" if picture.mode in ("1", "L") else "RGB"
    samples, alpha = split_alpha(_copy_pixels(picture if picture.mode == mode else picture.convert(mode)))
    info = picture.info
    block = _exif_block(info)
    metadata = Metadata(info.get("icc_profile"), block, info.get("xmp"), info.get("dpi") or exif.resolution(block))
    notes = ["The file is animated; only its first picture was read."] if is_animated else []
    return Raster(samples, "grey" if samples.shape[2] == 1 else "rgb", alpha, metadata, notes)


def _open(reader: type[ImageFile.ImageFile], data: bytes, max_megapixels: float) -> ImageFile.ImageFile:
    """Read the header and check the size; nothing is decoded."""
    with _opening_lock, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about broken EXIF, which does not matter for the pixels
        picture = reader(io.BytesIO(data))
    check_size(*picture.size, max_megapixels)
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


def _ends_in_grey(samples: Samples) -> bool:
    """Return whether the last pixel is middle grey: the decoder fills a baseline JPEG whose data end too soon with it.

    A progressive JPEG whose data end too soon is only coarser than it should be: its pixels do not show the fault.
    """
    return bool(np.isin(samples[-1, -1], (127, 128)).all())


def _is_complete(data: bytes, end: int, samples: Samples, max_megapixels: float) -> bool:
    """Return whether more data before the end marker change nothing: then no data are missing."""
    longer = b"".join([data[:end], _FILLER_SCAN_DATA, data[end:]])
    again = _copy_pixels(_open(JpegImagePlugin.JpegImageFile, longer, max_megapixels))
    return np.array_equal(again.reshape(samples.shape), samples)


def _exif_block(info: dict[Any, Any]) -> bytes | None:
    block: bytes = info.get("exif", b"")
    return block.removeprefix(b"Exif\0\0") or None


def _jfif_dpi(info: dict[Any, Any]) -> tuple[float, float] | None:
    """Return the resolution in the JFIF header; Pillow's own "dpi" is 72 where the file has none."""
    per_inch = {1: 1.0, 2: 2.54}.get(info.get("jfif_unit", 0))
    across, down = info.get("jfif_density", (0, 0))
    return (across * per_inch, down * per_inch) if per_inch and across and down else None
