"""Composing layers of damage with a picture in linear light, as a camera would record them. Needs NumPy alone."""

from collections.abc import Iterable

import numpy as np

from restoration.damage.layer import DamageLayer
from restoration.damage.light import decode_srgb, encode_srgb
from restoration.damage.optics import KERNEL_RADIUS, Optics, apply_optics
from restoration.damage.truth import any_channel
from restoration.domain import Image

STRIP_HEIGHT = 256  # px; rows composed at once, which bounds the memory


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
