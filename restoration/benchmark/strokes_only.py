"""Features of pixels for a classifier that knows a person's strokes and nothing else.

A taught detector is compared with it. As in interactive segmentation for microscopy, the features are smoothed colours,
edges and ridges at several sizes.
"""

import cv2
import numpy as np
import numpy.typing as npt

from restoration.domain import Image
from restoration.imaging.overlay import as_8_bit

Floats = npt.NDArray[np.float32]

SIZES = (0.7, 1.6, 3.5)  # px, sigmas
REACH = 16  # px of paint around a window that its features need


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
