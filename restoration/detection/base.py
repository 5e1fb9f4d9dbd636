"""What every detector promises, and how sensitivity turns its likelihood into a mask."""

from typing import Protocol

from restoration.domain import Image, Likelihood, Mask, Progress, silent


class Detector(Protocol):
    """Finds damage. Building one may be slow (weights); calling it is not, and changes nothing in it."""

    key: str  # the one it has in the catalog

    def likelihood(self, image: Image, progress: Progress = silent) -> Likelihood:
        """How surely each pixel is damaged.

        Args:
            image: (H, W, 3) uint8 or uint16 RGB. Not changed.
            progress: called as (done, total).

        Returns:
            (H, W) float32 in 0..1, calibrated on validation paintings so that 0.5 is the best threshold;
            0 where damage is ruled out.
        """


def mask_at(likelihood: Likelihood, sensitivity: float) -> Mask:
    """The damage mask at one sensitivity, 0..1. A larger sensitivity marks more, never less; 0 marks nothing.

    Raises:
        ValueError: the sensitivity lies outside 0..1.
    """
    if not 0.0 <= sensitivity <= 1.0:
        raise ValueError(f"sensitivity {sensitivity} must lie in 0..1")
    return likelihood > 1.0 - sensitivity
