"""A network that fills damage: it makes a first fill better by what it sees around the damage, and through it.

Damage seldom hides all: at the soft rim of a crack, and under thin dirt, the paint still shows. So the network also
sees what lies in the mask, and says of each pixel how far to believe it.
"""

from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor, nn

from restoration.networks.designs import side_multiple
from restoration.networks.prefill import prefill
from restoration.networks.residual_unet import ResidualUNet, normalise
from restoration.networks.weights_file import decode_weights, encode_weights

FORMAT = "retoucher, 1"
MAX_CHANGE = 0.25  # of the range 0..1, which an output of 1 stands for


@dataclass(frozen=True, slots=True)
class InpaintingDesign:
    """What a network of this kind is made of."""

    widths: tuple[int, ...] = (16, 32, 64, 128, 192)  # channels, at the full size, at half, at a quarter...

    @property
    def multiple_of(self) -> int:
        """What the sides of a picture must be a multiple of, px."""
        return side_multiple(self.widths)


class InpaintingUNet(ResidualUNet):
    """From a picture and a mask to the picture with its damage filled."""

    def __init__(self, design: InpaintingDesign) -> None:
        """With weights that leave the first fill as it is; the others are random."""
        super().__init__(inputs=7, outputs=4, widths=design.widths)
        self.design = design
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)  # type: ignore[arg-type]  # a convolution may have none; this one has

    def forward(self, picture: Tensor, mask: Tensor) -> Tensor:
        """(N, 3, H, W), about 0..1; outside the mask it is the picture, to the bit.

        Args:
            picture: (N, 3, H, W) of 0..1, damage and all.
            mask: (N, 1, H, W), 1 where it is to be filled, else 0.
        """
        first = prefill(picture, mask)
        answer = self.climb(torch.cat([normalise(first), mask, normalise(picture)], dim=1))
        change, belief = MAX_CHANGE * answer[:, :3], answer[:, 3:]
        return torch.where(mask > 0, first + change + belief * (picture - first), picture)


def encode_inpainting_unet(network: InpaintingUNet) -> bytes:
    """As a file of half-precision weights."""
    return encode_weights(FORMAT, {"design": asdict(network.design)}, network)


def decode_inpainting_unet(data: bytes) -> InpaintingUNet:
    """The network, ready to be asked, in full precision on the processor.

    Raises:
        ValueError: these are not the bytes of such a file.
    """
    return decode_weights(FORMAT, data, _build)


def _build(record: dict[str, Any]) -> InpaintingUNet:
    network = InpaintingUNet(InpaintingDesign(tuple(record["design"]["widths"])))
    network.load_state_dict(record["state"])
    return network.eval()
