"""Selezione cromatica: strokes of pure colours that follow the forms around a loss."""

from dataclasses import dataclass
from functools import partial

import numpy as np

from restoration.domain import PixelWindow
from restoration.imaging.windows import grow_window
from restoration.linear_light import Light
from restoration.retouching.balance import stroke_reach
from restoration.retouching.base import Paint, Passage, Site
from restoration.retouching.chance import sign, uniform
from restoration.retouching.colours import Floats, Mixing, apart_from, vary_tone
from restoration.retouching.direction import DirectionField, find_directions
from restoration.retouching.layering import paint_in_layers
from restoration.retouching.palettes import find_palette
from restoration.retouching.scattered import Cells, scatter
from restoration.retouching.strokes import Points, Strokes, find_touching, sample_at

# All lengths are in stroke widths: of 0.3 mm, unless another width is chosen.
_LENGTH = 40 / 3  # 4 mm
_SPREAD = 10 / 3  # 1 mm, by which a stroke is longer or shorter
_RING = 100 / 3  # 10 mm around the loss, whose colours are taken
_COLOURS, _CHROMA = 5, 1.5
_TEMPERED = 0.5  # so far a colour is thinned or deepened towards the tone of the fill
_LAYERS = 3
_CELL = 3.6  # side of the cell of each stroke: each layer covers two thirds
_STEPS = 4  # to each side of the place of a stroke
_MIXED = 3.0  # over which the colours of the fill are mixed

_PROFILE = np.array([0.2, 0.7, 1, 1, 1, 1, 1, 0.7, 0.2])
_LENGTH_PURPOSE, _COLOUR_PURPOSE, _TONE_PURPOSE, _PLACE_PURPOSE = range(4)  # the last one and more: a layer each


class Selezione:
    """Curved strokes along the ductus of the forms, in the main colours of the paint around, more saturated.

    Source:
        O. Casazza, "Il restauro pittorico nell'unità di metodologia", 1981; U. Baldini, "Teoria del restauro e unità
        di metodologia", 1978. Lengths and widths are a design value after descriptions of the practice in Florence.
    """

    key = "selezione"
    has_strokes = True

    def reach(self, width: float) -> int:
        """See `Mode.reach`."""
        return stroke_reach(width, _MIXED)

    def prepare(self, site: Site, loss: PixelWindow) -> Paint:
        """See `Mode.prepare`."""
        ring = round(_RING * site.width)
        around = grow_window(loss, ring, ring, site.damage.shape)
        palette = find_palette(site.image, site.damage, around, colours=_COLOURS, chroma=_CHROMA)
        directions = find_directions(site.image, site.damage, around, site.width)
        known = palette if len(palette) else site.sound_mean[None]  # around is only other damage
        return _Painter(Mixing(known, _TEMPERED), directions, site.width, site.seed).paint


@dataclass(frozen=True, slots=True)
class _Painter:
    mixing: Mixing
    directions: DirectionField
    width: float  # px, of a stroke
    seed: int

    def paint(self, passage: Passage) -> Light:
        layers = [partial(self._layer, number) for number in range(_LAYERS)]
        return paint_in_layers(passage, self.width, (_MIXED, _MIXED), layers)

    def _layer(self, number: int, passage: Passage, ground: Light) -> Strokes:
        cells, points = self._points(number, passage)
        targets = sample_at(ground, points.mean(1), passage)
        offsets = self.mixing.offsets(targets, uniform(self.seed, _COLOUR_PURPOSE, number, *cells.T))
        offsets += vary_tone(targets, sign(self.seed, _TONE_PURPOSE, number, *cells.T))
        return Strokes(points, self.width * _PROFILE, apart_from(targets, offsets))

    def _points(self, number: int, passage: Passage) -> tuple[Cells, Points]:
        """Return the cells of the strokes that touch a passage, and points along them."""
        longest = (_LENGTH + _SPREAD) * self.width
        cells, places = scatter(passage, _CELL * self.width, longest / 2, self.seed, _PLACE_PURPOSE + number)
        is_near = find_touching(places[:, None], longest, passage)
        cells, places = cells[is_near], places[is_near]
        spread = _SPREAD * (2 * uniform(self.seed, _LENGTH_PURPOSE, number, *cells.T) - 1)
        points = follow(self.directions, places, (_LENGTH + spread) * self.width)
        is_drawn = find_touching(points, self.width, passage)
        return cells[is_drawn], points[is_drawn]


def follow(directions: DirectionField, places: Points, lengths: Floats) -> Points:
    """Return (N, K, 2) points of curves through the places (N, 2), of those lengths (N,), along the directions."""
    step = (lengths / (2 * _STEPS))[:, None]
    halves = []
    for way in (-1, 1):
        along, points = way * directions.at(places), [places]
        for _ in range(_STEPS):
            points.append(points[-1] + step * along)
            ahead = directions.at(points[-1])
            along = np.where((ahead * along).sum(1, keepdims=True) < 0, -ahead, ahead)
        halves.append(points)
    return np.stack([*halves[0][:0:-1], *halves[1]], axis=1)
