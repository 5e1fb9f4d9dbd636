"""A picture at several scales, each half as large as the one before, with the strength of its texture beside it."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from restoration.domain import Image, Mask
from restoration.inpainting.texture import to_unit_range

TEXTURE_WEIGHT = 3.0  # of a mean gradient beside colours; without it, fills of plain and rough paint mix
TEXTURE_SIDE = 9  # px, the square over which gradients are averaged
LAYERS = 5  # red, green, blue, and the strength of texture along rows and columns
MIN_SHARE = 0.5  # of a coarse pixel that must be sound, else it is missing

Layers = npt.NDArray[np.float32]
"""(H, W, `LAYERS`) float32; colours lie in 0..1."""


@dataclass(frozen=True, slots=True, eq=False)
class Scale:
    """A picture at one scale."""

    layers: Layers
    missing: Mask  # (H, W); the layers hold a first guess there


def build_scales(image: Image, missing: Mask, count: int) -> list[Scale]:
    """Return `count` scales of an (H, W, 3) picture, the finest first.

    Coarse pixels are means of sound paint alone, wherever there is some.

    Args:
        image: (H, W, 3) uint8 or uint16 RGB; a first guess where paint is missing.
        missing: (H, W) bool.
        count: number of scales, at least 1.

    Source:
        Mean gradients as layers: A. Newson, A. Almansa, M. Fradet, Y. Gousseau, P. Pérez, "Video inpainting of complex
        scenes", SIAM J. Imaging Sciences 7(4), 2014, doi:10.1137/140954933.
    """
    colours = to_unit_range(image)
    scales = [Scale(np.dstack([colours, _texture(colours, missing)]), missing)]
    while len(scales) < count:
        scales.append(_halve(scales[-1]))
    return scales


def _texture(colours: Layers, missing: Mask) -> Layers:
    """Return (H, W, 2): the weighted mean gradient of sound paint around each pixel; its mean where there is none."""
    light = cv2.copyMakeBorder(colours.mean(axis=2), 0, 1, 0, 1, cv2.BORDER_REPLICATE)
    gradients = np.abs(np.dstack([np.diff(light[:-1], axis=1), np.diff(light[:, :-1], axis=0)]))
    known = cv2.dilate(missing.view(np.uint8), np.ones((3, 3), np.uint8)) == 0
    near = np.asarray(_blur(known.astype(np.float32)), np.float32)[..., np.newaxis]
    means = _blur(np.where(known[..., np.newaxis], gradients, 0)) / np.maximum(near, np.float32(1e-6))
    usual = gradients[known].mean(axis=0) if known.any() else np.zeros(2, np.float32)
    return np.asarray(TEXTURE_WEIGHT * np.where(near > 1e-3, means, usual), np.float32)


def _blur(layers: Layers) -> Layers:
    return np.asarray(cv2.blur(layers, (TEXTURE_SIDE, TEXTURE_SIDE)), np.float32)


def _halve(scale: Scale) -> Scale:
    sound = (~scale.missing).astype(np.float32)
    share = _half(sound)[..., np.newaxis]
    sums, guess = _half(scale.layers * sound[..., np.newaxis]), _half(scale.layers)
    layers = np.where(share > 0, sums / np.maximum(share, np.float32(1e-6)), guess)
    return Scale(layers, share[..., 0] < MIN_SHARE)


def _half(layers: Layers) -> Layers:
    """Return layers of half the sides, each value the mean of those that it covers."""
    size = -(-layers.shape[1] // 2), -(-layers.shape[0] // 2)
    planes = np.atleast_3d(layers).transpose(2, 0, 1)  # OpenCV reduces at most four layers at a time
    halves = [cv2.resize(plane, size, interpolation=cv2.INTER_AREA).reshape(size[::-1]) for plane in planes]
    return np.asarray(halves[0] if layers.ndim == 2 else np.dstack(halves), np.float32)
