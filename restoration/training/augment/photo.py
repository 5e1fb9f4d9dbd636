"""Another photograph of the same picture: softer or sharpened, tinted, grainy, and saved as a JPEG once more.

It changes every pixel, so it comes last, when the truth about the damage is settled.
"""

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import numpy.typing as npt
from PIL import Image as PillowImage
from PIL import ImageFilter

from restoration.damage.optics import Optics
from restoration.domain import Image

if TYPE_CHECKING:
    from torch import Tensor

Noise = TypeVar("Noise", npt.NDArray[np.float32], "Tensor")

SHARPENING_RADIUS = 1  # px; deviation of the blur whose loss sharpening gives back
GRAIN_RANGE = (0.7, 9.0)  # grey levels; real close-ups have 1 to 14, those of dark canvas most, once they are sharpened


@dataclass(frozen=True, slots=True)
class Camera:
    """How the photograph is taken."""

    seed: int  # of the grain
    blur: float  # px; deviation of the lens's point spread
    contrast: float  # about middle grey
    gains: tuple[float, float, float]  # of R, G and B: the light's colour and strength
    grain: float  # grey levels; deviation of the sensor's noise, and of matter too fine for the lens
    specks: float  # 0..1 and more; how far bright grains stand out from dark ones
    sharpening: float  # 0..1 and more; how much of what a blur of 1 px takes away is given once more
    quality: int  # of the JPEG, 1..95


def sample_lens(rng: np.random.Generator) -> Optics:
    """What sees the damage first: from pin-sharp, as in scans and macro photographs, to ordinary."""
    return Optics(blur=float(rng.uniform(0.25, 0.8)), sharpening=float(rng.uniform(0.0, 0.9)))


def sample_camera(rng: np.random.Generator) -> Camera:
    """An ordinary photograph of a painting, as found on the net; every second one is grainy."""
    blur, sharpening = rng.uniform(-1.4, 1.4), rng.uniform(-1.2, 1.8)
    light = rng.uniform(0.9, 1.1)
    red, blue = light * (1 + rng.normal(0, 0.03, 2))
    return Camera(
        seed=int(rng.integers(2**32)),
        blur=max(float(blur), 0.0),
        contrast=float(rng.uniform(0.85, 1.15)),
        gains=(float(red), float(light), float(blue)),
        grain=float(np.exp(rng.uniform(*np.log(GRAIN_RANGE)))) if rng.random() < 0.5 else 0.0,
        specks=float(rng.uniform(0, 1)),
        sharpening=max(float(sharpening), 0.0),
        quality=int(rng.integers(60, 96)),
    )


def photograph(image: Image, camera: Camera) -> Image:
    """The picture as that camera sees it; two pictures get the very same grain.

    Args:
        image: (H, W, 3) uint8 RGB. Not changed.
        camera: how.
    """
    developed = _apply_tone_curve(_blur(image, camera.blur), camera)
    if camera.grain:
        noise = np.random.default_rng(camera.seed).standard_normal((*image.shape[:2], 4), np.float32)
        developed += make_grain(noise, camera.grain, camera.specks)
    grey_levels = np.clip(np.rint(developed), 0, 255).astype(np.uint8)
    return _compress_jpeg(_sharpen(grey_levels, camera.sharpening), camera.quality)


def make_grain(noise: Noise, deviation: float | Noise, specks: float | Noise) -> Noise:
    """(..., 3) grain of about that deviation: half of it grey, half coloured, its bright grains the larger ones.

    Args:
        noise: (..., 4) of deviation 1: grey, then R, G and B; an array or a tensor.
        deviation: grey levels.
        specks: 0: bright and dark alike.
    """
    mixed = (noise[..., :1] + noise[..., 1:]) / 2**0.5
    return deviation * (mixed + specks * (mixed * mixed - 1) / 2) / (1 + specks * specks / 2) ** 0.5


def _blur(image: Image, radius: float) -> Image:
    if not radius:
        return image
    return np.asarray(PillowImage.fromarray(image).filter(ImageFilter.GaussianBlur(radius)))


def _sharpen(image: Image, amount: float) -> Image:
    if not amount:
        return image
    mask = ImageFilter.UnsharpMask(radius=SHARPENING_RADIUS, percent=round(100 * amount), threshold=0)
    return np.asarray(PillowImage.fromarray(image).filter(mask))


def _apply_tone_curve(image: Image, camera: Camera) -> npt.NDArray[np.float32]:
    """(H, W, 3) grey levels, unrounded."""
    levels = np.arange(256, dtype=np.float32)[:, None]
    curves = (128 + camera.contrast * (levels * np.array(camera.gains) - 128)).astype(np.float32)
    return np.stack([curves[:, band][image[..., band]] for band in range(3)], axis=2)


def _compress_jpeg(image: Image, quality: int) -> Image:
    file = io.BytesIO()
    PillowImage.fromarray(image).save(file, "JPEG", quality=quality)
    return np.array(PillowImage.open(file))
