"""Painting in layers: the mixed colours of the fill, strokes or dots over them, and the tone of the fill again."""

from collections.abc import Callable, Sequence

from restoration.linear_light import Light
from restoration.retouching.balance import balance_strokes
from restoration.retouching.base import Passage
from restoration.retouching.smoothing import box_inside, odd
from restoration.retouching.strokes import Dots, Strokes, draw_strokes

Layer = Callable[[Passage, Light], Strokes | Dots]
"""Returns the strokes of a layer for a passage and its mixed colours, (h, w, 3)."""


def paint_in_layers(
    passage: Passage,
    width: float,
    mixed: tuple[float, float],
    layers: Sequence[Callable[[Passage, Light], Strokes | Dots]],
) -> Light:
    """Return a passage painted in layers over the mixed colours of its fill, (h, w, 3), with the tone of the fill.

    Args:
        passage: to paint.
        width: px, of a stroke.
        mixed: stroke widths, across and down, of the box in which the colours of the fill are mixed.
        layers: the lowest first.
    """
    across, down = (odd(side * width) for side in mixed)
    ground = box_inside(passage.target, passage.mask, across, down)
    painted = draw_strokes(ground, [layer(passage, ground) for layer in layers], passage)
    return balance_strokes(painted, passage.target, passage.mask, width)
