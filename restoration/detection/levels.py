"""A finding kept for a slider: a hundred steps of likelihood in a quarter of the memory."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from restoration.detection.base import RULED_OUT, Finding
from restoration.domain import KindMap

STEPS = 100  # of sensitivity, from 0 to 1
THRESHOLDS = np.array([max(1.0 - step / STEPS, RULED_OUT) for step in range(STEPS, -1, -1)], np.float32)  # of `mask_at`


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class Levels:
    """At which step each pixel begins to be marked, and as what."""

    levels: npt.NDArray[np.uint8]  # (H, W): how many thresholds lie below the likelihood
    kinds: KindMap

    @classmethod
    def of(cls, finding: Finding) -> "Levels":
        """The same finding, to be asked at whole hundredths of sensitivity only."""
        levels = np.empty(finding.kinds.shape, np.uint8)
        for row, likelihood in enumerate(finding.likelihood):  # at once it would take eight bytes a pixel
            levels[row] = np.searchsorted(THRESHOLDS, likelihood)
        return cls(levels, finding.kinds)

    def at(self, sensitivity: float) -> KindMap:
        """The damage at a sensitivity, 0..1, by kind: exactly what the finding has there."""
        return self.kinds * (self.levels > STEPS - round(sensitivity * STEPS)).view(np.uint8)
