"""The patches of sound paint from which a fill may copy, described so briefly that many can be compared."""

from dataclasses import dataclass
from itertools import product

import cv2
import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from restoration.domain import Mask
from restoration.inpainting.patch_based.scales import LAYERS, Layers, Scale

SIDE = 5  # px of a patch; 7 px smear and repeat more, and take 1.5 times as long
DESCRIPTION = 10  # numbers that describe a patch; 18 follow the noise, and find worse patches
SAMPLES = 3000  # patches whose principal components describe all others
FAR = np.float32(1e4)  # in place of the description of a patch that must not be used

Corners = npt.NDArray[np.intp]
"""(2, N): row and column of the upper left corner of each patch."""

Descriptions = npt.NDArray[np.float32]
"""(N, D) float32: squared distances between them are about those between patches."""


@dataclass(frozen=True, slots=True, eq=False)
class Exemplars:
    """The patches of one scale, by their corners."""

    layers: Layers  # (H, W, LAYERS), in which they lie
    usable: Mask  # (h, w) bool, at each corner: whether the patch is sound throughout
    basis: npt.NDArray[np.float32]  # (LAYERS * SIDE * SIDE, D), columns: what of a patch is compared
    descriptions: Descriptions  # (h * w, D), of the patches at all corners

    @classmethod
    def of_scale(cls, scale: Scale) -> "Exemplars":
        """Return the sound patches of a scale; there must be one at least."""
        usable = sound_patches(scale.missing)
        basis = _principal_components(scale.layers, np.array(np.nonzero(usable)))
        descriptions = _describe_all(scale.layers, basis)
        descriptions[~usable] = FAR
        return cls(scale.layers, usable, basis, descriptions.reshape(-1, basis.shape[1]))

    def describe(self, layers: Layers, corners: Corners) -> Descriptions:
        """Return the descriptions, (N, D), of patches of other layers."""
        return _patches(layers, corners) @ self.basis

    def distances(self, corners: Corners, wanted: Descriptions) -> npt.NDArray[np.float32]:
        """Return (N,): how much each patch differs from what is wanted in its place; huge where it is not usable."""
        rows, columns = corners
        differences = self.descriptions[rows * self.usable.shape[1] + columns] - wanted
        return np.asarray(np.einsum("nd,nd->n", differences, differences), np.float32)


def sound_patches(missing: Mask) -> Mask:
    """Return (H - SIDE + 1, W - SIDE + 1) bool: at each corner whether the patch has no missing pixel.

    It is empty where a side of the (H, W) mask is shorter than a patch.
    """
    height, width = (max(side - SIDE + 1, 0) for side in missing.shape)
    reached = cv2.dilate(missing.view(np.uint8), np.ones((SIDE, SIDE), np.uint8), anchor=(0, 0))
    return np.asarray(reached[:height, :width] == 0)


def _principal_components(layers: Layers, corners: Corners) -> npt.NDArray[np.float32]:
    """Return the directions, (LAYERS * SIDE * SIDE, D), in which patches at these corners differ most."""
    sample = _patches(layers, corners[:, :: max(corners.shape[1] // SAMPLES, 1)]).astype(np.float64)
    sample -= sample.mean(axis=0)
    _, directions = np.linalg.eigh(sample.T @ sample)  # from the smallest eigenvalue to the largest
    return np.ascontiguousarray(directions[:, : -DESCRIPTION - 1 : -1], np.float32)


def _patches(layers: Layers, corners: Corners) -> npt.NDArray[np.float32]:
    """Return (N, LAYERS * SIDE * SIDE)."""
    rows, columns = corners
    windows = sliding_window_view(layers, (SIDE, SIDE), axis=(0, 1))
    return np.asarray(windows[rows, columns].reshape(len(rows), -1), np.float32)


def _describe_all(layers: Layers, basis: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return (h, w, D): the descriptions of the patches at all corners, by convolution."""
    height, width = layers.shape[0] - SIDE + 1, layers.shape[1] - SIDE + 1
    kernels = basis.reshape(LAYERS, SIDE, SIDE, -1)
    described = np.zeros((height, width, kernels.shape[-1]), np.float32)
    for layer, number in product(range(LAYERS), range(kernels.shape[-1])):
        kernel = np.ascontiguousarray(kernels[layer, :, :, number])
        described[..., number] += cv2.filter2D(layers[..., layer], cv2.CV_32F, kernel, anchor=(0, 0))[:height, :width]
    return described
