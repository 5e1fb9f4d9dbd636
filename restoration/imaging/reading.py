"""Pictures in: a file or its bytes become a `Painting`, upright and RGB, in the depth that it came in."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from restoration.domain import Image, Mask, as_image, as_mask
from restoration.errors import (
    BadImage,
    BadMask,
    DamagedImage,
    ImageTooLarge,
    RestorationError,
    os_error_reason,
    ran_out_of_memory,
)
from restoration.imaging import exif, formats
from restoration.imaging.colour import to_rgb
from restoration.imaging.limits import megapixel_limit
from restoration.imaging.painting import Painting, apply_orientation, upright_metadata
from restoration.imaging.pillow_formats import decode_bmp, decode_gif, decode_jpeg, decode_webp
from restoration.imaging.png import decode_png
from restoration.imaging.raster import Raster, match_depth
from restoration.imaging.tiff_reading import decode_tiff

_DECODERS: dict[str, Callable[[bytes, float], Raster]] = {
    "JPEG": decode_jpeg,
    "PNG": decode_png,
    "WEBP": decode_webp,
    "TIFF": decode_tiff,
    "BMP": decode_bmp,
    "GIF": decode_gif,
}


def read_painting(source: Path | bytes, *, name: str | None = None, max_megapixels: float | None = None) -> Painting:
    """The picture in a file, or in bytes that once were one.

    Args:
        source: JPEG, PNG, WebP, TIFF, BMP or GIF; told by content, not by name.
        name: what to call it; the file's own name where left out.
        max_megapixels: refuse more than that; `limits.megapixel_limit()` where left out.

    Raises:
        BadImage: it is not there, not a picture, damaged, cut short, or of a kind that cannot be read.
        ImageTooLarge: its header announces too many pixels; nothing was decoded.
    """
    limit = megapixel_limit() if max_megapixels is None else max_megapixels
    data = source if isinstance(source, bytes) else _read_file(source)
    format_name = formats.recognise_format(data[: formats.HEAD_BYTES])
    raster = _decode_to_rgb(format_name, data, limit)
    orientation = exif.orientation(raster.metadata.exif)
    return Painting(
        image=as_image(apply_orientation(raster.samples, orientation)),
        name=name or (source.name if isinstance(source, Path) else "picture"),
        sha256=hashlib.sha256(data).hexdigest(),
        format=format_name,
        metadata=upright_metadata(raster.metadata, orientation),
        alpha=None if raster.alpha is None else apply_orientation(raster.alpha, orientation),
        notes=tuple(raster.notes),
    )


def read_mask(source: Path | bytes, image: Image, *, name: str | None = None) -> Mask:
    """A picture as a mask of `image`: damaged where it is at least half white and not transparent.

    A picture of one flat colour marks what is opaque: strokes drawn on an empty layer.

    Raises:
        BadMask: it cannot be read, has another width or height than the image, or counts from 0 to 1.
    """
    try:
        drawn = read_painting(source, name=name)
    except BadImage as error:
        raise BadMask(f"The mask cannot be used: {error}", hint=error.hint) from error
    half = np.iinfo(drawn.image.dtype).max // 2 + 1
    grey = cv2.cvtColor(drawn.image, cv2.COLOR_RGB2GRAY)
    if grey.max() == 1:
        raise BadMask("The mask holds nothing but 0 and 1, which is black.", hint="Save it with 255 for damage.")
    if drawn.alpha is None:
        return as_mask(grey >= half, image)
    is_flat = grey.min() == grey.max()
    return as_mask((drawn.alpha >= half) & (is_flat | (grey >= half)), image)


def as_reference(reference: Image, image: Image) -> Image:
    """A picture that an image can be measured against, in the depth of that; raises `BadImage` where sizes differ."""
    if reference.shape != image.shape:
        (height, width), (high, wide) = image.shape[:2], reference.shape[:2]
        message = f"The reference is {wide} x {high} px, the picture {width} x {height} px."
        raise BadImage(message, hint="Choose the undamaged picture in exactly the same size.")
    return match_depth(image, reference)


def _read_file(path: Path) -> bytes:
    """The file's bytes, once its first ones look like a picture: a film is not read in to be refused."""
    try:
        if path.is_dir():
            raise BadImage(f"{path} is a folder, not a picture.", hint="Choose one picture in it.")
        if not path.exists():
            raise BadImage(f"There is no file {path}.", hint="Check its name and folder.")
        if not path.is_file():
            raise BadImage(f"{path} is not a file.")
        with path.open("rb") as file:
            formats.recognise_format(file.read(formats.HEAD_BYTES))
            file.seek(0)
            return file.read()
    except OSError as error:
        raise BadImage(
            f"{path} cannot be read ({os_error_reason(error)}).", hint="Check that you may open it."
        ) from error


def _decode_to_rgb(format_name: str, data: bytes, max_megapixels: float) -> Raster:
    """RGB, not yet upright. The one place where the decoders' own exceptions, of many kinds, are caught."""
    try:
        raster = to_rgb(_DECODERS[format_name](data, max_megapixels))
    except RestorationError:
        raise
    except Exception as error:  # damaged files make the decoders raise anything, from KeyError to struct.error
        if ran_out_of_memory(error):
            raise ImageTooLarge("The picture does not fit into memory.", hint="Scale it down.") from error
        message = f"The {format_name} file is damaged or cut short, or compressed in a way that cannot be read."
        raise DamagedImage(message) from error
    return raster
