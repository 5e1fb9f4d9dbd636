"""What only looks like damage: hair, contours, lettering, lace and the weave of the canvas, all of it painted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from restoration.damage import stroke
from restoration.damage.brushwork import contour, hair, lace, lettering
from restoration.damage.layer import FULL, Kind, Layer, palette
from restoration.damage.light import decode
from restoration.damage.noise import smooth_field
from restoration.damage.repeat import repeated
from restoration.damage.stroke import Dashes
from restoration.damage.threads import plain_weave

DARKS = [(24, 20, 18), (58, 38, 24), (40, 42, 52), (84, 62, 44)]  # sRGB
LIGHTS = [(236, 226, 204), (214, 190, 146), (206, 208, 210), (176, 142, 96)]  # sRGB
BODY = 0.75  # 0..1; how far a brush stroke hides what it is painted on


@dataclass(frozen=True, slots=True)
class DistractorRecipe:
    """Everything needed to paint the same once more; stored next to the picture. Counts are per 100 x 100 mm."""

    seed: int
    scale: float  # px/mm
    hairs: float  # locks of hair
    contours: float  # outlines
    letterings: float  # lines of writing
    laces: float  # rows of loops
    weave: float  # 0..1 of the light that the gaps between threads take; 0 for a panel
    thread: float  # mm between threads
    light: float  # 0..1 of the strokes; light on dark, the others dark


def sample(rng: np.random.Generator, *, scale: float) -> DistractorRecipe:
    """A believable recipe; each kind is there in about every second picture."""
    return DistractorRecipe(
        seed=int(rng.integers(2**32)),
        scale=scale,
        hairs=_amount(4, rng),
        contours=_amount(6, rng),
        letterings=_amount(1.5, rng),
        laces=_amount(1.5, rng),
        weave=_amount(0.18, rng),
        thread=float(rng.uniform(0.5, 1)),
        light=float(rng.uniform(0, 0.6)),
    )


def draw(recipe: DistractorRecipe, shape: tuple[int, int], below: Sequence[Layer] = ()) -> list[Layer]:
    """The brush strokes and the weave, up to one layer each of `Kind.PAINTED`; they are drawn before any damage."""
    stroke_seed, weave_seed = np.random.SeedSequence(recipe.seed).spawn(2)
    layers = []
    strokes = list(_strokes(recipe, shape, np.random.default_rng(stroke_seed)))
    if strokes:
        look = palette(1 - BODY, BODY * decode(np.array(DARKS + LIGHTS, np.uint8)))
        layers.append(Layer(Kind.PAINTED, *stroke.draw(stroke.join(strokes), shape), look))
    if recipe.weave:
        layers.append(_weave(recipe, shape, np.random.default_rng(weave_seed)))
    return layers


def _amount(most: float, rng: np.random.Generator) -> float:
    return float(rng.uniform(0, most)) if rng.random() < 0.5 else 0.0


def _strokes(recipe: DistractorRecipe, shape: tuple[int, int], rng: np.random.Generator) -> Iterator[Dashes]:
    """Every motif where the brush set it down."""
    area = shape[0] * shape[1] / (100 * recipe.scale) ** 2
    motifs = ((hair, recipe.hairs), (contour, recipe.contours), (lettering, recipe.letterings), (lace, recipe.laces))
    for motif, amount in motifs:
        for _ in range(rng.poisson(amount * area)):
            place = rng.uniform(0, 1, 2) * (shape[1], shape[0])
            tone = int(rng.integers(len(DARKS))) + (len(DARKS) if rng.random() < recipe.light else 0)
            yield motif(place, recipe.scale, tone, rng)


def _weave(recipe: DistractorRecipe, shape: tuple[int, int], rng: np.random.Generator) -> Layer:
    """The gaps between threads, where paint is thin enough to let them show."""
    gaps = repeated(lambda side: 1 - 2 * plain_weave(side, recipe.thread * recipe.scale, rng), shape)
    gaps *= np.clip(0.5 + smooth_field(shape, 25 * recipe.scale, rng), 0, 1)
    alpha = (np.maximum(gaps, 0) * np.float32(FULL)).astype(np.uint16)
    return Layer(Kind.PAINTED, alpha, np.zeros(shape, np.uint8), palette(1 - recipe.weave))
