"""Where the brush goes: curved strokes that follow the form, planned for one brush at a time.

Source:
    A. Hertzmann, "Painterly rendering with curved brush strokes of multiple sizes", SIGGRAPH 1998,
    doi:10.1145/280814.280951; here directions come from a smoothed structure tensor instead of the plain gradient.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

HABIT_WEIGHT = 0.12  # (grey levels per px)²; gradients above its root outweigh the habit

Float32Array = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Brush:
    """One brush and how it is used."""

    radius: float  # px
    tolerance: float  # mean difference per pixel (0..255) that is left as it is
    longest: int  # steps of one radius
    shortest: int = 3
    curvature: float = 0.7  # 0 keeps the first direction, 1 follows the form at once
    pitch: float = 1.0  # radii between neighbouring strokes
    habit: float = -0.55  # rad; where the motif is even, from the lower left to the upper right, as a right hand moves
    motif_blur: float = 0.5  # radii; a broad brush paints no detail


@dataclass(frozen=True, slots=True, eq=False)
class BrushStrokes:
    """Many strokes of one brush, in painting order."""

    paths: Float32Array  # (N, K, 2) x, y in px
    lengths: npt.NDArray[np.intp]  # (N,) points of each path that are painted
    colours: Float32Array  # (N, 3) RGB, 0..255


def plan_strokes(
    motif: Float32Array, canvas: Float32Array, care: Float32Array, brush: Brush, rng: np.random.Generator
) -> BrushStrokes:
    """Plan strokes wherever the canvas still differs too much from the motif.

    Args:
        motif: (H, W, 3) float32 RGB, 0..255.
        canvas: (H, W, 3) float32 RGB, 0..255.
        care: (H, W) float32, 0..1; how much a difference counts there.
        brush: the brush.
        rng: source of randomness.
    """
    sigma = max(brush.motif_blur * brush.radius, 0.5)
    blurred = np.asarray(cv2.GaussianBlur(motif, (0, 0), sigma), np.float32)
    seeds = _seeds(care * np.abs(canvas - blurred).mean(axis=2), brush)
    seeds = rng.permutation(seeds)
    colours = blurred[seeds[:, 1], seeds[:, 0]]
    directions = _directions(blurred, max(1.6 * brush.radius, 3), brush.habit)
    paths, lengths = _follow(seeds.astype(np.float32), colours, blurred, canvas, directions, brush, rng)
    return BrushStrokes(paths, lengths, colours)


def _seeds(error: Float32Array, brush: Brush) -> npt.NDArray[np.intp]:
    """Return (N, 2) x, y of the worst pixel of every grid cell whose mean error (H, W) exceeds the tolerance."""
    cell = max(round(brush.pitch * brush.radius), 2)
    rows, columns = (side // cell for side in error.shape)
    top, left = (side % cell // 2 for side in error.shape)  # both margins share what the grid leaves over
    blocks = error[top : top + rows * cell, left : left + columns * cell].reshape(rows, cell, columns, cell)
    cells = blocks.swapaxes(1, 2).reshape(rows, columns, cell * cell)
    row, column = np.nonzero(cells.mean(axis=2) > brush.tolerance)
    down, right = np.divmod(cells[row, column].argmax(axis=1), cell)
    return np.stack([left + column * cell + right, top + row * cell + down], axis=1)


def _directions(motif: Float32Array, reach: float, habit: float) -> Float32Array:
    """Return (H, W, 2) unit vectors along the form (across the gradient) within `reach` px.

    Where there is no form the hand keeps its `habit` (rad).
    """
    grey = cv2.cvtColor(motif, cv2.COLOR_RGB2GRAY)
    right, down = (cv2.Scharr(grey, cv2.CV_32F, *order, scale=1 / 32) for order in ((1, 0), (0, 1)))
    tensor = np.dstack([right * right - down * down, 2 * right * down])
    side = 2 * round(reach) + 1  # two box blurs are nearly a Gaussian, at a cost that does not grow with the reach
    across_habit = 2 * (habit + np.pi / 2)
    habit_tensor = HABIT_WEIGHT * np.array([np.cos(across_habit), np.sin(across_habit)], np.float32)
    tensor = cv2.blur(cv2.blur(tensor, (side, side)), (side, side)) + habit_tensor
    angle = 0.5 * np.arctan2(tensor[..., 1], tensor[..., 0]) + np.pi / 2
    return np.dstack([np.cos(angle), np.sin(angle)]).astype(np.float32)


def _follow(
    seeds: Float32Array,
    colours: Float32Array,
    motif: Float32Array,
    canvas: Float32Array,
    directions: Float32Array,
    brush: Brush,
    rng: np.random.Generator,
) -> tuple[Float32Array, npt.NDArray[np.intp]]:
    """Return the paths and lengths of all strokes, grown together by one radius per step.

    A stroke ends where the canvas is closer to the motif than the stroke's own colour.
    """
    corner = np.array(motif.shape[1::-1]) - 1
    paths = np.empty((len(seeds), brush.longest + 1, 2), np.float32)
    paths[:, 0] = seeds
    lengths = np.ones(len(seeds), np.intp)
    grows = np.ones(len(seeds), bool)
    last = directions[seeds[:, 1].astype(int), seeds[:, 0].astype(int)] * rng.choice([-1, 1], (len(seeds), 1))
    for step in range(1, brush.longest + 1):
        column, row = np.clip(paths[:, step - 1], 0, corner).astype(int).T
        here = directions[row, column]
        here = here * np.where((here * last).sum(axis=1, keepdims=True) < 0, -1, 1)
        last = brush.curvature * here + (1 - brush.curvature) * last
        last /= np.linalg.norm(last, axis=1, keepdims=True) + 1e-6
        paths[:, step] = paths[:, step - 1] + brush.radius * last
        column, row = np.clip(paths[:, step], 0, corner).astype(int).T
        wanted = motif[row, column]
        would_harm = np.abs(wanted - canvas[row, column]).sum(axis=1) < np.abs(wanted - colours).sum(axis=1)
        grows &= (step < brush.shortest) | ~would_harm
        lengths += grows
    return paths, lengths
