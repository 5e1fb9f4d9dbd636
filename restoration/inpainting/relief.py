"""Light and shade beside damage, found and taken away: the ridge and the shadow that would draw a filled crack again.

Paint that lifts along a crack is lit on one side and dark on the other, and a photograph that was sharpened has a pale
and a dark fringe there. An inpainter takes both for the colour of the paint and continues them into the crack, so that
its course stays readable. Here the *profile* of that light is estimated: how the picture differs from the paint a
little farther away, by distance from the rim of the damage. Brushwork differs, too, but from crack to crack in another
way; relief is what a whole neighbourhood has in common.

Method, our own; the two parts that come from statistics are:
    W. S. Cleveland, "Robust locally weighted regression and smoothing scatterplots", J. Am. Stat. Assoc. 74, 1979: the
        paint as it would be without relief is a local plane, fitted to the paint beyond the ridge.
    B. Efron and C. Morris, "Stein's estimation rule and its competitors", J. Am. Stat. Assoc. 68, 1973: a mean is
        believed as far as it is larger than chance makes it, and one crack's own profile as far as it is like the mean.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from scipy import ndimage

from restoration.disk_arrays import zeros_on_disk
from restoration.domain import Image, Mask, PixelWindow, Progress, no_progress
from restoration.imaging.masks import damaged_cells, grow_mask, small_components
from restoration.imaging.windows import grow_window, window_within

REACH = 6  # px outside the mask that may be changed; ridges on close-ups are 2 to 4 px wide

_DEPTH = 4  # px inside the mask that are, too: half the width of the widest cracks
_DISTANCES = np.arange(-_DEPTH, REACH + 1)  # px from the rim: 1 is the first pixel outside, 0 the first one inside
_FADE = np.clip((REACH + 1 - _DISTANCES) / 3, 0, 1) * np.clip((_DISTANCES + _DEPTH + 1) / 2, 0, 1)  # to both ends
_ALONG = 14.0  # px, standard deviation: a profile is a mean along some 50 px of the rim
_AROUND = 6.0  # px, standard deviation of the window in which a plane is fitted to the paint
_BEYOND = (
    (1, 2, 4, 5),
    (0.01, 0.05, 1.0, 1.0),
)  # distances, and the weights of paint there: that on a ridge is avoided
_TILT = 0.1  # of a window's extent: steadies planes that rest on paint on one side only
_CELL = 64  # px, pitch of the grid on which profiles are pooled
_EVEN = 0.1  # of the number of pixels: steadies the part that depends on direction where cracks run one way
_POOL = 2.5  # cells, standard deviation: neighbourhoods of some 500 px
_DOUBT = 16.0  # a mean is not believed below 4 times its standard error: brushwork is not independent along a crack
_VARIATION = 1.5  # how much profiles of single cracks vary, relative to their mean
_LARGEST = 0.031  # 8 of 255: stronger ones are believed less, at twice this not at all: painted lines, not light
_SMALLEST_DAMAGE = 30  # px; smaller spots have no rim that could be followed
_COMMON = 0.2  # of the usual number of pixels: depths that few cracks have say little about the profile
_TILE = 384  # px, side of the windows in which the work is done
_STEP = 8  # px, not less than `REACH`: damage is looked for on a grid of this pitch
_MARGIN = 80  # px around them: what the profile and the planes at their border depend on
_LUMA = np.array([0.299, 0.587, 0.114], np.float32)

Floats = npt.NDArray[np.float32]
"""Numbers of a window; colours are in 0..1, as encoded in the file."""


def remove_relief(
    image: Image,
    mask: Mask,
    strength: float = 1.0,
    progress: Progress = no_progress,
    *,
    visible: Mask | None = None,
) -> tuple[Image, Mask]:
    """Return a filled picture without the light and shade along its damage, and which pixels outside the mask changed.

    The mean profile is subtracted from the paint, which keeps its detail. It fades out `REACH` px beside the mask, and
    is nought where the profiles of a neighbourhood do not agree. Cost follows the damaged area; the result lies on the
    disk.

    Args:
        image: (H, W, 3) uint8 or uint16 RGB, filled. Not changed.
        mask: (H, W) bool, the damage.
        strength: 0..1; 0 changes nothing.
        progress: called as (done, total).
        visible: (H, W) bool: pixels where it is False are neither used nor changed; None: all are visible.

    Returns:
        (H, W, 3) of the image's type, and the affected band, (H, W) bool, on the disk: it is False inside the mask.

    Raises:
        ValueError: the strength lies outside 0..1.
    """
    if not 0 <= strength <= 1:
        raise ValueError(f"strength {strength} must lie in 0..1")
    after, affected = zeros_on_disk(image.shape, image.dtype), zeros_on_disk(mask.shape, np.bool_)
    after[:] = image
    tiles = list(_damaged_tiles(mask)) if strength else []
    pooled = _Pool(mask.shape)
    for done, tile in enumerate(tiles, start=1):
        rims = _trace_rims(image, mask, visible, tile)
        if rims is not None:
            pooled.add(rims, tile)
        progress(done, 2 * len(tiles))
    profiles = pooled.profiles()
    for done, tile in enumerate(tiles, start=len(tiles) + 1):
        rims = _trace_rims(image, mask, visible, tile)
        if rims is not None:
            light = strength * rims.light(profiles)
            _subtract(after, affected, mask, visible, light, tile)
        progress(done, 2 * len(tiles))
    return after, affected


def _damaged_tiles(mask: Mask) -> Iterator[PixelWindow]:
    """Yield the squares of a grid that have damage in them or within reach."""
    height, width = mask.shape
    near = grow_mask(damaged_cells(mask, _STEP), 1)
    for row, column in zip(*np.nonzero(damaged_cells(near, _TILE // _STEP)), strict=True):
        top, left = int(row) * _TILE, int(column) * _TILE
        yield slice(top, min(top + _TILE, height)), slice(left, min(left + _TILE, width))


@dataclass(frozen=True, slots=True, eq=False)
class _Rims:
    """The rims of the damage in a window, pixel by pixel along each contour, and the profile at each of them."""

    window: PixelWindow  # of the picture
    rows: npt.NDArray[np.int64]  # (N,) of the rim's pixels, in the picture
    columns: npt.NDArray[np.int64]
    facing: Floats  # (3, N): 1, and the direction away from the damage, along rows and down columns
    usual_facing: Floats  # (3, N, D): its mean along the rim, of the pixels at each distance
    belief: Floats  # (N,) 0..1: less than 1 on contours that are too short for a mean
    counts: Floats  # (N, D): pixels at each distance, as a mean along the rim
    means: Floats  # (3, N, D): what is lighter than the paint beyond, by channel, as a mean along the rim
    used: Mask  # (h, w), of the window: pixels that have a distance
    places: npt.NDArray[np.int64]  # index of each of these pixels in the N x D numbers
    damage: Mask  # (h, w): that has these rims

    def light(self, profiles: "_Profiles") -> Floats:
        """Return the light to take away, (h, w, 3), from the pixels of the window."""
        shares = profiles.believe(self).reshape(3, -1)
        light = np.zeros((*self.used.shape, 3), np.float32)
        light[self.used] = shares[:, self.places].T
        # Where two sides of a crack meet, their profiles differ: inside, they pass into each other.
        amount = cv2.GaussianBlur(self.damage.astype(np.float32), (0, 0), 1.2)
        blurred = cv2.GaussianBlur(light * self.damage[..., np.newaxis], (0, 0), 1.2)
        return np.where(self.damage[..., np.newaxis], blurred / np.maximum(amount, 1e-3)[..., np.newaxis], light)


def _trace_rims(image: Image, mask: Mask, visible: Mask | None, tile: PixelWindow) -> _Rims | None:
    """Return the rims in a tile and around it; None if it has none."""
    window = grow_window(tile, _MARGIN, _MARGIN, mask.shape)
    damage = mask[window]
    hidden = np.zeros_like(damage) if visible is None else ~visible[window]
    large = damage & ~small_components(damage, _SMALLEST_DAMAGE, connectivity=8)
    inside = np.asarray(cv2.dilate(large.view(np.uint8), np.ones((3, 3), np.uint8))).view(bool)
    contours, _ = cv2.findContours(inside.view(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    if not contours:
        return None
    lengths = [len(contour) for contour in contours]
    columns, rows = np.concatenate([contour[:, 0] for contour in contours]).T.astype(np.int64)
    distance, nearest = _measure(inside, rows, columns)
    used = (distance >= -_DEPTH) & (distance <= REACH) & ~hidden
    places = nearest[used] * len(_DISTANCES) + distance[used] + _DEPTH
    colours = image[window].astype(np.float32) / np.float32(np.iinfo(image.dtype).max)
    weights = np.interp(distance, *_BEYOND).astype(np.float32) * ~(damage | hidden)
    lighter = (colours - _fit_planes(colours, weights))[used]
    facing, rim_pixels = _facing(inside, rows, columns), nearest[used]
    counts, *sums = _mean_along([None, *facing[1:, rim_pixels], *lighter.T], places, lengths)
    across, down, *means = np.asarray(sums / np.maximum(counts, 1e-6), np.float32)
    return _Rims(
        window,
        rows + window[0].start,
        columns + window[1].start,
        facing,
        np.stack([np.ones_like(across), across, down]),
        np.repeat(np.minimum(np.array(lengths) / (4 * _ALONG), 1).astype(np.float32), lengths),
        counts,
        np.stack(means),
        used,
        places,
        large,
    )


def _measure(
    inside: Mask, rows: npt.NDArray[np.int64], columns: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the distance of each pixel from the rim, as in `_DISTANCES`, and which pixel of the rim is nearest."""
    off_rim = np.ones(inside.shape, np.uint8)
    off_rim[rows, columns] = 0
    apart, labels = cv2.distanceTransformWithLabels(off_rim, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    number_of = np.zeros(int(labels.max()) + 1, np.int64)
    number_of[labels[rows, columns]] = np.arange(len(rows))
    return np.rint(np.where(inside, 1 - apart, 1 + apart)).astype(np.int64), number_of[labels]


def _facing(inside: Mask, rows: npt.NDArray[np.int64], columns: npt.NDArray[np.int64]) -> Floats:
    """Return (3, N): 1, and the direction away from the damage at each pixel of a rim, along rows and down columns."""
    soft = cv2.GaussianBlur(inside.astype(np.float32), (0, 0), 2.0)
    across, down = (-cv2.Sobel(soft, cv2.CV_32F, *order)[rows, columns] for order in ((1, 0), (0, 1)))
    length = np.maximum(np.hypot(across, down), 1e-6)
    return np.stack([np.ones_like(length), across / length, down / length])


def _mean_along(values: list[npt.NDArray[Any] | None], places: npt.NDArray[np.int64], lengths: list[int]) -> Floats:
    """Return the sums of each of K values, or of ones, at each place, as a mean along each contour: (K, N, D)."""
    size = sum(lengths) * len(_DISTANCES)
    sums = np.stack([np.bincount(places, value, size) for value in values]).astype(np.float32)
    along = sums.reshape(len(values), -1, len(_DISTANCES))
    for contour in np.split(along, np.cumsum(lengths)[:-1], axis=1):
        contour[:] = ndimage.gaussian_filter1d(contour, _ALONG, axis=1, mode="wrap", truncate=3)
    return along


def _fit_planes(colours: Floats, weights: Floats) -> Floats:
    """Return the colours, (h, w, 3), as planes have them that are fitted to weighted pixels around each pixel.

    It is computed at half the size, for planes are smooth.
    """
    height, width = weights.shape
    size = (width + 1) // 2, (height + 1) // 2
    weights = weights + np.float32(1e-4)  # deep inside a loss the whole window has no paint
    small = cv2.resize(weights, size, interpolation=cv2.INTER_AREA)
    paint = cv2.resize(colours * weights[..., np.newaxis], size, interpolation=cv2.INTER_AREA)  # weighted

    def around(values: npt.NDArray[Any]) -> Floats:
        return np.asarray(cv2.GaussianBlur(values, (0, 0), _AROUND / 2), np.float32)

    x, y = np.meshgrid(*(np.arange(n, dtype=np.float32) - n / 2 for n in size))
    mass = around(small)
    mean_x, mean_y = around(small * x) / mass, around(small * y) / mass
    steady = np.float32(_TILT * (_AROUND / 2) ** 2)
    xx = np.maximum(around(small * x * x) / mass - mean_x**2, 0) + steady
    yy = np.maximum(around(small * y * y) / mass - mean_y**2, 0) + steady
    xy = around(small * x * y) / mass - mean_x * mean_y
    determinant = np.maximum(xx * yy - xy**2, 1e-6)[..., np.newaxis]
    xx, yy, xy, mass, mean_x, mean_y, x, y = (one[..., np.newaxis] for one in (xx, yy, xy, mass, mean_x, mean_y, x, y))
    mean = around(paint) / mass
    with_x, with_y = around(paint * x) / mass - mean_x * mean, around(paint * y) / mass - mean_y * mean
    slope_x, slope_y = (yy * with_x - xy * with_y) / determinant, (xx * with_y - xy * with_x) / determinant
    planes = mean + slope_x * (x - mean_x) + slope_y * (y - mean_y)
    return np.asarray(cv2.resize(planes, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


class _Pool:
    """Sums over the rims of a picture, on a coarse grid: what a regression of profiles on directions needs."""

    def __init__(self, shape: tuple[int, int]) -> None:
        grid = -(-shape[0] // _CELL), -(-shape[1] // _CELL), len(_DISTANCES)
        self._products = np.zeros((3, 3, *grid), np.float32)  # of directions
        self._sums = np.zeros((3, 3, *grid), np.float32)  # of directions and channels
        self._squares = np.zeros(grid, np.float32)  # of the luma
        self._grid = grid

    def add(self, rims: _Rims, tile: PixelWindow) -> None:
        """Add the rims that lie in a tile."""
        own = (rims.rows >= tile[0].start) & (rims.rows < tile[0].stop)
        own &= (rims.columns >= tile[1].start) & (rims.columns < tile[1].stop)
        cells, facing = rims.rows[own] // _CELL * self._grid[1] + rims.columns[own] // _CELL, rims.usual_facing[:, own]
        weights, means = np.minimum(rims.counts[own], 1), rims.means[:, own]
        for first in range(3):
            weighted = weights * facing[first]
            for other in range(3):
                self._add(self._products[first, other], cells, weighted * facing[other])
                self._add(self._sums[first, other], cells, weighted * means[other])
        self._add(self._squares, cells, weights * np.tensordot(_LUMA, means, 1) ** 2)

    def _add(self, grid: Floats, cells: npt.NDArray[np.int64], values: Floats) -> None:
        """Add values, (N, D), to the cells of a grid, (h, w, D), in place."""
        count = self._grid[0] * self._grid[1]
        for place in range(len(_DISTANCES)):
            grid[..., place] += np.bincount(cells, values[:, place], count).reshape(self._grid[:2])

    def profiles(self) -> "_Profiles":
        """Return the mean profiles of all neighbourhoods."""
        products, sums, squares = (_pool(one) for one in (self._products, self._sums, self._squares))
        number = products[0, 0]
        normal = np.moveaxis(products, (0, 1), (-2, -1)).astype(np.float64) + 1e-6 * np.eye(3)
        normal += number[..., np.newaxis, np.newaxis] * _EVEN * np.diag([0, 1, 1])  # few directions: little is learnt
        wanted = np.moveaxis(sums, (0, 1), (-2, -1))
        solved = np.linalg.solve(normal, wanted)  # (h, w, D, 3 directions, 3 channels)
        explained = ((wanted @ _LUMA) * (solved @ _LUMA)).sum(-1)
        variance = np.maximum(squares - explained, 0) / np.maximum(number, 1e-6)
        coefficients = np.moveaxis(solved.reshape(*number.shape, 9), -1, -2)
        return _Profiles(coefficients.astype(np.float32), np.stack([variance, number], axis=-2).astype(np.float32))


def _pool(grid: Floats) -> Floats:
    """Return (..., h, w, D): sums over the neighbourhood of each cell, as many as count in a weighted mean."""
    pooled = ndimage.gaussian_filter(grid, _POOL, mode="constant", axes=(-3, -2))
    return np.asarray(pooled * np.float32(4 * np.pi * _POOL**2), np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class _Profiles:
    """The mean profile around each cell of a coarse grid (h, w), and how far single rims differ from it."""

    coefficients: Floats  # (h, w, 9, D): of the three directions, for each of them the three channels
    spread: Floats  # (h, w, 2, D): variance of the luma, and number of the rim's pixels

    def believe(self, rims: _Rims) -> Floats:
        """Return the profile at each pixel of the rims, (3, N, D), as far as it is believed to be relief."""
        coefficients, (variance, number) = self._at(rims)
        mean = np.einsum("in,icnd->cnd", rims.facing, coefficients)
        usual = np.einsum("ind,icnd->cnd", rims.usual_facing, coefficients)
        size = np.abs(np.tensordot(_LUMA, mean, 1))
        independent = np.maximum(number / (2 * np.sqrt(np.pi) * _ALONG), 1)
        gain = np.clip(1 - _DOUBT * variance / independent / np.maximum(size**2, 1e-12), 0, 1)
        common = number > _COMMON * number.max(axis=1, keepdims=True)
        gain *= np.clip(2 - (size * common).max(axis=1, keepdims=True) / _LARGEST, 0, 1)
        expected = (_VARIATION * gain * size) ** 2
        own = expected / (expected + variance + 1e-12) * rims.belief[:, np.newaxis] * (rims.counts > 1e-3)
        believed = mean * gain + own * (rims.means - usual)
        return np.asarray(np.clip(believed, -2 * _LARGEST, 2 * _LARGEST) * _FADE, np.float32)

    def _at(self, rims: _Rims) -> tuple[Floats, Floats]:
        """Return the coefficients at each pixel of the rims, (3, 3, N, D), and the spread there, (2, N, D)."""
        height, width = self.spread.shape[:2]
        coefficients = np.zeros((9, *rims.counts.shape), np.float32)
        spread = np.zeros((2, *rims.counts.shape), np.float32)
        for row, by_row in _neighbours(rims.rows, height):
            for column, by_column in _neighbours(rims.columns, width):
                share = (by_row * by_column)[:, np.newaxis]
                for place, one in enumerate(spread):
                    one += share * self.spread[row, column, place]
                for place, one in enumerate(coefficients):
                    one += share * self.coefficients[row, column, place]
        return coefficients.reshape(3, 3, *rims.counts.shape), spread


def _neighbours(places: npt.NDArray[np.int64], count: int) -> Iterator[tuple[npt.NDArray[np.int64], Floats]]:
    """Yield the cell before and the cell behind each place in rows or columns of the grid, with its share."""
    at = np.clip((places + 0.5) / _CELL - 0.5, 0, count - 1)
    before = at.astype(np.int64)
    beyond = (at - before).astype(np.float32)
    yield before, 1 - beyond
    yield np.minimum(before + 1, count - 1), beyond


def _subtract(after: Image, affected: Mask, mask: Mask, visible: Mask | None, light: Floats, tile: PixelWindow) -> None:
    """Take light, (h, w, 3) of a tile with its margin, away from the picture in the tile, in place."""
    window = grow_window(tile, _MARGIN, _MARGIN, mask.shape)
    own = light[window_within(tile, window)]
    before, top = after[tile], np.iinfo(after.dtype).max
    darker = np.clip(np.rint(before.astype(np.float32) - own * np.float32(top)), 0, top).astype(after.dtype)
    if visible is not None:
        darker = np.where(visible[tile][..., np.newaxis], darker, before)
    affected[tile] = (darker != before).any(axis=2) & ~mask[tile]
    after[tile] = darker
