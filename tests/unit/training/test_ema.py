"""The average of a network."""

import torch

from restoration.networks.designs import DetectionDesign
from restoration.networks.detection_unet import DetectionUNet
from restoration.training.ema import EMA


def moved(network, distance):
    """A network whose weights all lie that far from 0."""
    with torch.no_grad():
        for tensor in network.state_dict().values():
            tensor.fill_(distance)
    return network


def test_the_random_first_weights_are_soon_forgotten():
    network = moved(DetectionUNet(DetectionDesign((2,))), 0)
    average = EMA(network, longest=0.998)
    moved(network, 1)
    for step in range(60):
        average.follow(network, step)
    weights = torch.cat([tensor.flatten() for tensor in average.network.state_dict().values()])
    assert torch.all(weights > 0.999)


def test_late_in_a_course_one_step_hardly_counts():
    network = moved(DetectionUNet(DetectionDesign((2,))), 0)
    average = EMA(network, longest=0.998)
    average.follow(moved(network, 1), 100_000)
    assert torch.allclose(average.network.head.bias, torch.tensor(0.002))
