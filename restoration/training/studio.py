"""Many pictures photographed at once, as `camera.photograph` takes one: alike up to rounding, but with other grain."""

from collections.abc import Sequence

import numpy as np
from torch import Tensor

from restoration.training import jpeg
from restoration.training.camera import SHARPENED, Camera, grain_of
from restoration.training.lenses import lenses_of, through
from restoration.training.machine import sent

LENS = 5  # px; how far the softest lens of `camera.sample` spreads a point


def photographed(pictures: Tensor, cameras: Sequence[Camera], noise: Tensor, device: str) -> Tensor:
    """The pictures, each as its camera sees it.

    Args:
        pictures: (N, 3, side, side) float, 0..255.
        cameras: N.
        noise: (N, side, side, 4) of deviation 1; the same gives the same grain.
        device: where all this lies.
    """
    side = pictures.shape[2]
    soft = through(pictures, _blurs([camera.blur for camera in cameras], side, device), beyond="replicate")
    gains = sent(np.array([camera.gains for camera in cameras], np.float32), device)[:, :, None, None]
    contrast, grain, specks, sharpening = (
        sent(np.array(told, np.float32), device)[:, None, None, None]
        for told in zip(*((one.contrast, one.grain, one.specks, one.sharpening) for one in cameras), strict=True)
    )
    developed = 128 + contrast * (soft * gains - 128) + grain_of(noise, grain, specks).permute(0, 3, 1, 2)
    seen = developed.round().clamp(0, 255)
    lost = seen - through(seen, _blurs([SHARPENED] * len(cameras), side, device), beyond="replicate")
    return jpeg.saved((seen + sharpening * lost).round().clamp(0, 255), [camera.quality for camera in cameras])


def _blurs(deviations: Sequence[float], side: int, device: str) -> Tensor:
    """Lenses that spread points so far, px."""
    places = np.arange(-LENS, LENS + 1)
    weights = np.exp(-0.5 * np.square(places / np.maximum(np.array(deviations)[:, None], 1e-3)))
    weights /= weights.sum(axis=1, keepdims=True)
    return lenses_of(weights.astype(np.float32), side, device)
