"""A simulated camera: blur or sharpening, a tint, grain and JPEG compression.

It changes every pixel, so it comes last, after the ground truth about the damage is fixed.
"""

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import numpy.typing as npt
from PIL import Image as PillowImage
from PIL import ImageFilter

from restoration.damage.light import Optics
from restoration.domain import Image

if TYPE_CHECKING:
    from torch import Tensor

Noise = TypeVar("Noise", npt.NDArray[np.float32], "Tensor")

SHARPENING_RADIUS = 1  # px; deviation of the blur of unsharp masking
GRAIN_RANGE = (0.7, 9.0)  # grey levels; real close-ups have 1 to 14, those of dark canvas most, after sharpening


@dataclass(frozen=True, slots=True)
class Camera:
    """The settings of one photograph."""

    seed: int  # of the grain
    blur: float  # px; standard deviation of the point spread of the lens
    contrast: float  # about middle grey
    gains: tuple[float, float, float]  # of R, G and B: colour and strength of the light
    grain: float  # grey levels; standard deviation of sensor noise, and of texture too fine for the lens
    specks: float  # 0..1 and more; how much stronger bright grains are than dark ones
    sharpening: float  # 0..1 and more; strength of unsharp masking
    quality: int  # of the JPEG, 1..95


def sample_camera(rng: np.random.Generator) -> Camera:
    """Return a random camera whose pictures are like ordinary photographs from the web; every second is grainy."""
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


def sample_lens(rng: np.random.Generator) -> Optics:
    """Return random optics for drawing damage: from pin-sharp, as in scans and macro photographs, to ordinary."""
    return Optics(blur=float(rng.uniform(0.25, 0.8)), sharpening=float(rng.uniform(0.0, 0.9)))


def photograph(image: Image, camera: Camera) -> Image:
    """Return the photograph that a camera takes of a picture; two pictures of one shape get exactly the same grain.

    Args:
        image: (H, W, 3) uint8 RGB. Not changed.
        camera: the settings.

    Returns:
        (H, W, 3) uint8 RGB.
    """
    exposed = _apply_tone_curve(_blur(image, camera.blur), camera)
    if camera.grain:
        noise = np.random.default_rng(camera.seed).standard_normal((*image.shape[:2], 4), np.float32)
        exposed += make_grain(noise, camera.grain, camera.specks)
    grey_levels = np.clip(np.rint(exposed), 0, 255).astype(np.uint8)
    return _compress_jpeg(_sharpen(grey_levels, camera.sharpening), camera.quality)


def make_grain(noise: Noise, deviation: float | Noise, specks: float | Noise) -> Noise:
    """Turn noise into (..., 3) grain, half of it grey and half coloured, with larger bright grains than dark ones.

    Args:
        noise: (..., 4) array or tensor of standard deviation 1: grey, then R, G and B.
        deviation: approximate standard deviation of the grain, grey levels.
        specks: 0 makes bright and dark grains alike.
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
    """Return (H, W, 3) float32: the grey levels in that light and contrast, unrounded."""
    levels = np.arange(256, dtype=np.float32)[:, None]
    curves = (128 + camera.contrast * (levels * np.array(camera.gains) - 128)).astype(np.float32)
    return np.stack([curves[:, band][image[..., band]] for band in range(3)], axis=2)


def _compress_jpeg(image: Image, quality: int) -> Image:
    file = io.BytesIO()
    PillowImage.fromarray(image).save(file, "JPEG", quality=quality)
    return np.array(PillowImage.open(file))
