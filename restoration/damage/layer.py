"""A layer of damage as drawn: where it lies, and what it does to the light that the paint sends back."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from restoration.damage.light import Light
from restoration.domain import DamageKind

FULL_ALPHA = 65535  # alpha of a pixel that damage covers wholly
HALF_ALPHA = 32768  # alpha from which a pixel counts as damaged

Alpha = npt.NDArray[np.uint16]
"""(H, W) uint16: how far damage covers each pixel, 0 not at all, `FULL` wholly."""

Tones = npt.NDArray[np.uint8]
"""(H, W) uint8: the row of a palette that each pixel wears."""


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class Palette:
    """What up to 256 tones do to light: each keeps a part of what was there and adds some of its own."""

    keep: Light  # (N, 3); 0 hides the paint, 1 leaves it, more than 1 lights it up
    add: Light  # (N, 3), linear light of what lies over the paint or shows beneath it


@dataclass(frozen=True, slots=True, eq=False)
class DamageLayer:
    """One kind of damage over a whole picture."""

    kind: DamageKind
    alpha: Alpha
    tones: Tones
    palette: Palette

    def over(self, kept: Light, added: Light) -> None:
        """Lay it over what lies below, in place; only pixels with alpha > 0 change.

        Args:
            kept: (H, W, 3) part of the painting's light that comes through all layers so far.
            added: (H, W, 3) linear light that these layers add.
        """
        where = np.flatnonzero(self.alpha)
        cover = (self.alpha.reshape(-1)[where] * np.float32(1 / FULL_ALPHA))[:, None]
        tones = self.tones.reshape(-1)[where]
        through = 1 + cover * (self.palette.keep[tones] - 1)
        kept.reshape(-1, 3)[where] *= through
        lit = added.reshape(-1, 3)
        lit[where] = lit[where] * through + cover * self.palette.add[tones]


def make_palette(keep: npt.ArrayLike, add: npt.ArrayLike = 0.0) -> Palette:
    """A palette from anything that broadcasts to (N, 3)."""
    kept, added, _ = np.broadcast_arrays(np.atleast_2d(keep), add, np.ones(3))
    return Palette(np.array(kept, np.float32), np.array(added, np.float32))
