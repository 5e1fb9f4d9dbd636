"""The U-Net that our networks share: residual blocks at every size of the picture, few channels at the largest."""

from collections.abc import Mapping
from itertools import pairwise
from typing import TypeVar

import torch
from torch import Tensor, nn
from torch.nn import functional

from restoration.networks.designs import PICTURE_MIDDLE, PICTURE_STEP
from restoration.networks.weights_file import Array

Network = TypeVar("Network", bound=nn.Module)


class ResidualUNet(nn.Module):
    """Maps channels to other channels at every pixel, with regard to the surroundings.

    Source:
        O. Ronneberger et al., "U-Net: convolutional networks for biomedical image segmentation", MICCAI 2015,
        arXiv:1505.04597; with the blocks of K. He et al., "Deep residual learning for image recognition", CVPR 2016,
        arXiv:1512.03385. Skips are added, not concatenated, which halves the work at the largest size. Squares of
        pixels become channels and back (W. Shi et al., "Real-time single image and video super-resolution using an
        efficient sub-pixel convolutional neural network", CVPR 2016, arXiv:1609.05158): the full size, where memory
        is the limit, took half of the time.
    """

    def __init__(self, inputs: int, outputs: int, widths: tuple[int, ...], unshuffle: int = 1) -> None:
        """Start with random weights.

        Args:
            inputs: channels at each pixel.
            outputs: channels at each pixel.
            widths: channels at the size that the network works at, at half of it, at a quarter...
            unshuffle: px; side of the squares whose pixels become channels. The network works at 1 / `unshuffle` of
                the size of the picture.
        """
        super().__init__()
        full, *lower = widths
        steps, pixels = list(pairwise(widths)), unshuffle**2
        self.unshuffle = unshuffle
        self.stem = nn.Sequential(ConvBatchNorm(pixels * inputs, full), nn.ReLU(inplace=True))
        self.down = nn.ModuleList(
            nn.Sequential(ConvBatchNorm(a, b, size=2, stride=2), nn.ReLU(inplace=True)) for a, b in steps
        )
        self.encode = nn.ModuleList(ResidualBlock(width) for width in lower)
        self.lift = nn.ModuleList(ConvBatchNorm(b, a, size=1) for a, b in steps)
        self.decode = nn.ModuleList(ResidualBlock(width) for width in widths[:-1])
        self.head = nn.Conv2d(full, pixels * outputs, kernel_size=1)

    def run(self, inputs: Tensor) -> Tensor:
        """Map (N, inputs, H, W) to (N, outputs, H, W); sides are multiples of `designs.side_multiple`."""
        features = self.stem(functional.pixel_unshuffle(inputs, self.unshuffle) if self.unshuffle > 1 else inputs)
        skips = []
        for down, encode in zip(self.down, self.encode, strict=True):
            skips.append(features)
            features = encode(down(features))  # half the height and width
        for lift, decode in reversed(list(zip(self.lift, self.decode, strict=True))):
            features = functional.interpolate(lift(features), scale_factor=2.0, mode="nearest")
            features = decode(features.add_(skips.pop()))
        outputs: Tensor = self.head(features)
        return functional.pixel_shuffle(outputs, self.unshuffle) if self.unshuffle > 1 else outputs


def normalise(picture: Tensor) -> Tensor:
    """Return a picture (N, 3, H, W) in 0..1 as about -2..2."""
    return (picture - PICTURE_MIDDLE) / PICTURE_STEP


class ConvBatchNorm(nn.Sequential):
    """A convolution followed by a batch normalisation."""

    def __init__(self, before: int, after: int, *, size: int = 3, stride: int = 1) -> None:
        """Map `before` channels to `after`; the sides stay, or are divided by the stride."""
        padding = size // 2 if stride == 1 else 0
        super().__init__(nn.Conv2d(before, after, size, stride, padding, bias=False), nn.BatchNorm2d(after))


class ResidualBlock(nn.Module):
    """Two convolutions whose output is added to their input."""

    def __init__(self, width: int) -> None:
        """Make a block of `width` channels."""
        super().__init__()
        self.first, self.second = ConvBatchNorm(width, width), ConvBatchNorm(width, width)

    def forward(self, features: Tensor) -> Tensor:
        """Map (N, width, H, W) to the same shape."""
        added: Tensor = self.second(functional.relu(self.first(features), inplace=True))
        return functional.relu(added.add_(features), inplace=True)  # in place: fresh memory costs a tenth of the time


def load_state(network: Network, state: Mapping[str, Array]) -> Network:
    """Give a network the weights in `state`, by name, and return it in evaluation mode."""
    network.load_state_dict({name: torch.tensor(array) for name, array in state.items()})
    return network.eval()
