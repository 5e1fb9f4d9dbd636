"""The course of cracks: how their width, presence and contrast wander from end to end, and how ragged they are."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from restoration.damage.craquelure.ground import Floats
from restoration.damage.craquelure.growth import STEP, Crack
from restoration.damage.craquelure.looks import KINDS, LEVELS
from restoration.damage.noise import wander
from restoration.damage.stroke import Dashes

FINEST = 0.35  # px; a thinner crack does not show
TAPER = 0.25  # of a crack's length, over which a loose end thins out
LONGEST_TAPER = 12.0  # mm
RAGGED = 0.25  # px; deviation of a crack's middle line at the scale of its width


@dataclass(frozen=True, slots=True)
class Manner:
    """How the cracks of a picture run; lengths in px."""

    widths: tuple[float, ...]  # of each generation, median
    unevenness: float  # deviation of the logarithm of width from crack to crack
    fading: float  # how much presence and contrast wander along a crack, 0..1
    scale: float  # px/mm


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """All cracks of a net, one after the other."""

    dashes: Dashes
    cracks: npt.NDArray[np.intp]  # (N,) to which crack each dash belongs, from 0

    def widened(self, gain: float) -> "Course":
        """The same cracks, so many times as wide, but nowhere under `FINEST`."""
        return replace(self, dashes=replace(self.dashes, widths=np.maximum(gain * self.dashes.widths, FINEST)))

    @property
    def area(self) -> float:
        """px² of what is there by half or more."""
        return float((self.dashes.widths * (self.dashes.presence >= 0.5)).sum() * STEP)


def run(cracks: list[Crack], manner: Manner, rng: np.random.Generator) -> Course:
    """The course of every crack of a net; at least one is needed."""
    counts = np.array([len(crack.points) for crack in cracks])
    generations = np.repeat([crack.generation for crack in cracks], counts)
    total = int(counts.sum())
    fullness = _fullness(cracks, counts, manner)
    broad = np.exp(manner.unevenness * rng.normal(size=len(cracks)))
    widths = np.asarray(manner.widths)[generations] * np.repeat(broad, counts)
    rough = 1 + 0.25 * wander(total, 2.0 * manner.scale / STEP, rng) + 0.15 * wander(total, 2.5, rng)
    widths *= np.maximum(rough, 0.3) * (0.35 + 0.65 * fullness)
    points = _ragged(np.concatenate([crack.points for crack in cracks]), widths, counts, rng)
    presence = 2.0 + 0.6 * wander(total, 3.0 * manner.scale / STEP, rng)
    depth = np.sqrt(widths / manner.widths[0])  # the wider a crack gapes, the deeper it is seen into
    contrast = depth * (0.85 + 0.5 * manner.fading * wander(total, 3.0 * manner.scale / STEP, rng))
    kinds = np.repeat(_kinds(len(cracks), rng), counts)
    levels = np.clip(np.rint(contrast * LEVELS) - 1, 1, LEVELS - 1)
    is_inner = np.ones(total, bool)
    is_inner[np.cumsum(counts) - 1] = False  # no dash from the end of one crack to the start of the next
    dashes = Dashes(
        ends=np.stack([points, np.roll(points, -1, axis=0)], axis=1)[is_inner],
        widths=widths[is_inner],
        presence=(np.clip(presence, 0, 1) * np.minimum(2.5 * fullness, 1))[is_inner],
        tones=(kinds * LEVELS + levels).astype(np.uint8)[is_inner],
    )
    return Course(dashes, np.repeat(np.arange(len(cracks)), counts)[is_inner])


def _kinds(count: int, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """(count,) the kind of each crack: those that tore one after the other are much alike."""
    middle = KINDS / 2 + KINDS / 6 * (wander(count, 12, rng) + rng.normal(size=count))
    return np.clip(middle, 0, KINDS - 1).astype(np.int64)


def _fullness(cracks: list[Crack], counts: npt.NDArray[np.int64], manner: Manner) -> Floats:
    """(N,) 1 inside a crack, falling to 0 at its loose ends."""
    place = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    length = np.repeat(counts, counts)
    over = np.minimum(TAPER * length, LONGEST_TAPER * manner.scale / STEP)
    loose = np.repeat(np.array([crack.loose for crack in cracks]), counts, axis=0)
    from_start = np.where(loose[:, 0], place / over, 1)
    from_end = np.where(loose[:, 1], (length - 1 - place) / over, 1)
    return np.minimum(np.minimum(from_start, from_end), 1)


def _ragged(points: Floats, widths: Floats, counts: npt.NDArray[np.int64], rng: np.random.Generator) -> Floats:
    """The points shifted across the crack at the scale of its width."""
    forward = np.roll(points, -1, axis=0) - np.roll(points, 1, axis=0)
    last = np.cumsum(counts) - 1
    forward[last] = forward[last - 1] if len(points) > 1 else 1.0
    forward[last - counts + 1] = 0.0
    length = np.maximum(np.sqrt(np.square(forward).sum(axis=1, keepdims=True)), 1e-6)
    across = np.stack([-forward[:, 1], forward[:, 0]], axis=1) / length
    shift = RAGGED * np.sqrt(np.clip(widths, 0.3, 4.0)) * wander(len(points), 3.0, rng)
    shifted: Floats = points + across * shift[:, None]
    return shifted
