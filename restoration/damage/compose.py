"""Layers of damage laid over a picture in linear light, as a camera would see them; NumPy is all it needs."""

from collections.abc import Iterable

import numpy as np

from restoration.damage.layer import DamageLayer
from restoration.damage.light import decode_srgb, encode_srgb
from restoration.damage.optics import KERNEL_RADIUS, Optics, apply_optics
from restoration.damage.truth import in_any_band
from restoration.domain import Image

STRIP_HEIGHT = 256  # px of height composed at once, which bounds the memory


def compose(image: Image, layers: Iterable[DamageLayer], optics: Optics) -> Image:
    """The picture with the layers laid over it in linear light and photographed; where they are empty it is `image`."""
    layers = list(layers)
    after = image.copy()
    for top in range(0, image.shape[0] if layers else 0, STRIP_HEIGHT):
        outer = slice(max(top - KERNEL_RADIUS, 0), min(top + STRIP_HEIGHT + KERNEL_RADIUS, image.shape[0]))
        inner = slice(top - outer.start, min(top + STRIP_HEIGHT, image.shape[0]) - outer.start)
        composed = _strip(image[outer], [_cut(layer, outer) for layer in layers], optics)
        after[top : top + STRIP_HEIGHT] = composed[inner]
    return after


def _cut(layer: DamageLayer, rows: slice) -> DamageLayer:
    return DamageLayer(layer.kind, layer.alpha[rows], layer.tones[rows], layer.palette)


def _strip(image: Image, layers: list[DamageLayer], optics: Optics) -> Image:
    """The camera blurs what the layers do to the light, not the picture, which has been through a camera before.

    So nothing of the paint under a loss shines through, and away from the damage nothing changes.
    """
    kept, added = np.ones(image.shape, np.float32), np.zeros(image.shape, np.float32)
    for layer in layers:
        layer.over(kept, added)
    lost, added = apply_optics(kept - 1, optics), apply_optics(added, optics)
    where = np.flatnonzero(in_any_band((lost != 0) | (added != 0)))
    light = decode_srgb(image.reshape(-1, 3)[where])
    after = image.copy()
    after.reshape(-1, 3)[where] = encode_srgb(
        light * np.maximum(1 + lost.reshape(-1, 3)[where], 0) + added.reshape(-1, 3)[where], image.dtype
    )
    return after
