"""Examples for a detector: a picture of damage, and what is to be said of each of its pixels."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from restoration.domain import Image
from restoration.training.crops import Crop, Crops

UNKNOWN = 255  # a pixel of which nothing need be said
VISIBLE = 10  # of 255; covered paint that changed by less is not asked for: nobody could see it

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
    """What a detector can learn from a crop: to mark all that is covered and can be seen, hairlines and rims too."""
    change = np.abs(crop.damaged.astype(np.int16) - crop.clean).max(axis=2)
    is_plain = (change >= VISIBLE) & (crop.classes > 0)
    target = np.where(is_plain, crop.classes, np.uint8(UNKNOWN))
    target[crop.alpha == 0] = 0
    return Example(crop.damaged, target)
