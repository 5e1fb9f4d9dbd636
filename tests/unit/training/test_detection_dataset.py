"""What a detector is asked to say of each pixel."""

import numpy as np

from restoration.domain import DAMAGE_KINDS, DamageKind
from restoration.training.config import AugmentationConfig
from restoration.training.crop_dataset import UNKNOWN, Crop, CropDataset
from restoration.training.detection_dataset import MIN_VISIBLE_CHANGE, SyntheticDetectionDataset, make_detection_example

CRACK = 1 + DAMAGE_KINDS.index(DamageKind.CRACK)


def target(alpha, change, kind=CRACK, doubt=False):
    """Of a grey pixel that damage covers so far and darkens by so much, and that may have been damaged before."""
    clean = np.full((1, 1, 3), 128, np.uint8)
    damaged = clean - np.uint8(change)
    one = np.ones((1, 1), np.uint8)
    return int(
        make_detection_example(Crop(damaged, clean, alpha * one, kind * one, one > 0, doubt * one > 0)).target[0, 0]
    )


def test_covered_paint_that_changed_is_to_be_marked_by_its_kind():
    assert target(alpha=255, change=80) == CRACK
    assert target(alpha=255, change=80, kind=CRACK + 2) == CRACK + 2


def test_a_hairline_that_covers_little_of_a_pixel_is_to_be_marked_if_it_can_be_seen():
    assert target(alpha=40, change=MIN_VISIBLE_CHANGE) == CRACK
    assert target(alpha=40, change=MIN_VISIBLE_CHANGE - 1) == 0


def test_damage_that_cannot_be_seen_is_left_open():
    assert target(alpha=255, change=0) == UNKNOWN


def test_what_may_have_been_damaged_before_is_left_open_unless_it_is_damaged_now():
    assert target(alpha=0, change=0, kind=0, doubt=True) == UNKNOWN
    assert target(alpha=255, change=80, doubt=True) == CRACK


def test_the_blurred_rim_of_a_crack_is_sound_and_does_not_widen_the_mark():
    clean = np.full((9, 9, 3), 128, np.uint8)
    damaged, alpha = clean.copy(), np.zeros((9, 9), np.uint8)
    for column, darker, covered in ((3, 30, 60), (4, 100, 255), (5, 50, 120)):
        damaged[:, column] -= np.uint8(darker)
        alpha[:, column] = covered
    one = (alpha > 0).astype(np.uint8)
    crop = Crop(damaged, clean, alpha, one, one > 0, one > 1)
    assert make_detection_example(crop).target[4].tolist() == [0, 0, 0, 0, 1, 1, 0, 0, 0]


def test_what_nothing_covers_is_sound_even_where_light_falls_otherwise():
    assert target(alpha=0, change=30, kind=0) == 0


def test_there_is_an_example_of_every_crop(painting, sheet):
    crops = CropDataset([painting], [sheet], count=12, side=32, mixture=AugmentationConfig(undamaged=0.0))
    examples = SyntheticDetectionDataset(crops)
    assert len(examples) == 12
    assert np.array_equal(examples[3].picture, crops[3].damaged)
    assert set(np.unique([one.target for one in examples])) <= {0, UNKNOWN, *range(1, 1 + len(DAMAGE_KINDS))}
    assert any((one.target == CRACK).any() for one in examples)
