"""Windows of pairs."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from restoration.collection.generation import encode_alphas
from restoration.damage.layer import FULL_ALPHA
from restoration.domain import DAMAGE_KINDS, DamageKind
from restoration.training.config import AugmentationConfig
from restoration.training.crop_dataset import UNKNOWN
from restoration.training.detection_dataset import PairDetectionDataset
from restoration.training.pairs import PAIRS_IN_MEMORY, PairFiles

PLAIN = AugmentationConfig(zoom=(1, 1), photographed=0)


@pytest.fixture
def pairs(tmp_path):
    """More pairs than are at hand at a time: each of its own grey, with a black crack."""
    made = []
    for number in range(PAIRS_IN_MEMORY + 4):
        picture, mask = np.full((48, 60, 3), 100 + number, np.uint8), np.zeros((48, 60), np.uint8)
        picture[20:23], mask[20:23] = 0, 255
        files = PairFiles(tmp_path / f"{number}.png", tmp_path / f"{number}_mask.png", None, None)
        Image.fromarray(picture).save(files.picture)
        Image.fromarray(mask).save(files.mask)
        made.append(files)
    return made


def examples(pairs, mixture=PLAIN, length=600):
    return PairDetectionDataset(pairs, length, side=32, seed=3, mixture=mixture)


def test_picture_and_target_are_seen_through_the_same_window(pairs):
    for example in (examples(pairs)[index] for index in range(20)):
        assert np.array_equal(example.target == 1, (example.picture == 0).all(axis=2))


def test_from_afar_or_near_the_rims_of_damage_are_left_open(pairs):
    shown = [examples(pairs, AugmentationConfig(zoom=(0.7, 1.4), photographed=0))[index] for index in range(20)]
    assert any((example.target == UNKNOWN).any() for example in shown)
    for example in shown:
        assert (example.picture[example.target == 1] < 64).all()


def test_scaled_down_two_kinds_side_by_side_do_not_become_a_third(pairs):
    alphas = {kind: np.zeros((48, 60), np.uint16) for kind in DAMAGE_KINDS}
    alphas[DamageKind.CRACK][::2], alphas[DamageKind.LOSS][1::2] = FULL_ALPHA, FULL_ALPHA
    path = pairs[0].picture.with_name("0_alpha.tif")
    path.write_bytes(encode_alphas(alphas))
    afar = examples([replace(pairs[0], alpha=path)], AugmentationConfig(zoom=(0.7, 0.7), photographed=0))
    assert set(np.unique(afar[0].target)) == {
        1 + DAMAGE_KINDS.index(kind) for kind in (DamageKind.CRACK, DamageKind.LOSS)
    }


def test_an_example_depends_on_its_index_alone(pairs):
    once, again = examples(pairs, AugmentationConfig()), examples(pairs, AugmentationConfig(), length=900)
    for index in (7, 3, 599):
        assert all(map(np.array_equal, once[index], again[index]))
    assert not np.array_equal(once[3].picture, once[4].picture)


def test_few_pairs_are_at_hand_at_a_time_and_all_have_their_turn(pairs):
    greys = [int(example.picture.max()) for example in map(examples(pairs).__getitem__, range(600))]
    assert len(set(greys[:256])) <= PAIRS_IN_MEMORY
    assert len(set(greys)) > PAIRS_IN_MEMORY


def test_there_is_no_example_beyond_the_last(pairs):
    with pytest.raises(IndexError):
        examples(pairs)[600]
