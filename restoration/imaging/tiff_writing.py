"""Writing TIFF files: compressed without loss, with the metadata of the original."""

import io
import struct
from collections.abc import Iterator
from typing import Any, cast

import imagecodecs
import numpy as np
import tifffile

from restoration.disk_arrays import LargeFile, contents, file_for, pieces, zeros_on_disk
from restoration.imaging import exif
from restoration.imaging.painting import Alpha, Metadata, Samples
from restoration.imaging.tiff_pages import CARRIED_TAGS

DEFLATE_LEVEL = 6  # 12 megapixels in 1.2 s and 17.8 MB; 1 takes 0.4 s and 18.7 MB, 9 takes 1.8 s and 17.7 MB
LARGEST_CLASSIC = 2**32 - 2**20  # bytes; beyond them only BigTIFF can count, which fewer programs read
UNASSOCIATED = "unassalpha"  # transparency by which the colours are not multiplied
_BYTE, _LONG = 1, 4  # the numbers of these types in the TIFF format


def encode_tiff(samples: Samples, alpha: Alpha | None, extra: Samples | None, metadata: Metadata) -> Iterator[bytes]:
    """Yield, in pieces, a little-endian TIFF file of (H, W) or (H, W, 3) samples; (H, W) alpha is stored unassociated.

    Without alpha, an (H, W) extra channel is stored as unspecified. A picture that might need more than 4 GB becomes
    a BigTIFF.
    """
    fourth, kind = fourth_channel(alpha, extra)
    pixels = samples if fourth is None else _stack(samples, fourth)
    file = file_for(pixels.nbytes)
    tifffile.imwrite(
        file,
        pixels,
        bigtiff=needs_bigtiff(pixels.nbytes, metadata),
        byteorder="<",
        compressionargs={"level": DEFLATE_LEVEL},
        **page_options(samples, kind, metadata),
    )
    append_metadata(file, metadata)
    yield from pieces(file)


def _stack(samples: Samples, fourth: Samples) -> Samples:
    """Return (H, W, C + 1); that of a large picture lies on the disk."""
    channels = samples if samples.ndim == 3 else samples[..., np.newaxis]
    stacked: Samples = zeros_on_disk((*channels.shape[:2], channels.shape[2] + 1), samples.dtype)
    stacked[..., :-1], stacked[..., -1] = channels, fourth
    return stacked


def fourth_channel(alpha: Alpha | None, extra: Samples | None) -> tuple[Samples | None, str | None]:
    """Return the channel that is stored beside the colours, and what tifffile calls its kind; None if there is none."""
    if alpha is not None:
        return alpha, UNASSOCIATED
    return extra, None if extra is None else "unspecified"


def page_options(samples: Samples, kind: str | None, metadata: Metadata) -> dict[str, Any]:
    """Return the options of tifffile for a page, besides its shape; `kind` is that of its fourth channel."""
    return {
        "photometric": "minisblack" if samples.ndim == 2 else "rgb",
        "planarconfig": "contig",
        "extrasamples": None if kind is None else [kind],
        "compression": "adobe_deflate",
        "predictor": True,
        "iccprofile": metadata.profile_of(samples),
        "resolution": metadata.dpi,
        "resolutionunit": "INCH" if metadata.dpi else None,
        "metadata": None,
        "software": False,
    }


def compress(pixels: Samples) -> bytes:
    """Return a strip or tile, (h, w, C), as it lies in a little-endian file.

    tifffile compresses whole pages itself, and would need their memory.
    """
    differences = imagecodecs.delta_encode(pixels, axis=1)
    return bytes(imagecodecs.deflate_encode(differences.tobytes(), level=DEFLATE_LEVEL))


def needs_bigtiff(size: int, metadata: Metadata) -> bool:
    """Return whether a file of `size` bytes of pixels and the metadata may become too large for classic TIFF."""
    notes = (metadata.icc, metadata.grey_icc, metadata.exif, metadata.xmp, metadata.iptc)
    return size + sum(len(note or b"") for note in notes) > LARGEST_CLASSIC


def append_metadata(file: io.BytesIO | LargeFile, metadata: Metadata) -> None:
    """Add EXIF, XMP and IPTC data to the first page of a finished file.

    A second copy of its directory, with them, is appended and pointed to: tifffile refuses to write the pointers to
    EXIF's own directories. The first copy stays as a few unused bytes.
    """
    fields, children = _exif_directories(metadata.exif)
    if metadata.xmp:
        fields.append(exif.ExifField(exif.XMP, _BYTE, metadata.xmp))
    if metadata.iptc:  # as numbers of four bytes: libtiff knows no other type
        fields.append(exif.ExifField(exif.IPTC, _LONG, metadata.iptc + bytes(-len(metadata.iptc) % 4)))
    if not fields and not children:
        return
    data = cast(bytes, contents(file))  # of a large file, which lies on the disk, only slices are taken
    first, is_big = exif.first_directory(data), exif.is_bigtiff(data)
    place, following = exif.first_pointer(data), exif.following_directory(data, exif.first_offset(data))
    del data  # else the file would be copied when it is written to
    end = file.seek(0, io.SEEK_END)
    file.write(bytes(end % 2))
    end += end % 2
    file.write(exif.encode_directories([*first, *fields], children, end, "<", is_big=is_big, following=following))
    file.seek(place)
    file.write(struct.pack("<Q" if is_big else "<I", end))


def _exif_directories(block: bytes | None) -> tuple[list[exif.ExifField], dict[int, list[exif.ExifField]]]:
    """Return the first directory and the sub-directories of an EXIF block, for a little-endian file."""
    order = exif.byte_order(block or b"")
    if block is None or order is None:
        return [], {}
    fields = [field.to_little_endian(order) for field in exif.first_directory(block) if field.tag in CARRIED_TAGS]
    children = {
        pointer: [field.to_little_endian(order) for field in child]
        for pointer, child in exif.sub_directories(block).items()
    }
    upright = exif.ExifField(exif.ORIENTATION, 3, struct.pack("<H", 1))
    return [*(field for field in fields if field.tag != exif.ORIENTATION), upright], children
