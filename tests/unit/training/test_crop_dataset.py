"""Crops: their ground truth is exact, and they depend only on the seed and the index."""

import pickle

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from restoration.damage.light import KERNEL_RADIUS
from restoration.domain import DAMAGE_KINDS, DamageKind
from restoration.training.config import AugmentationConfig
from restoration.training.crop_dataset import CropDataset
from restoration.training.damage_bank import HALF_COVERED, DamageSheet

NEAR = (1.0, 1.0)  # distance at which no pixel is scaled
SAME_COLOUR = 0.04  # of a crop, at most, is covered by damage that happens to have the colour of the paint
EXACT = AugmentationConfig(undamaged=0.0, photographed=0.0, distance=NEAR)


@pytest.fixture
def crops(painting, sheet):
    return CropDataset([painting], [sheet], count=10_000, side=32, augmentation=EXACT)


def same(before, after):
    return all(map(np.array_equal, before, after))


def near(mask, reach):
    """Return the pixels within `reach` px of the mask, corners included."""
    padded = np.pad(mask, reach)
    return np.lib.stride_tricks.sliding_window_view(padded, (2 * reach + 1, 2 * reach + 1)).any(axis=(2, 3))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(index=st.integers(0, 9_999))
def test_a_crop_equals_the_clean_picture_outside_the_touch_mask(crops, index):
    crop = crops[index]
    assert np.array_equal((crop.damaged != crop.clean).any(axis=2), crop.touch)
    assert not (crop.touch & ~near(crop.alpha > 0, KERNEL_RADIUS)).any()
    assert (crop.alpha >= HALF_COVERED)[~crop.touch].sum() <= SAME_COLOUR * crop.alpha.size
    assert (crop.classes[crop.alpha > 0] > 0).all()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(index=st.integers(0, 9_999))
def test_a_scaled_crop_equals_the_clean_picture_outside_the_touch_mask(painting, sheet, index):
    augmentation = AugmentationConfig(undamaged=0.0, photographed=0.0, distance=(0.6, 1.8))
    crop = CropDataset([painting], [sheet], count=10_000, side=32, augmentation=augmentation)[index]
    assert np.array_equal((crop.damaged != crop.clean).any(axis=2), crop.touch)
    assert (crop.alpha >= HALF_COVERED)[~crop.touch].sum() <= SAME_COLOUR * crop.alpha.size


def test_cracks_become_narrower_with_the_distance_of_the_camera(painting, sheet):
    def width(distance):
        augmentation = AugmentationConfig(undamaged=0.0, photographed=0.0, distance=(distance, distance))
        crops = CropDataset(
            [painting], [DamageSheet((), sheet.cracked, ())], count=30, side=32, augmentation=augmentation
        )
        return max(min((crop.alpha >= HALF_COVERED).sum(axis=axis).max() for axis in (0, 1)) for crop in crops)

    assert [width(0.5), width(1.0)] == [8, 4]
    assert width(2.0) <= 3  # 2 px and the soft rim


def test_crops_have_the_documented_shapes_and_types(crops):
    assert all(part.flags.c_contiguous and part.flags.writeable for part in crops[0]), "torch would complain"
    shapes = {name: (part.shape, part.dtype.name) for name, part in crops[0]._asdict().items()}
    picture, plane = (32, 32, 3), (32, 32)
    assert shapes == {
        "damaged": (picture, "uint8"),
        "clean": (picture, "uint8"),
        "alpha": (plane, "uint8"),
        "classes": (plane, "uint8"),
        "touch": (plane, "bool"),
        "doubt": (plane, "bool"),
    }


def test_classes_name_the_kinds_on_the_sheet(crops):
    classes = set(np.unique([crops[index].classes for index in range(30)]))
    assert classes == {0, 1 + DAMAGE_KINDS.index(DamageKind.CRACK), 1 + DAMAGE_KINDS.index(DamageKind.LOSS)}


def test_a_crop_depends_only_on_the_seed_and_the_index(painting, sheet):
    crops = CropDataset([painting], [sheet], count=9, side=32)
    in_worker = pickle.loads(pickle.dumps(crops))
    backwards = [in_worker[index] for index in reversed(range(9))][::-1]
    assert all(map(same, crops, backwards))
    assert not same(crops[0], crops[1])
    assert not same(crops[0], CropDataset([painting], [sheet], count=9, side=32, seed=1)[0])


def test_some_crops_stay_undamaged(painting, sheet):
    augmentation = AugmentationConfig(undamaged=0.4, glazed=0.0, photographed=0.0, distance=NEAR)
    crops = CropDataset([painting], [sheet], count=200, side=32, augmentation=augmentation)
    undamaged = [crop for crop in crops if np.array_equal(crop.damaged, crop.clean)]
    assert 70 < len(undamaged) < 120, "some windows of the sheet are empty, too"
    assert not any(crop.alpha.any() or crop.classes.any() for crop in undamaged)


def test_the_cracks_of_one_sheet_can_join_the_wear_of_another(painting, sheet):
    cracked, worn = DamageSheet((), sheet.cracked, ()), DamageSheet((), (), sheet.worn)

    def most_classes(joined):
        augmentation = AugmentationConfig(undamaged=0.0, joined=joined, photographed=0.0)
        crops = CropDataset([painting], [cracked, worn], count=50, side=32, augmentation=augmentation)
        return max(len(set(crop.classes[crop.classes > 0])) for crop in crops)

    assert most_classes(joined=1.0) == 2
    assert most_classes(joined=0.0) == 1


def test_distractors_are_on_both_pictures(sheet):
    grey = np.full((64, 64, 3), 128, np.uint8)
    crop = CropDataset(
        [grey], [sheet], count=1, side=32, augmentation=AugmentationConfig(undamaged=1.0, painted=1.0, photographed=0.0)
    )[0]
    assert np.ptp(crop.clean) > 20
    assert np.array_equal(crop.damaged, crop.clean)
    assert not crop.classes.any()


def test_the_camera_changes_both_pictures_but_not_the_truth(painting, sheet):
    plain, photographed = (
        CropDataset(
            [painting], [sheet], count=1, side=32, augmentation=AugmentationConfig(undamaged=0.0, photographed=share)
        )[0]
        for share in (0.0, 1.0)
    )
    assert not np.array_equal(plain.damaged, photographed.damaged)
    assert not np.array_equal(plain.clean, photographed.clean)
    assert same(plain[2:], photographed[2:])
    assert photographed.damaged.flags.writeable, "torch would complain"


def test_doubt_masks_follow_the_window_of_the_picture(painting, sheet):
    red = painting.copy()
    red[10:20, 30:50] = 255, 0, 0
    augmentation = AugmentationConfig(
        undamaged=1.0, glazed=0.0, painted=0.0, photographed=0.0, zoom=(1.0, 1.0), distance=NEAR
    )
    crops = CropDataset(
        [red], [sheet], count=30, side=32, augmentation=augmentation, doubts=[(red == (255, 0, 0)).all(axis=2)]
    )
    assert all(np.array_equal(crop.doubt, (crop.clean == (255, 0, 0)).all(axis=2)) for crop in crops)
    assert any(crop.doubt.any() for crop in crops)


def test_a_picture_smaller_than_a_crop_is_enlarged(sheet):
    small = np.arange(20 * 24 * 3, dtype=np.uint8).reshape(20, 24, 3)
    assert CropDataset([small], [sheet], count=1, side=48, augmentation=EXACT)[0].damaged.shape == (48, 48, 3)


def test_impossible_settings_are_refused_at_once(painting, sheet):
    with pytest.raises(ValueError, match="sheets of 72 px"):
        CropDataset([painting], [sheet], count=1, side=73, augmentation=EXACT)
    with pytest.raises(ValueError, match="windows of 88 px"):
        CropDataset([painting], [sheet], count=1, side=40)
    with pytest.raises(ValueError, match="got uint16"):
        CropDataset([painting.astype(np.uint16)], [sheet], count=1, side=32)
    with pytest.raises(ValueError, match="doubt mask of its size"):
        CropDataset([painting], [sheet], count=1, side=32, doubts=[np.zeros((3, 3), bool)])
    with pytest.raises(ValueError, match="got 0 and 1"):
        CropDataset([], [sheet], count=1)
