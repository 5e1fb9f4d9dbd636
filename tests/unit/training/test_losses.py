"""The loss: less for better answers, and nothing for what is not asked."""

import pytest
import torch

from restoration.training.crop_dataset import UNKNOWN
from restoration.training.losses import DetectionLoss

TARGET = torch.tensor([[[0, 0, 1], [0, 3, UNKNOWN]]], dtype=torch.uint8)


def answer(sureness, kinds=None):
    """Logits that are right everywhere, or wrong where `sureness` is negative."""
    logits = torch.zeros(1, 5, 2, 3)
    logits[0, 0] = sureness * torch.where(TARGET[0] > 0, 1.0, -1.0)
    for kind in range(1, 5):
        logits[0, kind] = (kinds if kinds is not None else sureness) * (TARGET[0] == kind)
    return logits


@pytest.mark.parametrize(
    "loss", [DetectionLoss(), DetectionLoss(overlap=0), DetectionLoss(focus=2.0)], ids=["usual", "no overlap", "focal"]
)
def test_the_surer_a_right_answer_the_less_it_costs(loss):
    costs = [float(loss(answer(sureness), TARGET)) for sureness in (-4, -1, 0, 1, 4, 20)]
    assert costs == sorted(costs, reverse=True)
    assert costs[-1] < 1e-2


def test_what_is_said_of_unknown_pixels_costs_nothing():
    right, bold = answer(5.0), answer(5.0)
    bold[0, :, 1, 2] = 99.0
    assert DetectionLoss()(right, TARGET) == DetectionLoss()(bold, TARGET)


def test_the_wrong_kind_costs_only_as_much_as_kinds_count():
    mistaken = answer(20.0, kinds=-5.0)
    assert DetectionLoss(kinds=0)(mistaken, TARGET) < 1e-2
    assert DetectionLoss(kinds=1)(mistaken, TARGET) > 2


def test_focus_spares_what_is_nearly_right():
    easy, hard = answer(3.0), answer(-3.0)
    plain, focal = DetectionLoss(overlap=0, kinds=0), DetectionLoss(overlap=0, kinds=0, focus=2.0)
    assert focal(easy, TARGET) / plain(easy, TARGET) < 0.05
    assert focal(hard, TARGET) / plain(hard, TARGET) > 0.8


@pytest.mark.parametrize("only", [0, UNKNOWN])
def test_an_example_without_damage_or_without_answers_is_no_accident(only):
    cost = DetectionLoss()(answer(5.0), torch.full_like(TARGET, only))
    assert torch.isfinite(cost)


def test_the_answers_of_before_cost_nothing_and_others_the_more_the_farther_they_are():
    before = answer(2.0)
    costs = [float(DetectionLoss().forgotten(answer(sureness), before)) for sureness in (2.0, 1.0, 0.0, -2.0)]
    assert costs[0] == pytest.approx(0, abs=1e-6)
    assert costs == sorted(costs)
    assert (
        DetectionLoss(kinds=1).forgotten(answer(2.0, kinds=-2.0), before)
        > DetectionLoss(kinds=0).forgotten(before, before) + 0.1
    )


def test_what_was_known_of_unknown_pixels_counts_too():
    before, bold = answer(2.0), answer(2.0)
    bold[0, 0, 1, 2] = 9.0
    assert DetectionLoss().forgotten(bold, before) > 0.1
