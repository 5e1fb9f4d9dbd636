"""Puntinato: small dots of colour, spread evenly but without a pattern."""

from dataclasses import dataclass
from functools import partial

from restoration.domain import PixelWindow
from restoration.linear_light import Light
from restoration.retouching.balance import stroke_reach
from restoration.retouching.base import Paint, Passage, Site
from restoration.retouching.chance import sign, uniform
from restoration.retouching.colours import WATERCOLOURS, Mixing, apart_from, vary_tone
from restoration.retouching.layering import paint_in_layers
from restoration.retouching.scattered import scatter_like_blue_noise
from restoration.retouching.strokes import Dots, find_touching, sample_at

_DIAMETER = 4 / 3  # stroke widths: 0.4 mm for strokes of 0.3 mm
_LAYERS = 3
_APART = 1.7  # stroke widths, mean distance of the dots: a layer covers half of the area
_TEMPERED = 0.75  # so far a watercolour is thinned or deepened towards the tone of the fill
_MIXED = 3.0  # stroke widths over which the colours of the fill are mixed
_COLOUR_PURPOSE, _TONE_PURPOSE = 0, 1


class Puntinato:
    """Dots in three layers, in watercolours that mix to the fill.

    Source:
        The dots of miniature painters; their sizes are a design value after descriptions [M].
    """

    key = "puntinato"
    has_strokes = True

    def __init__(self) -> None:
        self._mixing = Mixing(WATERCOLOURS, _TEMPERED)

    def reach(self, width: float) -> int:
        """See `Mode.reach`."""
        return stroke_reach(width, _MIXED)

    def prepare(self, site: Site, loss: PixelWindow) -> Paint:
        """See `Mode.prepare`."""
        return _Painter(self._mixing, site.width, site.seed).paint


@dataclass(frozen=True, slots=True)
class _Painter:
    mixing: Mixing
    width: float  # px, of a stroke
    seed: int

    def paint(self, passage: Passage) -> Light:
        layers = [partial(self._layer, number) for number in range(_LAYERS)]
        return paint_in_layers(passage, self.width, (_MIXED, _MIXED), layers)

    def _layer(self, number: int, passage: Passage, ground: Light) -> Dots:
        diameter = _DIAMETER * self.width
        cells, places = scatter_like_blue_noise(passage, _APART * self.width, diameter, self.seed, number)
        is_drawn = find_touching(places[:, None], diameter, passage)
        cells, places = cells[is_drawn], places[is_drawn]
        targets = sample_at(ground, places, passage)
        offsets = self.mixing.offsets(targets, uniform(self.seed, _COLOUR_PURPOSE, number, *cells.T))
        offsets += vary_tone(targets, sign(self.seed, _TONE_PURPOSE, number, *cells.T))
        return Dots(places, diameter, apart_from(targets, offsets))
