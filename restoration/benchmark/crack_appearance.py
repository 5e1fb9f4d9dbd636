"""The appearance of cracks in a photograph: their darkness, colour and width, against the paint beside them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.ndimage import map_coordinates, uniform_filter1d

from restoration.benchmark.centrelines import centre_lines, line_directions
from restoration.domain import Image, Mask
from restoration.linear_light import LUMINANCE, Light, decode_srgb

PERCENTILES = (10, 25, 50, 75, 90)

_STEP = 0.5  # px between two samples across a crack
_MAX_OFFSET = 6  # samples; a line drawn by hand lies up to 3 px beside the middle of the crack
_CRACK_END = 10  # samples: 5 px from its middle every crack has ended; the paint to compare with begins there
_REACH = 18  # samples: further than 9 px away, the paint may have another colour
_SMOOTHING = 3  # samples, averaged so that a single grain is not taken for the middle
_FLOOR = 1e-4  # of white; smallest light level used as a divisor; avoids division by zero in black paint

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class CrackAppearance:
    """Measurements at N points along the cracks, each against the paint beside it."""

    luminance_ratio: Floats  # (N,) of linear light: below 1 for a dark crack
    colour_ratio: Floats  # (N, 3) the same for R, G and B
    drop: Floats  # (N,) of CIE L*: below 0 for a light crack
    width: Floats  # (N,) px at half depth in linear light; NaN where no crack is seen or it does not end within 5 px


def appearance_percentiles(values: Floats) -> Floats:
    """Return the 10th, 25th, 50th, 75th and 90th percentile of one measurement, without NaN.

    Args:
        values: (N,) or (N, 3).

    Returns:
        (5,) or (5, 3).
    """
    return np.asarray(np.nanpercentile(values, PERCENTILES, axis=0))


def measure_crack_appearance(image: Image, mask: Mask, tone: str = "dark") -> CrackAppearance:
    """Measure the appearance of the cracks of a mask.

    A profile is taken across each point of their centre-lines. Its middle is the darkest place within 3 px (the
    lightest for light cracks). The level of the paint is the median over 5 to 9 px on both sides: neighbouring cracks
    do not change it as long as they fill less than half of that. Points within 12 px of the border are left out.

    Args:
        image: (H, W, 3) uint8 or uint16 RGB.
        mask: (H, W) bool; cracks, or lines drawn along them.
        tone: of the cracks, "dark" or "light".
    """
    light = decode_srgb(image)
    profiles = _centre_profiles(_profiles_across(light, centre_lines(mask)), tone)
    luminance = profiles @ LUMINANCE
    crack_colour, paint_colour = profiles[:, _REACH], _paint_level(profiles)
    crack, paint = luminance[:, _REACH], _paint_level(luminance)
    depths = luminance - paint[:, None] if tone == "light" else paint[:, None] - luminance
    return CrackAppearance(
        luminance_ratio=crack / np.maximum(paint, _FLOOR),
        colour_ratio=crack_colour / np.maximum(paint_colour, _FLOOR),
        drop=_lightness(paint) - _lightness(crack),
        width=_distance_to_half_depth(depths[:, _REACH::-1]) + _distance_to_half_depth(depths[:, _REACH:]),
    )


def _profiles_across(light: Light, lines: Mask) -> Floats:
    """Return the light across the lines, (N, K, 3), wide enough for profiles that are centred afterwards."""
    offsets = _STEP * np.arange(-_MAX_OFFSET - _REACH, _MAX_OFFSET + _REACH + 1)
    far = int(offsets[-1])
    inner = np.zeros_like(lines)
    inner[far:-far, far:-far] = lines[far:-far, far:-far]
    rows, columns = np.nonzero(inner)
    angles = line_directions(lines)[inner[lines], None]
    places = np.stack([rows[:, None] + np.cos(angles) * offsets, columns[:, None] - np.sin(angles) * offsets])
    channels = [map_coordinates(light[..., channel], places, np.float64, order=1) for channel in range(3)]
    return np.stack(channels, axis=-1)


def _centre_profiles(profiles: Floats, tone: str) -> Floats:
    """Return the profiles, each cut to `_REACH` on both sides of its darkest or lightest place."""
    luminance = uniform_filter1d(profiles @ LUMINANCE, _SMOOTHING, axis=1)[:, _REACH:-_REACH]
    middle = luminance.argmax(axis=1) if tone == "light" else luminance.argmin(axis=1)
    kept = middle[:, None] + np.arange(2 * _REACH + 1)
    return np.take_along_axis(profiles, kept[..., None], axis=1)


def _paint_level(profiles: Floats) -> Floats:
    """Return the level of the paint on both sides, (N,) or (N, 3)."""
    sides = np.concatenate([profiles[:, : _REACH - _CRACK_END + 1], profiles[:, _REACH + _CRACK_END :]], axis=1)
    return np.asarray(np.median(sides, axis=1))


def _distance_to_half_depth(depths: Floats) -> Floats:
    """Return the distance from the start of each profile to where it first comes back to half its depth; (N,) px."""
    depths = depths[:, : _CRACK_END + 1]
    half = depths[:, 0] / 2
    is_past = depths <= half[:, None]
    is_seen = (half > 0) & is_past.any(axis=1)
    points, past = np.flatnonzero(is_seen), is_past.argmax(axis=1)[is_seen]
    before, after = depths[points, past - 1], depths[points, past]
    distances = np.full(len(depths), np.nan)
    distances[points] = _STEP * (past - (half[points] - after) / (before - after))
    return distances


def _lightness(luminance: Floats) -> Floats:
    """Return CIE L*, 0..100."""
    return np.asarray(np.where(luminance > 216 / 24389, 116 * np.cbrt(luminance) - 16, 24389 / 27 * luminance))
