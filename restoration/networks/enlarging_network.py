"""The network that enlarges a picture four times: convolutions at its size, and a last one that divides pixels.

All work is done on the small picture, which is what makes it fast: each of its pixels becomes 4 x 4 only at the end.
"""

from torch import Tensor, nn
from torch.nn import functional

from restoration.networks.designs import ENLARGEMENT, EnlargingDesign
from restoration.networks.residual_unet import load_state, normalise
from restoration.networks.trained_weights import ENLARGING_FORMAT, decode_enlarging_weights
from restoration.networks.weights_file import encode_weights


class EnlargingNetwork(nn.Module):
    """Maps a picture to one of four times the height and width.

    Source:
        B. Lim et al., "Enhanced deep residual networks for single image super-resolution", CVPRW 2017,
        arXiv:1707.02921: residual blocks without batch normalisation; W. Shi et al., "Real-time single image and video
        super-resolution using an efficient sub-pixel convolutional neural network", CVPR 2016, arXiv:1609.05158.
    """

    def __init__(self, design: EnlargingDesign) -> None:
        """Start with a last layer of zeros, which repeats each pixel; other weights are random."""
        super().__init__()
        self.design = design
        self.stem = _convolution(3, design.width)
        self.body = nn.ModuleList(_Block(design.width) for _ in range(design.blocks))
        self.last = _convolution(design.width, design.width)
        self.head = _convolution(design.width, design.outputs)
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)  # type: ignore[arg-type]  # a convolution may have none; this one has

    def forward(self, picture: Tensor) -> Tensor:
        """Map (N, 3, H, W) in 0..1 to (N, 3, 4 H, 4 W), about 0..1."""
        stem: Tensor = self.stem(normalise(picture))
        features = stem
        for block in self.body:
            features = block(features)
        change: Tensor = self.head(stem + self.last(features))  # (N, 48, H, W)
        return functional.pixel_shuffle(change + picture.repeat_interleave(ENLARGEMENT**2, dim=1), ENLARGEMENT)


class _Block(nn.Module):
    """Two convolutions whose output is added to their input."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first, self.second = _convolution(width, width), _convolution(width, width)

    def forward(self, features: Tensor) -> Tensor:
        added: Tensor = self.second(functional.relu(self.first(features), inplace=True))
        return features + added


def _convolution(before: int, after: int) -> nn.Conv2d:
    return nn.Conv2d(before, after, kernel_size=3, padding=1)


def encode_enlarging_network(network: EnlargingNetwork) -> bytes:
    """Return the bytes of a weights file, in half precision."""
    return encode_weights(ENLARGING_FORMAT, {"design": network.design.as_record()}, network.state_dict())


def decode_enlarging_network(data: bytes) -> EnlargingNetwork:
    """Return the network of a weights file on the CPU, in full precision and evaluation mode.

    Raises what `decode_enlarging_weights` raises.
    """
    weights = decode_enlarging_weights(data)
    return load_state(EnlargingNetwork(weights.design), weights.state)
