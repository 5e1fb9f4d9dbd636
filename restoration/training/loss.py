"""What a detector is told about its errors."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from restoration.training.examples import UNKNOWN


@dataclass(frozen=True, slots=True)
class Loss:
    """How much each kind of error counts; the surprise at each pixel counts 1."""

    overlap: float = 0.5  # how little the whole of what is marked covers the whole of the damage: Dice
    kinds: float = 0.3  # surprise at the kind of damage, where there is some
    focus: float = 0.0  # the power by which pixels count less that are nearly right; 0: all count alike

    def __call__(self, logits: Tensor, target: Tensor) -> Tensor:
        """One number, 0 and more.

        Args:
            logits: (N, 1 + classes, H, W) float, as a `UNet` gives them.
            target: (N, H, W) uint8; see `examples.Target`. Pixels that are `UNKNOWN` do not count.

        Source:
            T.-Y. Lin et al., "Focal loss for dense object detection", ICCV 2017, arXiv:1708.02002; F. Milletari et
            al., "V-Net", 3DV 2016, arXiv:1606.04797, for the overlap.
        """
        known, damaged = target != UNKNOWN, (target > 0).to(logits.dtype)
        total = _surprise(logits[:, 0], damaged, known, self.focus)
        total = total + self.overlap * _missed_overlap(logits[:, 0], damaged, known)
        return total + self.kinds * _surprise_at_kind(logits[:, 1:], target)

    def forgotten(self, logits: Tensor, before: Tensor) -> Tensor:
        """How far answers are from those that were given before a course: one number, 0 and more.

        Args:
            logits: (N, 1 + classes, H, W) float.
            before: the same, by the first weights.

        Source:
            Z. Li and D. Hoiem, "Learning without forgetting", IEEE TPAMI 40(12), 2018, arXiv:1606.09282.
        """
        sureness = torch.sigmoid(before[:, 0])
        surprise = functional.binary_cross_entropy_with_logits
        of_damage = surprise(logits[:, 0], sureness) - surprise(before[:, 0], sureness)
        return of_damage + self.kinds * _other_kinds(logits[:, 1:], before[:, 1:], sureness)


def _surprise(logits: Tensor, damaged: Tensor, known: Tensor, focus: float) -> Tensor:
    """Binary cross-entropy of the known pixels."""
    each = functional.binary_cross_entropy_with_logits(logits, damaged, reduction="none")
    if focus:
        each = each * (1 - torch.exp(-each)).pow(focus)
    return (each * known).sum() / known.sum().clamp(min=1)


def _missed_overlap(logits: Tensor, damaged: Tensor, known: Tensor) -> Tensor:
    """1 - Dice over all pixels of the batch; squares below keep it sharp where likelihoods are small."""
    likelihood, damaged = torch.sigmoid(logits) * known, damaged * known
    both = (likelihood * damaged).sum()
    return 1 - (2 * both + 1) / (likelihood.square().sum() + damaged.sum() + 1)


def _surprise_at_kind(logits: Tensor, target: Tensor) -> Tensor:
    """Cross-entropy between the kinds, where there is damage."""
    kinds = target.long() - 1
    kinds[target == UNKNOWN] = -1
    total = functional.cross_entropy(logits, kinds, ignore_index=-1, reduction="sum")
    return total / (kinds >= 0).sum().clamp(min=1)


def _other_kinds(logits: Tensor, before: Tensor, sureness: Tensor) -> Tensor:
    """Kullback-Leibler divergence between the kinds, the more of it the surer damage was."""
    each = functional.kl_div(logits.log_softmax(dim=1), before.log_softmax(dim=1), reduction="none", log_target=True)
    return (each.sum(dim=1) * sureness).sum() / sureness.sum().clamp(min=1)
