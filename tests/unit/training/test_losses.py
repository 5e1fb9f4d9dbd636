"""The losses: lower for better answers, and 0 for what does not count."""

import pytest
import torch

from restoration.networks.perceptual import VGG16
from restoration.training.crop_dataset import UNKNOWN
from restoration.training.losses import DetectionLoss, InpaintingLoss, colour_error, edge_error

TARGET = torch.tensor([[[0, 0, 1], [0, 3, UNKNOWN]]], dtype=torch.uint8)


def logits_of(confidence, kinds=None):
    """Return logits that are right everywhere, or wrong everywhere if `confidence` is negative."""
    logits = torch.zeros(1, 5, 2, 3)
    logits[0, 0] = confidence * torch.where(TARGET[0] > 0, 1.0, -1.0)
    for kind in range(1, 5):
        logits[0, kind] = (kinds if kinds is not None else confidence) * (TARGET[0] == kind)
    return logits


@pytest.mark.parametrize(
    "loss",
    [DetectionLoss(), DetectionLoss(overlap=0), DetectionLoss(focus=2.0)],
    ids=["default", "no overlap", "focal"],
)
def test_right_answers_cost_less_the_surer_they_are(loss):
    losses = [float(loss(logits_of(confidence), TARGET)) for confidence in (-4, -1, 0, 1, 4, 20)]
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] < 1e-2


def test_answers_about_unknown_pixels_cost_nothing():
    right, bold = logits_of(5.0), logits_of(5.0)
    bold[0, :, 1, 2] = 99.0
    assert DetectionLoss()(right, TARGET) == DetectionLoss()(bold, TARGET)


def test_the_wrong_kind_costs_in_proportion_to_the_weight_of_the_kinds():
    wrong_kind = logits_of(20.0, kinds=-5.0)
    assert DetectionLoss(kinds=0)(wrong_kind, TARGET) < 1e-2
    assert DetectionLoss(kinds=1)(wrong_kind, TARGET) > 2


def test_the_focal_loss_hardly_counts_easy_pixels():
    easy, hard = logits_of(3.0), logits_of(-3.0)
    plain, focal = DetectionLoss(overlap=0, kinds=0), DetectionLoss(overlap=0, kinds=0, focus=2.0)
    assert focal(easy, TARGET) / plain(easy, TARGET) < 0.05
    assert focal(hard, TARGET) / plain(hard, TARGET) > 0.8


@pytest.mark.parametrize("label", [0, UNKNOWN])
def test_the_loss_is_finite_for_an_example_with_one_label(label):
    assert torch.isfinite(DetectionLoss()(logits_of(5.0), torch.full_like(TARGET, label)))


def test_hairlines_count_as_much_as_losses():
    truth, mask = torch.zeros(2, 3, 8, 8), torch.zeros(2, 1, 8, 8)
    mask[0, :, 0, 0] = mask[1] = 1
    filled = torch.zeros(2, 3, 8, 8)
    filled[0, :, 0, 0] = 0.5
    assert colour_error(filled, truth, mask) == pytest.approx(0.25)
    filled[0], filled[1] = 0, 0.5
    assert colour_error(filled, truth, mask) == pytest.approx(0.25)


def test_the_edge_error_counts_a_faint_line_and_ignores_a_faint_tone():
    truth, mask = torch.zeros(1, 3, 16, 16), torch.ones(1, 1, 16, 16)
    line, tone = truth.clone(), torch.full_like(truth, 0.1 / 16)
    line[..., 8] = 0.1
    assert colour_error(line, truth, mask) == pytest.approx(colour_error(tone, truth, mask).item())
    assert edge_error(line, truth, mask) == pytest.approx(2 * 0.1 / 15)
    assert edge_error(tone, truth, mask) == 0


def test_the_style_loss_tells_texture_from_smoothness_wherever_it_is():
    generator = torch.Generator().manual_seed(1)
    numbers = (0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24)
    channels = {0: 3}
    weights = {
        f"features.{number}.weight": torch.randn(8, channels.get(number, 8), 3, 3, generator=generator) / 6
        for number in numbers
    }
    weights |= {f"features.{number}.bias": torch.zeros(8) for number in numbers}
    grain = torch.rand(1, 3, 32, 32, generator=generator)
    moved, smooth = grain.roll((5, 9), (2, 3)), torch.full_like(grain, grain.mean())
    nothing = torch.zeros(1, 1, 32, 32)
    style = InpaintingLoss(content=0.0, style=1.0, vgg=VGG16(weights))
    assert style(moved, grain, nothing) < 0.3 * style(smooth, grain, nothing)
    assert InpaintingLoss()(smooth, grain, nothing) == 0, "outside the mask only content and style count"
