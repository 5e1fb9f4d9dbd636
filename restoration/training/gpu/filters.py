"""Linear filters for many pictures at once, each as a matrix, so that a GPU applies all of them in two products."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from restoration.training.device import to_device


def filter_matrices(kernels: npt.NDArray[np.float32], side: int, device: str) -> Tensor:
    """Turn (N, taps) kernels into (N, side, side + taps - 1) matrices for lines of `side` px and their surroundings."""
    taps = kernels.shape[1]
    return functional.pad(to_device(kernels, device), (0, 1))[:, _tap_indices(side, taps, device)]


def apply_filter(layers: Tensor, matrices: Tensor, beyond: str = "constant") -> Tensor:
    """Filter (N, C, side, side) layers along the columns and the rows, each picture with its own matrix.

    Args:
        layers: the pictures.
        matrices: N, from `filter_matrices`.
        beyond: what lies beyond the edge: "constant" for 0, "replicate" for the outermost pixels.
    """
    reach = (matrices.shape[2] - matrices.shape[1]) // 2
    return matrices[:, None] @ functional.pad(layers, [reach] * 4, mode=beyond) @ matrices.mT[:, None]


def resize_matrices(sides: Tensor, extent: int, largest: int) -> Tensor:
    """Return (N, extent, largest) matrices that scale lines of `sides` px to `extent` px; pixels beyond a side count 0.

    Args:
        sides: (N,), px.
        extent: px.
        largest: length of the lines in memory, px, at least the largest side.

    Source:
        R. Keys, "Cubic convolution interpolation for digital image processing", IEEE TASSP 29(6), 1981,
        doi:10.1109/TASSP.1981.1163711; as wide as an output pixel when the picture shrinks, as in Pillow.
    """
    ratio = (sides / extent)[:, None, None]
    centre = (torch.arange(extent, device=sides.device)[:, None] + 0.5) * ratio
    pixels = torch.arange(largest, device=sides.device)
    distance = ((pixels + 0.5 - centre) / ratio.clamp(min=1)).abs()
    near, far = (1.5 * distance - 2.5) * distance**2 + 1, ((2.5 - 0.5 * distance) * distance - 4) * distance + 2
    weights = torch.where(distance < 1, near, torch.where(distance < 2, far, 0.0))
    weights = torch.where(pixels < sides[:, None, None], weights, 0.0)
    return weights / weights.sum(dim=2, keepdim=True)


@lru_cache(maxsize=64)
def _tap_indices(side: int, taps: int, device: str) -> Tensor:
    """Return (side, side + taps - 1) indices of the tap at each place; `taps`, one too many, where there is none."""
    steps = np.subtract.outer(np.arange(side + taps - 1), np.arange(side)).T
    return to_device(np.where((steps >= 0) & (steps < taps), steps, taps), device)
