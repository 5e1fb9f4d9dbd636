"""Decoding: the bytes of a file, recognised by the first of them, become an upright RGB picture in its own depth."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import BinaryIO, cast

from restoration.domain import Image, as_image
from restoration.errors import DamagedImage, ImageTooLarge, RestorationError, ran_out_of_memory
from restoration.imaging import exif
from restoration.imaging.avif import decode_avif
from restoration.imaging.colour import keep_values, to_rgb
from restoration.imaging.file_bytes import FileBytes, as_file
from restoration.imaging.heif import decode_heif
from restoration.imaging.jpeg2000 import decode_jpeg2000
from restoration.imaging.jpeg_structure import is_decoded_by_rows
from restoration.imaging.jpeg_xl import decode_jpeg_xl
from restoration.imaging.limits import SizeLimit
from restoration.imaging.painting import (
    UNREADABLE_EXIF,
    UNREADABLE_METADATA,
    UNREADABLE_PROFILE,
    Alpha,
    Metadata,
    Raster,
    Samples,
    apply_orientation,
    upright_metadata,
)
from restoration.imaging.photoshop import decode_photoshop
from restoration.imaging.pillow_formats import decode_bmp, decode_gif, decode_jpeg, decode_webp, reduce_jpeg
from restoration.imaging.png import decode_png
from restoration.imaging.recognising import HEAD_BYTES, recognise_format
from restoration.imaging.stated_colours import profile_from_exif
from restoration.imaging.tiff_reading import decode_tiff
from restoration.imaging.xmp import without_other_parts

_DECODERS: dict[str, Callable[[bytes, SizeLimit], Raster]] = {
    "JPEG": decode_jpeg,
    "PNG": decode_png,
    "WEBP": decode_webp,
    "TIFF": decode_tiff,
    "BMP": decode_bmp,
    "GIF": decode_gif,
    "JPEG 2000": decode_jpeg2000,
    "HEIC": decode_heif,
    "AVIF": decode_avif,
    "JPEG XL": decode_jpeg_xl,
    "PSD": decode_photoshop,
}
_MAX_PROFILE_BYTES = 2**24  # a large printer's profile has a few million

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class DecodedPicture:
    """A picture as its file holds it, upright and in RGB."""

    image: Image
    format: str  # one of `Painting.format`
    metadata: Metadata
    alpha: Alpha | None
    notes: tuple[str, ...]
    is_grey: bool = False  # the file has one channel, beside transparency; the image has three equal ones
    extra: Samples | None = None


def decode_picture(
    data: FileBytes, limit: SizeLimit, longest: int | None = None, *, colour_managed: bool = True
) -> DecodedPicture:
    """Return the picture in the bytes of a file, in any format that `Painting.format` names.

    Args:
        data: the file.
        limit: on the size that its header announces.
        longest: px that the longer side keeps at least, for a preview: a JPEG is then decoded smaller and faster, if
            it is larger than that, and its XMP and resolution are left out.
        colour_managed: False keeps the values of the file, whatever its profile says.

    Raises:
        BadImage: the bytes are not a picture, are damaged or incomplete, or of a kind that cannot be read.
        ImageTooLarge: the header announces more than the limit, or memory ran out.
    """
    format_name = recognise_format(data[:HEAD_BYTES])
    if not takes_strips(as_file(data)):
        data = bytes(data)
    try:
        raster = reduce_jpeg(cast(bytes, data), limit, longest) if longest and format_name == "JPEG" else None
        raster = raster or _DECODERS[format_name](cast(bytes, data), limit)
        convert = to_rgb if colour_managed else keep_values
        picture = _turn_upright(convert(_with_stated_profile(_without_absurd_profile(raster))), format_name)
        return replace(picture, is_grey=raster.space == "grey")
    except RestorationError:
        raise
    except Exception as error:  # damaged files make the decoders raise anything, from KeyError to struct.error
        if ran_out_of_memory(error):
            raise ImageTooLarge("The picture does not fit into memory.", hint="Scale it down.") from error
        message = f"The {format_name} file is damaged or cut short, or compressed in a way that cannot be read."
        raise DamagedImage(message) from error


def takes_strips(file: BinaryIO) -> bool:
    """Return whether an open file is decoded piece by piece, into pixels that may lie on the disk.

    A TIFF and a PNG are, and a JPEG whose first scan holds all of the picture; others are decoded whole, in memory.

    Raises:
        BadImage: the file is not a picture that can be read.
    """
    format_name = recognise_format(file.read(HEAD_BYTES))
    return format_name in ("TIFF", "PNG") or (format_name == "JPEG" and is_decoded_by_rows(file))


def _without_absurd_profile(raster: Raster) -> Raster:
    icc = raster.metadata.icc
    if icc is None or len(icc) <= _MAX_PROFILE_BYTES:
        return raster
    metadata = replace(raster.metadata, icc=None)
    return replace(raster, metadata=metadata, notes=[*raster.notes, UNREADABLE_PROFILE])


def _with_stated_profile(raster: Raster) -> Raster:
    if raster.space != "rgb" or raster.metadata.icc is not None:
        return raster
    try:
        icc = profile_from_exif(raster.metadata.exif, raster.notes)
    except Exception:  # broken EXIF, of which a note is made later
        logger.debug("the colour space in EXIF is left out", exc_info=True)
        return raster
    return replace(raster, metadata=replace(raster.metadata, icc=icc))


def _turn_upright(raster: Raster, format_name: str) -> DecodedPicture:
    """Apply the orientation; metadata that cannot be read are left out and never cost the picture."""
    metadata, notes, orientation = raster.metadata, list(raster.notes), raster.orientation or 1
    try:
        exif_orientation = exif.orientation(metadata.exif)
        orientation = raster.orientation or exif_orientation
        if metadata.exif and exif.has_broken_pointer(metadata.exif):
            metadata = replace(metadata, exif=None)
            notes.append(UNREADABLE_EXIF)
        if metadata.xmp and (xmp := without_other_parts(metadata.xmp)) != metadata.xmp:
            metadata = replace(metadata, xmp=xmp)
            notes.append("XMP entries about other parts of the file, such as a gain map or more XMP, were left out.")
        metadata = upright_metadata(metadata, exif_orientation, is_repeated=raster.orientation is not None)
    except Exception:
        logger.debug("metadata are left out", exc_info=True)
        metadata = replace(metadata, exif=None, xmp=None, dpi=None)
        notes.append(UNREADABLE_METADATA)
    return DecodedPicture(
        image=as_image(apply_orientation(raster.samples, orientation)),
        format=format_name,
        metadata=metadata,
        alpha=None if raster.alpha is None else apply_orientation(raster.alpha, orientation),
        notes=tuple(notes),
        extra=None if raster.extra is None else apply_orientation(raster.extra, orientation),
    )
