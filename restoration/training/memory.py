"""What a network knew before a course, so that it learns more without unlearning that."""

import torch
from torch import Tensor

from restoration.networks.folding import folded
from restoration.networks.unet import UNet
from restoration.training.machine import Machine


class Memory:
    """The first weights of a course: they are asked about each example, too."""

    def __init__(self, network: UNet, counts: float) -> None:
        """Of that network, which stays as it is; what is forgotten of it counts so much in the loss."""
        self._network = folded(network).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.counts = counts

    def of(self, picture: Tensor, machine: Machine) -> Tensor:
        """(N, 3, H, W) of 0..1 to the (N, 1 + classes, H, W) logits that were its answer."""
        with torch.no_grad(), machine.mixed():
            answer: Tensor = self._network.to(machine.device)(picture)
        return answer.float()
