"""The examples for a network that fills damage."""

from dataclasses import replace

import cv2
import numpy as np

from restoration.damage.layer import make_palette
from restoration.domain import DamageKind
from restoration.training.config import InpaintingConfig
from restoration.training.crop_dataset import CropDataset
from restoration.training.damage_bank import DamageSheet, PackedMap, SheetLayer
from restoration.training.inpainting_dataset import MAX_MASK_SHARE, MIN_MASK_SHARE, make_inpainting_dataset

AUGMENTATION = replace(InpaintingConfig().mixture, glazed=0.0, painted=0.0, zoom=(1.0, 1.0), distance=(1.0, 1.0))


def make_dataset(painting, sheet, count, tight=0.0, opaque=0.0, foreign=0.0, seed=1):
    crops = CropDataset([painting], [sheet], count, 32, seed, AUGMENTATION)
    return make_inpainting_dataset(crops, tight=tight, opaque=opaque, foreign=foreign)


def test_outside_the_mask_an_example_shows_the_truth_and_there_is_always_something_to_fill(painting, sheet):
    for picture, mask, truth in make_dataset(painting, sheet, 30):
        assert set(np.unique(mask)) == {0, 1}
        assert MIN_MASK_SHARE <= mask.mean() <= MAX_MASK_SHARE
        assert np.array_equal(picture[mask == 0], truth[mask == 0])


def test_tight_masks_leave_out_some_of_the_rim(painting, sheet):
    examples = make_dataset(painting, sheet, 30, tight=1.0)
    rims = [(picture != truth).any(axis=2) & (mask == 0) for picture, mask, truth in examples]
    assert np.mean([rim.any() for rim in rims]) > 0.3
    assert max(rim.mean() for rim in rims) < 0.3


def test_opaque_damage_is_of_one_colour_where_it_is_not_mixed_with_paint(painting, sheet):
    examples = [*make_dataset(painting, sheet, 30, opaque=1.0)]
    assert all(np.array_equal(picture[mask == 0], truth[mask == 0]) for picture, mask, truth in examples)
    bodies = [picture[cv2.erode(mask, np.ones((7, 7))) > 0].astype(float) for picture, mask, _ in examples]
    spreads = [body.std(axis=0).mean() for body in bodies if len(body) > 20]
    assert len(spreads) > 3
    assert np.median(spreads) < 10


def test_foreign_paint_is_only_in_the_mask(painting, sheet):
    own, foreign = make_dataset(painting, sheet, 10), make_dataset(painting, sheet, 10, foreign=1.0)
    for before, after in zip(own, foreign, strict=True):
        assert np.array_equal(before.mask, after.mask)
        assert np.array_equal(before.truth, after.truth)
        assert np.array_equal(before.picture[before.mask == 0], after.picture[before.mask == 0])
        assert (before.picture != after.picture)[before.mask > 0].mean() > 0.5


def test_without_damage_a_square_in_the_middle_is_to_be_filled(painting):
    nothing = PackedMap.of(np.zeros((72, 72), np.uint8))
    empty = SheetLayer(DamageKind.CRACK, nothing, nothing, make_palette(0.1))
    picture, mask, truth = make_dataset(painting, DamageSheet((), (empty,), ()), 3)[1]
    assert mask.sum() == 16
    assert np.array_equal(picture, truth)


def test_an_example_depends_only_on_the_seed_and_the_index(painting, sheet):
    forwards, backwards = (
        [make_dataset(painting, sheet, 9)[index] for index in order] for order in (range(9), reversed(range(9)))
    )
    for one, other in zip(forwards, backwards[::-1], strict=True):
        assert all(map(np.array_equal, one, other))
    assert not np.array_equal(forwards[0].picture, make_dataset(painting, sheet, 9, seed=2)[0].picture)
