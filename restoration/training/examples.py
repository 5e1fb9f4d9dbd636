"""Examples for a detector: a picture of damage, and what is to be said of each of its pixels."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from restoration.domain import Image
from restoration.training.crops import Crop, Crops
from restoration.training.sheets import COVERED

UNKNOWN = 255  # a pixel of which nothing need be said
VISIBLE = 10  # of 255; covered paint that changed by less is not asked for: nobody could see it
BODY = 0.4  # part of the strongest change nearby: what changed by less is only the blurred rim of damage
NEARBY = 3  # px

Target = npt.NDArray[np.uint8]
"""(H, W): 0 sound, 1 + the place in `DAMAGE` of what covers most, or `UNKNOWN`."""


class Example(NamedTuple):  # a tuple of arrays, which torch's DataLoader knows how to batch
    """A window of a damaged painting, and what a detector should make of it."""

    picture: Image  # (side, side, 3) uint8
    target: Target  # (side, side)


@dataclass(frozen=True, slots=True, eq=False)
class FreshExamples(Sequence[Example]):
    """An example of every crop."""

    crops: Crops

    def __len__(self) -> int:
        return len(self.crops)

    def __getitem__(self, index: int) -> Example:  # type: ignore[override]  # a data set has no slices
        """The example of that index, 0..length - 1."""
        return example_of(self.crops[index])


def example_of(crop: Crop) -> Example:
    """What a detector can learn from a crop: to mark all damage that can be seen, hairlines too, and no wider than it.

    Rims that are covered by less than half and hardly changed are sound; paint that is covered further and does not
    look like it is left open, and so is what may have been damaged before.
    """
    change = _change(crop.clean, crop.damaged)
    is_body = (change >= VISIBLE) & (change >= BODY * _strongest_nearby(np.where(crop.alpha > 0, change, np.uint8(0))))
    target = np.where(is_body & (crop.classes > 0), crop.classes, np.uint8(UNKNOWN))
    target[(crop.alpha < COVERED) & ~is_body] = 0
    target[crop.alpha == 0] = 0
    target[crop.doubt & (target == 0)] = UNKNOWN
    return Example(crop.damaged, target)


def _change(before: Image, after: Image) -> npt.NDArray[np.uint8]:
    """(H, W) by how much the band changed that changed most."""
    bands = np.maximum(before, after) - np.minimum(before, after)
    most: npt.NDArray[np.uint8] = np.maximum.reduce([bands[..., band] for band in range(3)])
    return most


def _strongest_nearby(change: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """The largest value within `NEARBY` px, along the columns, then along the rows."""
    for _ in range(2):
        change = np.pad(change, ((NEARBY, NEARBY), (0, 0)))
        for step in (1, 2, 3):  # the largest of 2, of 4, then of all 7
            change = np.maximum(change[:-step], change[step:])
        change = change.T
    return change
