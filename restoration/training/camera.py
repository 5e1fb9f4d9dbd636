"""Another photograph of the same picture: softer or sharpened, tinted, grainy, and saved as a JPEG once more.

It changes every pixel, so it comes last, when the truth about the damage is settled.
"""

import io
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image as PillowImage
from PIL import ImageFilter

from restoration.damage.optics import Optics
from restoration.domain import Image


@dataclass(frozen=True, slots=True)
class Camera:
    """How the photograph is taken."""

    seed: int  # of the grain
    blur: float  # px; deviation of the lens's point spread
    sharpening: float  # 0..1 and more; how much of what a blur of 1 px takes away is given once more
    contrast: float  # about middle grey
    gains: tuple[float, float, float]  # of R, G and B: the light's colour and strength
    grain: float  # grey levels; deviation of the sensor's noise
    quality: int  # of the JPEG, 1..95


def lens(rng: np.random.Generator) -> Optics:
    """What sees the damage first: from pin-sharp, as in scans and macro photographs, to ordinary."""
    return Optics(blur=float(rng.uniform(0.25, 0.8)), sharpening=float(rng.uniform(0.0, 0.9)))


def sample(rng: np.random.Generator) -> Camera:
    """An ordinary photograph of a painting, as found on the net."""
    softness = float(rng.uniform(-0.8, 1.4))
    light = rng.uniform(0.9, 1.1)
    red, blue = light * (1 + rng.normal(0, 0.03, 2))
    return Camera(
        seed=int(rng.integers(2**32)),
        blur=max(softness, 0.0),
        sharpening=max(-softness, 0.0),
        contrast=float(rng.uniform(0.85, 1.15)),
        gains=(float(red), float(light), float(blue)),
        grain=max(float(rng.uniform(-2, 4)), 0.0),
        quality=int(rng.integers(60, 96)),
    )


def photograph(image: Image, camera: Camera) -> Image:
    """The picture as that camera sees it; two pictures get the very same grain.

    Args:
        image: (H, W, 3) uint8 RGB. Not changed.
        camera: how.
    """
    developed = _developed(_sharpened(_blurred(image, camera.blur), camera.sharpening), camera)
    if camera.grain:
        noise = np.random.default_rng(camera.seed).standard_normal(image.shape, np.float32)
        developed += np.float32(camera.grain) * noise
    return _as_jpeg(np.clip(np.rint(developed), 0, 255).astype(np.uint8), camera.quality)


def _blurred(image: Image, radius: float) -> Image:
    if not radius:
        return image
    return np.asarray(PillowImage.fromarray(image).filter(ImageFilter.GaussianBlur(radius)))


def _sharpened(image: Image, amount: float) -> Image:
    if not amount:
        return image
    mask = ImageFilter.UnsharpMask(radius=1, percent=round(100 * amount), threshold=0)
    return np.asarray(PillowImage.fromarray(image).filter(mask))


def _developed(image: Image, camera: Camera) -> npt.NDArray[np.float32]:
    """(H, W, 3) grey levels, unrounded."""
    levels = np.arange(256, dtype=np.float32)[:, None]
    curves = (128 + camera.contrast * (levels * np.array(camera.gains) - 128)).astype(np.float32)
    return np.stack([curves[:, band][image[..., band]] for band in range(3)], axis=2)


def _as_jpeg(image: Image, quality: int) -> Image:
    file = io.BytesIO()
    PillowImage.fromarray(image).save(file, "JPEG", quality=quality)
    return np.array(PillowImage.open(file))
