"""How paint tears: long cracks first, then shorter ones across, each ending where it meets an older one."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter1d

Floats = npt.NDArray[np.float32]

STEP = 0.75  # px between two points of a crack; discs of 1 px drawn there still merge into a line
WANDER = 0.35  # rad; slow change of direction
JAG = 0.5  # rad; change of direction at the scale of a crack's width


@dataclass(frozen=True, slots=True, eq=False)
class Crack:
    """One torn line, from end to end."""

    points: Floats  # (N, 2) x, y in px, one every `STEP`
    generation: int  # 0: tore first
    loose: tuple[bool, bool]  # which ends stop in sound paint, instead of at a crack or the edge


def tear(shape: tuple[int, int], spacing: float, angle: float, rng: np.random.Generator) -> list[Crack]:
    """A net of two generations: long cracks along `angle` (rad), 2 `spacing` (px) apart, then others across.

    Junctions are T-shaped: a crack cannot cross a gap that is already open.

    Source:
        S. Bucklow, "The description of craquelure patterns", Studies in Conservation 42(3), 1997.
    """
    taken = np.zeros(shape, bool)
    cracks: list[Crack] = []
    for generation, (apart, turn) in enumerate([(2 * spacing, 0.0), (spacing, np.pi / 2)]):
        for seed in _seeds(shape, apart / 3, rng):
            heading = angle + turn + rng.normal(0, 0.2)
            if _is_free(taken, seed, apart * rng.uniform(0.35, 0.55)):
                cracks.append(_grow(taken, seed, heading, generation, spacing, rng))
                _open(taken, cracks[-1].points)
    return cracks


def noise(count: int, scale: float, rng: np.random.Generator) -> Floats:
    """(count,) smooth noise of mean 0 and deviation about 1; `scale` is its reach in steps."""
    rough = rng.normal(size=count + 1)
    spread = (2 * np.sqrt(np.pi) * max(scale, 0.3)) ** 0.5  # what smoothing white noise takes from its deviation
    smooth: Floats = (gaussian_filter1d(rough, scale, mode="wrap")[:count] * spread).astype(np.float32)
    return smooth


def _seeds(shape: tuple[int, int], pitch: float, rng: np.random.Generator) -> Iterator[tuple[float, float]]:
    """Points x, y all over the picture, about `pitch` px apart, in random order."""
    height, width = shape
    cells = np.stack(np.meshgrid(np.arange(0, width, pitch), np.arange(0, height, pitch)), -1).reshape(-1, 2)
    for x, y in rng.permutation(cells) + rng.uniform(0, pitch, cells.shape):
        if x < width and y < height:
            yield float(x), float(y)


def _is_free(taken: npt.NDArray[np.bool_], seed: tuple[float, float], radius: float) -> bool:
    x, y, reach = int(seed[0]), int(seed[1]), int(radius)
    return not taken[max(y - reach, 0) : y + reach + 1, max(x - reach, 0) : x + reach + 1].any()


def _grow(
    taken: npt.NDArray[np.bool_],
    seed: tuple[float, float],
    heading: float,
    generation: int,
    spacing: float,
    rng: np.random.Generator,
) -> Crack:
    """From the seed both ways, until something stops it."""
    longest = int((sum(taken.shape) if generation == 0 else 6 * spacing) / STEP)
    forth, is_loose = _walk(taken, seed, heading, longest, spacing, rng)
    back, was_loose = _walk(taken, seed, heading + np.pi, longest, spacing, rng)
    points = np.concatenate([back[::-1], [seed], forth]).astype(np.float32)
    return Crack(points, generation, (was_loose, is_loose))


def _walk(
    taken: npt.NDArray[np.bool_],
    seed: tuple[float, float],
    heading: float,
    longest: int,
    spacing: float,
    rng: np.random.Generator,
) -> tuple[Floats, bool]:
    """The points one way, up to the first that is taken or outside; True if it gave out before."""
    slow, quick = noise(longest, 0.5 * spacing / STEP, rng), noise(longest, 0.9 / STEP, rng)
    headings = heading + WANDER * slow + JAG * quick
    points = np.array(seed) + np.cumsum(STEP * np.stack([np.cos(headings), np.sin(headings)], 1), axis=0)
    height, width = taken.shape
    columns, rows = np.floor(points).astype(int).T
    is_outside = (columns < 0) | (rows < 0) | (columns >= width) | (rows >= height)
    is_met = is_outside | taken[rows.clip(0, height - 1), columns.clip(0, width - 1)]
    stop = int(is_met.argmax()) if is_met.any() else longest
    tired = int(rng.exponential(10 * spacing / STEP))
    if tired < stop or stop == longest:
        return points[: min(tired, stop)].astype(np.float32), True
    return points[: stop + 2].astype(np.float32), False  # 2 steps into the older crack, so that they touch


def _open(taken: npt.NDArray[np.bool_], points: Floats) -> None:
    """Mark a crack 3 px wide: with 1 px a later one could slip through a diagonal."""
    height, width = taken.shape
    columns, rows = np.floor(points).astype(int).T
    for right in (-1, 0, 1):
        for down in (-1, 0, 1):
            taken[(rows + down).clip(0, height - 1), (columns + right).clip(0, width - 1)] = True
