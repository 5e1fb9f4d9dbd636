"""Writing pyramids: a tiled BigTIFF with the picture at full size and at halves of it, for image servers and viewers.

It is laid out as libvips does, which IIPImage, Cantaloupe, OpenSlide and QuPath read: the full picture comes first,
then each smaller level as a further page that is marked as reduced.
"""

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
import tifffile

from restoration.disk_arrays import file_for, pieces
from restoration.imaging.halving import halve_strips
from restoration.imaging.painting import Alpha, Metadata, Samples
from restoration.imaging.strips import iterate_strips, stack_channels
from restoration.imaging.tiff_writing import append_metadata, compress, fourth_channel, page_options

TILE_SIDE = 256  # px, usual for image servers
_FULL, _REDUCED = 0, 1  # of the tag NewSubfileType

_Level: TypeAlias = tuple[Samples, Samples | None]
"""The picture at one size: (H, W) or (H, W, 3), and an (H, W) channel beside the colours."""


def encode_tiff_pyramid(
    samples: Samples, alpha: Alpha | None, extra: Samples | None, metadata: Metadata
) -> Iterator[bytes]:
    """Yield piece by piece a little-endian BigTIFF file of the picture and of each half of it, down to a single tile.

    The sides of a level are half of those before it, rounded up, and its pixels the means of 2 x 2; see
    `halving.halve_pixels`. EXIF and XMP stand on the first page, profile and resolution on each.

    Args:
        samples: (H, W) or (H, W, 3), uint8 or uint16.
        alpha: (H, W) of the same type, stored unassociated; the means of colours are weighted by it.
        extra: (H, W) of the same type, a channel of unstated meaning, stored where there is no alpha.
        metadata: to write.
    """
    fourth, kind = fourth_channel(alpha, extra)
    file = file_for(samples.nbytes)
    with tifffile.TiffWriter(file, bigtiff=True, byteorder="<") as tiff:
        for number, level in enumerate(_levels((samples, fourth), has_alpha=alpha is not None)):
            options = page_options(samples, kind, metadata)
            tiff.write(
                _compress_tiles(*level),
                shape=_shape(*level),
                dtype=samples.dtype,
                tile=(TILE_SIDE, TILE_SIDE),
                subfiletype=_REDUCED if number else _FULL,
                **options | {"resolution": _scaled_resolution(metadata, level[0].shape, samples.shape)},
            )
    append_metadata(file, metadata)
    yield from pieces(file)


def _levels(level: _Level, *, has_alpha: bool) -> Iterator[_Level]:
    """Yield the level and those below it; each of these lies on the disk, unless it is small."""
    yield level
    while max(level[0].shape[:2]) > TILE_SIDE:
        level = _halve(*level, has_alpha=has_alpha)
        yield level


def _halve(samples: Samples, fourth: Samples | None, *, has_alpha: bool) -> _Level:
    half = halve_strips(iterate_strips(samples, fourth), len(samples), has_alpha=has_alpha)
    return half[..., :3] if samples.ndim == 3 else half[..., 0], None if fourth is None else half[..., -1]


def _shape(samples: Samples, fourth: Samples | None) -> tuple[int, ...]:
    """Return the height, the width, and the number of channels if there are several."""
    channels = (3 if samples.ndim == 3 else 1) + (fourth is not None)
    return samples.shape[:2] if channels == 1 else (*samples.shape[:2], channels)


def _compress_tiles(samples: Samples, fourth: Samples | None) -> Iterator[bytes]:
    """Yield the tiles row by row, as they lie in the file; beyond the picture they repeat its last row and column."""
    height, width = samples.shape[:2]
    for top in range(0, height, TILE_SIDE):
        for left in range(0, width, TILE_SIDE):
            window = slice(top, top + TILE_SIDE), slice(left, left + TILE_SIDE)
            tile = stack_channels(samples, fourth, window)
            below, beside = (TILE_SIDE - side for side in tile.shape[:2])
            yield compress(np.pad(tile, ((0, below), (0, beside), (0, 0)), mode="edge"))


def _scaled_resolution(metadata: Metadata, shape: tuple[int, ...], full: tuple[int, ...]) -> tuple[float, float] | None:
    """Return the pixels per inch of a level, across and down."""
    if metadata.dpi is None:
        return None
    across, down = metadata.dpi
    return across * shape[1] / full[1], down * shape[0] / full[0]
