"""Where paint gives way first: in weak regions, where cracks meet, along cracks, and at the picture's edges."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from restoration.damage.layer import FULL_ALPHA, DamageLayer
from restoration.damage.procedural import Field, Points, fractal_noise
from restoration.domain import DamageKind, Mask

TORN = FULL_ALPHA // 4  # alpha from which a crack parts its two sides
CELL = 8  # px; weakness changes so slowly that one value serves that many
TRIES = 12  # places looked at for each one taken
EDGE = 0.12  # of the places; they lie at the picture's edges


@dataclass(frozen=True, slots=True, eq=False)
class WeaknessMap:
    """How readily paint comes off, over a picture."""

    shape: tuple[int, int]
    regions: Field  # one value per `CELL` x `CELL` px, mean 0 and deviation about 1
    is_torn: Mask | None  # True in cracks; None where paint has not cracked

    def at(self, places: Points) -> Field:
        """(N,) the weakness at places x, y."""
        columns, rows = (places / CELL).astype(np.intp).T
        height, width = self.regions.shape
        found: Field = self.regions[rows.clip(0, height - 1), columns.clip(0, width - 1)]
        return found

    def nuclei(self, count: int, window: int, rng: np.random.Generator) -> Points:
        """(count, 2) x, y where paint falls first, the weakest of all first.

        Args:
            count: how many.
            window: px; a place counts as a junction when much crack lies that near.
            rng: chance.
        """
        places, crowd = self._candidates(count * TRIES, window, rng)
        at_edge = rng.random(len(places)) < EDGE
        places[at_edge] = _at_edge(places[at_edge], self.shape)
        score = self.at(places) + crowd + 0.5 * rng.normal(size=len(places))
        return places[np.argsort(-score, kind="stable")[:count]]

    def drawn(self, places: Points, reach: int, rng: np.random.Generator) -> Points:
        """The places x, y, each moved onto a crack within `reach` px where there is one."""
        if self.is_torn is None:
            return places
        moved = places.copy()
        for place, (x, y) in zip(moved, places.astype(int).clip(0).tolist(), strict=True):
            left, top = max(x - reach, 0), max(y - reach, 0)
            rows, columns = np.nonzero(self.is_torn[top : y + reach + 1, left : x + reach + 1])
            if rows.size:
                chosen = rng.integers(rows.size)
                place[:] = left + columns[chosen] + 0.5, top + rows[chosen] + 0.5
        return moved

    def _candidates(self, count: int, window: int, rng: np.random.Generator) -> tuple[Points, Field]:
        """(count, 2) places on cracks, or anywhere if there are none; and how much crack lies around each, 0..2."""
        height, width = self.shape
        if self.is_torn is None:
            return rng.uniform(0, 1, (count, 2)) * (width, height), np.zeros(count, np.float32)
        rows, columns = np.divmod(rng.choice(np.flatnonzero(self.is_torn), count), width)
        sums = cv2.boxFilter(self.is_torn.view(np.uint8), cv2.CV_16U, (window, window), normalize=False)
        crowd = sums[rows, columns].astype(np.float32)
        return np.stack([columns, rows], axis=1) + rng.uniform(0, 1, (count, 2)), 2 * crowd / crowd.max()


def make_weakness_map(
    shape: tuple[int, int], reach: float, is_torn: Mask | None, rng: np.random.Generator
) -> WeaknessMap:
    """Weak regions about `reach` px wide, and the cracks, if any."""
    cells = (-(-shape[0] // CELL), -(-shape[1] // CELL))
    return WeaknessMap(shape, fractal_noise(cells, max(reach / CELL, 1), rng, octaves=3), is_torn)


def crack_mask(below: Sequence[DamageLayer]) -> Mask | None:
    """Where the layers drawn before have cracked the paint; None if they have not."""
    masks: list[Mask] = [layer.alpha >= TORN for layer in below if layer.kind == DamageKind.CRACK]
    is_torn: Mask = np.any(masks, axis=0)
    return is_torn if is_torn.any() else None


def _at_edge(places: Points, shape: tuple[int, int]) -> Points:
    """The same places, moved to the nearest edge of the picture."""
    size = np.array(shape[::-1], float)
    to_edge = np.concatenate([places, size - places], axis=1)  # left, top, right, bottom
    side = to_edge.argmin(axis=1)
    moved, each = places.copy(), np.arange(len(places))
    moved[each, side % 2] = np.where(side < 2, 0, size[side % 2])
    return moved
