"""Painted detail that only looks like damage: hair, contours, lettering, lace, firm strokes, the weave of canvas."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from restoration.damage.firm_strokes import (
    STEP,
    dot_lines,
    follow_angles,
    halo_lines,
    hatching_lines,
    highlight_lines,
    profile_line,
    ribbon_lines,
)
from restoration.damage.layer import FULL_ALPHA, DamageLayer, Palette, make_palette
from restoration.damage.procedural import (
    Points,
    plain_weave,
    rotate,
    tile_texture,
    unit_vectors,
    value_noise,
    value_noise_1d,
)
from restoration.damage.thin_lines import LineSegments, concatenate_segments, rasterize_lines, segment_ends
from restoration.domain import DamageKind
from restoration.linear_light import decode_srgb

DARKS = [(24, 20, 18), (58, 38, 24), (40, 42, 52), (84, 62, 44)]  # sRGB
LIGHTS = [(236, 226, 204), (214, 190, 146), (206, 208, 210), (176, 142, 96)]  # sRGB
OPACITY = 0.75  # 0..1; how far a brush stroke hides what is below it
FIRM_OPACITY = 0.95  # 0..1; the same of a firm stroke
FIRM_TONES = len(DARKS + LIGHTS)  # first row of the palette of firm strokes
FIRM_CHANCE = 0.25  # of each motif of firm strokes


@dataclass(frozen=True, slots=True)
class DistractorRecipe:
    """Everything needed to paint the same detail again; it is stored next to the picture. Counts per 100 x 100 mm."""

    seed: int
    scale: float  # px/mm
    hairs: float  # locks of hair
    contours: float  # outlines
    letterings: float  # lines of writing
    laces: float  # rows of loops
    weave: float  # part of the light, 0..1, that the gaps between threads take; 0 for a panel
    thread: float  # mm between threads
    light: float  # part of the strokes, 0..1, that are light on dark; the others are dark
    profiles: float = 0.0  # outlines of heads, hands and limbs; a recipe from before firm strokes has none of these
    ribbons: float = 0.0
    hatchings: float = 0.0  # patches of short parallel strokes
    highlights: float = 0.0  # groups of short thick strokes
    dots: float = 0.0  # rows of pearls or punches
    haloes: float = 0.0  # circles of one compass


def sample_distractors(rng: np.random.Generator, *, scale: float) -> DistractorRecipe:
    """Return a realistic recipe: motifs appear with a chance of one half, firm ones of a quarter; `scale` in px/mm."""
    return DistractorRecipe(
        seed=int(rng.integers(2**32)),
        scale=scale,
        hairs=_sample_amount(4, rng),
        contours=_sample_amount(6, rng),
        letterings=_sample_amount(1.5, rng),
        laces=_sample_amount(1.5, rng),
        weave=_sample_amount(0.18, rng),
        thread=float(rng.uniform(0.5, 1)),
        light=float(rng.uniform(0, 0.6)),
        profiles=_sample_amount(5, rng, FIRM_CHANCE),
        ribbons=_sample_amount(3, rng, FIRM_CHANCE),
        hatchings=_sample_amount(4, rng, FIRM_CHANCE),
        highlights=_sample_amount(8, rng, FIRM_CHANCE),
        dots=_sample_amount(4, rng, FIRM_CHANCE),
        haloes=_sample_amount(1, rng, FIRM_CHANCE),
    )


def _sample_amount(most: float, rng: np.random.Generator, chance: float = 0.5) -> float:
    return float(rng.uniform(0, most)) if rng.random() < chance else 0.0


def draw_distractors(
    recipe: DistractorRecipe, shape: tuple[int, int], below: Sequence[DamageLayer] = ()
) -> list[DamageLayer]:
    """Return at most one layer (H, W) of brush strokes and one of weave, both of `DamageKind.PAINTED`.

    They come before any damage, so nothing lies `below`.
    """
    stroke_seed, weave_seed = np.random.SeedSequence(recipe.seed).spawn(2)
    layers = []
    strokes = list(_strokes(recipe, shape, np.random.default_rng(stroke_seed)))
    if strokes:
        alpha, tones = rasterize_lines(concatenate_segments(strokes), shape)
        layers.append(DamageLayer(DamageKind.PAINTED, alpha, tones, _stroke_palette()))
    if recipe.weave:
        layers.append(_weave(recipe, shape, np.random.default_rng(weave_seed)))
    return layers


def _stroke_palette() -> Palette:
    """Return the palette of ordinary strokes, dark then light, and below it that of firm strokes."""
    colours = decode_srgb(np.array(DARKS + LIGHTS, np.uint8))
    opacity = np.repeat([OPACITY, FIRM_OPACITY], len(colours))[:, None]
    return make_palette(1 - opacity, opacity * np.tile(colours, (2, 1)))


def _strokes(recipe: DistractorRecipe, shape: tuple[int, int], rng: np.random.Generator) -> Iterator[LineSegments]:
    """Yield every motif at a random place and in a random tone."""
    area = shape[0] * shape[1] / (100 * recipe.scale) ** 2
    motifs = (
        (hair_lines, recipe.hairs, 0),
        (contour_line, recipe.contours, 0),
        (lettering_lines, recipe.letterings, 0),
        (lace_lines, recipe.laces, 0),
        (profile_line, recipe.profiles, FIRM_TONES),
        (ribbon_lines, recipe.ribbons, FIRM_TONES),
        (hatching_lines, recipe.hatchings, FIRM_TONES),
        (highlight_lines, recipe.highlights, FIRM_TONES),
        (dot_lines, recipe.dots, FIRM_TONES),
        (halo_lines, recipe.haloes, FIRM_TONES),
    )
    for lines_of, amount, first_tone in motifs:
        for _ in range(rng.poisson(amount * area)):
            place = rng.uniform(0, 1, 2) * (shape[1], shape[0])
            tone = int(rng.integers(len(DARKS))) + (len(DARKS) if rng.random() < recipe.light else 0)
            yield lines_of(place, recipe.scale, first_tone + tone, rng)


def _weave(recipe: DistractorRecipe, shape: tuple[int, int], rng: np.random.Generator) -> DamageLayer:
    """Return the gaps between threads, which show where the paint is thin enough."""
    gaps = tile_texture(lambda tile: 1 - 2 * plain_weave(tile, recipe.thread * recipe.scale, rng), shape)
    gaps *= np.clip(0.5 + value_noise(shape, 25 * recipe.scale, rng), 0, 1)
    alpha = (np.maximum(gaps, 0) * np.float32(FULL_ALPHA)).astype(np.uint16)
    return DamageLayer(DamageKind.PAINTED, alpha, np.zeros(shape, np.uint8), make_palette(1 - recipe.weave))


def hair_lines(place: Points, scale: float, tone: int, rng: np.random.Generator) -> LineSegments:
    """Return a lock of 12 to 60 strands that begin side by side at `place` (x, y in px) and follow the same wave."""
    count, angle = int(rng.uniform(8, 30) * scale / STEP) + 3, rng.uniform(0, 2 * np.pi)
    wave = 0.5 * value_noise_1d(count, count / 2, rng) + rng.normal(0, 0.6) * np.linspace(0, 1, count)
    width = rng.uniform(0.06, 0.16) * scale
    strands = []
    for _ in range(int(rng.integers(12, 61))):
        root = place + rotate(rng.normal(0, 1, 2) * (0.8, 2.0) * scale, angle)
        own_wave = wave * rng.normal(1, 0.15) + 0.08 * value_noise_1d(count, count / 3, rng)
        length = int(count * rng.uniform(0.5, 1))
        path = follow_angles(root, angle + rng.normal(0, 0.05) + own_wave[:length])
        strands.append(_brush_line(path, width, tone, rng))
    return concatenate_segments(strands)


def contour_line(place: Points, scale: float, tone: int, rng: np.random.Generator) -> LineSegments:
    """Return one long smooth outline that begins at `place` (x, y in px)."""
    count = int(rng.uniform(20, 90) * scale / STEP) + 3
    bends = rng.uniform(0, 2 * np.pi) + rng.uniform(0.3, 1.2) * value_noise_1d(count, 20 * scale / STEP, rng)
    return _brush_line(follow_angles(place, bends), rng.uniform(0.12, 0.45) * scale, tone, rng)


def lettering_lines(place: Points, scale: float, tone: int, rng: np.random.Generator) -> LineSegments:
    """Return a line of writing from `place` (x, y in px): upright stems, some of them joined by a bow."""
    height, width = rng.uniform(2, 5) * scale, rng.uniform(0.12, 0.3) * scale
    pitch, slant = height * rng.uniform(0.35, 0.6), rng.uniform(-0.2, 0.2)
    lines = []
    for stem in range(int(rng.integers(8, 40))):
        foot = place + np.array([stem * pitch, 0]) + rng.normal(0, 0.04, 2) * height
        head = foot + height * rng.choice([0.6, 1.0]) * np.array([slant, -1])
        lines.append(_brush_line(_arc(foot, head, 0.05), width, tone, rng))
        if rng.random() < 0.6:
            bow = _arc(rng.choice([foot, head]), foot + np.array([pitch, 0]), 0.4)
            lines.append(_brush_line(bow, width / 2, tone, rng))
    return concatenate_segments(lines)


def lace_lines(place: Points, scale: float, tone: int, rng: np.random.Generator) -> LineSegments:
    """Return rows of crossing loops from `place` (x, y in px)."""
    pitch, loops = rng.uniform(1, 2.5) * scale, int(rng.integers(8, 30))
    angle, width = rng.uniform(0, np.pi), rng.uniform(0.06, 0.14) * scale
    turn = np.linspace(0, 2 * np.pi * loops, max(int(loops * 4 * pitch / STEP), 3))
    loop = np.stack([turn * (pitch / (2 * np.pi)), np.zeros(turn.size)], axis=1) + 0.8 * pitch * unit_vectors(turn)
    rows = [loop + np.array([row % 2 / 2, row]) * pitch for row in range(int(rng.integers(1, 5)))]
    return concatenate_segments([_brush_line(place + rotate(row, angle), width, tone, rng) for row in rows])


def _arc(start: Points, stop: Points, bow: float) -> Points:
    """Return (N, 2) points of an arc; `bow` is its height as a part of its length."""
    part = np.linspace(0, 1, max(int(np.abs(stop - start).max() / STEP), 3))[:, None]
    across = np.array([start[1] - stop[1], stop[0] - start[0]])
    return start + (stop - start) * part + 4 * bow * across * part * (1 - part)


def _brush_line(points: Points, width: float, tone: int, rng: np.random.Generator) -> LineSegments:
    """Return a brush stroke along (N, 2) points: it swells, and ends in a fine tip."""
    count = len(points) - 1
    part = (np.arange(count) + 0.5) / count
    swell = np.clip(1 + 0.25 * value_noise_1d(count, max(count / 4, 2), rng), 0.4, 1.6)
    fade = np.minimum(np.minimum(part / 0.1, (1 - part) / 0.35), 1)
    opacity = rng.uniform(0.5, 1) * (0.3 + 0.7 * fade)
    return LineSegments(
        segment_ends(points), width * swell * (0.35 + 0.65 * fade), opacity, np.full(count, tone, np.uint8)
    )
