"""What a network knew before a course, so that it learns more without unlearning that."""

import torch
from torch import Tensor
from torch.nn import functional

from restoration.networks.detection_unet import UNet, luma
from restoration.networks.inference import folded
from restoration.training.device import Machine

DARK = 0.3  # luma of the paint around
AROUND = 15  # px
DOUBT = 0.3  # logits by which the negative must be surer


class Memory:
    """The first weights of a course: they are asked about each example, too.

    In dark paint they are also asked about its negative, where pale cracks look like the dark ones that they know best.
    """

    def __init__(self, network: UNet, counts: float) -> None:
        """Of that network, which stays as it is; what is forgotten of it counts so much in the loss."""
        self._network = folded(network)
        self.counts = counts

    def of(self, picture: Tensor, machine: Machine) -> Tensor:
        """(N, 3, H, W) of 0..1 to the (N, 1 + classes, H, W) logits that were its answer."""
        network = self._network.to(machine.device)
        with torch.no_grad(), machine.mixed():
            seen, negative = network.glance(picture).float(), network.glance(1 - picture).float()
        negative[:, :1] -= DOUBT
        around = functional.avg_pool2d(luma(picture), 2 * AROUND + 1, 1, AROUND, count_include_pad=False)
        return torch.where((around < DARK) & (negative[:, :1] > seen[:, :1]), negative, seen)
