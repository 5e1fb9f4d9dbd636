"""Small copies of large pictures, made on first use and kept on disk."""

import io
import logging
from contextlib import suppress
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image as PillowImage
from PIL import JpegImagePlugin

from restoration.errors import BadImage, CannotWrite, DamagedImage, os_error_reason
from restoration.files import sha256_of_bytes, write_bytes
from restoration.imaging import exif
from restoration.imaging.limits import check_size, megapixel_limit
from restoration.imaging.overlay import downscale
from restoration.imaging.painting import apply_orientation
from restoration.imaging.reading import HEAD_BYTES, read_painting, recognise_format
from restoration.paths import CACHE

logger = logging.getLogger(__name__)

THUMBNAIL_FOLDER = CACHE / "thumbnails"
JPEG_QUALITY = 88

ReducedImage = tuple[npt.NDArray[np.uint8], bytes | None]
"""(h, w, 3) uint8 RGB, and its colour profile."""


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
    jpeg = encode_preview(*_reduce(picture, longest))
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


def _reduce(picture: Path, longest: int) -> ReducedImage:
    reduced = _reduce_jpeg(picture, longest)
    if reduced is None:
        painting = read_painting(picture)
        reduced = downscale(painting.image, longest), painting.metadata.icc
    return reduced


def _reduce_jpeg(picture: Path, longest: int) -> ReducedImage | None:
    """Decode a JPEG at down to an eighth of its size, in a tenth of the time; None if the file is no RGB JPEG."""
    try:
        with picture.open("rb") as file:
            if recognise_format(file.read(HEAD_BYTES)) != "JPEG":
                return None
            file.seek(0)
            with JpegImagePlugin.JpegImageFile(file) as photograph:
                return _decode_reduced(photograph, longest) if photograph.mode == "RGB" else None
    except (OSError, SyntaxError) as error:  # from Pillow, for an incomplete JPEG and for any other file
        raise DamagedImage("The JPEG file is damaged or cut short.") from error


def _decode_reduced(photograph: JpegImagePlugin.JpegImageFile, longest: int) -> ReducedImage:
    check_size(*photograph.size, megapixel_limit())
    photograph.draft("RGB", (longest, longest))
    block: bytes = photograph.info.get("exif", b"")
    upright = apply_orientation(np.asarray(photograph), exif.orientation(block.removeprefix(b"Exif\0\0")))
    return downscale(upright, longest), photograph.info.get("icc_profile")
