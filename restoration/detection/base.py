"""A finding kept for a slider: a hundred steps of likelihood in a quarter of the memory."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from restoration.domain import Image, KindMap, Likelihood, Mask, Progress, no_progress

NEGLIGIBLE = 0.005
"""What is no likelier than this is not marked at any sensitivity: a network rules out nothing wholly by itself."""


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class Detection:
    """What a detector saw in a picture: all that masks of any sensitivity are made of."""

    likelihood: Likelihood
    kinds: KindMap  # of what kind each pixel is, if it is damaged; never 0 where the likelihood is more than 0

    def at(self, sensitivity: float) -> KindMap:
        """The damage at one sensitivity, by kind; raises what `mask_at` raises."""
        return self.kinds * mask_at(self.likelihood, sensitivity).view(np.uint8)


class Detector(Protocol):
    """Finds damage. Building one may be slow (weights); calling it is not, and changes nothing in it."""

    key: str  # the one it has in the catalog

    def examine(self, image: Image, progress: Progress = no_progress) -> Detection:
        """How surely each pixel is damaged, and how.

        Args:
            image: (H, W, 3) uint8 or uint16 RGB. Not changed.
            progress: called as (done, total).
        """

    def likelihood(self, image: Image, progress: Progress = no_progress) -> Likelihood:
        """How surely each pixel is damaged.

        Args:
            image: (H, W, 3) uint8 or uint16 RGB. Not changed.
            progress: called as (done, total).

        Returns:
            (H, W) float32 in 0..1, calibrated on validation paintings so that 0.5 is the best threshold;
            at most `RULED_OUT` where damage is ruled out.
        """


def mask_at(likelihood: Likelihood, sensitivity: float) -> Mask:
    """The damage mask at one sensitivity, 0..1. A larger sensitivity marks more, never less; 0 marks nothing.

    Raises:
        ValueError: the sensitivity lies outside 0..1.
    """
    if not 0.0 <= sensitivity <= 1.0:
        raise ValueError(f"sensitivity {sensitivity} must lie in 0..1")
    return likelihood > max(1.0 - sensitivity, NEGLIGIBLE)


SENSITIVITY_STEPS = 100  # of sensitivity, from 0 to 1
THRESHOLDS = np.array(
    [max(1.0 - step / SENSITIVITY_STEPS, NEGLIGIBLE) for step in range(SENSITIVITY_STEPS, -1, -1)], np.float32
)  # of `mask_at`


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class SteppedDetection:
    """At which step each pixel begins to be marked, and as what."""

    levels: npt.NDArray[np.uint8]  # (H, W): how many thresholds lie below the likelihood
    kinds: KindMap

    @classmethod
    def of(cls, finding: Detection) -> "SteppedDetection":
        """The same finding, to be asked at whole hundredths of sensitivity only."""
        levels = np.empty(finding.kinds.shape, np.uint8)
        for row, likelihood in enumerate(finding.likelihood):  # at once it would take eight bytes a pixel
            levels[row] = np.searchsorted(THRESHOLDS, likelihood)
        return cls(levels, finding.kinds)

    def at(self, sensitivity: float) -> KindMap:
        """The damage at a sensitivity, 0..1, by kind: exactly what the finding has there."""
        return self.kinds * (self.levels > SENSITIVITY_STEPS - round(sensitivity * SENSITIVITY_STEPS)).view(np.uint8)
