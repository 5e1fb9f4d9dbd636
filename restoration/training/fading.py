"""Cracks that come and go: dirt and light do not lie evenly in them, and in grainy paint only pieces can be seen."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

CELLS = 48  # across a crop, whatever its size: the smallest pieces are some pixels long
COARSE = 6  # cells of the larger pieces
FADED = 0.5  # of the nets of cracks
STEEP = 2.5  # how suddenly a crack goes


@dataclass(frozen=True, slots=True)
class Fading:
    """Where cracks can be seen."""

    seed: int
    depth: float  # 0..1; what they lose where they fade most
    share: float  # deviations of the pattern by which faded parts outweigh the others; less than 0: they are fewer

    @property
    def cells(self) -> npt.NDArray[np.float32]:
        """(CELLS, CELLS) what is left of them, 0..1, to be stretched over a crop."""
        rng = np.random.default_rng(self.seed)
        fine = rng.standard_normal((CELLS, CELLS), np.float32)
        coarse = np.kron(rng.standard_normal((CELLS // COARSE,) * 2, np.float32), np.ones((COARSE, COARSE), np.float32))
        pattern = (fine + coarse) / np.float32(2**0.5) + np.float32(self.share)
        faded = np.float32(self.depth) / (1 + np.exp(np.float32(-STEEP) * pattern))
        return np.asarray(1 - faded, np.float32)


def sample(rng: np.random.Generator) -> Fading | None:
    """Any fading, or often none."""
    seed, depth, share = int(rng.integers(2**32)), float(rng.uniform(0.5, 1)), float(rng.uniform(-1, 0.6))
    return Fading(seed, depth, share) if rng.random() < FADED else None
