"""What a network that fills damage is told about its errors."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from restoration.networks.perceptual import VGG16
from restoration.training.crop_dataset import UNKNOWN


@dataclass(frozen=True, slots=True)
class DetectionLoss:
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
        total = _focal_cross_entropy(logits[:, 0], damaged, known, self.focus)
        total = total + self.overlap * _dice_loss(logits[:, 0], damaged, known)
        return total + self.kinds * _kind_cross_entropy(logits[:, 1:], target)

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
        return of_damage + self.kinds * _kind_divergence(logits[:, 1:], before[:, 1:], sureness)


def _focal_cross_entropy(logits: Tensor, damaged: Tensor, known: Tensor, focus: float) -> Tensor:
    """Binary cross-entropy of the known pixels."""
    each = functional.binary_cross_entropy_with_logits(logits, damaged, reduction="none")
    if focus:
        each = each * (1 - torch.exp(-each)).pow(focus)
    return (each * known).sum() / known.sum().clamp(min=1)


def _dice_loss(logits: Tensor, damaged: Tensor, known: Tensor) -> Tensor:
    """1 - Dice over all pixels of the batch; squares below keep it sharp where likelihoods are small."""
    likelihood, damaged = torch.sigmoid(logits) * known, damaged * known
    both = (likelihood * damaged).sum()
    return 1 - (2 * both + 1) / (likelihood.square().sum() + damaged.sum() + 1)


def _kind_cross_entropy(logits: Tensor, target: Tensor) -> Tensor:
    """Cross-entropy between the kinds, where there is damage."""
    kinds = target.long() - 1
    kinds[target == UNKNOWN] = -1
    total = functional.cross_entropy(logits, kinds, ignore_index=-1, reduction="sum")
    return total / (kinds >= 0).sum().clamp(min=1)


def _kind_divergence(logits: Tensor, before: Tensor, sureness: Tensor) -> Tensor:
    """Kullback-Leibler divergence between the kinds, the more of it the surer damage was."""
    each = functional.kl_div(logits.log_softmax(dim=1), before.log_softmax(dim=1), reduction="none", log_target=True)
    return (each.sum(dim=1) * sureness).sum() / sureness.sum().clamp(min=1)


@dataclass(frozen=True, slots=True, eq=False)
class InpaintingLoss:
    """How much each kind of error counts; the mean error of colour in the mask counts 1."""

    edges: float = (
        1.0  # how far steps between neighbours are off: a faint line that was left counts little by its colour
    )
    content: float = 0.0  # how far features of the picture are off: 0 and more
    style: float = 0.0  # how far their correlations are off, wherever they are: texture
    vgg: VGG16 | None = None  # which sees them; without it the other two do not count

    def __call__(self, filled: Tensor, truth: Tensor, mask: Tensor) -> Tensor:
        """One number, 0 and more.

        Args:
            filled: (N, 3, H, W) of about 0..1; it is the truth outside the mask, or nearly.
            truth: the same, of 0..1.
            mask: (N, 1, H, W), 1 where paint was missing, else 0.

        Source:
            J. Johnson et al., "Perceptual losses for real-time style transfer and super-resolution", ECCV 2016,
            arXiv:1603.08155, with the layers of L. Gatys et al., "Image style transfer using convolutional neural
            networks", CVPR 2016, doi:10.1109/CVPR.2016.265.
        """
        loss = colour_error(filled, truth, mask) + self.edges * edge_error(filled, truth, mask)
        if self.vgg is None:
            return loss
        with torch.no_grad():
            wanted = list(self.vgg.features(truth))
        pairs = list(zip(self.vgg.features(filled), wanted, strict=True))
        content = torch.stack([(seen - other).abs().mean() for seen, other in pairs]).sum()
        style = torch.stack([(gram_matrix(seen) - gram_matrix(other)).abs().mean() for seen, other in pairs]).sum()
        return loss + self.content * content + self.style * style


def colour_error(filled: Tensor, truth: Tensor, mask: Tensor) -> Tensor:
    """The mean absolute error in each mask, averaged over the pictures, so that hairlines count as much as losses."""
    return _masked_mean((filled - truth).abs(), mask)


def edge_error(filled: Tensor, truth: Tensor, mask: Tensor) -> Tensor:
    """The same of the steps from each pixel to the next, along the rows and down the columns."""
    wrong = filled - truth
    across = _masked_mean(wrong.diff(dim=3).abs(), torch.maximum(mask[..., 1:], mask[..., :-1]))
    down = _masked_mean(wrong.diff(dim=2).abs(), torch.maximum(mask[..., 1:, :], mask[..., :-1, :]))
    return across + down


def _masked_mean(wrong: Tensor, mask: Tensor) -> Tensor:
    each = (wrong.mean(dim=1, keepdim=True) * mask).sum(dim=(1, 2, 3))
    return (each / mask.sum(dim=(1, 2, 3)).clamp(min=1)).mean()


def gram_matrix(features: Tensor) -> Tensor:
    """(N, C, h, w) to (N, C, C): how strongly each two features occur together."""
    flat = features.float().flatten(2)
    return flat @ flat.transpose(1, 2) / flat[0].numel()
