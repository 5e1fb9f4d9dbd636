"""The contract of modes: what they know of a painting and of a loss, and what they return for a part of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from restoration.domain import Image, Mask, PixelWindow
from restoration.linear_light import Light


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class Site:
    """A painting that is reintegrated, and how."""

    image: Image  # (H, W, 3), with its damage
    fill: Image  # (H, W, 3), the target: what an inpainter put into the mask
    damage: Mask  # (H, W): outside it, the paint is sound
    width: float  # px, of a stroke
    seed: int
    sound_mean: Light  # (3,), mean colour of all sound paint
    is_grey: bool = False  # image and fill have three equal channels, and so shall the result


@dataclass(frozen=True, slots=True, eq=False)
class Passage:
    """A part of a painting that is painted at once."""

    left: int  # px, place of the part in the picture: strokes go on across the borders of parts
    top: int
    target: Light  # (h, w, 3), the fill
    mask: Mask  # (h, w)
    own: Light  # (h, w, 3), the pixels of the damage itself


Paint = Callable[[Passage], Light]
"""Returns the (h, w, 3) colours of a passage; only those inside its mask are used. They may leave the gamut."""


class Mode(Protocol):
    """A way to lay down a fill. The same site always gives the same colours, in whatever parts it is painted."""

    key: str  # its key in the catalog
    has_strokes: bool  # so that it needs room: damage narrower than three strokes is laid down in another mode

    def reach(self, width: float) -> int:
        """Return how far, px, a passage must go beyond the part that is used, for strokes of that width, px."""

    def prepare(self, site: Site, loss: PixelWindow) -> Paint:
        """Return what paints one connected loss, or all damage where the mode has no strokes.

        Args:
            site: the painting.
            loss: rows and columns that contain the loss.
        """
