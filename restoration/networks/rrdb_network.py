"""The network of ESRGAN and Real-ESRGAN, which enlarges a picture four times; others trained it on photographs."""

import io
from collections.abc import Mapping
from typing import ClassVar

import torch
from torch import Tensor, nn
from torch.nn import functional

from restoration.networks.weights_file import LOAD_ERRORS

_WIDTH, _GROWTH, _BLOCKS = 64, 32, 23  # of RealESRGAN_x4plus: channels, channels that a convolution adds, blocks
_RESIDUAL = 0.2  # share of what a block adds
_SLOPE = 0.2  # of the activation below 0


class RRDBNetwork(nn.Module):
    """Maps a picture to one of four times the height and width.

    Source:
        X. Wang et al., "ESRGAN: enhanced super-resolution generative adversarial networks", ECCVW 2018,
        arXiv:1809.00219; X. Wang et al., "Real-ESRGAN: training real-world blind super-resolution with pure synthetic
        data", ICCVW 2021, arXiv:2107.10833.
    """

    context: ClassVar[int] = 32  # px; further off, a pixel counts little

    def __init__(self, width: int = _WIDTH, growth: int = _GROWTH, blocks: int = _BLOCKS) -> None:
        """Start with random weights; the names of the layers are those of the published file."""
        super().__init__()
        self.conv_first = _convolution(3, width)
        self.body = nn.Sequential(*(_ResidualInResidual(width, growth) for _ in range(blocks)))
        self.conv_body = _convolution(width, width)
        self.conv_up1, self.conv_up2 = _convolution(width, width), _convolution(width, width)
        self.conv_hr, self.conv_last = _convolution(width, width), _convolution(width, 3)

    def forward(self, picture: Tensor) -> Tensor:
        """Map (N, 3, H, W) in 0..1 to (N, 3, 4 H, 4 W), about 0..1."""
        first: Tensor = self.conv_first(picture)
        features = first + self.conv_body(self.body(first))
        for layer in (self.conv_up1, self.conv_up2):
            features = _activate(layer(functional.interpolate(features, scale_factor=2.0, mode="nearest")))
        enlarged: Tensor = self.conv_last(_activate(self.conv_hr(features)))
        return enlarged


class _ResidualInResidual(nn.Module):
    """Three dense blocks whose output is added to their input."""

    def __init__(self, width: int, growth: int) -> None:
        super().__init__()
        self.rdb1, self.rdb2, self.rdb3 = (_DenseBlock(width, growth) for _ in range(3))

    def forward(self, features: Tensor) -> Tensor:
        added: Tensor = self.rdb3(self.rdb2(self.rdb1(features)))
        return features + _RESIDUAL * added


class _DenseBlock(nn.Module):
    """Five convolutions, each of which sees the output of all before it."""

    def __init__(self, width: int, growth: int) -> None:
        super().__init__()
        self.conv1, self.conv2, self.conv3, self.conv4 = (
            _convolution(width + number * growth, growth) for number in range(4)
        )
        self.conv5 = _convolution(width + 4 * growth, width)

    def forward(self, features: Tensor) -> Tensor:
        seen = features
        for layer in (self.conv1, self.conv2, self.conv3, self.conv4):
            seen = torch.cat([seen, _activate(layer(seen))], dim=1)
        added: Tensor = self.conv5(seen)
        return features + _RESIDUAL * added


def _convolution(before: int, after: int) -> nn.Conv2d:
    return nn.Conv2d(before, after, kernel_size=3, padding=1)


def _activate(features: Tensor) -> Tensor:
    return functional.leaky_relu(features, _SLOPE, inplace=True)


def decode_rrdb_network(data: bytes) -> RRDBNetwork:
    """Return the network of a published weights file on the CPU, in full precision and evaluation mode.

    Raises:
        ValueError: the file is of another kind, or its network has another size.
    """
    try:
        record = torch.load(io.BytesIO(data), map_location="cpu", weights_only=True)
        state: Mapping[str, Tensor] = record.get("params_ema", record)  # so the published file wraps them
        network = RRDBNetwork()
        network.load_state_dict({name: tensor.float() for name, tensor in state.items()})
    except LOAD_ERRORS as error:
        raise ValueError("expected the weights of RealESRGAN_x4plus") from error
    return network.eval()
