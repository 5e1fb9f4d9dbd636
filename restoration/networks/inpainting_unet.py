"""A network that fills damage: it makes a first fill better by what it sees around the damage, and through it.

Damage seldom hides all: at the soft rim of a crack, and under thin dirt, the paint still shows. So the network also
sees what lies in the mask, and says of each pixel how far to believe it.
"""

from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor, nn

from restoration.networks.prefill import prefilled
from restoration.networks.residual_unet import Pyramid, spread
from restoration.networks.sides import multiple_of
from restoration.networks.weights_file import pack, unpack

FORMAT = "retoucher, 1"
CHANGE = 0.25  # of the range 0..1, which an output of 1 stands for


@dataclass(frozen=True, slots=True)
class RetoucherDesign:
    """What a network of this kind is made of."""

    widths: tuple[int, ...] = (16, 32, 64, 128, 192)  # channels, at the full size, at half, at a quarter...

    @property
    def multiple_of(self) -> int:
        """What the sides of a picture must be a multiple of, px."""
        return multiple_of(self.widths)


class Retoucher(Pyramid):
    """From a picture and a mask to the picture with its damage filled."""

    def __init__(self, design: RetoucherDesign) -> None:
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
        first = prefilled(picture, mask)
        answer = self.climb(torch.cat([spread(first), mask, spread(picture)], dim=1))
        change, belief = CHANGE * answer[:, :3], answer[:, 3:]
        return torch.where(mask > 0, first + change + belief * (picture - first), picture)


def to_bytes(network: Retoucher) -> bytes:
    """As a file of half-precision weights."""
    return pack(FORMAT, {"design": asdict(network.design)}, network)


def from_bytes(data: bytes) -> Retoucher:
    """The network, ready to be asked, in full precision on the processor.

    Raises:
        ValueError: these are not the bytes of such a file.
    """
    return unpack(FORMAT, data, _built)


def _built(record: dict[str, Any]) -> Retoucher:
    network = Retoucher(RetoucherDesign(tuple(record["design"]["widths"])))
    network.load_state_dict(record["state"])
    return network.eval()
