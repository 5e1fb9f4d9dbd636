"""The contract of detectors: the likelihood of damage at each pixel, and the mask that a sensitivity makes of it."""

from dataclasses import dataclass
from typing import Protocol, Self, runtime_checkable

import numpy as np
import numpy.typing as npt

from restoration.detection.evidence import Evidence
from restoration.domain import DamageKind, Image, KindMap, Likelihood, Mask, Progress, kind_number, no_progress
from restoration.unfinished import Unfinished

NEGLIGIBLE = 0.005
"""A likelihood up to this is marked at no sensitivity: a network never gives an exact 0."""

SENSITIVITY_STEPS = 100  # from sensitivity 0 to 1


def mask_at(likelihood: Likelihood, sensitivity: float) -> Mask:
    """Return the damage mask at a sensitivity. A larger sensitivity marks more, never less; 0 marks nothing.

    Args:
        likelihood: (H, W) float32 in 0..1.
        sensitivity: 0..1.

    Returns:
        (H, W) bool.

    Raises:
        ValueError: the sensitivity lies outside 0..1.
    """
    return likelihood > _threshold(sensitivity)


def _threshold(sensitivity: float) -> float:
    """Return the likelihood above which a pixel is marked; raise `ValueError` for a sensitivity outside 0..1."""
    if not 0.0 <= sensitivity <= 1.0:
        raise ValueError(f"sensitivity {sensitivity} must lie in 0..1")
    return max(1.0 - sensitivity, NEGLIGIBLE)


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class Detection:
    """What a detector found in a picture. It holds all that a mask of any sensitivity needs."""

    likelihood: Likelihood
    kinds: KindMap  # the kind of each pixel, if it is damaged; never 0 where the likelihood is more than 0
    evidence: Evidence | None = None  # of each kind by itself, from a detector that weighs them against each other

    @classmethod
    def of_one_kind(cls, likelihood: Likelihood, kind: DamageKind) -> Self:
        """Make the detection of a detector that finds a single kind of damage, or does not distinguish kinds.

        Args:
            likelihood: (H, W) float32 in 0..1.
            kind: the kind that all damage counts as.
        """
        return cls(likelihood, np.full(likelihood.shape, kind_number(kind), np.uint8))

    def rows(self, rows: slice) -> Self:
        """Return some rows, without the evidence and without copying."""
        return type(self)(self.likelihood[rows], self.kinds[rows])

    def at(self, sensitivity: float) -> KindMap:
        """Return the damage at a sensitivity as (H, W) uint8 kind numbers; raises what `mask_at` raises."""
        return _kinds_in(mask_at(self.likelihood, sensitivity), self.kinds)


class Detector(Protocol):
    """A method that finds damage. Building one may be slow (weights); using it changes nothing in it."""

    key: str  # its key in the catalog

    def detect(self, image: Image, progress: Progress = no_progress) -> Detection:
        """Return how likely each pixel is damaged, and the kind of that damage.

        Args:
            image: (H, W, 3) uint8 or uint16 RGB. Not changed.
            progress: called as (done, total); the last call has both equal.

        Returns:
            An (H, W) likelihood in 0..1, calibrated on validation paintings so that 0.5 is the best threshold, and
            at most `NEGLIGIBLE` where damage is ruled out; with the (H, W) kinds.
        """


@runtime_checkable
class Resumable(Protocol):
    """A detector so slow that what it has done of a picture is worth keeping."""

    def keeping(self, work: Unfinished) -> Detector:
        """Return the same detector for one picture: it goes on with what is kept, and keeps what it does."""


def resumed(detector: Detector, work: Unfinished) -> Detector:
    """Return a detector for one picture that goes on with what is kept of it, if that detector can."""
    return detector.keeping(work) if isinstance(detector, Resumable) else detector


_THRESHOLDS = np.array([_threshold(step / SENSITIVITY_STEPS) for step in range(SENSITIVITY_STEPS, -1, -1)], np.float32)


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class SteppedDetection:
    """A detection in a quarter of the memory, for a slider in hundredths."""

    levels: npt.NDArray[np.uint8]  # (H, W) uint8: how many of the 101 thresholds lie below the likelihood
    kinds: KindMap

    @classmethod
    def of(cls, detection: Detection) -> "SteppedDetection":
        """Reduce a detection to whole hundredths of sensitivity."""
        levels = np.empty(detection.kinds.shape, np.uint8)
        for row, likelihood in enumerate(detection.likelihood):  # all rows at once would take eight bytes a pixel
            levels[row] = np.searchsorted(_THRESHOLDS, likelihood)
        return cls(levels, detection.kinds)

    def rows(self, rows: slice) -> Self:
        """Return some rows, without copying."""
        return type(self)(self.levels[rows], self.kinds[rows])

    def at(self, sensitivity: float) -> KindMap:
        """Return the (H, W) kind numbers that `Detection.at` gives at the nearest hundredth of sensitivity."""
        hundredth = round(sensitivity * SENSITIVITY_STEPS) / SENSITIVITY_STEPS
        below = np.searchsorted(_THRESHOLDS, np.float32(_threshold(hundredth)))
        return _kinds_in(self.levels > below, self.kinds)


def _kinds_in(mask: Mask, kinds: KindMap) -> KindMap:
    return kinds * mask.view(np.uint8)
