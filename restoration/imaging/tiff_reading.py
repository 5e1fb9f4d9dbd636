"""Decoder for TIFF, by tifffile: whole numbers of any depth, the common compressions, strips or tiles."""

import io
import logging
import math
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import tifffile
from tifffile import COMPRESSION, EXTRASAMPLE, PHOTOMETRIC

from restoration.errors import BadImage, DamagedImage
from restoration.imaging import exif
from restoration.imaging.allocation import contiguous_pixels, empty_pixels
from restoration.imaging.colour import widen_lab
from restoration.imaging.exif import ExifField
from restoration.imaging.iptc import read_records
from restoration.imaging.limits import SizeLimit
from restoration.imaging.painting import (
    ASSUMED_ALPHA,
    CARRIED_CHANNEL,
    CHANNELS_LEFT_OUT,
    ColourSpace,
    Metadata,
    Raster,
    Samples,
    stretch_bits,
    unpremultiply,
    without_invisible,
)
from restoration.imaging.stated_colours import profile_from_tiff
from restoration.imaging.tiff_layout import (
    EXTRA_SAMPLES,
    ICC_PROFILE,
    NEEDED_TAGS,
    PHOTOSHOP_DATA,
    Segments,
    TiffLayout,
    check_segments,
    is_subsampled,
    read_layout,
)
from restoration.imaging.tiff_pages import CARRIED_TAGS, TiffPicture, find_composite, find_picture
from restoration.imaging.tiff_strips import (
    REFERENCE_BLACK_WHITE,
    YCBCR_COEFFICIENTS,
    spread_chroma,
    unpack_strip,
    ycbcr_to_rgb,
)
from restoration.threads import processor_count

_LAYOUT_DESCRIPTIONS = (b"ImageJ=", b'{"shape":')  # how descriptions begin that describe the layout of this very file
_COLOUR_CHANNELS: dict[PHOTOMETRIC, tuple[ColourSpace, int]] = {
    PHOTOMETRIC.MINISWHITE: ("grey", 1),
    PHOTOMETRIC.MINISBLACK: ("grey", 1),
    PHOTOMETRIC.RGB: ("rgb", 3),
    PHOTOMETRIC.PALETTE: ("rgb", 1),
    PHOTOMETRIC.SEPARATED: ("cmyk", 4),
    PHOTOMETRIC.YCBCR: ("rgb", 3),
    PHOTOMETRIC.CIELAB: ("lab", 3),
    PHOTOMETRIC.ICCLAB: ("lab", 3),
}
_WITH_STATED_COLOURS = (PHOTOMETRIC.MINISBLACK, PHOTOMETRIC.RGB, PHOTOMETRIC.YCBCR)  # their values are those written
_WITH_ASSUMED_ALPHA = (PHOTOMETRIC.RGB, PHOTOMETRIC.MINISBLACK)
_THREE_COLOURS = (PHOTOMETRIC.RGB, PHOTOMETRIC.YCBCR, PHOTOMETRIC.CIELAB, PHOTOMETRIC.ICCLAB)
_COMPRESSIONS = (  # those that were tested with damaged files; tifffile knows more
    COMPRESSION.NONE,
    COMPRESSION.LZW,
    COMPRESSION.ADOBE_DEFLATE,
    COMPRESSION.DEFLATE,
    COMPRESSION.PACKBITS,
    COMPRESSION.JPEG,
    COMPRESSION.ZSTD,
    COMPRESSION.CCITTRLE,
    COMPRESSION.CCITTFAX3,
    COMPRESSION.CCITTFAX4,
)
_UNPACKED_FIRST = (  # some LZW streams end the process of tifffile's decoder; the others fail on more bytes than needed
    COMPRESSION.LZW,
    COMPRESSION.PACKBITS,
    COMPRESSION.ADOBE_DEFLATE,
    COMPRESSION.DEFLATE,
    COMPRESSION.ZSTD,
)
_NUMBER_KINDS: dict[int, str] = {tifffile.SAMPLEFORMAT.IEEEFP: "floating-point", tifffile.SAMPLEFORMAT.INT: "signed"}
_MAX_CHANNELS = 16  # more belong to a measurement, or to a false header
_THREADED_BYTES = 2**14  # smaller strips are not worth a thread
_MOST_THREADS = 8  # each holds a strip twice
_BATCH = 1024  # strips that are handed to the threads at a time
_EXPORT_AS_RGB = "Export it as an RGB TIFF with 8 or 16 bits per channel."

# tifffile logs broken tags. Whether they matter is decided here, so nothing of that log is shown on the terminal.
logging.getLogger("tifffile").addHandler(logging.NullHandler())
logging.getLogger("tifffile").propagate = False


def decode_tiff(data: bytes, limit: SizeLimit) -> Raster:
    """Return the picture of a TIFF file, (H, W, C): uint8 for 1 to 8 bits, uint16 for 9 to 16.

    Three pages of grey are red, green and blue where ImageJ wrote them so.

    Raises:
        ImageTooLarge: the header announces more than the limit.
        DamagedImage: the file is cut short, or its strips or their data are damaged.
        BadImage: the page is a camera's raw file or holds numbers, channels or a compression that cannot be read.
    """
    picture = find_picture(data)
    channels = [_decode_page(data, page, limit) for page in find_composite(data, picture)]
    return _merge_channels(channels) if channels else _decode_page(data, picture, limit)


def _merge_channels(channels: list[Raster]) -> Raster:
    """Return one raster of three of grey; the metadata are those of the first."""
    notes = [*channels[0].notes, "Three channels were read as red, green and blue, as ImageJ shows them."]
    samples = np.dstack([channel.samples for channel in channels])
    return Raster(samples, "rgb", metadata=channels[0].metadata, notes=notes)


def _decode_page(data: bytes, picture: TiffPicture, limit: SizeLimit) -> Raster:
    if picture.cut_tags & NEEDED_TAGS:
        raise DamagedImage("The TIFF file is cut short.")
    layout = read_layout(data, picture.directory)
    with tifffile.TiffFile(io.BytesIO(layout.small_file)) as file:
        page = file.pages.first
        _check_page(page, picture, limit)
        notes = _notes_on_what_is_left_out(picture, layout)
        space, channels = _COLOUR_CHANNELS[PHOTOMETRIC(page.photometric)]
        alpha_channel = _alpha_channel(page, layout, channels, notes)
        is_carried = _is_carried(page, alpha_channel, notes)
        used = [*range(channels), *([] if alpha_channel is None else [alpha_channel]), *[channels] * is_carried]
        segments = check_segments(data, layout, page, limit)
        notes += [] if all(segments.sizes) else ["The file lacks some of its strips or tiles; they were filled with 0."]
        pixels = _decode_channels(data, layout, page, segments, used)
        alpha = None if alpha_channel is None else stretch_bits(pixels[..., -1], page.bitspersample)
        extra = stretch_bits(pixels[..., -1], page.bitspersample) if is_carried else None
        samples = _decode_colours(page, layout, pixels[..., :channels])
    if alpha is not None and _has_premultiplied_alpha(page):
        samples = unpremultiply(samples, alpha, notes)
    if alpha is not None and EXTRA_SAMPLES not in layout.fields:
        alpha = without_invisible(alpha, notes)
    metadata = _metadata(data, picture.directory, notes)
    if metadata.icc is None and PHOTOMETRIC(page.photometric) in _WITH_STATED_COLOURS:
        stated = profile_from_tiff(picture.directory, layout.order, page.bitspersample, notes, is_grey=space == "grey")
        metadata = replace(metadata, icc=stated)
    return Raster(samples, space, alpha, metadata, notes, extra)


def _notes_on_what_is_left_out(picture: TiffPicture, layout: TiffLayout) -> list[str]:
    notes = ["The file has several pages; only the first was read."] if picture.has_other_pages else []
    if PHOTOSHOP_DATA in layout.fields:
        notes.append("Photoshop's own data, such as layers, were left out; the flattened picture was read.")
    return notes


def _check_page(page: tifffile.TiffPage, picture: TiffPicture, limit: SizeLimit) -> None:
    limit.check(page.imagewidth, page.imagelength)
    if picture.is_camera_raw:
        raise BadImage("This is a camera's raw file, which cannot be read.", hint="Export it as a 16-bit TIFF first.")
    if page.photometric not in _COLOUR_CHANNELS:
        raise BadImage("The TIFF file holds colours of a kind that cannot be read.", hint=_EXPORT_AS_RGB)
    if page.sampleformat != tifffile.SAMPLEFORMAT.UINT or not 1 <= page.bitspersample <= 16:
        kind = _NUMBER_KINDS.get(int(page.sampleformat), "whole")
        raise BadImage(
            f"The TIFF file holds {page.bitspersample}-bit {kind} numbers, which cannot be read.",
            hint="Export it as a 16-bit TIFF.",
        )
    colour_channels = _COLOUR_CHANNELS[PHOTOMETRIC(page.photometric)][1]
    if page.imagedepth != 1 or not colour_channels <= page.samplesperpixel <= _MAX_CHANNELS:
        raise BadImage(f"The TIFF file has {page.samplesperpixel} channels of unclear meaning.", hint=_EXPORT_AS_RGB)
    if page.compression not in _COMPRESSIONS:
        raise BadImage("The TIFF file is compressed in a way that cannot be read.", hint="Save it with LZW or ZIP.")


def _alpha_channel(page: tifffile.TiffPage, layout: TiffLayout, channels: int, notes: list[str]) -> int | None:
    """Return the channel that holds transparency; add notes on what was taken so or left out.

    Programs that write one channel more than colours without saying so mean transparency; channels that are
    "unspecified" are something else.
    """
    extra = page.samplesperpixel - channels
    if extra == 1 and EXTRA_SAMPLES not in layout.fields and page.photometric in _WITH_ASSUMED_ALPHA:
        notes.append(ASSUMED_ALPHA)
        return channels
    kinds = list(page.extrasamples)[:extra]
    index = next((i for i, kind in enumerate(kinds) if kind != EXTRASAMPLE.UNSPECIFIED), None)
    if extra > (index is not None) + (extra == 1 and channels == 3):
        notes.append(CHANNELS_LEFT_OUT)
    return None if index is None else channels + index


def _is_carried(page: tifffile.TiffPage, alpha_channel: int | None, notes: list[str]) -> bool:
    """Return whether the page has one channel beside its three colours that the file calls unspecified; add a note."""
    if page.samplesperpixel != 4 or alpha_channel is not None or page.photometric not in _THREE_COLOURS:
        return False
    notes.append(CARRIED_CHANNEL)
    return True


def _decode_channels(
    data: bytes, layout: TiffLayout, page: tifffile.TiffPage, segments: Segments, used: list[int]
) -> npt.NDArray[Any]:
    """Decode these channels of the page to (H, W, C), values as stored; the others are dropped strip by strip."""
    dtype = np.dtype(page.dtype)
    if segments.is_contiguous:
        stored = np.frombuffer(data, f"{layout.order}u{dtype.itemsize}", math.prod(page.shape), segments.offsets[0])
        planes = stored.reshape(segments.planes, page.imagelength, page.imagewidth, -1)
        channels = np.moveaxis(planes[..., 0], 0, -1) if segments.planes > 1 else planes[0]
        chosen = channels if len(used) == page.samplesperpixel else channels[..., used]
        return contiguous_pixels(chosen, dtype)
    pixels = empty_pixels((page.imagelength, page.imagewidth, len(used)), dtype)
    if not all(segments.sizes):
        pixels.fill(0)  # what the file lacks stays so
    decode_segment = _segment_decoder(page, segments)

    def decode(number: int) -> None:
        start = segments.offsets[number]
        segment = decode_segment(data[start : start + segments.sizes[number]], number)
        top, left = segments.place(number)
        rows = segment[: page.imagelength - top, : page.imagewidth - left]
        place = pixels[top : top + rows.shape[0], left : left + rows.shape[1]]
        if segments.planes > 1:
            place[..., used.index(number // segments.per_plane)] = rows[..., 0]
        else:
            place[...] = rows if len(used) == rows.shape[-1] else rows[..., used]

    numbers = [number for number, size in enumerate(segments.sizes) if size]
    if segments.planes > 1:
        numbers = [number for number in numbers if number // segments.per_plane in used]
    _run_all(decode, numbers, in_threads=segments.decoded_bytes >= _THREADED_BYTES)
    return pixels


def _segment_decoder(page: tifffile.TiffPage, segments: Segments) -> Callable[[bytes, int], npt.NDArray[Any]]:
    """Return what makes (h, W, C) values, as stored, of the bytes and the number of a strip or tile."""
    if is_subsampled(page):
        return _subsampled_decoder(page, segments)
    compression, fill_order = page.compression, page.fillorder
    is_unpacked_first = compression in _UNPACKED_FIRST
    if is_unpacked_first:
        page.compression, page.fillorder = COMPRESSION.NONE, tifffile.FILLORDER.MSB2LSB
    options = {"jpegtables": page.jpegtables} if page.compression == COMPRESSION.JPEG else {}
    page.init_decode()

    def decode(stored: bytes, number: int) -> npt.NDArray[Any]:
        packed: bytes | memoryview = stored
        if is_unpacked_first:
            packed = unpack_strip(stored, compression, fill_order, segments.unpacked_sizes[number]).data
        segment, _, _ = page.decode(packed, number, **options)
        if segment is None:  # only where a strip has no bytes, which was checked
            raise DamagedImage("The TIFF file is damaged: a strip is missing.")
        values: npt.NDArray[Any] = segment[0]
        return values

    return decode


def _subsampled_decoder(page: tifffile.TiffPage, segments: Segments) -> Callable[[bytes, int], npt.NDArray[Any]]:
    across, down = page.subsampling or (1, 1)
    block_row_bytes = math.ceil(segments.width / across) * (across * down + 2)

    def decode(packed: bytes, number: int) -> npt.NDArray[Any]:
        unpacked = unpack_strip(packed, page.compression, page.fillorder, segments.unpacked_sizes[number])
        rows = min(len(unpacked) // block_row_bytes * down, segments.height)
        return spread_chroma(unpacked, rows, segments.width, across, down)

    return decode


def _run_all(decode: Callable[[int], None], numbers: Sequence[int], *, in_threads: bool) -> None:
    if not in_threads:
        for number in numbers:
            decode(number)
        return
    with ThreadPoolExecutor(min(processor_count(), _MOST_THREADS)) as pool:
        for start in range(0, len(numbers), _BATCH):
            for _ in pool.map(decode, numbers[start : start + _BATCH]):
                pass


def _has_premultiplied_alpha(page: tifffile.TiffPage) -> bool:
    """Return whether the colours were multiplied by their transparency, which TIFF calls associated alpha."""
    return next((kind for kind in page.extrasamples if kind), None) == EXTRASAMPLE.ASSOCALPHA


def _decode_colours(page: tifffile.TiffPage, layout: TiffLayout, pixels: npt.NDArray[Any]) -> Samples:
    """Apply a palette, invert a negative, convert YCbCr to RGB (JPEG is RGB already), offset Lab as ICC expects it."""
    if page.photometric == PHOTOMETRIC.PALETTE:
        return _apply_palette(page, pixels[..., 0])
    if page.photometric == PHOTOMETRIC.YCBCR and page.compression != COMPRESSION.JPEG:
        return _decode_ycbcr(layout, pixels)
    if page.photometric in (PHOTOMETRIC.CIELAB, PHOTOMETRIC.ICCLAB):
        return _lab_for_icc(pixels, is_signed=page.photometric == PHOTOMETRIC.CIELAB)
    samples: Samples = stretch_bits(pixels, page.bitspersample)
    return np.invert(samples) if page.photometric == PHOTOMETRIC.MINISWHITE else samples


def _apply_palette(page: tifffile.TiffPage, indices: npt.NDArray[Any]) -> Samples:
    if page.colormap is None:
        raise BadImage("The TIFF file lacks its palette.", hint=_EXPORT_AS_RGB)
    colours: npt.NDArray[Any] = page.colormap.T  # (entries, 3) uint16
    if colours.max() > 255:  # some programs write 8-bit entries into the 16-bit palette
        colours = colours >> 8
    return np.ascontiguousarray(colours.astype(np.uint8)[indices.astype(np.intp)])


def _decode_ycbcr(layout: TiffLayout, pixels: npt.NDArray[Any]) -> Samples:
    if pixels.dtype != np.uint8:
        raise BadImage("The TIFF file holds 16-bit YCbCr colours, which cannot be read.", hint=_EXPORT_AS_RGB)
    meaning = [layout.fields[tag] for tag in (YCBCR_COEFFICIENTS, REFERENCE_BLACK_WHITE) if tag in layout.fields]
    return ycbcr_to_rgb(pixels, [field.to_little_endian(layout.order) for field in meaning])


def _lab_for_icc(pixels: npt.NDArray[Any], *, is_signed: bool) -> Samples:
    """Return (H, W, 3) Lab as profiles of ICC version 4 encode it: a and b unsigned, white at the type's maximum."""
    lab = pixels.copy()
    if lab.dtype == np.uint8:
        lab[..., 1:] ^= 0x80 if is_signed else 0
        return lab
    if is_signed:
        lab[..., 1:] ^= 0x8000
    widen_lab(lab[..., 1:] if is_signed else lab)  # 16-bit a and b of TIFF, and all of older ICC Lab, end at 0xFF00
    return lab


def _exif_block(data: bytes, directory: list[ExifField]) -> bytes | None:
    """Return the tags that are carried on as an EXIF block, as other formats hold them."""
    fields = [
        field for field in directory if field.tag in CARRIED_TAGS and not field.value.startswith(_LAYOUT_DESCRIPTIONS)
    ]
    children = exif.sub_directories(data, directory)
    order = exif.byte_order(data)
    if order is None or not (fields or children):
        return None
    return exif.compose_block(fields, children, order)


def _metadata(data: bytes, directory: list[ExifField], notes: list[str]) -> Metadata:
    icc, xmp = (exif.find_field(directory, tag) for tag in (ICC_PROFILE, exif.XMP))
    return Metadata(
        icc.value if icc else None,
        _exif_block(data, directory),
        xmp.value if xmp else None,
        exif.resolution(data, directory),
        iptc=_iptc_records(directory, notes),
    )


def _iptc_records(directory: list[ExifField], notes: list[str]) -> bytes | None:
    """Return the records in their own tag, or else in Photoshop's resources."""
    fields = [field for tag in (exif.IPTC, exif.PHOTOSHOP) if (field := exif.find_field(directory, tag))]
    unread = list[str]()
    found = next(filter(None, (read_records(field.value, unread) for field in fields)), None)
    notes += [] if found else unread[:1]
    return found
