"""Distillation: a network learns to answer as another one does, which may be larger, or its own initial weights."""

import torch
from torch import Tensor
from torch.nn import functional

from restoration.networks.detection_unet import DetectionUNet
from restoration.networks.torch_inference import fold_batch_norm
from restoration.training.device import Device


class Distillation:
    """The teacher of a network: it answers as it does in use, with all its scales."""

    def __init__(self, teacher: DetectionUNet, weight: float, kinds: float) -> None:
        """Keep a copy of the teacher.

        Args:
            teacher: any trained network; it is not changed.
            weight: of this loss in the total loss.
            kinds: weight of the kinds of damage, relative to damage in general.
        """
        self._teacher = fold_batch_norm(teacher)
        self._weight, self._kinds = weight, kinds

    def loss(self, logits: Tensor, picture: Tensor, device: Device) -> Tensor:
        """Return the weighted loss, a scalar, for (N, 1 + classes, H, W) logits on (N, 3, H, W) pictures of 0..1."""
        return self._weight * distillation_loss(logits, self.teacher_logits(picture, device), self._kinds)

    def teacher_logits(self, picture: Tensor, device: Device) -> Tensor:
        """Return the teacher's logits, (N, 1 + classes, H, W), for (N, 3, H, W) pictures of 0..1."""
        teacher = self._teacher.to(device.type)
        with torch.no_grad(), device.autocast():
            logits: Tensor = teacher(picture)
        return logits.float()


def distillation_loss(logits: Tensor, teacher: Tensor, kinds: float) -> Tensor:
    """Return how far logits are from those of the teacher: a scalar, 0 if they are equal.

    Args:
        logits: (N, 1 + classes, H, W) float.
        teacher: the teacher's logits, of the same shape.
        kinds: weight of the kinds of damage, relative to damage in general.

    Source:
        G. Hinton et al., "Distilling the knowledge in a neural network", 2015, arXiv:1503.02531; with the initial
        weights as the teacher: Z. Li and D. Hoiem, "Learning without forgetting", IEEE TPAMI 40(12), 2018,
        arXiv:1606.09282.
    """
    likelihood = torch.sigmoid(teacher[:, 0])
    cross_entropy = functional.binary_cross_entropy_with_logits
    of_damage = cross_entropy(logits[:, 0], likelihood) - cross_entropy(teacher[:, 0], likelihood)
    return of_damage + kinds * _kind_divergence(logits[:, 1:], teacher[:, 1:], likelihood)


def _kind_divergence(logits: Tensor, teacher: Tensor, likelihood: Tensor) -> Tensor:
    """Return the Kullback-Leibler divergence between the kinds, weighted by the likelihood of damage."""
    each = functional.kl_div(logits.log_softmax(dim=1), teacher.log_softmax(dim=1), reduction="none", log_target=True)
    return (each.sum(dim=1) * likelihood).sum() / likelihood.sum().clamp(min=1)
