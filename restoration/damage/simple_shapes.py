"""The simple masks that earlier work was trained on: noise holes, discs, rectangles and straight segments, in one grey.

They look like no damage; they are here to measure what believable damage is worth.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from restoration.damage.coverage import add_coverage, rasterize_polygon, threshold_for_share
from restoration.damage.layer import FULL_ALPHA, Alpha, DamageLayer, make_palette
from restoration.damage.light import decode_srgb
from restoration.damage.procedural import Points, rotate, unit_vectors, value_noise
from restoration.domain import DamageKind

FORMS = ("holes", "discs", "rectangles", "segments")
GREYS = (0, 128, 255)  # sRGB
ROUND = 32  # corners of a disc
LEAST = 1.0  # px; a piece that covers no pixel by half counts for nothing, and a narrow strip would have no other


@dataclass(frozen=True, slots=True)
class SimpleShapesRecipe:
    """Everything needed to draw the same shapes again; stored next to the picture."""

    seed: int
    form: str  # one of `FORMS`
    coverage: float  # part of the picture where alpha >= 0.5, 0..1
    size: float  # 0..1 of the shorter side: a blot, a diameter, or a length at most
    grey: int  # sRGB, 0..255


def sample_simple_shapes(rng: np.random.Generator, *, coverage: float) -> SimpleShapesRecipe:
    """Any form, in black, grey or white."""
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
    """The shapes; what lies below makes no difference."""
    rng = np.random.default_rng(recipe.seed)
    alpha = _holes(recipe, shape, rng) if recipe.form == "holes" else _polygons(recipe, shape, rng)
    kind = DamageKind.SCRATCH if recipe.form == "segments" else DamageKind.LOSS
    grey = decode_srgb(np.full((1, 3), recipe.grey, np.uint8))
    return [DamageLayer(kind, alpha, np.zeros(shape, np.uint8), make_palette(0.0, grey))]


def _holes(recipe: SimpleShapesRecipe, shape: tuple[int, int], rng: np.random.Generator) -> Alpha:
    """Where smooth noise is highest."""
    noise = value_noise(shape, _size(recipe, shape), rng)
    return np.where(noise > threshold_for_share(noise, recipe.coverage), np.uint16(FULL_ALPHA), np.uint16(0))


def _polygons(recipe: SimpleShapesRecipe, shape: tuple[int, int], rng: np.random.Generator) -> Alpha:
    """Shapes anywhere, one after another, until the coverage is met."""
    alpha = np.zeros(shape, np.uint16)
    wanted = goal = recipe.coverage * alpha.size
    while wanted > max(0.02 * goal, 1):
        longest = min(_size(recipe, shape), np.sqrt(wanted))
        middle = rng.uniform(0, 1, 2) * (shape[1], shape[0])
        form = middle + _form(recipe.form, longest * rng.uniform(0.4, 1), rng)
        wanted -= add_coverage(alpha, *rasterize_polygon(form, shape))
    return alpha


def _size(recipe: SimpleShapesRecipe, shape: tuple[int, int]) -> float:
    """The size in px, on a picture of that height and width."""
    return max(recipe.size * min(shape), LEAST)


def _form(form: str, size: float, rng: np.random.Generator) -> Points:
    """(N, 2) the corners of a shape about 0, 0."""
    if form == "discs":
        return size / 2 * unit_vectors(np.arange(ROUND) * (2 * np.pi / ROUND))
    breadth = rng.uniform(1, 8) if form == "segments" else size * rng.uniform(0.3, 1)
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * (size / 2, breadth / 2)
    return rotate(corners, rng.uniform(0, np.pi)) if form == "segments" else corners
