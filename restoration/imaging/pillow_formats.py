"""JPEG, WebP, BMP and GIF: the everyday 8-bit files, read by Pillow.

Pillow's own classes are called rather than `Image.open`, whose guard against large pictures is one global number
and a warning; ours is an argument (see limits.py) and holds before anything is decoded.
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
from restoration.imaging.painting import Metadata
from restoration.imaging.raster import ColourSpace, Raster, Samples, split_alpha

_BAND_ROWS = 256  # rows copied at a time: Pillow and numpy never hold more than one whole picture each
_JPEG_END_MARKER = b"\xff\xd9"
_FILLER_SCAN_DATA = bytes(range(1, 255)) * 16  # more scan data for a JPEG; no 255, which would be a marker

_SPACES: dict[int, ColourSpace] = {1: "grey", 3: "rgb", 4: "cmyk"}

_opening_lock = threading.Lock()  # Python's warning filters are global, and pages run in threads


def decode_jpeg(data: bytes, max_megapixels: float) -> Raster:
    """A JPEG; the first picture where a phone stored several."""
    picture = _open(JpegImagePlugin.JpegImageFile, data, max_megapixels)
    scan_start = picture.fp.tell() if picture.fp else 0  # Pillow stops reading where the pixels begin
    end = data.find(_JPEG_END_MARKER, scan_start)
    info = dict(picture.info)
    if end < 0:
        raise DamagedImage("The JPEG file is cut short.")
    samples, _ = split_alpha(_copy_pixels(picture)) if picture.mode != "CMYK" else (_copy_pixels(picture), None)
    picture.close()
    suspect = "progressive" in info or _may_be_cut_short(samples)
    if suspect and not _is_complete(data, end, samples, max_megapixels):
        raise DamagedImage("The JPEG file is damaged: part of the picture is missing.")
    space = _SPACES[samples.shape[2]]
    notes = ["The file holds several pictures; only the first was read."] if "mp" in info else []
    block = _exif_block(info)
    metadata = Metadata(info.get("icc_profile"), block, info.get("xmp"), _jfif_dpi(info) or exif.resolution(block))
    return Raster(samples, space, None, metadata, notes)


def decode_webp(data: bytes, max_megapixels: float) -> Raster:
    """A WebP; the first picture of an animation."""
    return _decode(WebPImagePlugin.WebPImageFile, data, max_megapixels)


def decode_bmp(data: bytes, max_megapixels: float) -> Raster:
    """A Windows bitmap."""
    return _decode(BmpImagePlugin.BmpImageFile, data, max_megapixels)


def decode_gif(data: bytes, max_megapixels: float) -> Raster:
    """A GIF; the first picture of an animation."""
    return _decode(GifImagePlugin.GifImageFile, data, max_megapixels)


def _decode(reader: type[ImageFile.ImageFile], data: bytes, max_megapixels: float) -> Raster:
    picture = _open(reader, data, max_megapixels)
    is_animated = getattr(picture, "n_frames", 1) > 1
    picture.load()
    wanted = "RGBA" if picture.has_transparency_data else "L" if picture.mode in ("1", "L") else "RGB"
    samples, alpha = split_alpha(_copy_pixels(picture if picture.mode == wanted else picture.convert(wanted)))
    info = picture.info
    block = _exif_block(info)
    metadata = Metadata(info.get("icc_profile"), block, info.get("xmp"), info.get("dpi") or exif.resolution(block))
    notes = ["The file is animated; only its first picture was read."] if is_animated else []
    return Raster(samples, "grey" if samples.shape[2] == 1 else "rgb", alpha, metadata, notes)


def _open(reader: type[ImageFile.ImageFile], data: bytes, max_megapixels: float) -> ImageFile.ImageFile:
    """The header read, the size checked, nothing decoded."""
    with _opening_lock, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of broken EXIF: it keeps nobody from the picture
        picture = reader(io.BytesIO(data))
    check_size(*picture.size, max_megapixels)
    return picture


def _copy_pixels(picture: Image.Image) -> npt.NDArray[Any]:
    """(H, W) or (H, W, C) uint8, copied in bands."""
    picture.load()
    channels = len(picture.getbands())
    width, height = picture.size
    pixels = np.empty((height, width, channels)[: 2 if channels == 1 else 3], np.uint8)
    for top in range(0, height, _BAND_ROWS):
        bottom = min(top + _BAND_ROWS, height)
        pixels[top:bottom] = np.asarray(picture.crop((0, top, width, bottom)))
    return pixels


def _may_be_cut_short(samples: Samples) -> bool:
    """Where a JPEG's data end too soon, its decoder says nothing and fills the rest with middle grey.

    A progressive one it only leaves coarse: of that the pixels tell nothing.
    """
    return bool(np.isin(samples[-1, -1], (127, 128)).all())


def _is_complete(data: bytes, end: int, samples: Samples, max_megapixels: float) -> bool:
    """Whether more data before the end would change nothing: then none are missing."""
    longer = b"".join([data[:end], _FILLER_SCAN_DATA, data[end:]])
    again = _copy_pixels(_open(JpegImagePlugin.JpegImageFile, longer, max_megapixels))
    return np.array_equal(again.reshape(samples.shape), samples)


def _exif_block(info: dict[Any, Any]) -> bytes | None:
    block: bytes = info.get("exif", b"")
    return block.removeprefix(b"Exif\0\0") or None


def _jfif_dpi(info: dict[Any, Any]) -> tuple[float, float] | None:
    """Pillow's own "dpi" is 72 where the file says nothing."""
    per_inch = {1: 1.0, 2: 2.54}.get(info.get("jfif_unit", 0))
    across, down = info.get("jfif_density", (0, 0))
    return (across * per_inch, down * per_inch) if per_inch and across and down else None
