"""How well a mask meets what is known to be damaged."""

from dataclasses import dataclass

from restoration.damage.layer import HALF, Alpha
from restoration.domain import Mask


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two ways to err: marking what is no crack (precision) and missing one (recall); each 0..1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Harmonic mean of both; 0 where either is."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def strict_agreement(mask: Mask, alpha: Alpha) -> Agreement:
    """Pixel by pixel against what is covered by half; the soft rim, covered by less, counts neither way.

    Args:
        mask: (H, W) bool, what a detector marked.
        alpha: (H, W) uint16, how far damage covers each pixel.
    """
    damaged, judged = alpha >= HALF, (alpha == 0) | (alpha >= HALF)
    hits = float((mask & damaged).sum())
    return Agreement(hits / max(1, (mask & judged).sum()), hits / max(1, damaged.sum()))
