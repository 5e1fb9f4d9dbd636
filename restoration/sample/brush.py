"""The mark of the brush: a body of paint, and bristles of slightly different colours that leave furrows."""

import cv2
import numpy as np
import numpy.typing as npt

from restoration.sample.strokes import Brush, BrushStrokes, Float32Array, plan_strokes

PaintedCanvas = npt.NDArray[np.uint8]
"""(H, W, 4) uint8: RGB as painted, and the height of the paint."""

FRACTION_BITS = 4  # bits of fraction in the coordinates given to OpenCV


def paint_motif(
    motif: Float32Array, ground: PaintedCanvas, care: Float32Array, brushes: list[Brush], rng: np.random.Generator
) -> PaintedCanvas:
    """Paint a motif with each brush in turn.

    Args:
        motif: (H, W, 3) float32 RGB, 0..255.
        ground: (H, W, 4) the canvas before the first stroke. Not changed.
        care: (H, W) float32, 0..1; how much a difference from the motif counts there.
        brushes: the broadest first.
        rng: source of randomness.

    Returns:
        (H, W, 4) the painted canvas.
    """
    canvas = ground.copy()
    for brush in brushes:
        paint_strokes(canvas, plan_strokes(motif, canvas[..., :3].astype(np.float32), care, brush, rng), brush, rng)
    return canvas


def paint_strokes(canvas: PaintedCanvas, strokes: BrushStrokes, brush: Brush, rng: np.random.Generator) -> None:
    """Paint the strokes onto `canvas` (H, W, 4), in place."""
    places = _bristle_places(brush.radius)
    cuts = 1 if brush.radius > 5 else 0  # finer brushes need no rounding: their steps are a few px
    lines = _shift_sideways(_cut_corners(strokes.paths, cuts), places * brush.radius)
    starts, stops = _bristle_ends(2**cuts * (strokes.lengths - 1), 2**cuts, places, rng)
    bodies, bristles = _mix_colours(strokes.colours, len(places), rng)
    thick, thin = max(round(1.4 * brush.radius), 1), max(round(0.25 * brush.radius), 1)
    middle = len(places) // 2
    for stroke, (first, last) in enumerate(zip(starts.tolist(), stops.tolist(), strict=True)):
        core = lines[stroke, middle, : max(min(last), 2)]
        cv2.polylines(canvas, [core], False, bodies[stroke], thick, cv2.LINE_AA, FRACTION_BITS)
        for bristle, colour in enumerate(bristles[stroke]):
            line = lines[stroke, bristle, first[bristle] : last[bristle]]
            cv2.polylines(canvas, [line], False, colour, thin, cv2.LINE_AA, FRACTION_BITS)


def _bristle_places(radius: float) -> Float32Array:
    """Return (B,) places across the brush, -1..1; B is odd, so that one bristle runs in the middle."""
    return np.linspace(-0.85, 0.85, 2 * min(round(radius / 3), 4) + 1, dtype=np.float32)


def _cut_corners(paths: Float32Array, times: int) -> Float32Array:
    """Return (N, K, 2) paths with their corners cut; each time doubles the number of points.

    Source:
        G. Chaikin, "An algorithm for high-speed curve generation", 1974.
    """
    for _ in range(times):
        early, late = paths[:, :-1], paths[:, 1:]
        cut = np.stack([0.75 * early + 0.25 * late, 0.25 * early + 0.75 * late], axis=2)
        paths = cut.reshape(len(paths), -1, 2)
    return paths


def _shift_sideways(paths: Float32Array, offsets: Float32Array) -> npt.NDArray[np.int32]:
    """Return (N, B, K, 2) the paths (N, K, 2) shifted sideways by (B,) offsets px, in OpenCV's fixed point."""
    along = np.gradient(paths, axis=1)
    along /= np.linalg.norm(along, axis=2, keepdims=True) + 1e-6
    across = np.stack([-along[..., 1], along[..., 0]], axis=-1)
    lines = paths[:, None] + offsets[:, None, None] * across[:, None]
    fixed: npt.NDArray[np.int32] = np.rint(lines * 2**FRACTION_BITS).astype(np.int32)
    return fixed


def _bristle_ends(
    last_points: npt.NDArray[np.intp], radius: int, places: Float32Array, rng: np.random.Generator
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return (N, B) first and last points: the tip is round, and each bristle runs dry at its own point."""
    size = (len(last_points), len(places))
    tip = radius * (1 - np.sqrt(1 - places**2))
    starts = tip + 0.4 * radius * rng.random(size)
    stops = (last_points[:, None] + 1) * (1 - 0.35 * rng.random(size) ** 2) - tip
    first = np.clip(starts, 0, np.maximum(last_points[:, None] - 2, 0)).astype(np.intp)
    return first, np.maximum(stops.astype(np.intp), first + 2)


def _mix_colours(
    colours: Float32Array, count: int, rng: np.random.Generator
) -> tuple[list[list[float]], list[list[list[float]]]]:
    """Return red, green, blue and height of each stroke's body, and of its `count` bristles.

    Paint heaps up at the rims of a stroke.
    """
    strokes = len(colours)
    mixed = colours * (1 + rng.normal(0, 0.03, (strokes, 1))) + rng.normal(0, 1.5, (strokes, 3))
    streaks = mixed[:, None] * (1 + rng.normal(0, 0.03, (strokes, count, 1)))
    body = 70 + 0.25 * colours.mean(axis=1) + rng.normal(0, 12, strokes)  # lights are painted thicker than shadows
    rim = 18 * np.abs(np.linspace(-1, 1, count)) ** 3
    heights = body[:, None] + rim + rng.normal(0, 14, (strokes, count))
    bristles = np.concatenate([streaks, heights[..., None]], axis=2)
    return (
        np.clip(np.column_stack([0.97 * mixed, body - 15]), 0, 255).tolist(),
        np.clip(bristles, 0, 255).tolist(),
    )
