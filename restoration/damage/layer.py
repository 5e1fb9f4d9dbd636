"""A layer of damage as drawn: where it lies, and how it changes the light that the paint reflects."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from restoration.damage.light import Light
from restoration.domain import DamageKind

FULL_ALPHA = 65535  # alpha of a pixel that damage covers completely
HALF_ALPHA = 32768  # alpha from which a pixel counts as damaged

Alpha = npt.NDArray[np.uint16]
"""(H, W) uint16: how far damage covers each pixel, from 0 (not at all) to `FULL_ALPHA` (completely)."""

Tones = npt.NDArray[np.uint8]
"""(H, W) uint8: for each pixel a row of the layer's palette."""


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class Palette:
    """What up to 256 tones do to light: each keeps a part of the light below it and adds some of its own."""

    keep: Light  # (N, 3); 0 hides the paint, 1 leaves it as it is, more than 1 brightens it
    add: Light  # (N, 3), linear light of what lies over the paint or shows beneath it


@dataclass(frozen=True, slots=True, eq=False)
class DamageLayer:
    """One kind of damage over a whole picture."""

    kind: DamageKind
    alpha: Alpha
    tones: Tones
    palette: Palette

    def composite(self, kept: Light, added: Light) -> None:
        """Lay this layer over the layers below, in place; only pixels with alpha > 0 change.

        Args:
            kept: (H, W, 3) part of the painting's light that passes through all layers so far.
            added: (H, W, 3) linear light that all layers so far add.
        """
        covered = np.flatnonzero(self.alpha)
        cover = (self.alpha.reshape(-1)[covered] * np.float32(1 / FULL_ALPHA))[:, None]
        tones = self.tones.reshape(-1)[covered]
        through = 1 + cover * (self.palette.keep[tones] - 1)
        kept.reshape(-1, 3)[covered] *= through
        light = added.reshape(-1, 3)
        light[covered] = light[covered] * through + cover * self.palette.add[tones]


def make_palette(keep: npt.ArrayLike, add: npt.ArrayLike = 0.0) -> Palette:
    """Return a palette from two values or arrays that broadcast to (N, 3)."""
    kept, added, _ = np.broadcast_arrays(np.atleast_2d(keep), add, np.ones(3))
    return Palette(np.array(kept, np.float32), np.array(added, np.float32))
