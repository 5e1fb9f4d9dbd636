"""What only looks like damage: hair, contours, lettering, lace and the weave of the canvas, all of it painted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from restoration.damage import thin_lines
from restoration.damage.layer import FULL_ALPHA, DamageLayer, make_palette
from restoration.damage.light import decode_srgb
from restoration.damage.procedural import (
    Points,
    plain_weave,
    rotate,
    tile_texture,
    unit_vectors,
    value_noise,
    value_noise_1d,
)
from restoration.damage.thin_lines import LineSegments, concatenate_segments, segment_ends
from restoration.domain import DamageKind

STEP = 2.5  # px between two points of a line


def hair_lines(place: Points, scale: float, tone: int, rng: np.random.Generator) -> LineSegments:
    """A lock: 12 to 60 strands that leave one parting side by side and follow the same wave."""
    count, angle = int(rng.uniform(8, 30) * scale / STEP) + 3, rng.uniform(0, 2 * np.pi)
    wave = 0.5 * value_noise_1d(count, count / 2, rng) + rng.normal(0, 0.6) * np.linspace(0, 1, count)
    width = rng.uniform(0.06, 0.16) * scale
    strands = []
    for _ in range(int(rng.integers(12, 61))):
        root = place + rotate(rng.normal(0, 1, 2) * (0.8, 2.0) * scale, angle)
        own = wave * rng.normal(1, 0.15) + 0.08 * value_noise_1d(count, count / 3, rng)
        length = int(count * rng.uniform(0.5, 1))
        strands.append(_line(_course(root, angle + rng.normal(0, 0.05) + own[:length]), width, tone, rng))
    return concatenate_segments(strands)


def contour_line(place: Points, scale: float, tone: int, rng: np.random.Generator) -> LineSegments:
    """One long smooth outline."""
    count = int(rng.uniform(20, 90) * scale / STEP) + 3
    bends = rng.uniform(0, 2 * np.pi) + rng.uniform(0.3, 1.2) * value_noise_1d(count, 20 * scale / STEP, rng)
    return _line(_course(place, bends), rng.uniform(0.12, 0.45) * scale, tone, rng)


def lettering_lines(place: Points, scale: float, tone: int, rng: np.random.Generator) -> LineSegments:
    """A line of writing: upright stems, joined now and then by a bow."""
    height, width = rng.uniform(2, 5) * scale, rng.uniform(0.12, 0.3) * scale
    pitch, slant = height * rng.uniform(0.35, 0.6), rng.uniform(-0.2, 0.2)
    lines = []
    for stem in range(int(rng.integers(8, 40))):
        foot = place + np.array([stem * pitch, 0]) + rng.normal(0, 0.04, 2) * height
        head = foot + height * rng.choice([0.6, 1.0]) * np.array([slant, -1])
        lines.append(_line(_between(foot, head, 0.05), width, tone, rng))
        if rng.random() < 0.6:
            lines.append(
                _line(_between(rng.choice([foot, head]), foot + np.array([pitch, 0]), 0.4), width / 2, tone, rng)
            )
    return concatenate_segments(lines)


def lace_lines(place: Points, scale: float, tone: int, rng: np.random.Generator) -> LineSegments:
    """Rows of crossing loops."""
    pitch, loops = rng.uniform(1, 2.5) * scale, int(rng.integers(8, 30))
    angle, width = rng.uniform(0, np.pi), rng.uniform(0.06, 0.14) * scale
    turn = np.linspace(0, 2 * np.pi * loops, max(int(loops * 4 * pitch / STEP), 3))
    loop = np.stack([turn * (pitch / (2 * np.pi)), np.zeros(turn.size)], axis=1) + 0.8 * pitch * unit_vectors(turn)
    rows = [loop + np.array([row % 2 / 2, row]) * pitch for row in range(int(rng.integers(1, 5)))]
    return concatenate_segments([_line(place + rotate(row, angle), width, tone, rng) for row in rows])


def _course(start: Points, angles: Points) -> Points:
    """(N, 2) points of a line that leaves `start` and turns as (N,) `angles` say."""
    return start + np.cumsum(STEP * unit_vectors(angles), axis=0)


def _between(start: Points, stop: Points, bow: float) -> Points:
    """(N, 2) points of an arc; `bow` is its height as a part of its length."""
    part = np.linspace(0, 1, max(int(np.abs(stop - start).max() / STEP), 3))[:, None]
    across = np.array([start[1] - stop[1], stop[0] - start[0]])
    return start + (stop - start) * part + 4 * bow * across * part * (1 - part)


def _line(points: Points, width: float, tone: int, rng: np.random.Generator) -> LineSegments:
    """A brush's line: it swells, and leaves in a point."""
    count = len(points) - 1
    part = (np.arange(count) + 0.5) / count
    swell = np.clip(1 + 0.25 * value_noise_1d(count, max(count / 4, 2), rng), 0.4, 1.6)
    fade = np.minimum(np.minimum(part / 0.1, (1 - part) / 0.35), 1)
    presence = rng.uniform(0.5, 1) * (0.3 + 0.7 * fade)
    return LineSegments(
        segment_ends(points), width * swell * (0.35 + 0.65 * fade), presence, np.full(count, tone, np.uint8)
    )


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


def sample_distractors(rng: np.random.Generator, *, scale: float) -> DistractorRecipe:
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


def draw_distractors(
    recipe: DistractorRecipe, shape: tuple[int, int], below: Sequence[DamageLayer] = ()
) -> list[DamageLayer]:
    """The brush strokes and the weave, up to one layer each of `Kind.PAINTED`; they are drawn before any damage."""
    stroke_seed, weave_seed = np.random.SeedSequence(recipe.seed).spawn(2)
    layers = []
    strokes = list(_strokes(recipe, shape, np.random.default_rng(stroke_seed)))
    if strokes:
        look = make_palette(1 - BODY, BODY * decode_srgb(np.array(DARKS + LIGHTS, np.uint8)))
        layers.append(
            DamageLayer(
                DamageKind.PAINTED, *thin_lines.rasterize_lines(thin_lines.concatenate_segments(strokes), shape), look
            )
        )
    if recipe.weave:
        layers.append(_weave(recipe, shape, np.random.default_rng(weave_seed)))
    return layers


def _amount(most: float, rng: np.random.Generator) -> float:
    return float(rng.uniform(0, most)) if rng.random() < 0.5 else 0.0


def _strokes(recipe: DistractorRecipe, shape: tuple[int, int], rng: np.random.Generator) -> Iterator[LineSegments]:
    """Every motif where the brush set it down."""
    area = shape[0] * shape[1] / (100 * recipe.scale) ** 2
    motifs = (
        (hair_lines, recipe.hairs),
        (contour_line, recipe.contours),
        (lettering_lines, recipe.letterings),
        (lace_lines, recipe.laces),
    )
    for motif, amount in motifs:
        for _ in range(rng.poisson(amount * area)):
            place = rng.uniform(0, 1, 2) * (shape[1], shape[0])
            tone = int(rng.integers(len(DARKS))) + (len(DARKS) if rng.random() < recipe.light else 0)
            yield motif(place, recipe.scale, tone, rng)


def _weave(recipe: DistractorRecipe, shape: tuple[int, int], rng: np.random.Generator) -> DamageLayer:
    """The gaps between threads, where paint is thin enough to let them show."""
    gaps = tile_texture(lambda side: 1 - 2 * plain_weave(side, recipe.thread * recipe.scale, rng), shape)
    gaps *= np.clip(0.5 + value_noise(shape, 25 * recipe.scale, rng), 0, 1)
    alpha = (np.maximum(gaps, 0) * np.float32(FULL_ALPHA)).astype(np.uint16)
    return DamageLayer(DamageKind.PAINTED, alpha, np.zeros(shape, np.uint8), make_palette(1 - recipe.weave))
