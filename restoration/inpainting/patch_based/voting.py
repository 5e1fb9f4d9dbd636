"""The vote: each missing pixel becomes the weighted mean of the pixels that lie there in the sources of its patches."""

from itertools import product

import cv2
import numpy as np
import numpy.typing as npt

from restoration.domain import Mask
from restoration.inpainting.patch_based.exemplars import SIDE, Corners
from restoration.inpainting.patch_based.field import Field
from restoration.inpainting.patch_based.scales import Layers

TRUST_BASE = 3.0  # the rim knows most: with each px inwards, a patch has a third of the weight
MAX_TRUST_DEPTH = 40.0  # px; beyond it, the weights would be too small for float32
TYPICAL = 75  # percentile of the distances at which a patch has 1 / sqrt(e) of the weight of an equal one
LEAST_DISTANCE = np.float32(1e-8)  # instead of 0, where all patches are equal
LEAST_WEIGHT = np.float32(1e-30)  # instead of 0, where all patches are very different

Weights = npt.NDArray[np.float32]
"""(N,) float32, above 0."""


def trust_targets(targets: Corners, missing: Mask) -> Weights:
    """Return how much each patch is trusted by its depth in the damage, an (H, W) mask.

    Source:
        Y. Wexler, E. Shechtman, M. Irani, "Space-time completion of video", IEEE TPAMI 29(3), 2007,
        doi:10.1109/TPAMI.2007.60.
    """
    depth = cv2.distanceTransform(missing.view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5)
    rows, columns = targets + SIDE // 2
    return np.asarray(TRUST_BASE ** -np.minimum(depth[rows, columns], MAX_TRUST_DEPTH), np.float32)


def weigh_sources(field: Field, trust: Weights) -> Weights:
    """Return the weight of each source: the trust in its target, less where they differ."""
    typical = max(np.percentile(field.distances, TYPICAL), LEAST_DISTANCE)
    weights = trust * np.exp(-field.distances / (2 * typical))
    return np.asarray(np.maximum(weights, LEAST_WEIGHT), np.float32)


def vote(layers: Layers, missing: Mask, field: Field, sources: Layers, weights: Weights) -> Layers:
    """Return the (H, W, L) layers with every missing pixel voted for.

    Args:
        layers: (H, W, L).
        missing: (H, W) bool.
        field: which source lies at which target.
        sources: (H', W', L), in which the sources lie.
        weights: (N,), of the sources.
    """
    height, width, depth = layers.shape
    sums, totals = np.zeros((height * width, depth), np.float32), np.zeros((height * width, 1), np.float32)
    source_pixels, column = sources.reshape(-1, depth), weights[:, np.newaxis]
    source_corners = field.sources[0] * sources.shape[1] + field.sources[1]
    target_corners = field.targets[0] * width + field.targets[1]
    for y, x in product(range(SIDE), repeat=2):
        pixels = target_corners + y * width + x
        sums[pixels] += column * source_pixels[source_corners + y * sources.shape[1] + x]
        totals[pixels] += column
    inside = missing.ravel()
    voted = layers.reshape(-1, depth).copy()
    voted[inside] = sums[inside] / totals[inside]
    return voted.reshape(layers.shape)
