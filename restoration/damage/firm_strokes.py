"""Firm strokes that look like cracks or chips: profiles, ribbons, hatching, highlights, rows of dots, haloes.

Each function draws one motif at a place (x, y in px) in one tone of a palette; `scale` is in px/mm.
"""

import numpy as np

from restoration.damage.procedural import Points, rotate, unit_vectors, value_noise_1d
from restoration.damage.thin_lines import LineSegments, concatenate_segments, segment_ends

STEP = 2.5  # px between two points of a line
BAND_OPACITY = 0.45  # 0..1; the most of the body colour between the edges of a ribbon, or of a shade


def follow_angles(start: Points, angles: Points) -> Points:
    """Return (N, 2) points x, y of a line from `start` (2,) that turns by (N,) `angles` (rad), a `STEP` at a time."""
    return start + np.cumsum(STEP * unit_vectors(angles), axis=0)


def profile_line(place: Points, scale: float, tone: int, rng: np.random.Generator) -> LineSegments:
    """Return the outline of a head, a hand or a limb: a closed curve with a few bulges, or a long part of one."""
    radius = rng.uniform(3, 18) * scale
    count = max(int(2 * np.pi * radius / STEP), 12)
    around = np.arange(count + 1) * (2 * np.pi / count)
    swelling = np.ones(count + 1)
    for waves in (2, 3, 5, 8):
        swelling += rng.normal(0, 0.25) / waves * unit_vectors(waves * around + rng.uniform(0, 2 * np.pi))[:, 0]
    outline = radius * (swelling[:, None] * unit_vectors(around)) * (1, rng.uniform(0.4, 1))
    start, part = int(rng.integers(count)), rng.choice([1.0, rng.uniform(0.3, 0.9)])
    outline = np.roll(outline[:-1], -start, axis=0)[: int(part * count) + 1]
    points = place + rotate(outline, rng.uniform(0, 2 * np.pi))
    line = _firm_line(points, _stroke_width(scale, rng), tone, rng)
    return line if rng.random() < 0.5 else concatenate_segments([line, _shade(points, scale, tone, rng)])


def ribbon_lines(place: Points, scale: float, tone: int, rng: np.random.Generator) -> LineSegments:
    """Return the two edges of a ribbon, a hem or a fold, side by side, and sometimes the colour between them."""
    count = int(rng.uniform(10, 60) * scale / STEP) + 3
    angles = rng.uniform(0, 2 * np.pi) + rng.uniform(0.2, 1.2) * value_noise_1d(count, 12 * scale / STEP, rng)
    middle, across = follow_angles(place, angles), unit_vectors(angles + np.pi / 2)
    breadth = rng.uniform(0.4, 3) * scale * (1 + 0.3 * value_noise_1d(count, 10 * scale / STEP, rng)).clip(0.2, 2)
    width = _stroke_width(scale, rng)
    edges = [_firm_line(middle + side * breadth[:, None] * across, width, tone, rng) for side in (-0.5, 0.5)]
    if rng.random() < 0.4:
        opacity = np.full(count - 1, BAND_OPACITY * rng.random())
        edges.append(LineSegments(segment_ends(middle), breadth[1:], opacity, np.full(count - 1, tone, np.uint8)))
    return concatenate_segments(edges)


def hatching_lines(place: Points, scale: float, tone: int, rng: np.random.Generator) -> LineSegments:
    """Return a patch of short parallel strokes that model a form, in egg tempera or on a wall."""
    pitch, length, width = (rng.uniform(low, high) * scale for low, high in ((0.2, 0.7), (0.8, 4), (0.05, 0.16)))
    angle, bow = rng.uniform(0, 2 * np.pi), rng.uniform(-0.15, 0.15)
    strokes = []
    for number in range(int(rng.integers(8, 50))):
        own_length = length * rng.uniform(0.6, 1.2)
        count = max(int(own_length / STEP), 2)
        offset = np.array([rng.normal(0, 0.15) * length, number * pitch + rng.normal(0, 0.15) * pitch])
        turning = angle + bow * number * pitch / length + np.linspace(-bow, bow, count + 1)
        start = place + rotate(offset, angle)
        strokes.append(_firm_line(follow_angles(start, turning), width, tone, rng))
    return concatenate_segments(strokes)


def highlight_lines(place: Points, scale: float, tone: int, rng: np.random.Generator) -> LineSegments:
    """Return one to eight short thick strokes, as of lights on folds, hair and metal; each tapers to both ends."""
    angle, strokes = rng.uniform(0, 2 * np.pi), []
    for _ in range(int(rng.integers(1, 9))):
        count = max(int(rng.uniform(0.6, 5) * scale / STEP), 3)
        start = place + rng.normal(0, 2.5 * scale, 2)
        points = follow_angles(start, angle + rng.normal(0, 0.2) + np.linspace(0, rng.normal(0, 0.5), count + 1))
        part = (np.arange(count) + 0.5) / count
        swell = np.sqrt(4 * part * (1 - part))
        opacity = rng.uniform(0.6, 1) * (0.4 + 0.6 * swell)
        widths = rng.uniform(0.15, 0.5) * scale * swell
        strokes.append(LineSegments(segment_ends(points), widths, opacity, np.full(count, tone, np.uint8)))
    return concatenate_segments(strokes)


def dot_lines(place: Points, scale: float, tone: int, rng: np.random.Generator) -> LineSegments:
    """Return a row of round dots at one distance along a curve: pearls, stars, or the punches of a halo."""
    size = rng.uniform(0.2, 0.8) * scale
    count, pitch = int(rng.integers(5, 60)), size * rng.uniform(1.4, 4)
    angles = rng.uniform(0, 2 * np.pi) + np.arange(count) * rng.normal(0, 0.06)
    return _dots(place + np.cumsum(pitch * unit_vectors(angles), axis=0), size, tone, rng)


def halo_lines(place: Points, scale: float, tone: int, rng: np.random.Generator) -> LineSegments:
    """Return a halo: two to five circles of one compass, whole or in part, often with a row of punches between them."""
    radius, width = rng.uniform(5, 25) * scale, rng.uniform(0.06, 0.2) * scale
    start, sweep = rng.uniform(0, 2 * np.pi), rng.choice([2 * np.pi, rng.uniform(1, 5)])
    rings = []
    for _ in range(int(rng.integers(2, 6))):
        angles = start + np.linspace(0, sweep, max(int(sweep * radius / STEP), 3))
        rings.append(_firm_line(place + radius * unit_vectors(angles), width, tone, rng))
        radius += rng.uniform(0.4, 2) * scale
        if rng.random() < 0.4:
            size = rng.uniform(0.2, 0.5) * scale
            angles = start + np.linspace(0, sweep, max(int(sweep * radius / (2.2 * size)), 2))
            rings.append(_dots(place + radius * unit_vectors(angles), size, tone, rng))
            radius += rng.uniform(0.4, 1) * scale
    return concatenate_segments(rings)


def _dots(places: Points, size: float, tone: int, rng: np.random.Generator) -> LineSegments:
    """Return round dots, `size` px across, at (N, 2) places."""
    count = len(places)
    ends = np.stack([places, places + 0.25], axis=1)  # a stroke too short to see, with round ends
    opacity, tones = np.full(count, rng.uniform(0.6, 1)), np.full(count, tone, np.uint8)
    return LineSegments(ends, np.full(count, size), opacity, tones)


def _shade(points: Points, scale: float, tone: int, rng: np.random.Generator) -> LineSegments:
    """Return a faint band along one side of (N, 2) points, as a form turns dark towards its outline."""
    steps = np.diff(points, axis=0)
    across = np.stack([-steps[:, 1], steps[:, 0]], axis=1) / STEP
    breadth = rng.uniform(0.3, 1.5) * scale
    ends = segment_ends(points) + (rng.choice([-0.5, 0.5]) * breadth * across)[:, None]
    opacity = np.full(len(steps), BAND_OPACITY * rng.random())
    return LineSegments(ends, np.full(len(steps), breadth), opacity, np.full(len(steps), tone, np.uint8))


def _stroke_width(scale: float, rng: np.random.Generator) -> float:
    """Return the width of a contour, px; many are thin."""
    return float(scale * rng.choice([rng.uniform(0.08, 0.2), rng.uniform(0.1, 0.5)]))


def _firm_line(points: Points, width: float, tone: int, rng: np.random.Generator) -> LineSegments:
    """Return a stroke along (N, 2) points that is equally opaque all along: as wide all along, too, or swelling."""
    count = len(points) - 1
    swell = 1 + rng.choice([0.0, 0.4]) * value_noise_1d(count, max(count / 5, 2), rng)
    from_end = np.minimum(np.arange(count) + 1, count - np.arange(count)) * (STEP / 2)  # px
    widths = np.minimum(width * np.clip(swell, 0.3, 2), from_end + 1)
    return LineSegments(
        segment_ends(points), widths, np.full(count, rng.uniform(0.6, 1)), np.full(count, tone, np.uint8)
    )
