"""Opaque damage: nothing shows through it, only its rim is mixed with the paint beside it.

It covers what drawn damage covers, or strokes of any course and width, which no other damage here resembles.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image as PillowImage
from PIL import ImageDraw
from PIL.Image import Resampling

from restoration.domain import Image
from restoration.training.damage_bank import CoverMap

STROKE_SHARE = 0.5  # of opaque damage
STROKES = (1, 14)  # on an example
STROKE_WIDTHS = (0.7, 40.0)  # px; equally often in each octave, and seldom wide
STROKE_STEP = 6.0  # px, between two turns
STROKE_TURN = 0.35  # radians, standard deviation of a turn
SUPERSAMPLING = 4
TONES = ((10, 12, 0.5), (240, 10, 0.2), (120, 60, 0.3))  # mean, standard deviation and share: soot, ground, anything
TINT = 12  # standard deviation of a channel around the tone
GRAIN = 4  # standard deviation of a pixel around the colour


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class Stroke:
    """A line of any course."""

    points: npt.NDArray[np.float64]  # (N, 2), x and y, px
    width: float  # px


def sample_strokes(side: int, rng: np.random.Generator) -> list[Stroke]:
    """Choose strokes for an example of `side` px."""
    return [_sample_stroke(side, rng) for _ in range(rng.integers(*STROKES, endpoint=True))]


def _sample_stroke(side: int, rng: np.random.Generator) -> Stroke:
    least, most = np.log(STROKE_WIDTHS)
    width = float(np.exp(least + (most - least) * rng.beta(1, 2)))
    steps = int(rng.integers(2, max(side // 5, 3)) / (1 + width / 8))
    angles = rng.uniform(0, 2 * np.pi) + np.cumsum(rng.normal(0, STROKE_TURN, max(steps, 1)))
    moves = STROKE_STEP * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return Stroke(rng.uniform(0, side, 2) + np.cumsum(np.vstack([np.zeros(2), moves]), axis=0), width)


def draw_strokes(strokes: list[Stroke], side: int) -> CoverMap:
    """Return how far strokes cover each pixel of a (side, side) example."""
    canvas = PillowImage.new("L", (side * SUPERSAMPLING,) * 2)
    pen = ImageDraw.Draw(canvas)
    for stroke in strokes:
        width, points = round(stroke.width * SUPERSAMPLING), stroke.points * SUPERSAMPLING
        pen.line(list(map(tuple, points)), fill=255, width=width, joint="curve")
        radius = width / 2
        for x, y in points[[0, -1]]:  # round ends; a single point becomes a spot
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    return np.array(canvas.resize((side, side), Resampling.BOX))


def harden(cover: CoverMap) -> CoverMap:
    """Return the cover (H, W) of the same damage if it were opaque: a body and a rim instead of thin parts."""
    return np.clip(2 * cover.astype(np.int16) - 64, 0, 255).astype(np.uint8)


def cover_opaquely(paint: Image, cover: CoverMap, rng: np.random.Generator) -> Image:
    """Return (H, W, 3) uint8 paint under damage of one random colour, as far as the (H, W) cover says."""
    mean, spread, _ = TONES[rng.choice(len(TONES), p=[share for _, _, share in TONES])]
    colour = rng.normal(mean, spread) + rng.normal(0, TINT, 3)
    grain = rng.normal(0, GRAIN, cover.shape)[..., np.newaxis]
    share = cover[..., np.newaxis] / 255
    return np.rint((1 - share) * paint + share * np.clip(colour + grain, 0, 255)).astype(np.uint8)
