"""The examples for a network that detects damage: from crops with fresh damage, and from pairs on disk."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from restoration.collection.generation import encode_alphas
from restoration.damage.layer import FULL_ALPHA
from restoration.domain import DAMAGE_KINDS, DamageKind
from restoration.training.config import AugmentationConfig
from restoration.training.crop_dataset import UNKNOWN, Crop, CropDataset
from restoration.training.detection_dataset import (
    MIN_VISIBLE_CHANGE,
    PairDetectionDataset,
    SyntheticDetectionDataset,
    make_detection_example,
)
from restoration.training.pairs import PAIRS_IN_MEMORY, PairFiles

CRACK = 1 + DAMAGE_KINDS.index(DamageKind.CRACK)
PLAIN = AugmentationConfig(zoom=(1, 1), photographed=0)


def target(alpha, change, kind=CRACK, doubt=False):
    """Return the label of a grey pixel that damage covers with `alpha` and darkens by `change` grey levels."""
    clean = np.full((1, 1, 3), 128, np.uint8)
    damaged = clean - np.uint8(change)
    one = np.ones((1, 1), np.uint8)
    crop = Crop(damaged, clean, alpha * one, kind * one, one > 0, doubt * one > 0)
    return int(make_detection_example(crop).target[0, 0])


def test_covered_paint_that_changed_is_labelled_with_its_kind():
    assert target(alpha=255, change=80) == CRACK
    assert target(alpha=255, change=80, kind=CRACK + 2) == CRACK + 2


def test_a_hairline_that_covers_little_of_a_pixel_is_labelled_if_it_is_visible():
    assert target(alpha=40, change=MIN_VISIBLE_CHANGE) == CRACK
    assert target(alpha=40, change=MIN_VISIBLE_CHANGE - 1) == 0


def test_invisible_damage_is_unknown():
    assert target(alpha=255, change=0) == UNKNOWN


def test_paint_that_may_have_been_damaged_before_is_unknown_unless_it_is_damaged_now():
    assert target(alpha=0, change=0, kind=0, doubt=True) == UNKNOWN
    assert target(alpha=255, change=80, doubt=True) == CRACK


def test_the_blurred_rim_of_a_crack_is_sound():
    clean = np.full((9, 9, 3), 128, np.uint8)
    damaged, alpha = clean.copy(), np.zeros((9, 9), np.uint8)
    for column, change, cover in ((3, 30, 60), (4, 100, 255), (5, 50, 120)):
        damaged[:, column] -= np.uint8(change)
        alpha[:, column] = cover
    classes = (alpha > 0).astype(np.uint8)
    crop = Crop(damaged, clean, alpha, classes, classes > 0, classes > 1)
    assert make_detection_example(crop).target[4].tolist() == [0, 0, 0, 0, 1, 1, 0, 0, 0]


def test_uncovered_paint_is_sound_even_if_its_light_changes():
    assert target(alpha=0, change=30, kind=0) == 0


def test_there_is_one_example_for_each_crop(painting, sheet):
    crops = CropDataset([painting], [sheet], count=12, side=32, augmentation=AugmentationConfig(undamaged=0.0))
    examples = SyntheticDetectionDataset(crops)
    assert len(examples) == 12
    assert np.array_equal(examples[3].picture, crops[3].damaged)
    labels = set(np.unique([example.target for example in examples]))
    assert labels <= {0, UNKNOWN, *range(1, 1 + len(DAMAGE_KINDS))}
    assert CRACK in labels


@pytest.fixture
def pairs(tmp_path):
    """More pairs than stay in memory, each with its own grey and a black crack."""
    pairs = []
    for number in range(PAIRS_IN_MEMORY + 4):
        picture, mask = np.full((48, 60, 3), 100 + number, np.uint8), np.zeros((48, 60), np.uint8)
        picture[20:23], mask[20:23] = 0, 255
        files = PairFiles(tmp_path / f"{number}.png", tmp_path / f"{number}_mask.png", None, None)
        Image.fromarray(picture).save(files.picture)
        Image.fromarray(mask).save(files.mask)
        pairs.append(files)
    return pairs


def cut_examples(pairs, augmentation=PLAIN, length=600):
    return PairDetectionDataset(pairs, length, side=32, seed=3, augmentation=augmentation)


def test_picture_and_target_show_the_same_window_of_a_pair(pairs):
    for example in (cut_examples(pairs)[index] for index in range(20)):
        assert np.array_equal(example.target == 1, (example.picture == 0).all(axis=2))


def test_in_zoomed_windows_the_rims_of_damage_are_unknown(pairs):
    zoomed = cut_examples(pairs, AugmentationConfig(zoom=(0.7, 1.4), photographed=0))
    examples = [zoomed[index] for index in range(20)]
    assert any((example.target == UNKNOWN).any() for example in examples)
    for example in examples:
        assert (example.picture[example.target == 1] < 64).all()


def test_two_kinds_side_by_side_do_not_become_a_third_when_they_are_scaled_down(pairs):
    alphas = {kind: np.zeros((48, 60), np.uint16) for kind in DAMAGE_KINDS}
    alphas[DamageKind.CRACK][::2], alphas[DamageKind.LOSS][1::2] = FULL_ALPHA, FULL_ALPHA
    path = pairs[0].picture.with_name("0_alpha.tif")
    path.write_bytes(encode_alphas(alphas))
    small = cut_examples([replace(pairs[0], alpha=path)], AugmentationConfig(zoom=(0.7, 0.7), photographed=0))
    kinds = {1 + DAMAGE_KINDS.index(kind) for kind in (DamageKind.CRACK, DamageKind.LOSS)}
    assert set(np.unique(small[0].target)) == kinds


def test_an_example_of_a_pair_depends_only_on_its_index(pairs):
    once, again = cut_examples(pairs, AugmentationConfig()), cut_examples(pairs, AugmentationConfig(), length=900)
    for index in (7, 3, 599):
        assert all(map(np.array_equal, once[index], again[index]))
    assert not np.array_equal(once[3].picture, once[4].picture)


def test_few_pairs_are_in_memory_at_a_time_and_others_follow(pairs):
    examples = cut_examples(pairs)
    greys = [int(examples[index].picture.max()) for index in range(600)]
    assert len(set(greys[:256])) <= PAIRS_IN_MEMORY
    assert len(set(greys)) > PAIRS_IN_MEMORY


def test_there_is_no_example_beyond_the_last(pairs):
    with pytest.raises(IndexError):
        cut_examples(pairs)[600]
