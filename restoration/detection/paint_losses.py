"""Lost paint: small flat islands of one tone with a sharp rim, where ground or support shows."""

from itertools import product

import cv2
import numpy as np
import numpy.typing as npt

from restoration.disk_arrays import zeros_on_disk
from restoration.domain import Likelihood, Mask
from restoration.imaging.tiling import plan_strips

HalfSizeImage = npt.NDArray[np.uint8]
"""(h, w, 3) uint8 at half the picture's size: losses are wider than cracks, and this is a quarter of the work."""

Rectangle = tuple[slice, slice]

# px are those of the half-size picture, depths are L* as 0..255
MAX_RADIUS = 12  # wider islands are shapes; a person marks them in one stroke
MIN_AREA = 20  # px
TYPICAL_DEPTH = 40  # depth that has likelihood 0.5: 16 L* against the paint around
CERTAIN_DEPTH = 160  # depth that has likelihood 1
MIN_DEPTH = 0.75 * TYPICAL_DEPTH  # shallower islands are never marked
MIN_RIM_CONTRAST = 28  # change of L* within a pixel to either side of the rim: paint breaks, brushes blend
MAX_DEVIATION = 5.0  # standard deviation inside: ground has no modelling
MAX_GROUND_CHROMA = 30.0  # chroma of CIE L*a*b* up to which a bright island can be ground
MAX_ASPECT = 3.0  # ratio of the sides
MAX_SIDE = 3 * MAX_RADIUS  # of the bounding box of an island
MIN_FILL = 0.4  # part of its bounding box that an island fills

STRIP_PIXELS = 2**21  # of the half-size picture, that are searched at a time: 60 MB
REACH = MAX_SIDE + 1 + 2 * MAX_RADIUS + 2  # an island, its rim, and what their depth and smoothness depend on

DISC = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * MAX_RADIUS + 1, 2 * MAX_RADIUS + 1))
NEIGHBOURS = np.ones((3, 3), np.uint8)


def half_size(image: npt.NDArray[np.uint8]) -> HalfSizeImage:
    """Return an (H, W, 3) uint8 image at half its size, rounded up; each pixel is the mean of four."""
    height, width = image.shape[:2]
    even = cv2.copyMakeBorder(image, 0, height % 2, 0, width % 2, cv2.BORDER_REPLICATE)
    return np.asarray(
        cv2.resize(even, (even.shape[1] // 2, even.shape[0] // 2), interpolation=cv2.INTER_AREA), np.uint8
    )


def raise_to_losses(likelihood: Likelihood, half: HalfSizeImage) -> Mask:
    """Raise a likelihood where losses are likelier, in place and strip by strip.

    Args:
        likelihood: (H, W) float32, changed in place.
        half: (ceil(H / 2), ceil(W / 2), 3) uint8 RGB, the picture at half its size.

    Returns:
        (H, W) bool: where it was raised. That of a large picture lies on the disk.
    """
    raised: Mask = zeros_on_disk(likelihood.shape, np.bool_)
    for strip in plan_strips(len(half), rows=max(STRIP_PIXELS // half.shape[1], REACH), margin=REACH):
        found = loss_likelihood(np.ascontiguousarray(half[strip.read]))[strip.inner]
        rows = slice(2 * strip.top, 2 * strip.bottom)
        _raise_in_place(likelihood[rows], raised[rows], found)
    return raised


def _raise_in_place(likelihood: Likelihood, raised: Mask, half: Likelihood) -> None:
    """Raise the likelihood of some rows, (h, W), to those at half their size, and mark where it was raised."""
    for down, right in product((0, 1), repeat=2):
        part = likelihood[down::2, right::2]
        other = half[: part.shape[0], : part.shape[1]]
        raised[down::2, right::2] = other > part
        np.maximum(part, other, out=part)


def loss_likelihood(image: HalfSizeImage) -> Likelihood:
    """Return how likely each pixel lies in a loss.

    It finds few on purpose: pearls, pupils and catchlights are islands too. An island counts only where it is deep,
    flat inside and sharp all round; a bright island only where it is as pale as ground.

    Args:
        image: (h, w, 3) uint8 RGB, at half the picture's size.

    Returns:
        (h, w) float32 in 0..1; one value for each island.
    """
    lab: HalfSizeImage = np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2LAB), np.uint8)
    smooth = cv2.medianBlur(np.ascontiguousarray(lab[..., 0]), 3)
    rims = np.asarray(cv2.morphologyEx(smooth, cv2.MORPH_GRADIENT, NEIGHBOURS), np.uint8)
    likelihood = np.zeros(smooth.shape, np.float32)
    for operation, is_bright in ((cv2.MORPH_TOPHAT, True), (cv2.MORPH_BLACKHAT, False)):
        depth = cv2.morphologyEx(smooth, operation, DISC)
        islands = (depth >= MIN_DEPTH).astype(np.uint8)
        _, labels, component_stats, _ = cv2.connectedComponentsWithStats(islands, connectivity=4)
        stats = np.asarray(component_stats, np.int32)
        for label in np.flatnonzero(_is_compact(stats)).tolist():
            around = _padded_rectangle(stats[label])
            island: Mask = labels[around] == label
            if _looks_like_loss(island, lab[around], rims[around], is_bright):
                part = likelihood[around]
                value = _likelihood_of_depth(float(np.median(depth[around][island])))
                part[island] = np.maximum(part[island], value)
    return likelihood


def _is_compact(stats: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
    """Return which components have the size and bounding box of a loss; the first is the background and has not."""
    width, height, area = (stats[:, column] for column in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA))
    longer, shorter = np.maximum(width, height), np.minimum(width, height)
    compact = (area >= MIN_AREA) & (longer <= MAX_ASPECT * shorter) & (area >= MIN_FILL * width * height)
    compact &= longer <= MAX_SIDE
    compact[0] = False
    return np.asarray(compact)


def _padded_rectangle(stats: npt.NDArray[np.int32]) -> Rectangle:
    """Return the bounding box of a component with a pixel around it, cut at the picture's left and top."""
    left, top, width, height = (int(value) for value in stats[:4])
    return slice(max(top - 1, 0), top + height + 1), slice(max(left - 1, 0), left + width + 1)


def _looks_like_loss(island: Mask, lab: HalfSizeImage, rims: npt.NDArray[np.uint8], is_bright: bool) -> bool:
    """Return whether an island is flat, sharp along three quarters of its rim and, if bright, pale."""
    core = cv2.erode(island.astype(np.uint8), NEIGHBOURS, borderValue=0) > 0
    if core.sum() < MIN_AREA / 2:
        return False
    lightness, *chroma = np.moveaxis(lab[core].astype(np.float32), -1, 0)
    if lightness.std() > MAX_DEVIATION or np.percentile(rims[island & ~core], 25) < MIN_RIM_CONTRAST:
        return False
    return not is_bright or bool(np.median(np.hypot(chroma[0] - 128, chroma[1] - 128)) <= MAX_GROUND_CHROMA)


def _likelihood_of_depth(depth: float) -> float:
    """Return 0.5 at `TYPICAL_DEPTH` and 1 at `CERTAIN_DEPTH`, logarithmic as for lines."""
    return float(np.clip(0.5 + 0.5 * np.log(depth / TYPICAL_DEPTH) / np.log(CERTAIN_DEPTH / TYPICAL_DEPTH), 0, 1))
