"""A classifier that knows a person's strokes and nothing else, to compare a taught detector with.

As in interactive segmentation for microscopy, it learns the strokes' pixels from smoothed colours, edges and ridges at
several sizes.
"""

import cv2
import numpy as np
import numpy.typing as npt

from restoration.domain import Image, Mask
from restoration.imaging.overlay import as_8_bit

Floats = npt.NDArray[np.float32]

SIZES = (0.7, 1.6, 3.5)  # px, sigmas
REACH = 16  # px of paint around a window that its features need
STRENGTH = 0.03  # of the penalty on the weights
STEPS = 30


def pixel_features(image: Image) -> Floats:
    """Return (H, W, K): at each size the colour, and of the lightness the slope and the two principal curvatures.

    Source:
        S. Berg et al., "ilastik: interactive machine learning for (bio)image analysis", Nature Methods 16, 2019,
        doi:10.1038/s41592-019-0582-9.
    """
    lab = cv2.cvtColor(as_8_bit(image).astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    layers: list[Floats] = []
    for size in SIZES:
        smooth = np.asarray(cv2.GaussianBlur(lab, (0, 0), size), np.float32)
        layers += [smooth[..., channel] for channel in range(3)]
        layers += _slope_and_curvatures(smooth[..., 0])
    return np.stack(layers, axis=-1)


def _slope_and_curvatures(lightness: Floats) -> list[Floats]:
    """Return the length of the gradient, and the larger and the smaller eigenvalue of the Hessian; each (H, W)."""
    down, across = np.gradient(lightness)
    (down_down, down_across), (_, across_across) = np.gradient(down), np.gradient(across)
    middle = (down_down + across_across) / 2
    spread = np.hypot((down_down - across_across) / 2, down_across)
    return [np.hypot(down, across), middle + spread, middle - spread]


class StrokesOnly:
    """A logistic regression on the pixels under strokes."""

    def __init__(self, damaged: Floats, sound: Floats) -> None:
        """Learn from the features of damaged and of sound pixels, each (N, K) with N > 0; both sorts weigh the same."""
        features = np.concatenate([damaged, sound])
        self._middle, self._spread = features.mean(axis=0), features.std(axis=0) + np.float32(1e-3)
        shares = np.repeat([0.5 / len(damaged), 0.5 / len(sound)], [len(damaged), len(sound)])
        is_damaged = np.repeat([1.0, 0.0], [len(damaged), len(sound)])
        inputs = self._inputs(features).astype(np.float64)
        penalty = np.array([1e-6, *[STRENGTH] * features.shape[1]])
        weights = np.zeros(inputs.shape[1])
        for _ in range(STEPS):
            likelihood = 1 / (1 + np.exp(-inputs @ weights))
            slope = inputs.T @ (shares * (likelihood - is_damaged)) + penalty * weights
            curvature = (inputs * (shares * likelihood * (1 - likelihood))[:, np.newaxis]).T @ inputs
            weights = weights - np.linalg.solve(curvature + np.diag(penalty), slope)
        self._weights = weights.astype(np.float32)

    def mark(self, features: Floats) -> Mask:
        """Return the mask, (...) bool, of features (..., K): where damage is more likely than not."""
        marked: Mask = self._inputs(features) @ self._weights > 0
        return marked

    def _inputs(self, features: Floats) -> Floats:
        scaled = (features - self._middle) / self._spread
        return np.concatenate([np.ones((*scaled.shape[:-1], 1), np.float32), scaled], axis=-1)
