"""Crops with fresh damage: their truth, and that chance is all in their index."""

import pickle

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from restoration.damage.optics import KERNEL_RADIUS
from restoration.domain import DAMAGE_KINDS, DamageKind
from restoration.training.config import AugmentationConfig
from restoration.training.crop_dataset import CropDataset
from restoration.training.damage_bank import HALF_COVERED, DamageSheet

NEAR = (1.0, 1.0)  # pixel for pixel
EXACT = AugmentationConfig(undamaged=0.0, photographed=0.0, distance=NEAR)


@pytest.fixture
def crops(painting, sheet):
    return CropDataset([painting], [sheet], count=10_000, side=32, mixture=EXACT)


def same(before, after):
    return all(map(np.array_equal, before, after))


def near(mask, reach):
    """Pixels within `reach` px of the mask, corners included."""
    padded = np.pad(mask, reach)
    return np.lib.stride_tricks.sliding_window_view(padded, (2 * reach + 1, 2 * reach + 1)).any(axis=(2, 3))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(index=st.integers(0, 9_999))
def test_a_crop_is_the_clean_picture_wherever_its_truth_says_so(crops, index):
    crop = crops[index]
    assert np.array_equal((crop.damaged != crop.clean).any(axis=2), crop.touch)
    assert not (crop.touch & ~near(crop.alpha > 0, KERNEL_RADIUS)).any()
    assert (crop.alpha >= HALF_COVERED)[~crop.touch].sum() <= 0.02 * crop.alpha.size  # where the paint had its colour
    assert (crop.classes[crop.alpha > 0] > 0).all()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(index=st.integers(0, 9_999))
def test_seen_from_afar_a_crop_still_knows_what_was_touched(painting, sheet, index):
    mixture = AugmentationConfig(undamaged=0.0, photographed=0.0, distance=(0.6, 1.8))
    crop = CropDataset([painting], [sheet], count=10_000, side=32, mixture=mixture)[index]
    assert np.array_equal((crop.damaged != crop.clean).any(axis=2), crop.touch)
    assert (crop.alpha >= HALF_COVERED)[~crop.touch].sum() <= 0.02 * crop.alpha.size  # where the paint had its colour


def test_the_farther_the_camera_the_narrower_a_crack(painting, sheet):
    def width(distance):
        mixture = AugmentationConfig(undamaged=0.0, photographed=0.0, distance=(distance, distance))
        crops = CropDataset([painting], [DamageSheet((), sheet.cracked, ())], count=30, side=32, mixture=mixture)
        return max(min((crop.alpha >= HALF_COVERED).sum(axis=way).max() for way in (0, 1)) for crop in crops)

    assert [width(0.5), width(1.0)] == [8, 4]
    assert width(2.0) <= 3  # 2 px and its soft rim


def test_crops_are_of_the_promised_shapes(crops):
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


def test_classes_name_what_was_drawn(crops):
    met = set(np.unique([crops[index].classes for index in range(30)]))
    assert met == {0, 1 + DAMAGE_KINDS.index(DamageKind.CRACK), 1 + DAMAGE_KINDS.index(DamageKind.LOSS)}


def test_a_crop_depends_on_seed_and_index_alone(painting, sheet):
    crops = CropDataset([painting], [sheet], count=9, side=32)
    at_a_worker = pickle.loads(pickle.dumps(crops))
    backwards = [at_a_worker[index] for index in reversed(range(9))][::-1]
    assert all(map(same, crops, backwards))
    assert not same(crops[0], crops[1])
    assert not same(crops[0], CropDataset([painting], [sheet], count=9, side=32, seed=1)[0])


def test_some_crops_are_left_undamaged(painting, sheet):
    mixture = AugmentationConfig(undamaged=0.4, glazed=0.0, photographed=0.0, distance=NEAR)
    crops = CropDataset([painting], [sheet], count=200, side=32, mixture=mixture)
    undamaged = [crop for crop in crops if np.array_equal(crop.damaged, crop.clean)]
    assert 70 < len(undamaged) < 120, "in some windows of the sheet there is nothing, too"
    assert not any(crop.alpha.any() or crop.classes.any() for crop in undamaged)


def test_cracks_of_one_sheet_can_meet_with_the_wear_of_another(painting, sheet):
    cracked, worn = DamageSheet((), sheet.cracked, ()), DamageSheet((), (), sheet.worn)

    def most_classes(joined):
        mixture = AugmentationConfig(undamaged=0.0, joined=joined, photographed=0.0)
        crops = CropDataset([painting], [cracked, worn], count=50, side=32, mixture=mixture)
        return max(len(set(crop.classes[crop.classes > 0])) for crop in crops)

    assert most_classes(joined=1.0) == 2
    assert most_classes(joined=0.0) == 1


def test_what_only_looks_like_damage_is_on_both_pictures(sheet):
    grey = np.full((64, 64, 3), 128, np.uint8)
    crop = CropDataset(
        [grey], [sheet], count=1, side=32, mixture=AugmentationConfig(undamaged=1.0, painted=1.0, photographed=0.0)
    )[0]
    assert np.ptp(crop.clean) > 20
    assert np.array_equal(crop.damaged, crop.clean)
    assert not crop.classes.any()


def test_photographing_again_leaves_the_truth(painting, sheet):
    exact, taken = (
        CropDataset(
            [painting], [sheet], count=1, side=32, mixture=AugmentationConfig(undamaged=0.0, photographed=share)
        )[0]
        for share in (0.0, 1.0)
    )
    assert not np.array_equal(exact.damaged, taken.damaged)
    assert not np.array_equal(exact.clean, taken.clean)
    assert same(exact[2:], taken[2:])
    assert taken.damaged.flags.writeable, "torch would complain"


def test_doubts_lie_where_they_lay_on_the_picture(painting, sheet):
    red = painting.copy()
    red[10:20, 30:50] = 255, 0, 0
    mixture = AugmentationConfig(
        undamaged=1.0, glazed=0.0, painted=0.0, photographed=0.0, zoom=(1.0, 1.0), distance=NEAR
    )
    crops = CropDataset([red], [sheet], count=30, side=32, mixture=mixture, doubts=[(red == (255, 0, 0)).all(axis=2)])
    assert all(np.array_equal(crop.doubt, (crop.clean == (255, 0, 0)).all(axis=2)) for crop in crops)
    assert any(crop.doubt.any() for crop in crops)


def test_a_picture_smaller_than_a_crop_is_enlarged(sheet):
    small = np.arange(20 * 24 * 3, dtype=np.uint8).reshape(20, 24, 3)
    assert CropDataset([small], [sheet], count=1, side=48, mixture=EXACT)[0].damaged.shape == (48, 48, 3)


def test_crops_that_cannot_be_made_are_refused_at_once(painting, sheet):
    with pytest.raises(ValueError, match="sheets of 72 px"):
        CropDataset([painting], [sheet], count=1, side=73, mixture=EXACT)
    with pytest.raises(ValueError, match="windows of 88 px"):
        CropDataset([painting], [sheet], count=1, side=40)
    with pytest.raises(ValueError, match="got uint16"):
        CropDataset([painting.astype(np.uint16)], [sheet], count=1, side=32)
    with pytest.raises(ValueError, match="doubt of its size"):
        CropDataset([painting], [sheet], count=1, side=32, doubts=[np.zeros((3, 3), bool)])
    with pytest.raises(ValueError, match="got 0 and 1"):
        CropDataset([], [sheet], count=1)
