"""What a network knew before a course, so that it learns more without unlearning that."""

import torch
from torch import Tensor
from torch.nn import functional

from restoration.networks.detection_unet import DetectionUNet, luma
from restoration.networks.inference import fold_batch_norm
from restoration.training.device import Device

DARK_LUMA = 0.3  # luma of the paint around
LUMA_RADIUS = 15  # px
NEGATIVE_PENALTY = 0.3  # logits by which the negative must be surer


class Distillation:
    """The first weights of a course: they are asked about each example, too.

    In dark paint they are also asked about its negative, where pale cracks look like the dark ones that they know best.
    """

    def __init__(self, network: DetectionUNet, counts: float) -> None:
        """Of that network, which stays as it is; what is forgotten of it counts so much in the loss."""
        self._network = fold_batch_norm(network)
        self.counts = counts

    def of(self, picture: Tensor, machine: Device) -> Tensor:
        """(N, 3, H, W) of 0..1 to the (N, 1 + classes, H, W) logits that were its answer."""
        network = self._network.to(machine.device)
        with torch.no_grad(), machine.mixed():
            seen, negative = network.glance(picture).float(), network.glance(1 - picture).float()
        negative[:, :1] -= NEGATIVE_PENALTY
        around = functional.avg_pool2d(luma(picture), 2 * LUMA_RADIUS + 1, 1, LUMA_RADIUS, count_include_pad=False)
        return torch.where((around < DARK_LUMA) & (negative[:, :1] > seen[:, :1]), negative, seen)
