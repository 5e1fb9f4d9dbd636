"""Strokes as shapes with tapered ends, drawn four times as fine as the picture, in linear light."""

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from restoration.linear_light import Light
from restoration.retouching.base import Passage

Points = npt.NDArray[np.float64]
"""(N, K, 2): x and y in px of the picture, of K points along N lines."""

FINENESS = 4  # drawn pixels for one of the picture, along each side
_FRACTION_BITS = 4  # of the coordinates that OpenCV takes
_OWN_EDGE = 0.5 / FINENESS  # px; OpenCV also fills the pixels that the edge of a shape runs through


@dataclass(frozen=True, slots=True, eq=False)
class Strokes:
    """A layer of strokes; later ones lie over earlier ones."""

    points: Points  # (N, K, 2), along the middle of each stroke
    widths: npt.NDArray[np.float64]  # (K,) or (N, K), px at those points
    colours: Light  # (N, 3), or (N, K - 1, 3) where the colour changes along the stroke
    opacity: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Dots:
    """A layer of round dots; later ones lie over earlier ones."""

    places: Points  # (N, 2)
    diameter: float  # px
    colours: Light  # (N, 3)
    opacity: float = 1.0


def find_touching(points: Points, width: float, passage: Passage) -> npt.NDArray[np.bool_]:
    """Return (N,): whether a stroke of that width, px, may touch the mask of a passage."""
    steps = np.diff(points, axis=1)
    longest = float(np.hypot(steps[..., 0], steps[..., 1]).max()) if steps.size else 0.0
    reach = int(np.ceil((width + longest) / 2)) + 1
    padded = np.pad(passage.mask.view(np.uint8), reach)
    near = np.asarray(cv2.dilate(padded, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8))).view(bool)
    places = np.floor(points).astype(np.int64) - (passage.left, passage.top) + reach
    is_inside = np.asarray(((places >= 0) & (places < near.shape[::-1])).all(2))
    x, y = np.where(is_inside[..., None], places, 0).transpose(2, 0, 1)
    return np.asarray((near[y, x] & is_inside).any(1))


def sample_at(light: Light, points: Points, passage: Passage) -> Light:
    """Return (..., 3): the colour of an (h, w, 3) map of a passage at points of the picture, (..., 2)."""
    height, width = light.shape[:2]
    places = np.floor(points).astype(np.int64) - (passage.left, passage.top)
    sampled: Light = light[np.clip(places[..., 1], 0, height - 1), np.clip(places[..., 0], 0, width - 1)]
    return sampled


def draw_strokes(ground: Light, layers: Iterable[Strokes | Dots], passage: Passage) -> Light:
    """Return a passage with layers of strokes over its ground.

    Args:
        ground: (h, w, 3), what is seen between the strokes.
        layers: the lowest first.
        passage: where they lie.

    Returns:
        (h, w, 3), each pixel the mean of the light that is drawn in it.
    """
    height, width = ground.shape[:2]
    canvas: Light = np.repeat(np.repeat(ground, FINENESS, 0), FINENESS, 1)
    for layer in layers:
        under = canvas.copy() if layer.opacity < 1 else None
        _draw(canvas, layer, (passage.left, passage.top))
        if under is not None:
            canvas = np.asarray(cv2.addWeighted(canvas, layer.opacity, under, 1 - layer.opacity, 0), np.float32)
    return np.asarray(cv2.resize(canvas, (width, height), interpolation=cv2.INTER_AREA), np.float32)


def _draw(canvas: Light, layer: Strokes | Dots, origin: tuple[int, int]) -> None:
    if isinstance(layer, Dots):
        _draw_dots(canvas, layer, origin)
    else:
        _draw_ribbons(canvas, layer, origin)


def _draw_ribbons(canvas: Light, layer: Strokes, origin: tuple[int, int]) -> None:
    left_edge, right_edge = _edges(layer, origin)
    if layer.colours.ndim == 2:
        rings = np.concatenate([left_edge, right_edge[:, ::-1]], axis=1)
        for ring, colour in zip(rings, layer.colours.tolist(), strict=True):
            cv2.fillPoly(canvas, [ring], colour, shift=_FRACTION_BITS)
        return
    quads = np.stack([left_edge[:, :-1], left_edge[:, 1:], right_edge[:, 1:], right_edge[:, :-1]], axis=2)
    colours = layer.colours.reshape(-1, 3).tolist()
    for quad, colour in zip(quads.reshape(-1, 4, 2), colours, strict=True):
        cv2.fillConvexPoly(canvas, quad, colour, shift=_FRACTION_BITS)


def _draw_dots(canvas: Light, layer: Dots, origin: tuple[int, int]) -> None:
    radius = round(max(layer.diameter / 2 - _OWN_EDGE, 0) * FINENESS * 2**_FRACTION_BITS)
    for place, colour in zip(_fixed(layer.places - origin).tolist(), layer.colours.tolist(), strict=True):
        cv2.circle(canvas, place, radius, colour, cv2.FILLED, shift=_FRACTION_BITS)


def _edges(layer: Strokes, origin: tuple[int, int]) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Return (N, K, 2) twice: the two edges of each stroke, in the fixed-point pixels of the canvas."""
    along = np.gradient(layer.points, axis=1)
    along /= np.maximum(np.hypot(along[..., 0], along[..., 1])[..., None], 1e-9)
    across = np.stack([-along[..., 1], along[..., 0]], axis=2)
    half = np.maximum(np.broadcast_to(layer.widths, layer.points.shape[:2]) / 2 - _OWN_EDGE, 0)[..., None]
    return _fixed(layer.points + half * across - origin), _fixed(layer.points - half * across - origin)


def _fixed(points: Points) -> npt.NDArray[np.int32]:
    """Return the fixed-point pixels of the canvas; there, whole numbers are the middles of pixels."""
    return np.asarray(np.rint((points * FINENESS - 0.5) * 2**_FRACTION_BITS), np.int32)
