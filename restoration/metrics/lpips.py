"""LPIPS where the damage is; only where PyTorch and the published weights are at hand."""

from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

import cv2
import numpy as np
import numpy.typing as npt

from restoration.benchmark.metric import Metric
from restoration.domain import Mask
from restoration.metrics.fill_comparison import FillComparison
from restoration.weights import ALEXNET, LPIPS_HEADS

if TYPE_CHECKING:
    from restoration.networks.perceptual import LPIPS

PATCH_SIDE = 64  # px; the patches on which LPIPS was fitted to people's answers
MAX_PATCHES = 16  # at most; 16 of them are a quarter of a detail of 512 px

LPIPS_METRIC = Metric(
    key="lpips",
    label="LPIPS at the damage",
    unit="",
    better="lower",
    summary="How different fill and lost paint look to a network that was fitted to people's answers.",
    source="arXiv:1801.03924",
)

PatchSlices = tuple[slice, slice]


def is_available(shape: tuple[int, ...]) -> bool:
    """Whether LPIPS can be worked out on this machine, for a picture of that height and width."""
    return min(shape) >= PATCH_SIDE and find_spec("torch") is not None and ALEXNET.is_there() and LPIPS_HEADS.is_there()


def mean_lpips(one: FillComparison) -> float:
    """Mean LPIPS (version 0.1, AlexNet) over `patches`; 0 where there is no damage.

    Raises:
        ForeignWeights: a file of weights is not the published one.
    """
    windows = damage_patches(one.mask)
    if not windows:
        return 0.0
    distances = _network().distances([one.filled[at] for at in windows], [one.truth[at] for at in windows])
    return float(distances.mean())


def damage_patches(mask: Mask) -> list[PatchSlices]:
    """Up to `PATCHES` windows of `SIDE` px, each where most of the damage lies that no earlier one holds.

    Args:
        mask: (H, W) bool, at least `SIDE` px to a side.
    """
    left = mask.astype(np.uint8)
    windows: list[PatchSlices] = []
    while left.any() and len(windows) < MAX_PATCHES:
        windows.append(_most_damaged_patch(left))
        left[windows[-1]] = 0
    return windows


def _most_damaged_patch(left: npt.NDArray[np.uint8]) -> PatchSlices:
    sums = cv2.integral(left)
    held = (
        sums[PATCH_SIDE:, PATCH_SIDE:]
        - sums[:-PATCH_SIDE, PATCH_SIDE:]
        - sums[PATCH_SIDE:, :-PATCH_SIDE]
        + sums[:-PATCH_SIDE, :-PATCH_SIDE]
    )
    top, start = np.unravel_index(held.argmax(), held.shape)
    return slice(int(top), int(top) + PATCH_SIDE), slice(int(start), int(start) + PATCH_SIDE)


@cache
def _network() -> "LPIPS":
    from restoration.networks.perceptual import LPIPS  # torch is loaded only when LPIPS is worked out

    return LPIPS.from_bytes(trunk=ALEXNET.read(), heads=LPIPS_HEADS.read())
