"""Sheets of damage drawn in advance: a slow brush draws them once, then they are laid over pictures in many ways."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from restoration.damage.layer import FULL, Alpha, Kind, Layer, Palette, Tones
from restoration.training.tinting import Tint
from restoration.training.views import View

STEP = FULL // 255  # of alpha, between one cover and the next

GROUPS = ("painted", "cracked", "worn")
"""Of a sheet's films, the lowest first."""

COVERED = 128  # cover from which a pixel is damaged by half

Cover = npt.NDArray[np.uint8]
"""(H, W) uint8: how far damage covers each pixel, 0 not at all, 255 wholly, by half from `COVERED` on."""


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class Film:
    """A layer of damage, kept small."""

    kind: Kind
    cover: Cover
    tones: Tones  # 0 where nothing is covered, so that it packs well
    palette: Palette

    def seen(self, view: View, tint: Tint) -> Layer:
        """The layer in a window of it, in fresh colours."""
        alpha = view.of(self.cover) * np.uint16(STEP)
        return Layer(self.kind, alpha, view.of(self.tones), tint.of(self.palette, self.kind))


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """All that was drawn over one another on a canvas, the lowest film first."""

    painted: tuple[Film, ...]  # what only looks like damage
    cracked: tuple[Film, ...]  # the craquelure, with its lifted rims and clouds
    worn: tuple[Film, ...]  # abrasion, scratches and losses, which fell along those cracks

    @property
    def films(self) -> tuple[Film, ...]:
        """All of them."""
        return self.painted + self.cracked + self.worn


def film(layer: Layer) -> Film:
    """The layer, kept."""
    kept = cover(layer.alpha)
    return Film(layer.kind, kept, np.where(kept > 0, layer.tones, np.uint8(0)), layer.palette)


def cover(alpha: Alpha) -> Cover:
    """The alpha, rounded to the nearest of 256 steps; what covers a pixel by half still does, and nothing else."""
    return ((alpha.astype(np.uint32) + STEP // 2) // STEP).astype(np.uint8)
