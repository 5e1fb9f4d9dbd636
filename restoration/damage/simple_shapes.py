"""The simple masks that earlier work trained on: noise holes, discs, rectangles and straight segments in one grey.

They do not look like real damage. They serve to measure what realistic damage is worth.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from restoration.damage.coverage import add_coverage, rasterize_polygon, threshold_for_share
from restoration.damage.layer import FULL_ALPHA, Alpha, DamageLayer, make_palette
from restoration.damage.procedural import Points, rotate, unit_vectors, value_noise
from restoration.domain import DamageKind
from restoration.linear_light import decode_srgb

FORMS = ("holes", "discs", "rectangles", "segments")
GREYS = (0, 128, 255)  # sRGB
DISC_CORNERS = 32
SMALLEST = 1.0  # px; a piece that covers no pixel by half counts for nothing, and on a narrow strip all would be such


@dataclass(frozen=True, slots=True)
class SimpleShapesRecipe:
    """Everything needed to draw the same shapes again; it is stored next to the picture."""

    seed: int
    form: str  # one of `FORMS`
    coverage: float  # part of the picture where alpha >= 0.5, 0..1
    size: float  # part of the shorter side, 0..1: width of a hole, diameter, or greatest length
    grey: int  # sRGB, 0..255
    breadth: float = 8.0  # px; the greatest width of a segment


def sample_simple_shapes(rng: np.random.Generator, *, coverage: float) -> SimpleShapesRecipe:
    """Return a recipe of any form in black, grey or white; `coverage` 0..1."""
    return SimpleShapesRecipe(
        seed=int(rng.integers(2**32)),
        form=str(rng.choice(FORMS)),
        coverage=coverage,
        size=float(rng.uniform(0.05, 0.3)),
        grey=int(rng.choice(GREYS)),
    )


def draw_simple_shapes(
    recipe: SimpleShapesRecipe, shape: tuple[int, int], below: Sequence[DamageLayer] = ()
) -> list[DamageLayer]:
    """Return one layer (H, W) of shapes; the layers `below` make no difference."""
    rng = np.random.default_rng(recipe.seed)
    alpha = _holes(recipe, shape, rng) if recipe.form == "holes" else _polygons(recipe, shape, rng)
    kind = DamageKind.SCRATCH if recipe.form == "segments" else DamageKind.LOSS
    grey = decode_srgb(np.full((1, 3), recipe.grey, np.uint8))
    return [DamageLayer(kind, alpha, np.zeros(shape, np.uint8), make_palette(0.0, grey))]


def _holes(recipe: SimpleShapesRecipe, shape: tuple[int, int], rng: np.random.Generator) -> Alpha:
    """Return full alpha where smooth noise is highest."""
    noise = value_noise(shape, _size(recipe, shape), rng)
    return np.where(noise > threshold_for_share(noise, recipe.coverage), np.uint16(FULL_ALPHA), np.uint16(0))


def _polygons(recipe: SimpleShapesRecipe, shape: tuple[int, int], rng: np.random.Generator) -> Alpha:
    """Return shapes at random places, added one by one until the coverage is met."""
    alpha = np.zeros(shape, np.uint16)
    missing = goal = recipe.coverage * alpha.size
    while missing > max(0.02 * goal, 1):
        longest = min(_size(recipe, shape), np.sqrt(missing))
        middle = rng.uniform(0, 1, 2) * (shape[1], shape[0])
        polygon = middle + _polygon(recipe, longest * rng.uniform(0.4, 1), rng)
        missing -= add_coverage(alpha, *rasterize_polygon(polygon, shape))
    return alpha


def _size(recipe: SimpleShapesRecipe, shape: tuple[int, int]) -> float:
    """Return the size in px on a picture of that height and width."""
    return max(recipe.size * min(shape), SMALLEST)


def _polygon(recipe: SimpleShapesRecipe, size: float, rng: np.random.Generator) -> Points:
    """Return (N, 2) the corners of a shape around 0, 0."""
    if recipe.form == "discs":
        return size / 2 * unit_vectors(np.arange(DISC_CORNERS) * (2 * np.pi / DISC_CORNERS))
    is_segment = recipe.form == "segments"
    breadth = rng.uniform(1, recipe.breadth) if is_segment else size * rng.uniform(0.3, 1)
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * (size / 2, breadth / 2)
    return rotate(corners, rng.uniform(0, np.pi)) if is_segment else corners
