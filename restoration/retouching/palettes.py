"""The palette of a place: the main colours of the paint around a loss, more saturated."""

import numpy as np

from restoration.domain import Image, Mask, PixelWindow
from restoration.linear_light import Light, decode_srgb
from restoration.retouching.lab import Lab, from_lab, to_lab

_SAMPLES = 3000  # px: more do not change the clusters
_ROUNDS = 12


def find_palette(image: Image, mask: Mask, window: PixelWindow, *, colours: int, chroma: float) -> Light:
    """Return the main colours of the sound paint in a window, (P, 3) linear light; fewer where it has fewer,
    none where it has no sound paint.

    Args:
        image: (H, W, 3).
        mask: (H, W).
        window: rows and columns.
        colours: P, the number of clusters.
        chroma: the factor by which they are more saturated; what leaves the gamut is cut off.

    Source:
        k-means: S. Lloyd, IEEE Trans. Information Theory 28(2), 1982, doi:10.1109/TIT.1982.1056489.
    """
    sound = decode_srgb(_sample(image[window], ~mask[window]))
    if not len(sound):
        return sound
    centres = cluster(to_lab(sound[None])[0], colours)
    centres[:, 1:] *= chroma
    return np.asarray(from_lab(centres[None])[0])


def _sample(image: Image, sound: Mask) -> Image:
    pixels = image[sound]
    sampled: Image = pixels[:: max(len(pixels) // _SAMPLES, 1)]
    return sampled


def cluster(values: Lab, count: int) -> Lab:
    """Return the centres of clusters of (N, C) values, (P, C); the first lie as far apart as possible."""
    centres: Lab = values.mean(0, keepdims=True)
    for _ in range(count - 1):
        distances = _squared_distances(values, centres).min(1)
        if distances.max(initial=0) == 0:
            break
        centres = np.vstack([centres, values[distances.argmax()]])
    for _ in range(_ROUNDS):
        nearest = _squared_distances(values, centres).argmin(1)
        counts = np.bincount(nearest, minlength=len(centres))
        sums = np.stack([np.bincount(nearest, channel, len(centres)) for channel in values.T], axis=1)
        centres = np.where(counts[:, None] > 0, sums / np.maximum(counts, 1)[:, None], centres).astype(np.float32)
    return np.asarray(centres)


def _squared_distances(values: Lab, centres: Lab) -> Lab:
    distances = np.zeros((len(values), len(centres)), np.float32)
    for channel, middle in zip(values.T, centres.T, strict=True):  # one after the other: numpy sums few numbers slowly
        distances += (channel[:, None] - middle) ** 2
    return distances
