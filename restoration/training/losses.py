"""The losses of the networks."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from restoration.networks.perceptual import VGG16
from restoration.training.crop_dataset import UNKNOWN


@dataclass(frozen=True, slots=True)
class DetectionLoss:
    """The loss of a network that detects damage, as weights of its parts; the cross-entropy has weight 1."""

    overlap: float = 0.5  # Dice loss over all pixels
    kinds: float = 0.3  # cross-entropy between the kinds of damage, where there is damage
    focus: float = 0.0  # exponent of the focal loss: the higher, the less easy pixels count; 0: all count alike

    def __call__(self, logits: Tensor, target: Tensor) -> Tensor:
        """Return the loss, a scalar of at least 0.

        Args:
            logits: (N, 1 + classes, H, W) float, as a `DetectionUNet` returns them.
            target: (N, H, W) uint8, see `crop_dataset.Target`; pixels that are `UNKNOWN` do not count.

        Source:
            T.-Y. Lin et al., "Focal loss for dense object detection", ICCV 2017, arXiv:1708.02002; F. Milletari et
            al., "V-Net", 3DV 2016, arXiv:1606.04797, for the Dice loss.
        """
        known, damaged = target != UNKNOWN, (target > 0).to(logits.dtype)
        total = _focal_cross_entropy(logits[:, 0], damaged, known, self.focus)
        total = total + self.overlap * _dice_loss(logits[:, 0], damaged, known)
        return total + self.kinds * _kind_cross_entropy(logits[:, 1:], target)


def _focal_cross_entropy(logits: Tensor, damaged: Tensor, known: Tensor, focus: float) -> Tensor:
    """Return the mean focal cross-entropy of the known pixels, a scalar; all tensors are (N, H, W)."""
    each = functional.binary_cross_entropy_with_logits(logits, damaged, reduction="none")
    if focus:
        each = each * (1 - torch.exp(-each)).pow(focus)
    return (each * known).sum() / known.sum().clamp(min=1)


def _dice_loss(logits: Tensor, damaged: Tensor, known: Tensor) -> Tensor:
    """Return 1 - Dice over the known pixels of the batch, a scalar; all arguments are (N, H, W).

    Squares in the denominator keep it steep for small likelihoods.
    """
    likelihood, damaged = torch.sigmoid(logits) * known, damaged * known
    both = (likelihood * damaged).sum()
    return 1 - (2 * both + 1) / (likelihood.square().sum() + damaged.sum() + 1)


def _kind_cross_entropy(logits: Tensor, target: Tensor) -> Tensor:
    """Return the mean cross-entropy between the kinds over the damaged pixels, a scalar.

    `logits` are (N, classes, H, W), `target` is (N, H, W).
    """
    kinds = target.long() - 1
    kinds[target == UNKNOWN] = -1
    total = functional.cross_entropy(logits, kinds, ignore_index=-1, reduction="sum")
    return total / (kinds >= 0).sum().clamp(min=1)


@dataclass(frozen=True, slots=True, eq=False)
class PerceptualLoss:
    """How different two pictures look to VGG-16, as weights of its parts."""

    content: float = 0.0  # error of the features that VGG-16 sees
    style: float = 0.0  # error of the correlations between features, wherever they are: texture
    vgg: VGG16 | None = None  # without it, content and style do not count

    def perceptual(self, picture: Tensor, truth: Tensor) -> Tensor | float:
        """Return the loss, at least 0, of two (N, 3, H, W) pictures in about 0..1; see `perceptual_errors`."""
        if self.vgg is None:
            return 0.0
        content, style = perceptual_errors(self.vgg, picture, truth)
        return self.content * content + self.style * style


@dataclass(frozen=True, slots=True, eq=False)
class InpaintingLoss(PerceptualLoss):
    """The loss of a network that fills damage, as weights of its parts; the colour error in the mask has weight 1."""

    edges: float = 1.0  # error of the steps between neighbours: the colour error hardly notices a faint line that stays

    def __call__(self, filled: Tensor, truth: Tensor, mask: Tensor) -> Tensor:
        """Return the loss, a scalar of at least 0.

        Args:
            filled: (N, 3, H, W) float, about 0..1; outside the mask it is (nearly) the truth.
            truth: (N, 3, H, W) float, 0..1.
            mask: (N, 1, H, W) float, 1 where paint is missing, else 0.

        Source:
            See `perceptual_errors`; with the layers of L. Gatys et al., "Image style transfer using convolutional
            neural networks", CVPR 2016, doi:10.1109/CVPR.2016.265.
        """
        loss = colour_error(filled, truth, mask) + self.edges * edge_error(filled, truth, mask)
        return loss + self.perceptual(filled, truth)


@dataclass(frozen=True, slots=True, eq=False)
class EnlargingLoss(PerceptualLoss):
    """The loss of a network that enlarges, as weights of its parts; the colour error has weight 1."""

    def __call__(self, enlarged: Tensor, truth: Tensor) -> Tensor:
        """Return the loss, a scalar of at least 0, of two (N, 3, H, W) pictures in about 0..1."""
        return (enlarged - truth).abs().mean() + self.perceptual(enlarged, truth)


def perceptual_errors(vgg: VGG16, picture: Tensor, truth: Tensor) -> tuple[Tensor, Tensor]:
    """Return the mean absolute errors of the features of VGG-16 and of their correlations, two scalars.

    Both pictures are (N, 3, H, W) in about 0..1.

    Source:
        J. Johnson et al., "Perceptual losses for real-time style transfer and super-resolution", ECCV 2016,
        arXiv:1603.08155.
    """
    with torch.no_grad():
        truth_features = list(vgg.features(truth))
    pairs = list(zip(vgg.features(picture), truth_features, strict=True))
    content = torch.stack([(own - true).abs().mean() for own, true in pairs]).sum()
    style = torch.stack([(gram_matrix(own) - gram_matrix(true)).abs().mean() for own, true in pairs]).sum()
    return content, style


def colour_error(filled: Tensor, truth: Tensor, mask: Tensor) -> Tensor:
    """Return the mean absolute error inside the masks; each picture counts the same, so hairlines count like losses.

    `filled` and `truth` are (N, 3, H, W) in 0..1, `mask` is (N, 1, H, W), 1 where the paint is damaged.
    """
    return _masked_mean((filled - truth).abs(), mask)


def edge_error(filled: Tensor, truth: Tensor, mask: Tensor) -> Tensor:
    """Return the mean absolute error of the steps between neighbouring pixels, across and down.

    `filled` and `truth` are (N, 3, H, W) in 0..1, `mask` is (N, 1, H, W), 1 where the paint is damaged.
    """
    error = filled - truth
    across = _masked_mean(error.diff(dim=3).abs(), torch.maximum(mask[..., 1:], mask[..., :-1]))
    down = _masked_mean(error.diff(dim=2).abs(), torch.maximum(mask[..., 1:, :], mask[..., :-1, :]))
    return across + down


def _masked_mean(error: Tensor, mask: Tensor) -> Tensor:
    """Return the mean over pictures of the mean error in each mask, a scalar, for (N, C, H, W) and (N, 1, H, W)."""
    each = (error.mean(dim=1, keepdim=True) * mask).sum(dim=(1, 2, 3))
    return (each / mask.sum(dim=(1, 2, 3)).clamp(min=1)).mean()


def gram_matrix(features: Tensor) -> Tensor:
    """Turn (N, C, h, w) features into (N, C, C): how strongly each two of them occur together."""
    flat = features.float().flatten(2)
    return flat @ flat.transpose(1, 2) / flat[0].numel()
