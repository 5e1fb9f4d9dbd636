"""The moving average of a network."""

import torch

from restoration.networks.designs import DetectionDesign
from restoration.networks.detection_unet import DetectionUNet
from restoration.training.ema import make_ema


def fill_weights(network, value):
    with torch.no_grad():
        for tensor in network.state_dict().values():
            tensor.fill_(value)
    return network


def test_the_random_initial_weights_soon_vanish_from_the_average():
    network = fill_weights(DetectionUNet(DetectionDesign((2,))), 0)
    ema = make_ema(network, decay=0.998)
    fill_weights(network, 1)
    for _ in range(60):
        ema.update_parameters(network)
    weights = torch.cat([tensor.flatten() for tensor in ema.module.state_dict().values()])
    assert torch.all(weights > 0.999)
    assert not ema.module.training


def test_late_in_a_run_one_step_changes_the_average_by_a_small_share():
    network = fill_weights(DetectionUNet(DetectionDesign((2,))), 0)
    ema = make_ema(network, decay=0.998)
    ema.n_averaged.fill_(100_000)
    ema.update_parameters(fill_weights(network, 1))
    assert torch.allclose(ema.module.head.bias, torch.tensor(0.002))
