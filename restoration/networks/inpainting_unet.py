"""The U-Net that fills damage: it corrects a first fill by the paint around the damage, and by what shows through it.

Damage seldom hides everything: at the soft rim of a crack, and under thin dirt, the paint still shows. So the network
also sees the pixels in the mask, and decides for each of them how far to trust it.
"""

from typing import Any

import torch
from torch import Tensor, nn

from restoration.networks.designs import InpaintingDesign
from restoration.networks.prefill import prefill
from restoration.networks.residual_unet import ResidualUNet, normalise
from restoration.networks.weights_file import decode_weights, encode_weights

FORMAT = "retoucher, 1"
CHANGE_SCALE = 0.25  # change of the first fill, in 0..1, for an output of 1


class InpaintingUNet(ResidualUNet):
    """Maps a picture and a mask to the picture with its damage filled."""

    def __init__(self, design: InpaintingDesign) -> None:
        """Start with a last layer of zeros, so that the first fill is not changed; other weights are random."""
        super().__init__(inputs=7, outputs=4, widths=design.widths)
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
    return encode_weights(FORMAT, {"design": network.design.as_record()}, network)


def decode_inpainting_unet(data: bytes) -> InpaintingUNet:
    """Return the network of a weights file on the CPU, in full precision and evaluation mode.

    Raises:
        ValueError: these are not the bytes of such a file.
    """
    return decode_weights(FORMAT, data, _build)


def _build(record: dict[str, Any]) -> InpaintingUNet:
    network = InpaintingUNet(InpaintingDesign.from_record(record["design"]))
    network.load_state_dict(record["state"])
    return network.eval()
