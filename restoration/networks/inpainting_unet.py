"""The U-Net that fills damage: it corrects a first fill by the paint around the damage, and by what shows through it.

In the first fill, paint spreads into the damage from all sides, as smooth as it can: blurred, but of the right colour.

Damage seldom hides everything: at the soft rim of a crack, and under thin dirt, the paint still shows. So the network
also sees the pixels in the mask, and decides for each of them how far to trust it.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from restoration.networks.designs import (
    CHANGE_SCALE,
    MEMBRANE_STEPS,
    MIN_SHARE,
    PLATE_LEVELS,
    PLATE_MOMENTUM,
    PLATE_RATE,
    PLATE_STEPS,
    InpaintingDesign,
)
from restoration.networks.residual_unet import ResidualUNet, load_state, normalise
from restoration.networks.trained_weights import INPAINTING_FORMAT, decode_inpainting_weights
from restoration.networks.weights_file import encode_weights


class InpaintingUNet(ResidualUNet):
    """Maps a picture and a mask to the picture with its damage filled."""

    def __init__(self, design: InpaintingDesign) -> None:
        """Start with a last layer of zeros, so that the first fill is not changed; other weights are random."""
        super().__init__(design.inputs, design.outputs, design.widths, design.unshuffle)
        self.design = design
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)  # type: ignore[arg-type]  # a convolution may have none; this one has

    def forward(self, picture: Tensor, mask: Tensor) -> Tensor:
        """Return the filled picture; outside the mask it equals the input, to the bit.

        Args:
            picture: (N, 3, H, W) in 0..1, damage included; sides are multiples of `design.multiple_of`.
            mask: (N, 1, H, W), 1 where the picture is to be filled, else 0.

        Returns:
            (N, 3, H, W), about 0..1.
        """
        first = prefill(picture, mask)
        output = self.run(torch.cat([normalise(first), mask, normalise(picture)], dim=1))
        change, trust = CHANGE_SCALE * output[:, :3], output[:, 3:]
        return torch.where(mask > 0, first + change + trust * (picture - first), picture)


def encode_inpainting_unet(network: InpaintingUNet) -> bytes:
    """Return the bytes of a weights file, in half precision."""
    return encode_weights(INPAINTING_FORMAT, {"design": network.design.as_record()}, network.state_dict())


def decode_inpainting_unet(data: bytes) -> InpaintingUNet:
    """Return the network of a weights file on the CPU, in full precision and evaluation mode.

    Raises what `decode_inpainting_weights` raises.
    """
    weights = decode_inpainting_weights(data)
    return load_state(InpaintingUNet(weights.design), weights.state)


def prefill(picture: Tensor, mask: Tensor) -> Tensor:
    """Return the picture with the first fill of its damage; elsewhere it stays as it is, to the bit.

    The fill is close to a thin plate that is clamped to the sound paint (the biharmonic equation). Deep inside wide
    losses it is a membrane (Laplace's equation), which cannot overshoot.

    Args:
        picture: (N, 3, H, W) in 0..1. Its values in the mask make no difference.
        mask: (N, 1, H, W), 1 where paint is missing, else 0; where everything is missing, the fill is black.

    Returns:
        (N, 3, H, W) in 0..1.

    Source:
        S. Gortler et al., "The lumigraph", SIGGRAPH 1996, doi:10.1145/237170.237200: pull sound paint up to smaller
        pictures until no gap is left, then push it down into the gaps. Relaxing the fill at each size on the way down
        is the cascadic multigrid method: F. Bornemann and P. Deuflhard, Numerische Mathematik 75, 1996,
        doi:10.1007/s002110050234; with momentum after B. Polyak, 1964.
    """
    sound = 1 - mask
    paint = (picture * sound).contiguous()  # channel after channel, which takes half the time of channels side by side
    return torch.where(mask > 0, _pull_push(paint, sound, level=0).clamp(0, 1), picture)


def _pull_push(paint: Tensor, sound: Tensor, level: int) -> Tensor:
    """Return paint at every pixel.

    Args:
        paint: (N, 3, H, W), multiplied by `sound`.
        sound: (N, 1, H, W) in 0..1: the sound part of each pixel.
        level: how often the sides were halved.
    """
    if max(sound.shape[2:]) == 1:
        return paint / sound.clamp(min=MIN_SHARE)
    light, share = (functional.avg_pool2d(layer, 2, ceil_mode=True) for layer in (paint, sound))
    full = (4 * share).clamp(max=1) / share.clamp(min=MIN_SHARE)  # one sound pixel of four is enough
    coarse = _pull_push(light * full, share * full, level + 1)
    fill = paint + (1 - sound) * _enlarge(coarse, sound.shape[2:])
    return _relax_plate(fill, sound) if level < PLATE_LEVELS else _relax_membrane(fill, paint, sound)


def _enlarge(layers: Tensor, sides: Sequence[int]) -> Tensor:
    """Return (N, C, H, W) with larger sides.

    Each channel alone: torch rounds several at once differently on one thread than on more.
    """
    size, single = tuple(sides), torch.chunk(layers, layers.shape[1], dim=1)
    return torch.cat([functional.interpolate(each.contiguous(), size, mode="bilinear") for each in single], dim=1)


def _relax_membrane(fill: Tensor, paint: Tensor, sound: Tensor) -> Tensor:
    """Set each missing pixel to the mean of its neighbourhood, `MEMBRANE_STEPS` times."""
    for _ in range(MEMBRANE_STEPS):
        fill = paint + (1 - sound) * functional.avg_pool2d(fill, 3, 1, padding=1, count_include_pad=False)
    return fill


def _relax_plate(fill: Tensor, sound: Tensor) -> Tensor:
    """Reduce the bending of the fill, in `PLATE_STEPS` steps."""
    rate = PLATE_RATE * (1 - sound)
    change = torch.zeros_like(fill)
    for _ in range(PLATE_STEPS):
        bend = _laplacian(_laplacian(functional.pad(fill, (2, 2, 2, 2), mode="replicate")))
        change = change.mul_(PLATE_MOMENTUM).sub_(rate * bend)  # in place: fresh memory costs a third of the time
        fill = fill + change
    return fill


def _laplacian(layer: Tensor) -> Tensor:
    """Return the sum of the four neighbours minus four times the pixel; the sides become 2 px shorter.

    It adds layers instead of using a convolution, which would lose accuracy in half precision.
    """
    beside = layer[..., 1:-1, :-2] + layer[..., 1:-1, 2:]
    return beside.add_(layer[..., :-2, 1:-1]).add_(layer[..., 2:, 1:-1]).sub_(layer[..., 1:-1, 1:-1], alpha=4)
