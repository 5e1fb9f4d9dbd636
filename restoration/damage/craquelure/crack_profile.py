"""The profile of cracks: how width, opacity and contrast change from end to end, and how ragged the edges are."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from restoration.damage.craquelure.brittle_layer import Float64Array
from restoration.damage.craquelure.growth import STEP, Crack
from restoration.damage.craquelure.styles import CONTRAST_LEVELS, CRACK_SHADES
from restoration.damage.procedural import Points, value_noise_1d
from restoration.damage.thin_lines import LineSegments

MIN_WIDTH = 0.35  # px; a thinner crack does not show
TAPER = 0.25  # of a crack's length, over which a free end thins out
LONGEST_TAPER = 12.0  # mm
RAGGEDNESS = 0.25  # px; deviation of a crack's middle line at the scale of its width


@dataclass(frozen=True, slots=True)
class ProfileSettings:
    """How the cracks of a picture look along their course; lengths in px."""

    widths: tuple[float, ...]  # median width of each generation
    unevenness: float  # deviation of the logarithm of width from crack to crack
    fading: float  # how much the contrast changes along a crack, 0..1
    scale: float  # px/mm


@dataclass(frozen=True, slots=True, eq=False)
class CrackLines:
    """All cracks of a net as line segments, one crack after the other."""

    segments: LineSegments
    cracks: npt.NDArray[np.intp]  # (N,) the number of the crack, from 0, that each segment belongs to

    def widened(self, factor: float) -> "CrackLines":
        """Return the same cracks `factor` times as wide, but nowhere thinner than `MIN_WIDTH`."""
        widths = np.maximum(factor * self.segments.widths, MIN_WIDTH)
        return replace(self, segments=replace(self.segments, widths=widths))

    @property
    def area(self) -> float:
        """Area (px²) of the segments with an opacity of one half or more."""
        return float((self.segments.widths * (self.segments.opacity >= 0.5)).sum() * STEP)


def profile_cracks(cracks: list[Crack], settings: ProfileSettings, rng: np.random.Generator) -> CrackLines:
    """Return the cracks of a net, at least one, as lines with width, opacity and tone."""
    counts = np.array([len(crack.points) for crack in cracks])
    fullness = _fullness(cracks, counts, settings)
    widths = _widths(cracks, counts, settings, rng) * (0.35 + 0.65 * fullness)
    points = _make_ragged(np.concatenate([crack.points for crack in cracks]), widths, counts, rng)
    noise = value_noise_1d(len(points), _in_steps(3.0, settings), rng)
    opacity = np.clip(2.0 + 0.6 * noise, 0, 1) * np.minimum(2.5 * fullness, 1)
    tones = _tones(widths / settings.widths[0], counts, settings, rng)
    continues = np.ones(len(points), bool)
    continues[np.cumsum(counts) - 1] = False  # no segment from the end of one crack to the start of the next
    segments = LineSegments(np.stack([points, np.roll(points, -1, axis=0)], axis=1), widths, opacity, tones)
    return CrackLines(segments.select(continues), np.repeat(np.arange(len(cracks)), counts)[continues])


def _in_steps(length: float, settings: ProfileSettings) -> float:
    """Return a length (mm) in steps between points."""
    return length * settings.scale / STEP


def _widths(
    cracks: list[Crack], counts: npt.NDArray[np.int64], settings: ProfileSettings, rng: np.random.Generator
) -> Float64Array:
    """Return (N,) px; each crack has its own width, which changes over millimetres and, less, over pixels."""
    own = np.asarray(settings.widths)[[crack.generation for crack in cracks]]
    own = own * np.exp(settings.unevenness * rng.normal(size=len(cracks)))
    count = int(counts.sum())
    coarse = value_noise_1d(count, _in_steps(2.0, settings), rng)
    variation = 1 + 0.25 * coarse + 0.15 * value_noise_1d(count, 2.5, rng)
    widths: Float64Array = np.repeat(own, counts) * np.maximum(variation, 0.3)
    return widths


def _tones(
    openness: Float64Array, counts: npt.NDArray[np.int64], settings: ProfileSettings, rng: np.random.Generator
) -> npt.NDArray[np.uint8]:
    """Return (N,) rows of the palette: successive cracks are alike, and wide ones show more depth."""
    middle = CRACK_SHADES / 2 + CRACK_SHADES / 6 * (value_noise_1d(len(counts), 12, rng) + rng.normal(size=len(counts)))
    shades = np.repeat(np.clip(middle, 0, CRACK_SHADES - 1).astype(np.int64), counts)
    noise = value_noise_1d(len(openness), _in_steps(3.0, settings), rng)
    contrast = np.sqrt(openness) * (0.85 + 0.5 * settings.fading * noise)
    levels = np.clip(np.rint(contrast * CONTRAST_LEVELS) - 1, 1, CONTRAST_LEVELS - 1)
    return np.asarray(shades * CONTRAST_LEVELS + levels, np.uint8)


def _fullness(cracks: list[Crack], counts: npt.NDArray[np.int64], settings: ProfileSettings) -> Float64Array:
    """Return (N,) 1 inside a crack, falling to 0 at its free ends."""
    place = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    length = np.repeat(counts, counts)
    taper = np.minimum(TAPER * length, _in_steps(LONGEST_TAPER, settings))
    is_free = np.repeat(np.array([crack.is_free_end for crack in cracks]), counts, axis=0)
    from_start = np.where(is_free[:, 0], place / taper, 1)
    from_end = np.where(is_free[:, 1], (length - 1 - place) / taper, 1)
    return np.minimum(np.minimum(from_start, from_end), 1)


def _make_ragged(
    points: Points, widths: Float64Array, counts: npt.NDArray[np.int64], rng: np.random.Generator
) -> Points:
    """Return the points (N, 2) shifted across the crack at the scale of its width."""
    forward = np.roll(points, -1, axis=0) - points
    forward[np.cumsum(counts) - 1] = 0  # ends stay where they met
    length = np.maximum(np.sqrt(np.square(forward).sum(axis=1)), 1e-6)
    shift = RAGGEDNESS * np.sqrt(np.clip(widths, 0.3, 4.0)) * value_noise_1d(len(points), 3.0, rng) / length
    return np.stack([points[:, 0] - shift * forward[:, 1], points[:, 1] + shift * forward[:, 0]], axis=1)
