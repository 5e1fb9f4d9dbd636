"""Reduced pictures, as scans and photographs from the web are: by different programs, sharpened, noisy, as JPEG."""

from dataclasses import dataclass

import numpy as np
from PIL import Image as PillowImage
from PIL.Image import Resampling

from restoration.domain import Image
from restoration.networks.designs import ENLARGEMENT
from restoration.training.augment.photo import Camera, photograph

_FILTERS = (Resampling.BOX, Resampling.BILINEAR, Resampling.HAMMING, Resampling.BICUBIC, Resampling.LANCZOS)
_GRAIN = (0.5, 5.0)  # grey levels
_QUALITY = (55, 98)  # of the JPEG


@dataclass(frozen=True, slots=True)
class Reduction:
    """How a picture was made smaller."""

    resampling: Resampling
    camera: Camera | None  # what happened to the small picture; None: nothing


PRISTINE = Reduction(Resampling.BICUBIC, None)
"""What papers on super-resolution measure with."""


def sample_reduction(pristine: float, rng: np.random.Generator) -> Reduction:
    """Return a random reduction; a share `pristine` of them, 0..1, does nothing to the small picture."""
    is_pristine, resampling = rng.random() < pristine, _FILTERS[int(rng.integers(len(_FILTERS)))]
    return Reduction(resampling, None if is_pristine else _sample_camera(rng))


def _sample_camera(rng: np.random.Generator) -> Camera:
    """Return a camera that keeps the colours."""
    blur, sharpening, is_grainy = rng.uniform(-0.6, 0.8), rng.uniform(-1.0, 1.2), rng.random() < 0.5
    return Camera(
        seed=int(rng.integers(2**32)),
        blur=max(float(blur), 0.0),
        contrast=1.0,
        gains=(1.0, 1.0, 1.0),
        grain=float(np.exp(rng.uniform(*np.log(_GRAIN)))) if is_grainy else 0.0,
        specks=0.0,
        sharpening=max(float(sharpening), 0.0),
        quality=int(rng.integers(*_QUALITY)),
    )


def reduce(image: Image, reduction: Reduction) -> Image:
    """Return the picture at a quarter of its height and width.

    Args:
        image: (H, W, 3) uint8 RGB with sides that are multiples of `ENLARGEMENT`.
        reduction: how it is made smaller.

    Returns:
        (H / 4, W / 4, 3) uint8 RGB.
    """
    size = image.shape[1] // ENLARGEMENT, image.shape[0] // ENLARGEMENT
    small = np.array(PillowImage.fromarray(image).resize(size, reduction.resampling))
    return photograph(small, reduction.camera) if reduction.camera else small
