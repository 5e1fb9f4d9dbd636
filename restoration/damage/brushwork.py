"""Thin painted lines that tempt a crack detector: locks of hair, outlines, writing and lace.

Each motif takes a place x, y in px, the scale in px/mm, the tone to wear, and chance.
"""

import numpy as np

from restoration.damage.heading import Points, heading, turned
from restoration.damage.noise import wander
from restoration.damage.stroke import Dashes, along, join

STEP = 2.5  # px between two points of a line


def hair(place: Points, scale: float, tone: int, rng: np.random.Generator) -> Dashes:
    """A lock: 12 to 60 strands that leave one parting side by side and follow the same wave."""
    count, angle = int(rng.uniform(8, 30) * scale / STEP) + 3, rng.uniform(0, 2 * np.pi)
    wave = 0.5 * wander(count, count / 2, rng) + rng.normal(0, 0.6) * np.linspace(0, 1, count)
    width = rng.uniform(0.06, 0.16) * scale
    strands = []
    for _ in range(int(rng.integers(12, 61))):
        root = place + turned(rng.normal(0, 1, 2) * (0.8, 2.0) * scale, angle)
        own = wave * rng.normal(1, 0.15) + 0.08 * wander(count, count / 3, rng)
        length = int(count * rng.uniform(0.5, 1))
        strands.append(_line(_course(root, angle + rng.normal(0, 0.05) + own[:length]), width, tone, rng))
    return join(strands)


def contour(place: Points, scale: float, tone: int, rng: np.random.Generator) -> Dashes:
    """One long smooth outline."""
    count = int(rng.uniform(20, 90) * scale / STEP) + 3
    bends = rng.uniform(0, 2 * np.pi) + rng.uniform(0.3, 1.2) * wander(count, 20 * scale / STEP, rng)
    return _line(_course(place, bends), rng.uniform(0.12, 0.45) * scale, tone, rng)


def lettering(place: Points, scale: float, tone: int, rng: np.random.Generator) -> Dashes:
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
    return join(lines)


def lace(place: Points, scale: float, tone: int, rng: np.random.Generator) -> Dashes:
    """Rows of crossing loops."""
    pitch, loops = rng.uniform(1, 2.5) * scale, int(rng.integers(8, 30))
    angle, width = rng.uniform(0, np.pi), rng.uniform(0.06, 0.14) * scale
    turn = np.linspace(0, 2 * np.pi * loops, max(int(loops * 4 * pitch / STEP), 3))
    loop = np.stack([turn * (pitch / (2 * np.pi)), np.zeros(turn.size)], axis=1) + 0.8 * pitch * heading(turn)
    rows = [loop + np.array([row % 2 / 2, row]) * pitch for row in range(int(rng.integers(1, 5)))]
    return join([_line(place + turned(row, angle), width, tone, rng) for row in rows])


def _course(start: Points, angles: Points) -> Points:
    """(N, 2) points of a line that leaves `start` and turns as (N,) `angles` say."""
    return start + np.cumsum(STEP * heading(angles), axis=0)


def _between(start: Points, stop: Points, bow: float) -> Points:
    """(N, 2) points of an arc; `bow` is its height as a part of its length."""
    part = np.linspace(0, 1, max(int(np.abs(stop - start).max() / STEP), 3))[:, None]
    across = np.array([start[1] - stop[1], stop[0] - start[0]])
    return start + (stop - start) * part + 4 * bow * across * part * (1 - part)


def _line(points: Points, width: float, tone: int, rng: np.random.Generator) -> Dashes:
    """A brush's line: it swells, and leaves in a point."""
    count = len(points) - 1
    part = (np.arange(count) + 0.5) / count
    swell = np.clip(1 + 0.25 * wander(count, max(count / 4, 2), rng), 0.4, 1.6)
    fade = np.minimum(np.minimum(part / 0.1, (1 - part) / 0.35), 1)
    presence = rng.uniform(0.5, 1) * (0.3 + 0.7 * fade)
    return Dashes(along(points), width * swell * (0.35 + 0.65 * fade), presence, np.full(count, tone, np.uint8))
