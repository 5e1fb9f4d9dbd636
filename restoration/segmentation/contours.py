"""A coarse likelihood enlarged to the size of the picture, so that its contours follow those of the picture."""

from itertools import combinations_with_replacement

import cv2
import numpy as np
import numpy.typing as npt

from restoration.domain import Image, Likelihood
from restoration.imaging.overlay import downscale

GUIDE_SIDE = 640  # px, the longer side of the picture in which contours are looked for

# Measured on 14 portraits, with contours of 320 px: of radii from 4 to 24 and regularisations from 1e-5 to 3e-2, these
# let the contour run where the picture changes most, without fringes along brush strokes.
RADIUS = 6  # px of the guide
REGULARISATION = 0.01  # a variance of colours in 0..1; below it a change counts as texture

_STRIP_ROWS = 256  # rows that are computed at a time, which bounds the memory

Model = npt.NDArray[np.float32]
"""(h, w, 4): the likelihood at each pixel as a sum of red, green and blue in 0..1, with these weights, and a rest."""


def follow_contours(coarse: Likelihood, image: Image) -> Likelihood:
    """Return a coarse likelihood in the size of the picture, with contours where the picture has them.

    Args:
        coarse: (h, w) float32 in 0..1, of the whole picture, in any size.
        image: (H, W, 3) uint8 or uint16. Not changed.

    Returns:
        (H, W) float32 in 0..1.

    Source:
        K. He and J. Sun, "Fast guided filter", arXiv:1505.00996, with the picture in colour as the guide; after K. He,
        J. Sun and X. Tang, "Guided image filtering", IEEE Transactions on Pattern Analysis and Machine Intelligence
        35(6), 2013, doi:10.1109/TPAMI.2012.213.
    """
    guide = np.divide(downscale(image, GUIDE_SIDE), 255, dtype=np.float32)
    size = guide.shape[1], guide.shape[0]
    model = _fit(guide, np.asarray(cv2.resize(coarse, size, interpolation=cv2.INTER_LINEAR), np.float32))
    likelihood: Likelihood = np.empty(image.shape[:2], np.float32)
    for top in range(0, len(image), _STRIP_ROWS):
        rows = slice(top, min(top + _STRIP_ROWS, len(image)))
        paint = image[rows] / np.float32(np.iinfo(image.dtype).max)
        weights = _enlarge_rows(model, rows, image.shape)
        value = np.einsum("hwc,hwc->hw", paint, weights[..., :3]) + weights[..., 3]
        likelihood[rows] = np.clip(value, 0, 1)
    return likelihood


def _fit(guide: npt.NDArray[np.float32], likelihood: Likelihood) -> Model:
    """Return the linear models that come nearest to a likelihood (h, w), in the neighbourhoods of a guide (h, w, 3)."""
    mean, mean_likelihood = _mean(guide), _mean(likelihood)
    covariance = _mean(guide * likelihood[..., np.newaxis]) - mean * mean_likelihood[..., np.newaxis]
    weights = np.linalg.solve(_variances(guide, mean), covariance[..., np.newaxis])[..., 0]  # (h, w, 3)
    rest = mean_likelihood - np.einsum("hwc,hwc->hw", weights, mean)
    return _mean(np.dstack([weights, rest]))


def _variances(guide: npt.NDArray[np.float32], mean: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return (h, w, 3, 3) covariances of the colours around each pixel, regularised."""
    variances = np.empty((*guide.shape, 3), np.float32)
    for first, second in combinations_with_replacement(range(3), 2):
        product = _mean(guide[..., first] * guide[..., second]) - mean[..., first] * mean[..., second]
        variances[..., first, second] = variances[..., second, first] = product
    variances += REGULARISATION * np.eye(3, dtype=np.float32)
    return variances


def _mean(values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    side = 2 * RADIUS + 1
    return np.asarray(cv2.blur(values, (side, side), borderType=cv2.BORDER_REPLICATE), np.float32)


def _enlarge_rows(model: Model, rows: slice, shape: tuple[int, ...]) -> Model:
    """Return some rows of a model that is enlarged, bilinearly, to the first two sides of `shape`."""
    height, width = shape[:2]
    at = np.clip((np.arange(rows.start, rows.stop) + 0.5) * len(model) / height - 0.5, 0, len(model) - 1)
    above = at.astype(np.intp)
    share = (at - above).astype(np.float32)[:, np.newaxis, np.newaxis]
    below = np.minimum(above + 1, len(model) - 1)
    between = model[above] * (1 - share) + model[below] * share
    return np.asarray(cv2.resize(between, (width, len(at)), interpolation=cv2.INTER_LINEAR), np.float32)
