"""Astrazione cromatica: crossing strokes of four colours that mix to the mean of the whole painting."""

from dataclasses import dataclass

import numpy as np

from restoration.domain import PixelWindow
from restoration.linear_light import Light
from restoration.retouching.balance import balance_strokes, stroke_reach
from restoration.retouching.base import Paint, Passage, Site
from restoration.retouching.chance import uniform
from restoration.retouching.colours import Floats, apart_from, from_hex, mixture_shares
from restoration.retouching.scattered import scatter
from restoration.retouching.strokes import Points, Strokes, draw_strokes, find_touching

# All lengths are in stroke widths: of 0.3 mm, unless another width is chosen.
_LENGTH = 20.0  # 6 mm
_COVER = 0.35  # of the area, by each layer
_SPREAD = 15.0  # degrees from the angle of a layer, at most
_ANGLES = (30.0, 120.0, 60.0, 150.0)  # degrees: each layer crosses the one before it
_CELL = np.sqrt(_LENGTH / -np.log(1 - _COVER))  # side of the cell of each stroke, for that cover

_YELLOW, _RED, _BLACK = from_hex("d9b13b", "b04a32", "26231f")
_GREENS_AND_BLUES = from_hex("4d7f57", "40589c")
_PROFILE = np.array([0.3, 1, 1, 0.3])
_STOPS = np.array([-0.5, -0.35, 0.35, 0.5])
_ANGLE_PURPOSE, _PLACE_PURPOSE = 0, 1  # the last one and more: a layer each


class Astrazione:
    """Crossing strokes, one colour over the other: yellow, red, green or blue, and black; about a third cover each.

    For losses where joining the forms would be arbitrary: all take one colour, the mean of the sound paint.

    Source:
        U. Baldini, "Teoria del restauro e unità di metodologia", 1978; O. Casazza, "Il restauro pittorico", 1981.
    """

    key = "astrazione"
    has_strokes = True

    def reach(self, width: float) -> int:
        """See `Mode.reach`."""
        return stroke_reach(width, 0)

    def prepare(self, site: Site, loss: PixelWindow) -> Paint:
        """See `Mode.prepare`."""
        return _Painter(_colours(site.sound_mean), site.sound_mean, site.width, site.seed).paint


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class _Painter:
    colours: Light  # (4, 3), of the layers
    mean: Light  # (3,), of sound paint
    width: float  # px, of a stroke
    seed: int

    def paint(self, passage: Passage) -> Light:
        ground = np.broadcast_to(self.mean, passage.target.shape).astype(np.float32)
        painted = draw_strokes(ground, [self._layer(number, passage) for number in range(len(_ANGLES))], passage)
        return balance_strokes(painted, ground, passage.mask, self.width)

    def _layer(self, number: int, passage: Passage) -> Strokes:
        length = _LENGTH * self.width
        cells, places = scatter(passage, _CELL * self.width, length / 2, self.seed, _PLACE_PURPOSE + number)
        angle = _ANGLES[number] + _SPREAD * (2 * uniform(self.seed, _ANGLE_PURPOSE, number, *cells.T) - 1)
        points = _straight(places, np.radians(angle), length)
        points = points[find_touching(points, self.width, passage)]
        colours = np.repeat(self.colours[number][None], len(points), axis=0)
        return Strokes(points, self.width * _PROFILE, colours)


def _colours(mean: Light) -> Light:
    """Return (4, 3), the colours of the layers from the lowest; as they cover each other, their mean is the target."""
    every = np.vstack([_YELLOW, _RED, _GREENS_AND_BLUES, _BLACK]).astype(np.float64)
    shares = mixture_shares(mean[None].astype(np.float64), every[None])[0]
    palette = np.array([_YELLOW, _RED, _GREENS_AND_BLUES[int(shares[3] > shares[2])], _BLACK])
    visible = (1 - _COVER) ** np.arange(3, -1, -1)
    offsets = palette - visible @ palette / visible.sum()
    common = apart_from(np.repeat(mean[None], 4, axis=0), offsets)
    scale = np.min(np.linalg.norm(common - mean, axis=1) / np.maximum(np.linalg.norm(offsets, axis=1), 1e-9))
    return np.asarray(mean + scale * offsets, np.float32)  # one factor for all of them keeps their mean


def _straight(places: Points, angles: Floats, length: float) -> Points:
    along = np.stack([np.cos(angles), -np.sin(angles)], axis=1)  # y counts downwards
    return np.asarray(places[:, None] + length * _STOPS[:, None] * along[:, None])
