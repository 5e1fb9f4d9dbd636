"""Thin cracks: darker and warmer lines of the local paint, never black strokes laid over it."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from restoration.damage.fracture import STEP, Crack, Floats, noise, tear
from restoration.damage.light import decode, encode
from restoration.domain import Image

PATCH = 4  # px from a point of a crack to the rim of what it can cover; holds widths up to 7 px
GAIN = (0.4, 2.2)  # how far widths may be changed to meet the coverage asked for


@dataclass(frozen=True, slots=True)
class HairlineRecipe:
    """Everything needed to draw the same cracks again; stored next to the picture."""

    seed: int
    coverage: float  # part of the picture where alpha >= 0.5, 0..1
    spacing: float  # px between neighbouring cracks
    width: float  # px at half depth, median of the long cracks
    angle: float  # rad; direction of the long cracks
    fading: float = 0.3  # how far the depth wanders along a crack, 0..1
    darkness: float = 0.6  # part of the green linear light lost at alpha 1; blurred, a hairline shows 2/3 of it
    warmth: float = 0.27  # of what green keeps, red keeps this part more and blue as much less
    blur: float = 0.6  # px; the camera's point spread, as a Gaussian's sigma


def sample(rng: np.random.Generator, *, coverage: float = 0.04) -> HairlineRecipe:
    """A believable recipe: spacing follows from the coverage and the width, as thin ground cracks closer."""
    width = float(rng.uniform(1.9, 2.4))
    return HairlineRecipe(
        seed=int(rng.integers(2**32)),
        coverage=coverage,
        spacing=1.3 * width / coverage,
        width=width,
        angle=float(rng.uniform(0, np.pi)),
        darkness=float(np.clip(rng.normal(0.6, 0.05), 0.3, 0.8)),
        warmth=float(np.clip(rng.normal(0.27, 0.04), 0, 0.5)),
    )


def draw(recipe: HairlineRecipe, shape: tuple[int, int]) -> Floats:
    """How deep each pixel lies in a crack.

    The net is torn first; then all widths change together until the coverage is met.

    Returns:
        (H, W) float32 alpha in 0..1; 0 is sound paint.
    """
    rng = np.random.default_rng(recipe.seed)
    cracks = tear(shape, recipe.spacing, recipe.angle, rng)
    if not cracks:
        return np.zeros(shape, np.float32)
    points = np.concatenate([crack.points for crack in cracks])
    widths, depths = np.concatenate([_course(crack, recipe, rng) for crack in cracks], axis=1)
    low, high = GAIN
    for _ in range(7):  # halves the interval down to about 1 % of the width
        gain = (low + high) / 2
        alpha = _cut(points, gain * widths, depths, shape)
        low, high = (gain, high) if (alpha >= 0.5).mean() < recipe.coverage else (low, gain)
    return alpha


def apply(image: Image, alpha: npt.NDArray[np.float32], recipe: HairlineRecipe) -> Image:
    """The cracked picture: (H, W, 3) in the image's dtype.

    Light is multiplied, then blurred as a lens would; both only near a crack. Elsewhere the result equals `image`.
    """
    light = decode(image)
    kept = (1 - recipe.darkness) * np.array([1 + recipe.warmth, 1, 1 - recipe.warmth], np.float32)
    cracked = light * (1 - alpha[..., None] * (1 - np.minimum(kept, 1)))
    seen = cv2.GaussianBlur(cracked, (5, 5), recipe.blur, borderType=cv2.BORDER_REFLECT)
    inside = (alpha > 0).astype(np.float32)
    near = np.maximum(inside, cv2.GaussianBlur(inside, (3, 3), 0.8))  # the blur fades out within 1 px of the crack
    rim = near > 0
    after = image.copy()
    after[rim] = encode(light[rim] + near[rim][:, None] * (seen[rim] - light[rim]), image.dtype)
    return after


def _course(crack: Crack, recipe: HairlineRecipe, rng: np.random.Generator) -> Floats:
    """(2, N) width in px and depth in 0..1 along one crack: both wander, and loose ends fade to nothing."""
    count = len(crack.points)
    along = np.arange(count) / max(count - 1, 1)
    taper = np.ones(count)
    for is_loose, distance in zip(crack.loose, (along, 1 - along), strict=True):
        taper *= np.minimum(distance / 0.25, 1) if is_loose else 1
    broad = recipe.width * (1.0, 0.72)[crack.generation] * np.exp(rng.normal(0, 0.15))
    widths = broad * np.exp(0.2 * noise(count, 8 / STEP, rng)) * (0.4 + 0.6 * taper)
    depths = 0.95 - 0.1 * crack.generation + recipe.fading * noise(count, 25 / STEP, rng)
    return np.stack([widths, np.clip(depths, 0, 1) * taper]).astype(np.float32)


def _cut(points: Floats, widths: Floats, depths: Floats, shape: tuple[int, int]) -> Floats:
    """Alpha of discs along the cracks; each covers a pixel by the part of it that lies inside, to first order."""
    height, width = shape
    stride = width + 2 * PATCH
    canvas = np.zeros((height + 2 * PATCH) * stride, np.float32)
    points = np.clip(points, 0, np.array([width, height]) - np.float32(0.01))
    corners = np.floor(points).astype(np.intp)
    home = (corners[:, 1] + PATCH) * stride + corners[:, 0] + PATCH
    to_centre = (corners + 0.5 - points).astype(np.float32)
    radii, finest = widths / 2 + np.float32(0.5), np.minimum(widths, 1)
    offsets = np.indices((2 * PATCH + 1, 2 * PATCH + 1)).reshape(2, -1).T - PATCH
    for right, down in offsets[np.hypot(*offsets.T) <= radii.max() + 0.71].tolist():
        distance = np.hypot(to_centre[:, 0] + right, to_centre[:, 1] + down)
        np.maximum.at(canvas, home + (down * stride + right), depths * np.clip(radii - distance, 0, finest))
    return canvas.reshape(-1, stride)[PATCH:-PATCH, PATCH:-PATCH].copy()
