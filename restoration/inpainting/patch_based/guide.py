"""A guide: a coarse fill whose colours the patches follow, so that they bring texture to the right places."""

from dataclasses import dataclass

import cv2
import numpy as np

from restoration.domain import Mask
from restoration.inpainting.patch_based.scales import Layers, Scale

STRENGTH = 0.6  # of the pull towards the guide, at each vote; see docs/decisions/0031
SIGMA = 8.0  # px at the finest scale: colours follow the guide where they are coarser than that
MIN_SIGMA = 0.6  # px; below it, single pixels are compared
LEAST_SHARE = np.float32(1e-3)


@dataclass(frozen=True, slots=True, eq=False)
class Guide:
    """The guide at one scale."""

    colours: Layers  # (H, W, 3), the coarse fill where paint is missing
    missing: Mask  # (H, W)
    sigma: float  # px
    share: Layers  # (H, W, 1), of missing pixels around each pixel

    @classmethod
    def of_scale(cls, scale: Scale, number: int) -> "Guide":
        """Return the guide of a scale whose missing pixels hold it; `number` counts the halvings."""
        sigma, missing = SIGMA / 2**number, scale.missing.astype(np.float32)
        share = np.asarray(cv2.GaussianBlur(missing, (0, 0), sigma), np.float32)[..., np.newaxis]
        return cls(scale.layers[..., :3], scale.missing, sigma, np.maximum(share, LEAST_SHARE))

    def pull(self, layers: Layers) -> Layers:
        """Return layers, (H, W, L), whose missing colours are nearer to those of the guide; detail stays."""
        pulled = layers.copy()
        difference = np.where(self.missing[..., np.newaxis], self.colours - layers[..., :3], 0)
        pulled[self.missing, :3] += np.float32(STRENGTH) * self._smooth(difference)[self.missing]
        return pulled

    def _smooth(self, difference: Layers) -> Layers:
        """Return the mean of an (H, W, 3) difference around each missing pixel, over missing pixels alone."""
        if self.sigma < MIN_SIGMA:
            return difference
        return np.asarray(cv2.GaussianBlur(difference, (0, 0), self.sigma) / self.share, np.float32)
