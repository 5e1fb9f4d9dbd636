"""Examples of fillings, what a network is told of its errors in them, and that it learns from it."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from restoration.damage.layer import make_palette
from restoration.domain import DamageKind
from restoration.networks.inpainting_unet import decode_inpainting_unet
from restoration.networks.perceptual import VGG16
from restoration.training.config import InpaintingConfig
from restoration.training.crop_dataset import CropDataset
from restoration.training.damage_bank import DamageSheet, SheetLayer
from restoration.training.device import Device
from restoration.training.evaluation import InpaintingEvaluation, masked_psnr
from restoration.training.inpainting_dataset import MAX_MASK_SHARE, MIN_MASK_SHARE, make_inpainting_dataset
from restoration.training.inpainting_task import InpaintingTask
from restoration.training.loop import train
from restoration.training.losses import InpaintingLoss, colour_error, edge_error
from restoration.training.run import TrainingRun

PLAN = InpaintingConfig(steps=80, batch=4, side=32, widths=(8, 8), exam_every=80, rate=0.01, tight=0.0, foreign=0.0)


@pytest.fixture
def striped():
    """A painting that spreading colours cannot restore."""
    stripes = np.where(np.arange(64) % 8 < 4, 60, 190).astype(np.uint8)
    return np.ascontiguousarray(np.broadcast_to(stripes[None, :, None], (64, 64, 3)))


def fillings(painting, sheet, count, tight=0.0, foreign=0.0, seed=1):
    mixture = replace(PLAN.mixture, glazed=0.0, painted=0.0, zoom=(1.0, 1.0), distance=(1.0, 1.0))
    return make_inpainting_dataset(
        CropDataset([painting], [sheet], count, 32, seed, mixture), tight=tight, foreign=foreign
    )


def test_outside_the_mask_nothing_but_the_truth_is_shown_and_there_is_always_something_to_fill(painting, sheet):
    for picture, mask, truth in fillings(painting, sheet, 30):
        assert set(np.unique(mask)) == {0, 1}
        assert MIN_MASK_SHARE <= mask.mean() <= MAX_MASK_SHARE
        assert np.array_equal(picture[mask == 0], truth[mask == 0])


def test_tight_masks_leave_some_of_the_rim_outside(painting, sheet):
    examples = fillings(painting, sheet, 30, tight=1.0)
    left = [(picture != truth).any(axis=2) & (mask == 0) for picture, mask, truth in examples]
    assert np.mean([rim.any() for rim in left]) > 0.3
    assert max(rim.mean() for rim in left) < 0.3


def test_foreign_paint_lies_in_the_mask_and_nowhere_else(painting, sheet):
    own, foreign = fillings(painting, sheet, 10), fillings(painting, sheet, 10, foreign=1.0)
    for one, other in zip(own, foreign, strict=True):
        assert np.array_equal(one.mask, other.mask)
        assert np.array_equal(one.truth, other.truth)
        assert np.array_equal(one.picture[one.mask == 0], other.picture[one.mask == 0])
        assert (one.picture != other.picture)[one.mask > 0].mean() > 0.5


def test_where_nothing_is_damaged_a_patch_is_to_be_filled(painting):
    clear = SheetLayer(DamageKind.CRACK, np.zeros((72, 72), np.uint8), np.zeros((72, 72), np.uint8), make_palette(0.1))
    picture, mask, truth = fillings(painting, DamageSheet((), (clear,), ()), 3)[1]
    assert mask.sum() == 16
    assert np.array_equal(picture, truth)


def test_an_example_depends_on_seed_and_index_alone(painting, sheet):
    forwards, backwards = (
        [fillings(painting, sheet, 9)[index] for index in order] for order in (range(9), reversed(range(9)))
    )
    for one, other in zip(forwards, backwards[::-1], strict=True):
        assert all(map(np.array_equal, one, other))
    assert not np.array_equal(forwards[0].picture, fillings(painting, sheet, 9, seed=2)[0].picture)


def test_hairlines_count_as_much_as_losses():
    truth, mask = torch.zeros(2, 3, 8, 8), torch.zeros(2, 1, 8, 8)
    mask[0, :, 0, 0] = mask[1] = 1
    wrong = torch.zeros(2, 3, 8, 8)
    wrong[0, :, 0, 0] = 0.5
    assert colour_error(wrong, truth, mask) == pytest.approx(0.25)
    wrong[0], wrong[1] = 0, 0.5
    assert colour_error(wrong, truth, mask) == pytest.approx(0.25)


def test_a_faint_line_that_was_left_counts_more_than_a_faint_tone():
    truth, mask = torch.zeros(1, 3, 16, 16), torch.ones(1, 1, 16, 16)
    line, tone = truth.clone(), torch.full_like(truth, 0.1 / 16)
    line[..., 8] = 0.1
    assert colour_error(line, truth, mask) == pytest.approx(colour_error(tone, truth, mask).item())
    assert edge_error(line, truth, mask) == pytest.approx(2 * 0.1 / 15)
    assert edge_error(tone, truth, mask) == 0


def test_the_ratio_is_that_of_the_mask_alone():
    truth, mask = torch.full((1, 3, 8, 8), 0.5), torch.zeros(1, 1, 8, 8)
    mask[..., :2] = 1
    assert masked_psnr(truth + 0.1 * mask, truth, mask).item() == pytest.approx(20, abs=1e-3)
    assert masked_psnr(truth + 0.1 * (1 - mask), truth, mask).item() == pytest.approx(60, abs=1e-3)


def test_texture_is_told_from_smoothness_wherever_it_lies():
    chance = torch.Generator().manual_seed(1)
    numbers = (0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24)
    inputs = {0: 3}
    weights = {
        f"features.{number}.weight": torch.randn(8, inputs.get(number, 8), 3, 3, generator=chance) / 6
        for number in numbers
    }
    weights |= {f"features.{number}.bias": torch.zeros(8) for number in numbers}
    grain = torch.rand(1, 3, 32, 32, generator=chance)
    elsewhere, smooth = grain.roll((5, 9), (2, 3)), torch.full_like(grain, grain.mean())
    none = torch.zeros(1, 1, 32, 32)
    texture = InpaintingLoss(content=0.0, style=1.0, vgg=VGG16(weights))
    assert texture(elsewhere, grain, none) < 0.3 * texture(smooth, grain, none)
    assert InpaintingLoss()(smooth, grain, none) == 0, "outside the mask nothing counts but texture"


def test_it_learns_to_do_better_than_spread_colour(striped, sheet):
    exam = InpaintingEvaluation([*fillings(striped, sheet, 8, seed=2)], batch=3)
    course = TrainingRun(PLAN, Device(), InpaintingTask(PLAN, exam))
    train(course, fillings(striped, sheet, PLAN.steps * PLAN.batch), save=lambda: None, tell=lambda news: None)
    assert course.best.figures["gain"] > 1, "dB"
    diploma = course.graduate()
    assert diploma.card["scores"]["psnr"] == pytest.approx(course.best.figures["psnr"], abs=0.3)
    assert decode_inpainting_unet(diploma.weights).design.widths == PLAN.widths
