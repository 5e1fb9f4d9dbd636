"""Small copies of large pictures, made on first use and kept on disk."""

import io
import logging
from contextlib import suppress
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image as PillowImage

from restoration.errors import BadImage, CannotWrite, os_error_reason
from restoration.files import sha256_of_bytes, write_bytes
from restoration.imaging.overlay import downscale
from restoration.imaging.reading import read_painting
from restoration.paths import CACHE

logger = logging.getLogger(__name__)

THUMBNAIL_FOLDER = CACHE / "thumbnails"
JPEG_QUALITY = 88


def make_thumbnail(picture: Path, longest: int) -> bytes:
    """Return a JPEG of a picture file, upright, with its colour profile; a new one after the file has changed.

    If the thumbnail cannot be kept on disk, it is made again each time.

    Args:
        picture: a file that `read_painting` can read.
        longest: length of the longer side, px; a smaller picture is not enlarged.

    Raises:
        BadImage: the file is missing, no picture, damaged, or larger than `megapixel_limit()` (then not decoded).
    """
    path = THUMBNAIL_FOLDER / f"{_fingerprint(picture, longest)}.jpg"
    with suppress(OSError):
        return path.read_bytes()
    painting = read_painting(picture, longest=longest)
    jpeg = encode_preview(downscale(painting.image, longest), painting.metadata.icc)
    try:
        write_bytes(path, jpeg)
    except CannotWrite as error:
        logger.warning("cannot keep a thumbnail, it will be made again: %s", error)
    return jpeg


def encode_preview(pixels: npt.NDArray[np.uint8], icc: bytes | None) -> bytes:
    """Return (h, w, 3) uint8 RGB pixels as a JPEG for viewing, with their colour profile."""
    file = io.BytesIO()
    PillowImage.fromarray(pixels).save(file, "JPEG", quality=JPEG_QUALITY, icc_profile=icc)
    return file.getvalue()


def _fingerprint(picture: Path, longest: int) -> str:
    """Return a hexadecimal digest of everything that determines a thumbnail, without opening the picture."""
    try:
        stat = picture.stat()
    except OSError as error:
        raise BadImage(
            f"{picture} cannot be read ({os_error_reason(error)}).", hint="Check its name and folder."
        ) from error
    text = f"{picture.absolute()}\0{stat.st_size}\0{stat.st_mtime_ns}\0{longest}"
    return sha256_of_bytes(text.encode(errors="surrogateescape"))
