"""The dataset for a network that fills damage: a damaged picture, a mask, and the paint that was there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from restoration.damage.truth import touch_mask
from restoration.domain import Image, Mask
from restoration.training.augment import glaze, opaque
from restoration.training.crop_dataset import Crop, CropDataset
from restoration.training.damage_bank import HALF_COVERED

CROPS_PER_EXAMPLE = 4  # crops that are tried until one has enough damage
MIN_MASK_SHARE = 0.002  # of a crop; with less there is too little to learn
MAX_MASK_SHARE = 0.9  # where more is worn, paint shows through, and the network should learn from it


class InpaintingExample(NamedTuple):  # a tuple of arrays, which torch's DataLoader can stack
    """A window of a damaged painting, the mask to fill, and the truth."""

    picture: Image  # (side, side, 3) uint8
    mask: npt.NDArray[np.uint8]  # (side, side); 1 where paint is missing, else 0
    truth: Image  # (side, side, 3) uint8


@dataclass(frozen=True, slots=True, eq=False)
class InpaintingDataset(Sequence[InpaintingExample]):
    """One example for every `CROPS_PER_EXAMPLE` crops; each depends only on the seed of the crops and its index."""

    crops: CropDataset
    tight: float  # 0..1; share of masks that leave out the soft rim of the damage, as detectors do
    opaque: float  # 0..1; share of examples whose damage hides all paint under it
    foreign: float  # 0..1; share of examples with paint from elsewhere in the mask, which must not be trusted

    def __len__(self) -> int:
        return len(self.crops) // CROPS_PER_EXAMPLE

    def __getitem__(self, index: int) -> InpaintingExample:  # type: ignore[override]  # a dataset has no slices
        """Return the example of that index, 0..length - 1."""
        if not 0 <= index < len(self):
            raise IndexError(f"there are {len(self)} examples, none of index {index}")
        rng = np.random.default_rng(np.random.SeedSequence(self.crops.seed, spawn_key=(1, index)))
        is_tight, is_opaque, is_foreign = rng.random(3) < (self.tight, self.opaque, self.foreign)
        for crop_index in range(CROPS_PER_EXAMPLE * index, CROPS_PER_EXAMPLE * (index + 1)):
            crop = self.crops[crop_index]
            if is_opaque:
                crop = _make_opaque(crop, rng)
            mask = _dilate(crop.alpha >= HALF_COVERED) if is_tight else crop.touch
            if MIN_MASK_SHARE <= mask.mean() <= MAX_MASK_SHARE:
                break
        example = _make_example(crop, mask)
        return _add_foreign_paint(example, rng) if is_foreign else example


def make_inpainting_dataset(crops: CropDataset, *, tight: float, opaque: float, foreign: float) -> InpaintingDataset:
    """Return as many examples as there are crops, made from more crops of the same kind; see `InpaintingDataset`."""
    return InpaintingDataset(replace(crops, count=CROPS_PER_EXAMPLE * len(crops)), tight, opaque, foreign)


def _make_opaque(crop: Crop, rng: np.random.Generator) -> Crop:
    """Return the crop with opaque damage instead: where its own is, or along strokes."""
    if rng.random() < opaque.STROKE_SHARE:
        side = len(crop.alpha)
        cover = opaque.draw_strokes(opaque.sample_strokes(side, rng), side)
    else:
        cover = opaque.harden(crop.alpha)
    damaged = opaque.cover_opaquely(crop.clean, cover, rng)
    return crop._replace(damaged=damaged, alpha=cover, touch=touch_mask(crop.clean, damaged))


def _make_example(crop: Crop, mask: Mask) -> InpaintingExample:
    """Return the example of a crop; without suitable damage, the mask is a square in the middle."""
    if not MIN_MASK_SHARE <= mask.mean() <= MAX_MASK_SHARE:
        mask = np.zeros_like(mask)
        middle = slice(7 * len(mask) // 16, 9 * len(mask) // 16)
        mask[middle, middle] = True
    return InpaintingExample(crop.damaged, mask.astype(np.uint8), crop.clean)


def _add_foreign_paint(example: InpaintingExample, rng: np.random.Generator) -> InpaintingExample:
    """Return the example with another part of the same picture in the mask, under a glaze."""
    elsewhere = np.roll(example.truth, rng.integers(len(example.mask) // 4, len(example.mask), 2), axis=(0, 1))
    foreign = glaze.apply_glaze(elsewhere, glaze.sample_glaze(rng))
    return example._replace(picture=np.where(example.mask[..., np.newaxis] > 0, foreign, example.picture))


def _dilate(mask: Mask) -> Mask:
    """Return the mask and all neighbouring pixels, corners included, as the program dilates a detected mask."""
    padded = np.pad(mask, 1)
    rows = padded[:, :-2] | padded[:, 1:-1] | padded[:, 2:]
    return np.asarray(rows[:-2] | rows[1:-1] | rows[2:])
