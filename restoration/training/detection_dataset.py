"""Examples cut from pairs on disk, of which only a few are in memory at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PIL.Image import Resampling

from restoration.domain import Image
from restoration.training.augment import photo
from restoration.training.augment.crop_window import cut_window, sample_zoomed_window
from restoration.training.config import AugmentationConfig
from restoration.training.crop_dataset import UNKNOWN, Crop, CropDataset, Target
from restoration.training.damage_bank import HALF_COVERED
from restoration.training.pairs import PAIRS_IN_MEMORY, LabelledPicture, PairFiles, read_pair

MIN_VISIBLE_CHANGE = 10  # of 255; covered paint that changed by less is not asked for: nobody could see it
BODY_SHARE = 0.4  # part of the strongest change nearby: what changed by less is only the blurred rim of damage
BODY_RADIUS = 3  # px


class DetectionExample(NamedTuple):  # a tuple of arrays, which torch's DataLoader knows how to batch
    """A window of a damaged painting, and what a detector should make of it."""

    picture: Image  # (side, side, 3) uint8
    target: Target  # (side, side)


@dataclass(frozen=True, slots=True, eq=False)
class SyntheticDetectionDataset(Sequence[DetectionExample]):
    """An example of every crop."""

    crops: CropDataset

    def __len__(self) -> int:
        return len(self.crops)

    def __getitem__(self, index: int) -> DetectionExample:  # type: ignore[override]  # a data set has no slices
        """The example of that index, 0..length - 1."""
        return make_detection_example(self.crops[index])


def make_detection_example(crop: Crop) -> DetectionExample:
    """What a detector can learn from a crop: to mark all damage that can be seen, hairlines too, and no wider than it.

    Rims that are covered by less than half and hardly changed are sound; paint that is covered further and does not
    look like it is left open, and so is what may have been damaged before.
    """
    change = _max_channel_change(crop.clean, crop.damaged)
    is_body = (change >= MIN_VISIBLE_CHANGE) & (
        change >= BODY_SHARE * _max_filter(np.where(crop.alpha > 0, change, np.uint8(0)))
    )
    target = np.where(is_body & (crop.classes > 0), crop.classes, np.uint8(UNKNOWN))
    target[(crop.alpha < HALF_COVERED) & ~is_body] = 0
    target[crop.alpha == 0] = 0
    target[crop.doubt & (target == 0)] = UNKNOWN
    return DetectionExample(crop.damaged, target)


def _max_channel_change(before: Image, after: Image) -> npt.NDArray[np.uint8]:
    """(H, W) by how much the band changed that changed most."""
    bands = np.maximum(before, after) - np.minimum(before, after)
    most: npt.NDArray[np.uint8] = np.maximum.reduce([bands[..., band] for band in range(3)])
    return most


def _max_filter(change: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """The largest value within `NEARBY` px, along the columns, then along the rows."""
    for _ in range(2):
        change = np.pad(change, ((BODY_RADIUS, BODY_RADIUS), (0, 0)))
        for step in (1, 2, 3):  # the largest of 2, of 4, then of all 7
            change = np.maximum(change[:-step], change[step:])
        change = change.T
    return change


EXAMPLES_PER_PAIR = (
    16  # examples cut from a pair, on average, before it is put away: reading it takes as long as some of them
)


@dataclass(frozen=True, slots=True, eq=False)
class PairDetectionDataset(Sequence[DetectionExample]):
    """As many windows of pairs as are asked for; each depends on the seed and its index only.

    For a while all come from the same few pairs, drawn from all; then from the next few.
    """

    pairs: Sequence[PairFiles]  # at least one; none smaller than `side`
    length: int
    side: int  # px
    seed: int
    mixture: AugmentationConfig  # its zoom and its camera; the damage is there already

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, index: int) -> DetectionExample:  # type: ignore[override]  # a data set has no slices
        """The example of that index, 0..`length` - 1."""
        if not 0 <= index < self.length:
            raise IndexError(f"there are {self.length} examples, none of index {index}")
        seed = np.random.SeedSequence(self.seed, spawn_key=(0, index))
        framing, retaking = (np.random.default_rng(child) for child in seed.spawn(2))
        example = _cut_example(read_pair(self._pair(index, framing)), self.side, self.mixture.zoom, framing)
        if retaking.random() < self.mixture.photographed:
            return example._replace(picture=photo.photograph(example.picture, photo.sample_camera(retaking)))
        return example

    def _pair(self, index: int, rng: np.random.Generator) -> PairFiles:
        """Any of the pairs that are at hand at that index."""
        deal = np.random.SeedSequence(self.seed, spawn_key=(1, index // (PAIRS_IN_MEMORY * EXAMPLES_PER_PAIR)))
        hand = np.random.default_rng(deal).permutation(len(self.pairs))[:PAIRS_IN_MEMORY]
        return self.pairs[int(rng.choice(hand))]


def _cut_example(
    pair: LabelledPicture, side: int, zoom: tuple[float, float], rng: np.random.Generator
) -> DetectionExample:
    """A random window in any symmetry, nearer or farther away, as in `framing.detail`; rims left open."""
    height, width = pair.cover.shape
    view = sample_zoomed_window((height, width), side, zoom, rng)
    shown = [
        cut_window(layer, view, side, how)
        for layer, how in (
            (pair.picture, Resampling.BICUBIC),
            (pair.cover, Resampling.BILINEAR),  # never below 0 or above 255 in between
            (pair.kinds, Resampling.NEAREST),
        )
    ]
    picture, covered, kinds = shown
    target = np.where((covered >= HALF_COVERED) & (kinds > 0), kinds, np.uint8(UNKNOWN))
    target[covered == 0] = 0
    return DetectionExample(picture, target)
