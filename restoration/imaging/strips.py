"""A picture as strips of a few rows, so that an encoder needs little memory besides it."""

from collections.abc import Iterator

import numpy as np

from restoration.domain import Image, Mask, PixelWindow
from restoration.imaging.painting import Alpha, Samples

STRIP_ROWS = 64  # rows that are encoded at a time


def has_equal_channels(image: Image) -> bool:
    """Return whether an (H, W, 3) picture is grey; a picture in colour mostly shows it in its first rows."""
    strips = (image[top : top + STRIP_ROWS] for top in range(0, len(image), STRIP_ROWS))
    return all(np.array_equal(strip[..., 0], strip[..., other]) for strip in strips for other in (1, 2))


def iterate_strips(samples: Samples, alpha: Alpha | None = None, within: Mask | None = None) -> Iterator[Samples]:
    """Yield a picture from top to bottom as (h, W, C) strips of `STRIP_ROWS` rows; the last one may have fewer.

    Args:
        samples: (H, W) or (H, W, 3), uint8 or uint16.
        alpha: (H, W) of the same type; it becomes the last channel.
        within: (H, W) mask; outside it all channels are 0.
    """
    for top in range(0, len(samples), STRIP_ROWS):
        rows = slice(top, top + STRIP_ROWS)
        strip = stack_channels(samples, alpha, (rows, slice(None)))
        yield strip if within is None else strip * within[rows, :, np.newaxis]


def stack_channels(samples: Samples, alpha: Alpha | None, window: PixelWindow) -> Samples:
    """Return a window of an (H, W) or (H, W, 3) picture as (h, w, C) in memory of its own; (H, W) alpha comes last."""
    return np.dstack([samples[window]] if alpha is None else [samples[window], alpha[window]])
