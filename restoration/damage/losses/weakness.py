"""Where paint falls off first: in weak regions, where cracks meet, along cracks, and at the edges of the picture."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from restoration.damage.layer import FULL_ALPHA, DamageLayer
from restoration.damage.procedural import Field, Points, fractal_noise
from restoration.domain import DamageKind, Mask

CRACKED = FULL_ALPHA // 4  # alpha from which a crack separates its two sides
CELL = 8  # px; weakness changes so slowly that one value serves for so many px
CANDIDATES = 12  # places considered for each place chosen
AT_EDGE = 0.12  # part of the places that lie at the edges of the picture


@dataclass(frozen=True, slots=True, eq=False)
class WeaknessMap:
    """How easily paint falls off in each part of a picture."""

    shape: tuple[int, int]
    regions: Field  # one value per `CELL` x `CELL` px, of mean 0 and deviation about 1; larger is weaker
    is_cracked: Mask | None  # (H, W), True in cracks; None where paint has not cracked

    def at(self, places: Points) -> Field:
        """Return (N,) the weakness at (N, 2) places x, y in px."""
        columns, rows = (places / CELL).astype(np.intp).T
        height, width = self.regions.shape
        found: Field = self.regions[rows.clip(0, height - 1), columns.clip(0, width - 1)]
        return found

    def weakest_places(self, count: int, window: int, rng: np.random.Generator) -> Points:
        """Return (count, 2) x, y of places where paint falls first, the weakest first.

        Args:
            count: number of places.
            window: px; a place counts as a junction when many cracks lie within this window around it.
            rng: source of randomness.
        """
        places, crack_density = self._candidates(count * CANDIDATES, window, rng)
        at_edge = rng.random(len(places)) < AT_EDGE
        places[at_edge] = _moved_to_edge(places[at_edge], self.shape)
        score = self.at(places) + crack_density + 0.5 * rng.normal(size=len(places))
        return places[np.argsort(-score, kind="stable")[:count]]

    def moved_to_cracks(self, places: Points, reach: int, rng: np.random.Generator) -> Points:
        """Return (N, 2) places x, y, each moved onto a random crack pixel within `reach` px if there is one."""
        if self.is_cracked is None:
            return places
        moved = places.copy()
        for place, (x, y) in zip(moved, places.astype(int).clip(0).tolist(), strict=True):
            left, top = max(x - reach, 0), max(y - reach, 0)
            rows, columns = np.nonzero(self.is_cracked[top : y + reach + 1, left : x + reach + 1])
            if rows.size:
                chosen = rng.integers(rows.size)
                place[:] = left + columns[chosen] + 0.5, top + rows[chosen] + 0.5
        return moved

    def _candidates(self, count: int, window: int, rng: np.random.Generator) -> tuple[Points, Field]:
        """Return (count, 2) places on cracks, or anywhere if there are none, and (count,) the crack density, 0..2."""
        height, width = self.shape
        if self.is_cracked is None:
            return rng.uniform(0, 1, (count, 2)) * (width, height), np.zeros(count, np.float32)
        rows, columns = np.divmod(rng.choice(np.flatnonzero(self.is_cracked), count), width)
        sums = cv2.boxFilter(self.is_cracked.view(np.uint8), cv2.CV_16U, (window, window), normalize=False)
        density = sums[rows, columns].astype(np.float32)
        return np.stack([columns, rows], axis=1) + rng.uniform(0, 1, (count, 2)), 2 * density / density.max()


def make_weakness_map(
    shape: tuple[int, int], reach: float, is_cracked: Mask | None, rng: np.random.Generator
) -> WeaknessMap:
    """Return a map of weak regions about `reach` px wide and of the cracks (H, W), if there are any."""
    cells = (-(-shape[0] // CELL), -(-shape[1] // CELL))
    return WeaknessMap(shape, fractal_noise(cells, max(reach / CELL, 1), rng, octaves=3), is_cracked)


def crack_mask(below: Sequence[DamageLayer]) -> Mask | None:
    """Return (H, W) where the layers drawn before have cracked the paint; None if nowhere."""
    masks: list[Mask] = [layer.alpha >= CRACKED for layer in below if layer.kind == DamageKind.CRACK]
    is_cracked: Mask = np.any(masks, axis=0)
    return is_cracked if is_cracked.any() else None


def _moved_to_edge(places: Points, shape: tuple[int, int]) -> Points:
    """Return (N, 2) places x, y moved to the nearest edge of the picture."""
    size = np.array(shape[::-1], float)
    to_edge = np.concatenate([places, size - places], axis=1)  # left, top, right, bottom
    side = to_edge.argmin(axis=1)
    moved, each = places.copy(), np.arange(len(places))
    moved[each, side % 2] = np.where(side < 2, 0, size[side % 2])
    return moved
