"""Crops rendered with torch, many at once, equal those made one by one, up to rounding."""

import numpy as np
import pytest
import torch

from restoration.training.config import AugmentationConfig
from restoration.training.crop_dataset import UNKNOWN, CropDataset
from restoration.training.damage_bank import DamageSheet
from restoration.training.detection_dataset import make_detection_example
from restoration.training.gpu.dataset import GpuDetectionDataset, make_targets
from restoration.training.gpu.render import CropRenderer
from restoration.training.loop import BATCHES_PER_RENDER, iterate_batches
from tests.unit.training.tiny import CPU

COUNT = 24
EXACT = AugmentationConfig(undamaged=0.2, photographed=0.0, distance=(0.6, 1.8))


@pytest.fixture
def crops(painting, sheet):
    other = np.ascontiguousarray(painting.transpose(1, 0, 2)[:, :, ::-1])
    doubts = [(picture[..., 0] > 120) for picture in (painting, other)]
    undistracted = DamageSheet((), sheet.cracked, sheet.worn)
    return CropDataset([painting, other], [sheet, undistracted], COUNT, 32, augmentation=EXACT, doubts=doubts)


def stack(crops, name):
    return np.stack([getattr(crop, name) for crop in crops]).astype(int)


def render_at_once(crops):
    return CropRenderer(crops, "cpu").render([crops.recipe(index) for index in range(len(crops))])


def test_crops_and_targets_rendered_at_once_equal_those_made_one_by_one(crops):
    batch, singles = render_at_once(crops), list(crops)
    for name in ("damaged", "clean"):
        error = np.abs(getattr(batch, name).permute(0, 2, 3, 1).numpy() - stack(singles, name))
        assert error.max() <= 4, f"{name}: grey levels; Pillow rounds twice when it scales"
        assert error.mean() < 0.5
    assert np.abs(batch.alpha.numpy().astype(int) - stack(singles, "alpha")).max() <= 1
    for name in ("classes", "doubt"):
        assert np.array_equal(getattr(batch, name).numpy(), stack(singles, name)), name
    targets = make_targets(batch).numpy()
    assert (targets != stack(map(make_detection_example, singles), "target")).mean() < 0.005
    assert {0, UNKNOWN, 1, 3} <= set(np.unique(targets))


def test_one_camera_photographs_both_pictures_of_a_crop(painting, sheet):
    augmentation = AugmentationConfig(undamaged=1.0, photographed=1.0)
    crops = CropDataset([painting], [sheet], 12, 32, augmentation=augmentation)
    batch = render_at_once(crops)
    assert torch.equal(batch.damaged, batch.clean)
    assert torch.equal(batch.damaged, render_at_once(crops).damaged)
    strengths = [picture.std() for picture in stack(list(crops), "damaged")]
    assert np.allclose(batch.damaged.flatten(1).std(dim=1).numpy(), strengths, rtol=0.2), "grain of the same strength"


def test_batches_are_the_same_when_a_run_resumes_between_two_renderings(crops):
    examples = GpuDetectionDataset(crops)
    whole = list(iterate_batches(examples, 2, 0, CPU))
    rest = list(iterate_batches(examples, 2, BATCHES_PER_RENDER + 1, CPU))
    assert len(whole) == COUNT // 2
    assert len(rest) == COUNT // 2 - BATCHES_PER_RENDER - 1
    for before, after in zip(whole[BATCHES_PER_RENDER + 1 :], rest, strict=True):
        assert all(map(torch.equal, before, after))
