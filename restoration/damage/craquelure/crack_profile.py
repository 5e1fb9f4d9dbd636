"""The course of cracks: how their width, presence and contrast wander from end to end, and how ragged they are."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from restoration.damage.craquelure.brittle_layer import Float64Array
from restoration.damage.craquelure.growth import STEP, Crack
from restoration.damage.craquelure.looks import CONTRAST_LEVELS, CRACK_SHADES
from restoration.damage.procedural import value_noise_1d
from restoration.damage.thin_lines import LineSegments

MIN_WIDTH = 0.35  # px; a thinner crack does not show
TAPER = 0.25  # of a crack's length, over which a loose end thins out
LONGEST_TAPER = 12.0  # mm
RAGGED = 0.25  # px; deviation of a crack's middle line at the scale of its width


@dataclass(frozen=True, slots=True)
class ProfileSettings:
    """How the cracks of a picture run; lengths in px."""

    widths: tuple[float, ...]  # of each generation, median
    unevenness: float  # deviation of the logarithm of width from crack to crack
    fading: float  # how much the contrast wanders along a crack, 0..1
    scale: float  # px/mm


@dataclass(frozen=True, slots=True, eq=False)
class CrackLines:
    """All cracks of a net, one after the other."""

    dashes: LineSegments
    cracks: npt.NDArray[np.intp]  # (N,) to which crack each dash belongs, from 0

    def widened(self, gain: float) -> "CrackLines":
        """The same cracks, so many times as wide, but nowhere under `FINEST`."""
        return replace(self, dashes=replace(self.dashes, widths=np.maximum(gain * self.dashes.widths, MIN_WIDTH)))

    @property
    def area(self) -> float:
        """px² of what is there by half or more."""
        return float((self.dashes.widths * (self.dashes.presence >= 0.5)).sum() * STEP)


def profile_cracks(cracks: list[Crack], manner: ProfileSettings, rng: np.random.Generator) -> CrackLines:
    """The course of every crack of a net; at least one is needed."""
    counts = np.array([len(crack.points) for crack in cracks])
    fullness = _fullness(cracks, counts, manner)
    widths = _widths(cracks, counts, manner, rng) * (0.35 + 0.65 * fullness)
    points = _ragged(np.concatenate([crack.points for crack in cracks]), widths, counts, rng)
    presence = np.clip(2.0 + 0.6 * value_noise_1d(len(points), _steps(3.0, manner), rng), 0, 1) * np.minimum(
        2.5 * fullness, 1
    )
    tones = _tones(widths / manner.widths[0], counts, manner, rng)
    goes_on = np.ones(len(points), bool)
    goes_on[np.cumsum(counts) - 1] = False  # no dash from the end of one crack to the start of the next
    dashes = LineSegments(np.stack([points, np.roll(points, -1, axis=0)], axis=1), widths, presence, tones).only(
        goes_on
    )
    return CrackLines(dashes, np.repeat(np.arange(len(cracks)), counts)[goes_on])


def _steps(length: float, manner: ProfileSettings) -> float:
    """A length (mm) in steps between points."""
    return length * manner.scale / STEP


def _widths(
    cracks: list[Crack], counts: npt.NDArray[np.int64], manner: ProfileSettings, rng: np.random.Generator
) -> Float64Array:
    """(N,) px; every crack has its own width, which wanders over millimetres and, less, over pixels."""
    own = np.asarray(manner.widths)[[crack.generation for crack in cracks]]
    own = own * np.exp(manner.unevenness * rng.normal(size=len(cracks)))
    count = int(counts.sum())
    rough = 1 + 0.25 * value_noise_1d(count, _steps(2.0, manner), rng) + 0.15 * value_noise_1d(count, 2.5, rng)
    widths: Float64Array = np.repeat(own, counts) * np.maximum(rough, 0.3)
    return widths


def _tones(
    openness: Float64Array, counts: npt.NDArray[np.int64], manner: ProfileSettings, rng: np.random.Generator
) -> npt.NDArray[np.uint8]:
    """(N,) rows of the palette: cracks that tore one after the other are alike, and the wider, the deeper one sees."""
    middle = CRACK_SHADES / 2 + CRACK_SHADES / 6 * (value_noise_1d(len(counts), 12, rng) + rng.normal(size=len(counts)))
    kinds = np.repeat(np.clip(middle, 0, CRACK_SHADES - 1).astype(np.int64), counts)
    contrast = np.sqrt(openness) * (
        0.85 + 0.5 * manner.fading * value_noise_1d(len(openness), _steps(3.0, manner), rng)
    )
    levels = np.clip(np.rint(contrast * CONTRAST_LEVELS) - 1, 1, CONTRAST_LEVELS - 1)
    return np.asarray(kinds * CONTRAST_LEVELS + levels, np.uint8)


def _fullness(cracks: list[Crack], counts: npt.NDArray[np.int64], manner: ProfileSettings) -> Float64Array:
    """(N,) 1 inside a crack, falling to 0 at its loose ends."""
    place = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    length = np.repeat(counts, counts)
    over = np.minimum(TAPER * length, _steps(LONGEST_TAPER, manner))
    loose = np.repeat(np.array([crack.loose for crack in cracks]), counts, axis=0)
    from_start = np.where(loose[:, 0], place / over, 1)
    from_end = np.where(loose[:, 1], (length - 1 - place) / over, 1)
    return np.minimum(np.minimum(from_start, from_end), 1)


def _ragged(
    points: Float64Array, widths: Float64Array, counts: npt.NDArray[np.int64], rng: np.random.Generator
) -> Float64Array:
    """The points shifted across the crack at the scale of its width."""
    forward = np.roll(points, -1, axis=0) - points
    forward[np.cumsum(counts) - 1] = 0  # ends stay where they met
    length = np.maximum(np.sqrt(np.square(forward).sum(axis=1)), 1e-6)
    shift = RAGGED * np.sqrt(np.clip(widths, 0.3, 4.0)) * value_noise_1d(len(points), 3.0, rng) / length
    return np.stack([points[:, 0] - shift * forward[:, 1], points[:, 1] + shift * forward[:, 0]], axis=1)
