"""What a network that fills damage is told about its errors."""

from dataclasses import dataclass

import torch
from torch import Tensor

from restoration.networks.vgg import VGG


@dataclass(frozen=True, slots=True, eq=False)
class FillingLoss:
    """How much each kind of error counts; the mean error of colour in the mask counts 1."""

    edges: float = (
        1.0  # how far steps between neighbours are off: a faint line that was left counts little by its colour
    )
    content: float = 0.0  # how far features of the picture are off: 0 and more
    style: float = 0.0  # how far their correlations are off, wherever they are: texture
    vgg: VGG | None = None  # which sees them; without it the other two do not count

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
        style = torch.stack([(gram(seen) - gram(other)).abs().mean() for seen, other in pairs]).sum()
        return loss + self.content * content + self.style * style


def colour_error(filled: Tensor, truth: Tensor, mask: Tensor) -> Tensor:
    """The mean absolute error in each mask, averaged over the pictures, so that hairlines count as much as losses."""
    return _mean_within((filled - truth).abs(), mask)


def edge_error(filled: Tensor, truth: Tensor, mask: Tensor) -> Tensor:
    """The same of the steps from each pixel to the next, along the rows and down the columns."""
    wrong = filled - truth
    across = _mean_within(wrong.diff(dim=3).abs(), torch.maximum(mask[..., 1:], mask[..., :-1]))
    down = _mean_within(wrong.diff(dim=2).abs(), torch.maximum(mask[..., 1:, :], mask[..., :-1, :]))
    return across + down


def _mean_within(wrong: Tensor, mask: Tensor) -> Tensor:
    each = (wrong.mean(dim=1, keepdim=True) * mask).sum(dim=(1, 2, 3))
    return (each / mask.sum(dim=(1, 2, 3)).clamp(min=1)).mean()


def gram(features: Tensor) -> Tensor:
    """(N, C, h, w) to (N, C, C): how strongly each two features occur together."""
    flat = features.float().flatten(2)
    return flat @ flat.transpose(1, 2) / flat[0].numel()
