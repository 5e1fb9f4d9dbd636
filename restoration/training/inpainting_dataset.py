"""Examples for a network that fills damage: a damaged picture, a mask, and the paint that was there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from restoration.domain import Image, Mask
from restoration.training.augment import glaze
from restoration.training.crop_dataset import Crop, CropDataset
from restoration.training.damage_bank import HALF_COVERED

CROPS_PER_EXAMPLE = 4  # crops that are looked at for one with damage
MIN_MASK_SHARE = 0.002  # part of a crop that is damaged at least; with less there is too little to learn
MAX_MASK_SHARE = 0.9  # and at most; where more is worn, paint shows through, and that is to be learnt too


class InpaintingExample(NamedTuple):  # a tuple of arrays, which torch's DataLoader knows how to batch
    """A window of a damaged painting, what is to be filled of it, and how."""

    picture: Image  # (side, side, 3) uint8
    mask: npt.NDArray[np.uint8]  # (side, side); 1 where paint is missing, else 0
    truth: Image  # (side, side, 3) uint8


@dataclass(frozen=True, slots=True, eq=False)
class InpaintingDataset(Sequence[InpaintingExample]):
    """As many as are asked for; each depends on the crops' seed and its index only. See `fillings_of`."""

    crops: CropDataset  # `TRIES` for each example
    tight: float  # 0..1 of them: masks as a detector gives them, which leave the soft rim of the damage outside
    foreign: float  # 0..1 of them: in the mask lies paint from elsewhere, which is not to be believed

    def __len__(self) -> int:
        return len(self.crops) // CROPS_PER_EXAMPLE

    def __getitem__(self, index: int) -> InpaintingExample:  # type: ignore[override]  # a data set has no slices
        """The example of that index, 0..length - 1."""
        if not 0 <= index < len(self):
            raise IndexError(f"there are {len(self)} examples, none of index {index}")
        rng = np.random.default_rng(np.random.SeedSequence(self.crops.seed, spawn_key=(1, index)))
        is_tight, is_foreign = rng.random(2) < (self.tight, self.foreign)
        for place in range(CROPS_PER_EXAMPLE * index, CROPS_PER_EXAMPLE * (index + 1)):
            crop = self.crops[place]
            mask = _dilate(crop.alpha >= HALF_COVERED) if is_tight else crop.touch
            if MIN_MASK_SHARE <= mask.mean() <= MAX_MASK_SHARE:
                break
        filling = _make_example(crop, mask)
        return _add_foreign_paint(filling, rng) if is_foreign else filling


def make_inpainting_dataset(crops: CropDataset, *, tight: float, foreign: float) -> InpaintingDataset:
    """As many examples as the crops, from more of their kind; for the shares see `Fillings`."""
    return InpaintingDataset(replace(crops, count=CROPS_PER_EXAMPLE * len(crops)), tight, foreign)


def _make_example(crop: Crop, mask: Mask) -> InpaintingExample:
    """With a patch in its middle to fill, where there is no damage."""
    if not MIN_MASK_SHARE <= mask.mean() <= MAX_MASK_SHARE:
        mask = np.zeros_like(mask)
        middle = slice(7 * len(mask) // 16, 9 * len(mask) // 16)
        mask[middle, middle] = True
    return InpaintingExample(crop.damaged, mask.astype(np.uint8), crop.clean)


def _add_foreign_paint(filling: InpaintingExample, rng: np.random.Generator) -> InpaintingExample:
    """In the mask lies another place of the same picture, in another colour."""
    elsewhere = np.roll(filling.truth, rng.integers(len(filling.mask) // 4, len(filling.mask), 2), axis=(0, 1))
    laid = np.where(
        filling.mask[..., np.newaxis] > 0, glaze.apply_glaze(elsewhere, glaze.sample_glaze(rng)), filling.picture
    )
    return filling._replace(picture=laid)


def _dilate(mask: Mask) -> Mask:
    """The mask and all pixels beside it, corners included; as the program grows what a detector found."""
    padded = np.pad(mask, 1)
    rows = padded[:, :-2] | padded[:, 1:-1] | padded[:, 2:]
    return np.asarray(rows[:-2] | rows[1:-1] | rows[2:])
