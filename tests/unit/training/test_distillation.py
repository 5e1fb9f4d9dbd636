"""Distillation: the teacher's logits, and the loss for answers unlike them."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from restoration.networks.designs import DetectionDesign, InputScale
from restoration.networks.detection_unet import DetectionUNet
from restoration.training.detection_dataset import DetectionExample
from restoration.training.detection_task import DetectionTask
from restoration.training.distillation import Distillation, distillation_loss
from restoration.training.evaluation import DetectionEvaluation
from tests.unit.training.tiny import CONFIG, CPU

PICTURE = torch.rand(2, 3, 32, 32, generator=torch.Generator().manual_seed(1))


@pytest.fixture
def network():
    torch.manual_seed(3)
    network = DetectionUNet(DetectionDesign(widths=(4, 8), scales=(InputScale(1.0, 1.0),))).eval()
    with torch.no_grad():
        network.head.weight *= 20  # an untrained network is unsure everywhere
    return network


@torch.inference_mode()
def test_the_teacher_answers_with_all_its_scales(network):
    teacher = DetectionUNet(replace(network.design, scales=(InputScale(1.0, 0.5), InputScale(0.5, 0.5)))).eval()
    teacher.load_state_dict(network.state_dict())
    logits = Distillation(teacher, 1.0, 1.0).teacher_logits(PICTURE, CPU)
    assert torch.allclose(logits, teacher(PICTURE), atol=1e-4)
    assert not torch.allclose(logits, network(PICTURE), atol=1e-2)


@torch.inference_mode()
def test_the_task_adds_the_loss_for_answers_unlike_the_teacher(network):
    examples = [
        DetectionExample(np.full((32, 32, 3), 200, np.uint8), np.full((32, 32), label, np.uint8)) for label in (0, 1)
    ]
    batch = tuple(torch.from_numpy(np.stack(layer)) for layer in zip(*examples, strict=True))
    evaluation = DetectionEvaluation(examples)
    free, taught = (DetectionTask(replace(CONFIG, distillation=weight), evaluation, network) for weight in (0.0, 2.0))
    other = DetectionUNet(replace(network.design, widths=(2,))).eval()  # of another design
    assert taught.loss(network, batch, CPU) == pytest.approx(float(free.loss(network, batch, CPU)), abs=1e-5)
    assert taught.loss(other, batch, CPU) > free.loss(other, batch, CPU) + 0.01
    teacher = DetectionTask(replace(CONFIG, distillation=2.0), evaluation, network, other)
    assert teacher.loss(other, batch, CPU) == pytest.approx(float(free.loss(other, batch, CPU)), abs=1e-5)


def logits_of(confidence, kind=None):
    """Return (1, 5, 2, 3) logits: damage in the left column, of the first kind."""
    logits = torch.zeros(1, 5, 2, 3)
    logits[0, 0] = -confidence
    logits[0, 0, :, 0] = confidence
    logits[0, 1, :, 0] = confidence if kind is None else kind
    return logits


def test_the_loss_is_0_for_equal_logits_and_grows_with_their_distance():
    teacher = logits_of(2.0)
    losses = [float(distillation_loss(logits_of(confidence), teacher, 0.3)) for confidence in (2.0, 1.0, 0.0, -2.0)]
    assert losses[0] == pytest.approx(0, abs=1e-6)
    assert losses == sorted(losses)
    other_kind = logits_of(2.0, kind=-2.0)
    assert distillation_loss(other_kind, teacher, 1.0) > distillation_loss(other_kind, teacher, 0.0) + 0.1
