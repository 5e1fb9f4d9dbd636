"""LPIPS at the damage; available only with PyTorch and the published weights."""

from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

import cv2
import numpy as np
import numpy.typing as npt

from restoration.domain import Image, Mask
from restoration.metrics.fill_comparison import FillComparison
from restoration.weights import ALEXNET, LPIPS_HEADS

if TYPE_CHECKING:
    from restoration.networks.perceptual import LPIPS

PATCH_SIDE = 64  # px; LPIPS was fitted to people's answers on patches of this size
MAX_PATCHES = 16  # a quarter of a detail of 512 px

PatchSlices = tuple[slice, slice]


def is_available(shape: tuple[int, ...]) -> bool:
    """Return whether this machine can compute LPIPS for a picture of this height and width."""
    has_torch = find_spec("torch") is not None
    return min(shape) >= PATCH_SIDE and has_torch and ALEXNET.exists() and LPIPS_HEADS.exists()


def mean_lpips(comparison: FillComparison) -> float:
    """Return the mean LPIPS (version 0.1, AlexNet) over `damage_patches`; 0 without damage.

    Raises:
        WrongWeights: a weights file is not the published one.
    """
    windows = damage_patches(comparison.mask)
    if not windows:
        return 0.0
    filled = [comparison.filled[window] for window in windows]
    truth = [comparison.truth[window] for window in windows]
    return float(_network().distances(filled, truth).mean())


def distance(picture: Image, truth: Image) -> float:
    """Return the LPIPS (version 0.1, AlexNet) of two whole pictures, (H, W, 3); raises what `mean_lpips` raises."""
    return float(_network().distances([picture], [truth])[0])


def damage_patches(mask: Mask) -> list[PatchSlices]:
    """Return up to `MAX_PATCHES` windows of `PATCH_SIDE` px over the damage.

    Each window lies where it covers the most damage that no earlier window covers.

    Args:
        mask: (H, W) bool, at least `PATCH_SIDE` px to a side.
    """
    uncovered = mask.astype(np.uint8)
    windows: list[PatchSlices] = []
    while uncovered.any() and len(windows) < MAX_PATCHES:
        windows.append(_most_damaged_patch(uncovered))
        uncovered[windows[-1]] = 0
    return windows


def _most_damaged_patch(damage: npt.NDArray[np.uint8]) -> PatchSlices:
    sums = cv2.integral(damage)
    below, above = sums[PATCH_SIDE:], sums[:-PATCH_SIDE]
    patch_sums = below[:, PATCH_SIDE:] - above[:, PATCH_SIDE:] - below[:, :-PATCH_SIDE] + above[:, :-PATCH_SIDE]
    top, left = np.unravel_index(patch_sums.argmax(), patch_sums.shape)
    return slice(int(top), int(top) + PATCH_SIDE), slice(int(left), int(left) + PATCH_SIDE)


@cache
def _network() -> "LPIPS":
    from restoration.networks.perceptual import LPIPS  # torch is loaded only when LPIPS is computed

    return LPIPS.from_bytes(trunk=ALEXNET.read(), heads=LPIPS_HEADS.read())
