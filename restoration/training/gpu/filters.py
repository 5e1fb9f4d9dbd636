"""Lenses for many pictures at once: each a matrix, so that a card sees all of them through in two products."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from restoration.training.device import to_device


def filter_matrices(kernels: npt.NDArray[np.float32], side: int, device: str) -> Tensor:
    """(N, side, side + taps - 1) matrices that weight a line of pixels, those beyond it too, by (N, taps) kernels."""
    taps = kernels.shape[1]
    return functional.pad(to_device(kernels, device), (0, 1))[:, _tap_indices(side, taps, device)]


def apply_filter(layers: Tensor, lenses: Tensor, beyond: str = "constant") -> Tensor:
    """(N, C, side, side) seen through lenses, along the columns and along the rows.

    Beyond the edge there is nothing; with `replicate` a picture goes on there as it ends.
    """
    reach = (lenses.shape[2] - lenses.shape[1]) // 2
    return lenses[:, None] @ functional.pad(layers, [reach] * 4, mode=beyond) @ lenses.mT[:, None]


def resize_matrices(sides: Tensor, extent: int, largest: int) -> Tensor:
    """(N, extent, largest) matrices that scale lines of `sides` px to `extent` px; what lies beyond a side counts 0.

    Source:
        R. Keys, "Cubic convolution interpolation for digital image processing", IEEE TASSP 29(6), 1981,
        doi:10.1109/TASSP.1981.1163711; as wide as an output pixel where the picture shrinks, as Pillow has it.
    """
    ratio = (sides / extent)[:, None, None]
    here = (torch.arange(extent, device=sides.device)[:, None] + 0.5) * ratio
    pixels = torch.arange(largest, device=sides.device)
    distance = ((pixels + 0.5 - here) / ratio.clamp(min=1)).abs()
    near, far = (1.5 * distance - 2.5) * distance**2 + 1, ((2.5 - 0.5 * distance) * distance - 4) * distance + 2
    weights = torch.where(distance < 1, near, torch.where(distance < 2, far, 0.0))
    weights = torch.where(pixels < sides[:, None, None], weights, 0.0)
    return weights / weights.sum(dim=2, keepdim=True)


@lru_cache(maxsize=64)
def _tap_indices(side: int, taps: int, device: str) -> Tensor:
    """(side, side + taps - 1) which tap of a kernel lies there; `taps`, one too many, where none does."""
    steps = np.subtract.outer(np.arange(side + taps - 1), np.arange(side)).T
    return to_device(np.where((steps >= 0) & (steps < taps), steps, taps), device)
