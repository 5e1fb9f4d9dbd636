"""Crops made by torch, many at once: the same as one by one, up to rounding."""

import numpy as np
import pytest
import torch

from restoration.training.config import AugmentationConfig
from restoration.training.crop_dataset import UNKNOWN, CropDataset
from restoration.training.damage_bank import DamageSheet
from restoration.training.detection_dataset import make_detection_example
from restoration.training.device import Device
from restoration.training.gpu.dataset import GpuDetectionDataset, make_targets
from restoration.training.gpu.render import CropRenderer
from restoration.training.loop import BATCHES_PER_RENDER, iterate_batches

COUNT = 24
EXACT = AugmentationConfig(undamaged=0.2, photographed=0.0, distance=(0.6, 1.8))


@pytest.fixture
def crops(painting, sheet):
    other = np.ascontiguousarray(painting.transpose(1, 0, 2)[:, :, ::-1])
    doubts = [(picture[..., 0] > 120) for picture in (painting, other)]
    unpainted = DamageSheet((), sheet.cracked, sheet.worn)
    return CropDataset([painting, other], [sheet, unpainted], COUNT, 32, mixture=EXACT, doubts=doubts)


def one_by_one(crops, part):
    return np.stack([getattr(crops[index], part) for index in range(COUNT)]).astype(int)


def at_once(crops):
    return CropRenderer(crops, "cpu").develop([crops.recipe(index) for index in range(COUNT)])


def test_many_crops_at_once_are_the_crops_made_one_by_one(crops):
    prints = at_once(crops)
    for part in ("damaged", "clean"):
        error = np.abs(getattr(prints, part).permute(0, 2, 3, 1).numpy() - one_by_one(crops, part))
        assert error.max() <= 4, f"{part}: grey levels; Pillow rounds twice where it scales"
        assert error.mean() < 0.5
    assert np.abs(prints.alpha.numpy().astype(int) - one_by_one(crops, "alpha")).max() <= 1
    for part in ("classes", "doubt"):
        assert np.array_equal(getattr(prints, part).numpy(), one_by_one(crops, part)), part


def test_the_same_is_asked_about_them(crops):
    targets = make_targets(at_once(crops)).numpy()
    asked = np.stack([make_detection_example(crops[index]).target for index in range(COUNT)])
    assert (targets != asked).mean() < 0.005
    assert {0, UNKNOWN, 1, 3} <= set(np.unique(targets))


def test_both_pictures_of_a_crop_are_taken_by_the_same_camera(painting, sheet):
    crops = CropDataset([painting], [sheet], COUNT, 32, mixture=AugmentationConfig(undamaged=1.0, photographed=1.0))
    prints = at_once(crops)
    assert torch.equal(prints.damaged, prints.clean)
    assert torch.equal(prints.damaged, at_once(crops).damaged)
    one_by_one_taken = one_by_one(crops, "damaged")
    strengths = [(taken - taken.mean()).std() for taken in one_by_one_taken]
    assert np.allclose(prints.damaged.flatten(1).std(dim=1).numpy(), strengths, rtol=0.2), "grain of the same strength"


def test_batches_taken_up_in_the_middle_of_a_lot_are_the_same(crops):
    examples = GpuDetectionDataset(crops)
    whole = list(iterate_batches(examples, 2, 0, Device()))
    rest = list(iterate_batches(examples, 2, BATCHES_PER_RENDER + 1, Device()))
    assert len(whole) == COUNT // 2
    assert len(rest) == COUNT // 2 - BATCHES_PER_RENDER - 1
    for before, after in zip(whole[BATCHES_PER_RENDER + 1 :], rest, strict=True):
        assert all(map(torch.equal, before, after))
