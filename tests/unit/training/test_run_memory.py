"""The memory of a course: what the first weights say of a picture, or of its negative where paint is dark."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from restoration.networks.designs import DetectionDesign
from restoration.networks.detection_unet import DetectionUNet
from restoration.training.detection_dataset import DetectionExample
from restoration.training.detection_task import DetectionTask
from restoration.training.distillation import NEGATIVE_PENALTY, Distillation
from restoration.training.evaluation import DetectionEvaluation
from tests.unit.training.tiny import MACHINE, PLAN


@pytest.fixture
def network():
    torch.manual_seed(3)
    network = DetectionUNet(DetectionDesign(widths=(4, 8))).eval()
    with torch.no_grad():
        network.head.weight *= 20  # a beginner is unsure of everything
    return network


def picture(least):
    return least + 0.15 * torch.rand(2, 3, 32, 32, generator=torch.Generator().manual_seed(1))


@torch.inference_mode()
def test_of_light_paint_the_first_weights_say_what_they_see(network):
    seen = network.glance(picture(0.6))
    assert torch.allclose(Distillation(network, 1.0).of(picture(0.6), MACHINE), seen, atol=1e-5)


@torch.inference_mode()
def test_of_dark_paint_they_say_what_they_see_more_surely_in_it_or_in_its_negative(network):
    seen, negative = network.glance(picture(0.05)), network.glance(1 - picture(0.05))
    said = Distillation(network, 1.0).of(picture(0.05), MACHINE)
    assert torch.allclose(said[:, 0], torch.maximum(seen[:, 0], negative[:, 0] - NEGATIVE_PENALTY), atol=1e-5)
    assert not torch.allclose(said, seen, atol=1e-2)


@torch.inference_mode()
def test_a_course_pays_for_what_it_has_forgotten(network):
    plan = replace(PLAN, memory=2.0)
    examples = [
        DetectionExample(np.full((32, 32, 3), 200, np.uint8), np.full((32, 32), one, np.uint8)) for one in (0, 1)
    ]
    batch = tuple(torch.from_numpy(np.stack(layer)) for layer in zip(*examples, strict=True))
    free, bound = (
        DetectionTask(PLAN, DetectionEvaluation(examples), network),
        DetectionTask(plan, DetectionEvaluation(examples), network),
    )
    other = DetectionUNet(network.design).eval()
    assert bound.loss(network, batch, MACHINE) == pytest.approx(float(free.loss(network, batch, MACHINE)), abs=1e-5)
    assert bound.loss(other, batch, MACHINE) > free.loss(other, batch, MACHINE) + 0.01
