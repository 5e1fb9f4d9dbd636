"""Datasets for a network that detects damage: from crops with fresh damage, or from pairs on disk."""

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

MIN_VISIBLE_CHANGE = 10  # grey levels; covered paint that changed by less is not labelled: nobody could see it
BODY_SHARE = 0.4  # of the strongest change nearby; what changed by less is only the blurred rim of damage
BODY_RADIUS = 3  # px, for "nearby"

EXAMPLES_PER_PAIR = 16  # average number cut from a pair before it leaves memory: reading takes as long as a few of them


class DetectionExample(NamedTuple):  # a tuple of arrays, which torch's DataLoader can stack
    """A window of a damaged painting and its labels."""

    picture: Image  # (side, side, 3) uint8
    target: Target  # (side, side)


@dataclass(frozen=True, slots=True, eq=False)
class SyntheticDetectionDataset(Sequence[DetectionExample]):
    """One example for each crop."""

    crops: CropDataset

    def __len__(self) -> int:
        return len(self.crops)

    def __getitem__(self, index: int) -> DetectionExample:  # type: ignore[override]  # a dataset has no slices
        """Return the example of that index, 0..length - 1."""
        return make_detection_example(self.crops[index])


def make_detection_example(crop: Crop) -> DetectionExample:
    """Label a crop so that a detector learns to mark all visible damage, hairlines too, and no more than the damage.

    Rims that are less than half covered and hardly changed are sound. Paint that is covered further but does not look
    like it is `UNKNOWN`, and so is paint that may have been damaged before.
    """
    change = _max_channel_change(crop.clean, crop.damaged)
    strongest = _max_filter(np.where(crop.alpha > 0, change, np.uint8(0)))
    is_body = (change >= MIN_VISIBLE_CHANGE) & (change >= BODY_SHARE * strongest)
    target = np.where(is_body & (crop.classes > 0), crop.classes, np.uint8(UNKNOWN))
    target[(crop.alpha < HALF_COVERED) & ~is_body] = 0
    target[crop.alpha == 0] = 0
    target[crop.doubt & (target == 0)] = UNKNOWN
    return DetectionExample(crop.damaged, target)


def _max_channel_change(before: Image, after: Image) -> npt.NDArray[np.uint8]:
    """Return (H, W): the change of the channel that changed most."""
    bands = np.maximum(before, after) - np.minimum(before, after)
    most: npt.NDArray[np.uint8] = np.maximum.reduce([bands[..., band] for band in range(3)])
    return most


def _max_filter(change: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Return the maximum within `BODY_RADIUS` px, first along the columns, then along the rows."""
    for _ in range(2):
        change = np.pad(change, ((BODY_RADIUS, BODY_RADIUS), (0, 0)))
        for step in (1, 2, 3):  # the maximum of 2, then 4, then all 7 pixels
            change = np.maximum(change[:-step], change[step:])
        change = change.T
    return change


@dataclass(frozen=True, slots=True, eq=False)
class PairDetectionDataset(Sequence[DetectionExample]):
    """As many windows of pairs as requested; each depends only on the seed and its index.

    A run of successive examples comes from the same few pairs, which are chosen at random; the next run from others.
    """

    pairs: Sequence[PairFiles]  # at least one; none smaller than `side`
    length: int
    side: int  # px
    seed: int
    augmentation: AugmentationConfig  # only zoom and camera: the damage is already there

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, index: int) -> DetectionExample:  # type: ignore[override]  # a dataset has no slices
        """Return the example of that index, 0..`length` - 1."""
        if not 0 <= index < self.length:
            raise IndexError(f"there are {self.length} examples, none of index {index}")
        seed = np.random.SeedSequence(self.seed, spawn_key=(0, index))
        window_rng, camera_rng = (np.random.default_rng(child) for child in seed.spawn(2))
        pair = read_pair(self._choose_pair(index, window_rng))
        example = _cut_example(pair, self.side, self.augmentation.zoom, window_rng)
        if camera_rng.random() < self.augmentation.photographed:
            return example._replace(picture=photo.photograph(example.picture, photo.sample_camera(camera_rng)))
        return example

    def _choose_pair(self, index: int, rng: np.random.Generator) -> PairFiles:
        """Return one of the pairs that are in memory at that index."""
        run_seed = np.random.SeedSequence(self.seed, spawn_key=(1, index // (PAIRS_IN_MEMORY * EXAMPLES_PER_PAIR)))
        in_memory = np.random.default_rng(run_seed).permutation(len(self.pairs))[:PAIRS_IN_MEMORY]
        return self.pairs[int(rng.choice(in_memory))]


def _cut_example(
    pair: LabelledPicture, side: int, zoom: tuple[float, float], rng: np.random.Generator
) -> DetectionExample:
    """Return a random zoomed window of a pair, in any symmetry; the rims of damage are `UNKNOWN`."""
    height, width = pair.cover.shape
    window = sample_zoomed_window((height, width), side, zoom, rng)
    picture = cut_window(pair.picture, window, side, Resampling.BICUBIC)
    cover = cut_window(pair.cover, window, side, Resampling.BILINEAR)  # never below 0 or above 255
    kinds = cut_window(pair.kinds, window, side, Resampling.NEAREST)
    target = np.where((cover >= HALF_COVERED) & (kinds > 0), kinds, np.uint8(UNKNOWN))
    target[cover == 0] = 0
    return DetectionExample(picture, target)
