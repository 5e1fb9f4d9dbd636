"""A first fill, blurred but of the right colour: paint spreads into the damage from all around."""

import torch
from torch import Tensor
from torch.nn import functional


def prefilled(picture: Tensor, mask: Tensor) -> Tensor:
    """The picture with its damage filled by push and pull; elsewhere it stays as it is, to the bit.

    Args:
        picture: (N, 3, H, W) of 0..1. What it holds in the mask makes no difference.
        mask: (N, 1, H, W), 1 where paint is missing, else 0; where all is missing, all becomes black.

    Source:
        S. Gortler et al., "The lumigraph", SIGGRAPH 1996, doi:10.1145/237170.237200: pull sound paint up to smaller
        pictures until no gap is left, then push it down into the gaps.
    """
    sound = 1 - mask
    return torch.where(mask > 0, _spread(picture * sound, sound), picture)


def _spread(paint: Tensor, sound: Tensor) -> Tensor:
    """Paint everywhere.

    Args:
        paint: (N, 3, H, W), times how far it is sound.
        sound: (N, 1, H, W) of 0..1: how far it is.
    """
    if max(sound.shape[2:]) == 1:
        return paint / sound.clamp(min=1e-4)
    light, share = (functional.avg_pool2d(layer, 2, ceil_mode=True) for layer in (paint, sound))
    full = (4 * share).clamp(max=1) / share.clamp(min=1e-4)  # one sound pixel of four is enough to go by
    below = _spread(light * full, share * full)
    return paint + (1 - sound) * functional.interpolate(below, size=sound.shape[2:], mode="bilinear")
