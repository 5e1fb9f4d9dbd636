"""Tratteggio (rigatino): upright lines of watercolour that ignore all forms, and mix for the eye."""

from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from restoration.domain import PixelWindow
from restoration.linear_light import Light
from restoration.retouching.balance import STROKE_PERIOD, stroke_reach
from restoration.retouching.base import Paint, Passage, Site
from restoration.retouching.chance import GOLDEN, uniform
from restoration.retouching.colours import WATERCOLOURS, Mixing, apart_from, vary_tone
from restoration.retouching.layering import paint_in_layers
from restoration.retouching.strokes import Points, Strokes, find_touching, sample_at

# All lengths are in stroke widths: of 0.3 mm, unless another width is chosen.
_LENGTH = 30.0  # 9 mm
_SPREAD = 5.0  # 1.5 mm, by which a stroke is longer or shorter
_TILT = 0.5  # degrees from upright, at most
_TAPER = 0.15  # of the length, at both ends
_TEMPERED = 0.75  # so far a watercolour is thinned or deepened towards the tone of the fill
_OVERLAP = 0.08  # of the length: a line goes on where the next stroke begins
_PIECE = 5.0  # 1.5 mm of line, over which the colours of the fill are mixed
_GLAZED = 1 / 3  # of the lines carry a stroke of the third layer
_MIDDLES = (0.5, 1.5, 1.0)  # stroke widths from the edge of a pair of lines to the middle of a layer's line
_TONES = (1, -1, 0)  # of the layers: lighter, darker, neither
_GLAZE, _GLAZE_OPACITY = 2, 0.5  # its number, and how much of it is seen

_STOPS = np.array([0, _TAPER, 0.3, 0.433, 0.567, 0.7, 1 - _TAPER, 1])  # along a stroke
_PROFILE = np.array([0.15, 1, 1, 1, 1, 1, 1, 0.15])  # of the width, there

Numbers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_SHIFT_PURPOSE, _LENGTH_PURPOSE, _TILT_PURPOSE, _COLOUR_PURPOSE, _GLAZE_PURPOSE = range(5)


class Tratteggio:
    """Upright lines in three layers: one at a pitch of two widths, one in its gaps, and a half-transparent one.

    Source:
        C. Brandi, "Teoria del restauro", 1963; P. and L. Mora and P. Philippot, "Conservation of wall paintings",
        1984. Lengths and widths are a design value after descriptions of the practice in Rome.
    """

    key = "tratteggio"
    has_strokes = True

    def __init__(self) -> None:
        self._mixing = Mixing(WATERCOLOURS, _TEMPERED)

    def reach(self, width: float) -> int:
        """See `Mode.reach`."""
        return stroke_reach(width, _PIECE)

    def prepare(self, site: Site, loss: PixelWindow) -> Paint:
        """See `Mode.prepare`."""
        return _Painter(self._mixing, site.width, site.seed).paint


@dataclass(frozen=True, slots=True)
class _Painter:
    mixing: Mixing
    width: float  # px, of a line
    seed: int

    def paint(self, passage: Passage) -> Light:
        layers = [partial(self._layer, number) for number in range(3)]
        return paint_in_layers(passage, self.width, (STROKE_PERIOD, _PIECE), layers)

    def _layer(self, number: int, passage: Passage, ground: Light) -> Strokes:
        """Return the lines of a layer: 0 the even ones, 1 the odd ones between them, 2 a glaze over some of both."""
        pair, stroke = _pairs_and_strokes(passage, self.width)
        middle = np.asarray(2 * pair + _MIDDLES[number], np.float64)  # of the line, in widths
        points = self._points(number, pair, stroke, middle)
        is_drawn = find_touching(points, self.width, passage)
        if number == _GLAZE:
            is_drawn &= uniform(self.seed, _GLAZE_PURPOSE, pair, stroke) < _GLAZED
        points, pair, stroke = points[is_drawn], pair[is_drawn], stroke[is_drawn]
        targets = sample_at(ground, points.mean(1), passage)
        offsets = self._offsets(number, targets, pair, stroke) + vary_tone(targets, _TONES[number])
        pieces = sample_at(ground, (points[:, 1:] + points[:, :-1]) / 2, passage)
        colours = apart_from(pieces, offsets[:, None])
        return Strokes(points, self.width * _PROFILE, colours, _GLAZE_OPACITY if number == _GLAZE else 1.0)

    def _points(self, number: int, pair: Numbers, stroke: Numbers, middle: Floats) -> Points:
        """Return (N, K, 2) points along strokes that follow each other on their lines."""
        length = _LENGTH * self.width
        shift = uniform(self.seed, _SHIFT_PURPOSE, number, pair)
        moved = [uniform(self.seed, _LENGTH_PURPOSE, number, pair, stroke + step) - 0.5 for step in (0, 1)]
        first, last = (stroke + step + shift + _SPREAD / _LENGTH * moved[step] for step in (0, 1))
        along = length * (first - _OVERLAP + (last - first + 2 * _OVERLAP) * _STOPS[:, None]).T
        tilt = np.tan(np.radians(_TILT * (2 * uniform(self.seed, _TILT_PURPOSE, number, pair, stroke) - 1)))
        across = (self.width * middle + tilt * (along.T - along.mean(1))).T
        return np.stack([across, along], axis=2)

    def _offsets(self, number: int, targets: Light, pair: Numbers, stroke: Numbers) -> Light:
        """Return (N, 3): by how much the colour of each stroke differs from its target.

        The first layer takes the lighter watercolours and the second one the darker ones, so that the lines alternate.
        """
        chances = (GOLDEN * pair + uniform(self.seed, _COLOUR_PURPOSE, number, stroke)) % 1
        if number == _GLAZE:
            return self.mixing.offsets(targets, chances)
        return self.mixing.side_offsets(targets, chances, lighter=number == 0)


def _pairs_and_strokes(passage: Passage, width: float) -> tuple[Numbers, Numbers]:
    """Return the numbers of the pairs of lines, and of the strokes along them, that a passage may contain."""
    height, across = passage.mask.shape
    pairs = _range_around(passage.left, across, STROKE_PERIOD * width)
    pair, stroke = np.meshgrid(pairs, _range_around(passage.top, height, _LENGTH * width), indexing="ij")
    return pair.ravel(), stroke.ravel()


def _range_around(start: int, length: int, pitch: float) -> Numbers:
    return np.arange(np.floor(start / pitch) - 2, np.ceil((start + length) / pitch) + 2).astype(np.int64)
