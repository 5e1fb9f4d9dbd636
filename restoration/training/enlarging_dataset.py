"""The dataset for a network that enlarges: windows of paintings, each with the same window reduced to a quarter."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from restoration.domain import Image
from restoration.training.augment.crop_window import cut_window, sample_zoomed_window
from restoration.training.augment.reduction import reduce, sample_reduction


class EnlargingExample(NamedTuple):  # a tuple of arrays, which torch's DataLoader can stack
    """A reduced window of a painting, and the truth."""

    picture: Image  # (side / 4, side / 4, 3) uint8
    truth: Image  # (side, side, 3) uint8


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class EnlargingDataset(Sequence[EnlargingExample]):
    """As many examples as requested, each made on demand; it depends only on the seed and its index."""

    pictures: Sequence[Image]  # (H, W, 3) uint8 RGB, at least `side` px to a side
    length: int  # of the dataset
    side: int  # px
    seed: int
    zoom: tuple[float, float]  # of a picture, before it is reduced
    pristine: float  # 0..1; share of examples that are only reduced

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, index: int) -> EnlargingExample:  # type: ignore[override]  # a dataset has no slices
        """Return the example of that index, 0..length - 1."""
        if not 0 <= index < self.length:
            raise IndexError(f"there are {self.length} examples, none of index {index}")
        rng = np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=(index,)))
        picture = self.pictures[int(rng.integers(len(self.pictures)))]
        height, width, _ = picture.shape
        truth = cut_window(picture, sample_zoomed_window((height, width), self.side, self.zoom, rng), self.side)
        return EnlargingExample(reduce(truth, sample_reduction(self.pristine, rng)), truth)
