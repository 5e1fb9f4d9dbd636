"""The touch of the brush: a body of paint, and bristles that each carry a little other colour and leave a furrow."""

import cv2
import numpy as np
import numpy.typing as npt

from restoration.sample.strokes import Brush, BrushStrokes, Float32Array, plan_strokes

PaintedCanvas = npt.NDArray[np.uint8]
"""(H, W, 4) uint8: RGB as painted, and the height of the paint."""

BITS = 4  # fractional bits of a coordinate in OpenCV's drawing


def paint_motif(
    motif: Float32Array, ground: PaintedCanvas, care: Float32Array, brushes: list[Brush], rng: np.random.Generator
) -> PaintedCanvas:
    """The motif in paint, from the broadest brush to the finest.

    Args:
        motif: (H, W, 3) float32 RGB, 0..255.
        ground: what is there before the first stroke. Not changed.
        care: (H, W) float32, 0..1; how much the painter minds a fault there.
    """
    canvas = ground.copy()
    for brush in brushes:
        paint_strokes(canvas, plan_strokes(motif, canvas[..., :3].astype(np.float32), care, brush, rng), brush, rng)
    return canvas


def paint_strokes(canvas: PaintedCanvas, strokes: BrushStrokes, brush: Brush, rng: np.random.Generator) -> None:
    """Paint the strokes onto `canvas`, in place."""
    places = _bristles(brush.radius)
    cuts = 1 if brush.radius > 5 else 0  # finer brushes need no rounding: their steps are a few px
    lines = _beside(_rounded(strokes.paths, cuts), places * brush.radius)
    starts, stops = _ragged(2**cuts * (strokes.lengths - 1), 2**cuts, places, rng)
    body, inks = _load(strokes.colours, len(places), rng)
    thick, thin = max(round(1.4 * brush.radius), 1), max(round(0.25 * brush.radius), 1)
    middle = len(places) // 2
    for stroke, (first, last) in enumerate(zip(starts.tolist(), stops.tolist(), strict=True)):
        core = lines[stroke, middle, : max(min(last), 2)]
        cv2.polylines(canvas, [core], False, body[stroke], thick, cv2.LINE_AA, BITS)
        for bristle, ink in enumerate(inks[stroke]):
            line = lines[stroke, bristle, first[bristle] : last[bristle]]
            cv2.polylines(canvas, [line], False, ink, thin, cv2.LINE_AA, BITS)


def _bristles(radius: float) -> Float32Array:
    """Places across the brush, -1..1; always an odd number, so that one runs in the middle."""
    return np.linspace(-0.85, 0.85, 2 * min(round(radius / 3), 4) + 1, dtype=np.float32)


def _rounded(paths: Float32Array, times: int) -> Float32Array:
    """(N, K, 2) paths with their corners cut; each time doubles the points.

    Source:
        G. Chaikin, "An algorithm for high-speed curve generation", 1974.
    """
    for _ in range(times):
        early, late = paths[:, :-1], paths[:, 1:]
        cut = np.stack([0.75 * early + 0.25 * late, 0.25 * early + 0.75 * late], axis=2)
        paths = cut.reshape(len(paths), -1, 2)
    return paths


def _beside(paths: Float32Array, offsets: Float32Array) -> npt.NDArray[np.int32]:
    """(N, bristles, K, 2) the paths shifted sideways, in OpenCV's fixed point."""
    along = np.gradient(paths, axis=1)
    along /= np.linalg.norm(along, axis=2, keepdims=True) + 1e-6
    across = np.stack([-along[..., 1], along[..., 0]], axis=-1)
    lines = paths[:, None] + offsets[:, None, None] * across[:, None]
    fixed: npt.NDArray[np.int32] = np.rint(lines * 2**BITS).astype(np.int32)
    return fixed


def _ragged(
    whole: npt.NDArray[np.intp], radius: int, places: Float32Array, rng: np.random.Generator
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """(N, bristles) first and last point: the tip is round, and each bristle runs dry in its own time."""
    size = (len(whole), len(places))
    tip = radius * (1 - np.sqrt(1 - places**2))
    starts = tip + 0.4 * radius * rng.random(size)
    stops = (whole[:, None] + 1) * (1 - 0.35 * rng.random(size) ** 2) - tip
    first = np.clip(starts, 0, np.maximum(whole[:, None] - 2, 0)).astype(np.intp)
    return first, np.maximum(stops.astype(np.intp), first + 2)


def _load(
    colours: Float32Array, bristles: int, rng: np.random.Generator
) -> tuple[list[list[float]], list[list[list[float]]]]:
    """Red, green, blue and height of every stroke's body and of its bristles; paint heaps up at the rims."""
    count = len(colours)
    mixed = colours * (1 + rng.normal(0, 0.03, (count, 1))) + rng.normal(0, 1.5, (count, 3))
    streaks = mixed[:, None] * (1 + rng.normal(0, 0.03, (count, bristles, 1)))
    body = 70 + 0.25 * colours.mean(axis=1) + rng.normal(0, 12, count)  # lights are painted thicker than shadows
    rim = 18 * np.abs(np.linspace(-1, 1, bristles)) ** 3
    heights = body[:, None] + rim + rng.normal(0, 14, (count, bristles))
    inks = np.concatenate([streaks, heights[..., None]], axis=2)
    return (
        np.clip(np.column_stack([0.97 * mixed, body - 15]), 0, 255).tolist(),
        np.clip(inks, 0, 255).tolist(),
    )
