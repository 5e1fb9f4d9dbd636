"""Layers of damage: where each lies, how it changes the light of the paint, and how a camera records them.

It needs NumPy alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from restoration.damage.light import KERNEL_RADIUS, Optics, apply_optics
from restoration.domain import DamageKind, Image, Mask
from restoration.linear_light import Light, decode_srgb, encode_srgb

FULL_ALPHA = 65535  # alpha of a pixel that damage covers completely
HALF_ALPHA = 32768  # alpha from which a pixel counts as damaged
STRIP_HEIGHT = 256  # px; rows composed at once, which bounds the memory

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


def compose(image: Image, layers: Iterable[DamageLayer], optics: Optics) -> Image:
    """Return the picture with the layers laid over it in linear light and photographed.

    Args:
        image: (H, W, 3) uint8 or uint16 RGB. Not changed.
        layers: of the same height and width, the lowest first.
        optics: the camera.

    Returns:
        The same shape and dtype; equal to `image` more than `KERNEL_RADIUS` px away from what the layers cover.
    """
    layers = list(layers)
    after = image.copy()
    for top in range(0, image.shape[0] if layers else 0, STRIP_HEIGHT):
        outer = slice(max(top - KERNEL_RADIUS, 0), min(top + STRIP_HEIGHT + KERNEL_RADIUS, image.shape[0]))
        inner = slice(top - outer.start, min(top + STRIP_HEIGHT, image.shape[0]) - outer.start)
        composed = _compose_strip(image[outer], [_crop_rows(layer, outer) for layer in layers], optics)
        after[top : top + STRIP_HEIGHT] = composed[inner]
    return after


def _crop_rows(layer: DamageLayer, rows: slice) -> DamageLayer:
    return DamageLayer(layer.kind, layer.alpha[rows], layer.tones[rows], layer.palette)


def _compose_strip(image: Image, layers: list[DamageLayer], optics: Optics) -> Image:
    """Compose one strip. The optics act on what the layers do to the light, not on the picture.

    The picture was taken by a camera already. So no paint under a loss shines through, and nothing changes away from
    the damage.
    """
    kept, added = np.ones(image.shape, np.float32), np.zeros(image.shape, np.float32)
    for layer in layers:
        layer.composite(kept, added)
    lost, added = apply_optics(kept - 1, optics), apply_optics(added, optics)
    changed = np.flatnonzero(any_channel((lost != 0) | (added != 0)))
    light = decode_srgb(image.reshape(-1, 3)[changed])
    light = light * np.maximum(1 + lost.reshape(-1, 3)[changed], 0) + added.reshape(-1, 3)[changed]
    after = image.copy()
    after.reshape(-1, 3)[changed] = encode_srgb(light, image.dtype)
    return after


def any_channel(channels: npt.NDArray[np.bool_]) -> Mask:
    """Return (H, W) bool, True where any channel of (H, W, 3) is; ten times as fast as `any(axis=2)`."""
    mask: Mask = channels[..., 0] | channels[..., 1] | channels[..., 2]
    return mask
