"""Reading: a file, recognised by its first bytes, becomes a `Painting`, upright and RGB, in its depth; or a mask."""

import hashlib
import re
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
from restoration.imaging import exif
from restoration.imaging.colour import to_rgb
from restoration.imaging.limits import megapixel_limit
from restoration.imaging.painting import Painting, Raster, apply_orientation, match_depth, upright_metadata
from restoration.imaging.pillow_formats import decode_bmp, decode_gif, decode_jpeg, decode_webp
from restoration.imaging.png import decode_png
from restoration.imaging.tiff_reading import decode_tiff

HEAD_BYTES = 1024  # enough to recognise the format of every file

_DECODERS: dict[str, Callable[[bytes, float], Raster]] = {
    "JPEG": decode_jpeg,
    "PNG": decode_png,
    "WEBP": decode_webp,
    "TIFF": decode_tiff,
    "BMP": decode_bmp,
    "GIF": decode_gif,
}


def read_painting(source: Path | bytes, *, name: str | None = None, max_megapixels: float | None = None) -> Painting:
    """Return the picture in a file, or in the bytes of one.

    Args:
        source: JPEG, PNG, WebP, TIFF, BMP or GIF, recognised by content, not by name.
        name: what to call it; by default the file's own name.
        max_megapixels: the largest picture to accept; by default `limits.megapixel_limit()`.

    Returns:
        The painting; its image is (H, W, 3) RGB, uint8 or uint16 as in the file.

    Raises:
        BadImage: the file does not exist, is not a picture, is damaged or incomplete, or is of a kind that cannot be
            read.
        ImageTooLarge: its header announces too many pixels; nothing was decoded.
    """
    limit = megapixel_limit() if max_megapixels is None else max_megapixels
    data = source if isinstance(source, bytes) else _read_file(source)
    format_name = recognise_format(data[:HEAD_BYTES])
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
    """Return a picture as the mask of `image`: True where it is at least half white and not transparent.

    If the whole picture has one colour, True where it is opaque: these are strokes drawn on an empty layer.

    Args:
        source: a file in any format of `read_painting`, or its bytes.
        image: (H, W, 3), the picture that the mask belongs to.
        name: what to call the mask's file; by default its own name.

    Returns:
        (H, W) bool.

    Raises:
        BadMask: it cannot be read, has another width or height than the image, or holds only the values 0 and 1.
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
    """Return a picture to measure `image` against, (H, W, 3) in the type of `image`.

    Raises:
        BadImage: the two differ in height or width.
    """
    if reference.shape != image.shape:
        (height, width), (reference_height, reference_width) = image.shape[:2], reference.shape[:2]
        message = f"The reference is {reference_width} x {reference_height} px, the picture {width} x {height} px."
        raise BadImage(message, hint="Choose the undamaged picture in exactly the same size.")
    return match_depth(reference, image)


def _read_file(path: Path) -> bytes:
    """Return the file's bytes; the first ones are checked before the rest is read, so that a video is never loaded."""
    try:
        if path.is_dir():
            raise BadImage(f"{path} is a folder, not a picture.", hint="Choose one picture in it.")
        if not path.exists():
            raise BadImage(f"There is no file {path}.", hint="Check its name and folder.")
        if not path.is_file():
            raise BadImage(f"{path} is not a file.")
        with path.open("rb") as file:
            recognise_format(file.read(HEAD_BYTES))
            file.seek(0)
            return file.read()
    except OSError as error:
        reason = os_error_reason(error)
        raise BadImage(f"{path} cannot be read ({reason}).", hint="Check that you may open it.") from error


def _decode_to_rgb(format_name: str, data: bytes, max_megapixels: float) -> Raster:
    """Return the picture in RGB, not yet upright; only here are the decoders' own exceptions caught."""
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


_READABLE_FORMATS = {
    rb"\xff\xd8\xff": "JPEG",
    rb"\x89PNG\r\n\x1a\n": "PNG",
    rb"RIFF....WEBP": "WEBP",
    rb"II[*+]\0(?!\x10\0\0\0CR)|MM\0[*+]": "TIFF",  # + is BigTIFF; CR is a Canon raw file, which begins like a TIFF
    rb"BM": "BMP",
    rb"GIF8[79]a": "GIF",
}

_EXPORT_AS_TIFF = "Export it as a 16-bit TIFF or a JPEG first."
_UNREADABLE_FORMATS = {
    rb"....ftyp(heic|heix|heim|heis|hevc|hevx|mif1|msf1)": ("an HEIC photograph", "Export it as JPEG or TIFF first."),
    rb"....ftyp(avif|avis)": ("an AVIF picture", "Export it as PNG or TIFF first."),
    rb"....ftypcrx |II\*\0\x10\0\0\0CR|FUJIFILMCCD|IIRO|IIU\0": ("a camera's raw file", _EXPORT_AS_TIFF),
    rb"....ftyp": ("a video", "Save one frame of it as PNG or TIFF."),
    rb"%PDF": ("a PDF document", "Export its picture as TIFF or PNG first."),
    rb"8BPS": ("a Photoshop document", "Save it as a flat TIFF first."),
    rb"\0\0\0\x0cjP  |\xff\x4f\xff\x51": ("a JPEG 2000 picture", _EXPORT_AS_TIFF),
    rb"\0\0\0\x0cJXL |\xff\x0a": ("a JPEG XL picture", _EXPORT_AS_TIFF),
    rb"\x76\x2f\x31\x01": ("an OpenEXR picture", _EXPORT_AS_TIFF),
    rb"PK\x03\x04|Rar!|7z\xbc\xaf|\x1f\x8b": ("an archive", "Unpack it, and choose a picture in it."),
    rb"(\xef\xbb\xbf)?\s*(<\?xml.*)?(<!--.*)?(<!DOCTYPE svg.*)?<svg": ("an SVG drawing", "Export it as PNG first."),
}


def recognise_format(head: bytes) -> str:
    """Return the format's name, one of `Painting.format`, from the first `HEAD_BYTES` bytes of a file.

    The name of a file is not asked: it is often wrong.

    Raises:
        BadImage: the file is empty or cannot be read; the message names common formats that are not supported.
    """
    if not head:
        raise BadImage("The file is empty.")
    for pattern, format_name in _READABLE_FORMATS.items():
        if re.match(pattern, head, re.DOTALL):
            return format_name
    for pattern, (description, hint) in _UNREADABLE_FORMATS.items():
        if re.match(pattern, head, re.DOTALL):
            raise BadImage(f"This is {description}, which cannot be read.", hint=hint)
    raise BadImage("The file is not a picture of a kind that can be read.")
