"""Whole pictures enlarged part by part, so that memory follows the part and no seam shows."""

from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from time import perf_counter

import cv2
import numpy as np

from restoration.disk_arrays import zeros_on_disk
from restoration.domain import Box, Image, PixelWindow, Progress, no_progress
from restoration.enlarging.base import Enlarger
from restoration.errors import BadRequest, ImageTooLarge
from restoration.imaging import exif
from restoration.imaging.limits import check_size, megapixel_limit
from restoration.imaging.painting import Painting, Samples
from restoration.imaging.visible_paint import visible_paint
from restoration.imaging.windows import grow_window, window_within

FACTORS = (2, 4)

_PART = 192  # px of the picture to a side: our network then takes about 0.1 GB, Real-ESRGAN 0.6 GB


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class Enlargement:
    """A picture that was enlarged."""

    painting: Painting  # the result, with the metadata of the picture that it was made from
    method: str  # the enlarger's key
    by: int
    seconds: float


def enlarge_image(image: Image, enlarger: Enlarger, by: int, progress: Progress = no_progress) -> Image:
    """Return the picture enlarged, as if it had been enlarged in one piece.

    Args:
        image: (H, W, 3) uint8 or uint16 RGB.
        enlarger: the method.
        by: one of `FACTORS`.
        progress: called as (done, total).

    Returns:
        (by * H, by * W, 3), of the same type; large ones lie on the disk.
    """
    height, width = image.shape[:2]
    enlarged = zeros_on_disk((by * height, by * width, 3), image.dtype)
    windows = [_window(top, left) for top, left in product(range(0, height, _PART), range(0, width, _PART))]
    for number, window in enumerate(windows):
        progress(number, len(windows))
        own = grow_window(window, 0, 0, image.shape)
        seen = grow_window(window, enlarger.context, enlarger.context, image.shape)
        part = enlarger.enlarge(np.ascontiguousarray(image[seen]), by)
        enlarged[scale_window(own, by)] = part[scale_window(window_within(own, seen), by)]
    progress(len(windows), len(windows))
    return enlarged


def enlarge_painting(painting: Painting, enlarger: Enlarger, by: int, progress: Progress = no_progress) -> Enlargement:
    """Enlarge a painting with its transparency; the resolution in its metadata rises by the same factor.

    Colours under full transparency are not used: the visible paint goes on there. The name x.tif becomes x_x4.tif.

    Args:
        painting: of 8 or 16 bits.
        enlarger: the method.
        by: one of `FACTORS`.
        progress: called as (done, total).

    Raises:
        BadRequest: another factor.
        ImageTooLarge: the result would be larger than `limits.megapixel_limit()`.
    """
    check_enlargeable(painting.image.shape, by)
    start = perf_counter()
    image = enlarge_image(visible_paint(painting.image, painting.visible), enlarger, by, progress)
    if painting.is_grey:
        image[...] = image[..., 1:2]  # the network may tint it by a grey level; green carries most of the tone
    metadata, size = painting.metadata, (image.shape[1], image.shape[0])
    result = replace(
        painting,
        image=image,
        name=enlarged_name(painting.name, by),
        alpha=_interpolate(painting.alpha, by),
        extra=_interpolate(painting.extra, by),
        original=_scaled_box(painting.original, by),
        metadata=replace(
            metadata,
            dpi=None if metadata.dpi is None else (by * metadata.dpi[0], by * metadata.dpi[1]),
            exif=None if metadata.exif is None else exif.with_size(metadata.exif, *size),
        ),
    )
    return Enlargement(result, enlarger.key, by, perf_counter() - start)


def check_enlargeable(shape: tuple[int, ...], by: int) -> None:
    """Raise what `enlarge_painting` raises for a picture of this shape, (H, W, ...) px."""
    if by not in FACTORS:
        raise BadRequest(f"A picture cannot be enlarged {by} times.", hint="Enlarge it 2 or 4 times.")
    height, width = by * shape[0], by * shape[1]
    try:
        check_size(width, height, megapixel_limit())
    except ImageTooLarge as error:
        megapixels = round(width * height / 1e6, 2)
        message = f"Enlarged {by} times, the picture would have {megapixels:g} megapixels; "
        raise ImageTooLarge(
            f"{message}the limit is {megapixel_limit():g}.", hint="Enlarge a detail of it, or less."
        ) from error


def enlarged_name(name: str, by: int) -> str:
    """Return the name of the enlarged picture: "madonna_x4.tif" for "madonna.tif"."""
    path = Path(name)
    return f"{path.stem}_x{by}{path.suffix}"


def scale_window(window: PixelWindow, by: int) -> PixelWindow:
    """Return where a window of a picture lies in the enlarged picture."""
    rows, columns = (slice(by * part.start, by * part.stop) for part in window)
    return rows, columns


def _window(top: int, left: int) -> PixelWindow:
    return slice(top, top + _PART), slice(left, left + _PART)


def _scaled_box(box: Box | None, by: int) -> Box | None:
    if box is None:
        return None
    x, y, width, height = box
    return by * x, by * y, by * width, by * height


def _interpolate(channel: Samples | None, by: int) -> Samples | None:
    """Return an (H, W) channel that is not colour, enlarged without overshoot."""
    if channel is None:
        return None
    size = by * channel.shape[1], by * channel.shape[0]
    enlarged = zeros_on_disk(size[::-1], channel.dtype)
    return np.asarray(cv2.resize(channel, size, dst=enlarged, interpolation=cv2.INTER_LINEAR))
