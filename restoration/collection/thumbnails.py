"""Small copies of large pictures, made when first asked for and kept; where they cannot be, that only costs time."""

import hashlib
import io
import logging
from contextlib import suppress
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image as PillowImage
from PIL import JpegImagePlugin

from restoration.errors import BadImage, CannotWrite, DamagedImage, os_error_reason
from restoration.files import write_bytes
from restoration.imaging import exif, formats
from restoration.imaging.limits import check_size, megapixel_limit
from restoration.imaging.overlay import downscale
from restoration.imaging.painting import apply_orientation
from restoration.imaging.reading import read_painting
from restoration.paths import CACHE

logger = logging.getLogger(__name__)

THUMBNAIL_FOLDER = CACHE / "thumbnails"
JPEG_QUALITY = 88

ReducedImage = tuple[npt.NDArray[np.uint8], bytes | None]
"""(h, w, 3) uint8, and its colour profile."""


def make_thumbnail(picture: Path, longest: int) -> bytes:
    """JPEG of a picture file, upright, with its colour profile; made anew once the file has changed.

    Args:
        picture: of any kind that `read_painting` reads.
        longest: px of the longer side; a smaller picture is not enlarged.

    Raises:
        BadImage: it is not there, no picture, damaged, or larger than `megapixel_limit()`; nothing was decoded then.
    """
    place = THUMBNAIL_FOLDER / f"{_fingerprint(picture, longest)}.jpg"
    with suppress(OSError):
        return place.read_bytes()
    jpeg = encode_preview(*_reduced(picture, longest))
    try:
        write_bytes(place, jpeg)
    except CannotWrite as error:
        logger.warning("a thumbnail cannot be kept, it will be made anew: %s", error)
    return jpeg


def encode_preview(pixels: npt.NDArray[np.uint8], icc: bytes | None) -> bytes:
    """A JPEG for looking only, of (h, w, 3) RGB with its colour profile."""
    file = io.BytesIO()
    PillowImage.fromarray(pixels).save(file, "JPEG", quality=JPEG_QUALITY, icc_profile=icc)
    return file.getvalue()


def _fingerprint(picture: Path, longest: int) -> str:
    """Hexadecimal digest of all that decides a thumbnail, without opening the picture."""
    try:
        found = picture.stat()
    except OSError as error:
        raise BadImage(
            f"{picture} cannot be read ({os_error_reason(error)}).", hint="Check its name and folder."
        ) from error
    told = f"{picture.absolute()}\0{found.st_size}\0{found.st_mtime_ns}\0{longest}"
    return hashlib.sha256(told.encode(errors="surrogateescape")).hexdigest()


def _reduced(picture: Path, longest: int) -> ReducedImage:
    small = _reduced_jpeg(picture, longest)
    if small is None:
        painting = read_painting(picture)
        small = downscale(painting.image, longest), painting.metadata.icc
    return small


def _reduced_jpeg(picture: Path, longest: int) -> ReducedImage | None:
    """A JPEG decoded at down to an eighth of its size, a tenth of the time; None where the file is no JPEG in RGB."""
    try:
        with picture.open("rb") as file:
            if formats.recognise_format(file.read(formats.HEAD_BYTES)) != "JPEG":
                return None
            file.seek(0)
            with JpegImagePlugin.JpegImageFile(file) as photograph:
                return _drafted(photograph, longest) if photograph.mode == "RGB" else None
    except (OSError, SyntaxError) as error:  # Pillow's words for cut short and for not a JPEG
        raise DamagedImage("The JPEG file is damaged or cut short.") from error


def _drafted(photograph: JpegImagePlugin.JpegImageFile, longest: int) -> ReducedImage:
    check_size(*photograph.size, megapixel_limit())
    photograph.draft("RGB", (longest, longest))
    block: bytes = photograph.info.get("exif", b"")
    upright = apply_orientation(np.asarray(photograph), exif.orientation(block.removeprefix(b"Exif\0\0")))
    return downscale(upright, longest), photograph.info.get("icc_profile")
