"""Wide losses of two size classes, drawn on the detail of a painting: the paint is gone down to the ground."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from restoration.benchmark.protocol import BenchmarkProtocol, seed_of
from restoration.damage.coverage import rasterize_polygon
from restoration.damage.layer import Alpha, DamageLayer, compose
from restoration.damage.light import sample_optics
from restoration.damage.materials import MATERIALS, grain_tones, material_palette
from restoration.damage.procedural import Points, rotate, unit_vectors
from restoration.damage.recipe import SCALE_RANGE
from restoration.damage.truth import touch_mask
from restoration.domain import DamageKind, Image, Mask, PixelWindow

TASK = "losses"

_CORNERS = 64  # of an outline
_WAVES = 5  # bays around an outline, at most
_ROUGHNESS = 0.5  # of the radius: how deep the widest bays are
_MARGIN = 8  # px of sound paint between two losses, and between a loss and the edge
_ATTEMPTS = 100  # places that are tried for a loss; if all are taken, there is one loss less


@dataclass(frozen=True, slots=True)
class SizeClass:
    """Losses of about one size."""

    key: str  # in the column for the severity
    smallest: int  # px, the longer side of a loss
    largest: int  # px
    count: int  # of losses in a detail


SIZE_CLASSES = (SizeClass("15-60 px", 15, 60, count=3), SizeClass("60-200 px", 60, 200, count=2))


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class DetailWithLosses:
    """A detail, (H, W, 3), in which paint is lost, and what shows there."""

    size: str  # key of the size class
    material: str  # a key of `MATERIALS`
    damaged: Image
    mask: Mask  # (H, W): the losses with their blurred rims


def draw_wide_losses(detail: Image, picture: str, protocol: BenchmarkProtocol) -> Iterator[DetailWithLosses]:
    """Yield a detail with losses of each size class; one whose losses are too large for the detail is left out.

    Args:
        detail: (H, W, 3) uint8 or uint16 RGB. Not changed.
        picture: its name, which fixes the losses together with the protocol's seed.
        protocol: of the run.
    """
    for size_class in SIZE_CLASSES:
        if size_class.smallest <= _largest_in(detail.shape):
            rng = np.random.default_rng(seed_of(picture, f"losses {size_class.key}", protocol))
            yield _damage(detail, size_class, rng)


def _damage(detail: Image, size_class: SizeClass, rng: np.random.Generator) -> DetailWithLosses:
    material, scale = str(rng.choice(list(MATERIALS))), float(rng.uniform(*SCALE_RANGE))
    alpha = _draw_outlines((detail.shape[0], detail.shape[1]), size_class, rng)
    tones = grain_tones(material, alpha.shape, scale, float(rng.uniform()), rng)
    layer = DamageLayer(DamageKind.LOSS, alpha, tones, material_palette(material, paint_left=0.0))
    damaged = compose(detail, [layer], sample_optics(rng))
    return DetailWithLosses(size_class.key, material, damaged, touch_mask(detail, damaged) | (alpha > 0))


def _draw_outlines(shape: tuple[int, int], size_class: SizeClass, rng: np.random.Generator) -> Alpha:
    """Return (H, W) how far losses that do not touch each other cover each pixel."""
    alpha = np.zeros(shape, np.uint16)
    least, most = np.log([size_class.smallest, min(size_class.largest, _largest_in(shape))])
    sizes = np.exp(rng.uniform(least, most, size_class.count))
    for size in np.sort(sizes)[::-1]:  # the largest finds its place first
        outline = _outline(float(size), rng)
        for _ in range(_ATTEMPTS):
            placed = outline + _place(outline, shape, rng)
            if not alpha[_window_around(placed)].any():
                window, alpha_inside = rasterize_polygon(placed, shape)
                alpha[window] = alpha_inside
                break
    return alpha


def _largest_in(shape: tuple[int, ...]) -> float:
    """Return the longer side, px, of the largest loss that is drawn on a detail of that height and width."""
    return min(shape[:2]) / 2 - _MARGIN


def _outline(size: float, rng: np.random.Generator) -> Points:
    """Return (N, 2) an irregular outline whose longer side is `size` px; its least x and y are 0."""
    angles = np.arange(_CORNERS) * (2 * np.pi / _CORNERS)
    waves = np.arange(2, _WAVES + 1)
    depths, phases = _ROUGHNESS * rng.uniform(-1, 1, len(waves)) / waves, rng.uniform(0, 2 * np.pi, len(waves))
    radii = np.exp(unit_vectors(waves * angles[:, np.newaxis] + phases)[..., 0] @ depths)
    stretched = unit_vectors(angles) * radii[:, np.newaxis] * (1, rng.uniform(0.5, 1))
    outline = rotate(stretched, rng.uniform(0, np.pi))
    return np.asarray((outline - outline.min(axis=0)) * (size / np.ptp(outline, axis=0).max()))


def _place(outline: Points, shape: tuple[int, int], rng: np.random.Generator) -> Points:
    """Return a random x and y, (2,), for the upper left corner of an outline, clear of the picture's edges."""
    height, width = shape
    return np.asarray(rng.uniform(_MARGIN, (width, height) - np.ptp(outline, axis=0) - _MARGIN))


def _window_around(outline: Points) -> PixelWindow:
    """Return the rows and columns of an outline with the margin around it."""
    (left, top), (right, bottom) = outline.min(axis=0).astype(int), outline.max(axis=0).astype(int)
    return slice(top - _MARGIN, bottom + 1 + _MARGIN), slice(left - _MARGIN, right + 1 + _MARGIN)
