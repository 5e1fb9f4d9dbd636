"""VGG-16 as a judge of texture: what the first convolution of each of its five blocks makes of a picture."""

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Self

import torch
from torch import Tensor
from torch.nn import functional

from restoration.networks.weights_file import UNREADABLE

_BLOCKS = ((0, 2), (5, 7), (10, 12, 14), (17, 19, 21), (24,))  # numbers of the convolutions in torchvision's VGG-16

_MEAN = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1)  # of R, G and B in 0..1
_DEVIATION = torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)


class VGG:
    """The convolutions, which do not learn any more.

    Source:
        K. Simonyan and A. Zisserman, "Very deep convolutional networks for large-scale image recognition", ICLR 2015,
        arXiv:1409.1556.
    """

    def __init__(self, weights: Mapping[str, Tensor]) -> None:
        """By the names of torchvision (`features.0.weight`); a classifier is not looked at."""
        needed = (f"features.{number}.{kind}" for block in _BLOCKS for number in block for kind in ("weight", "bias"))
        self._weights = {name: weights[name].float() for name in needed}

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """From a file as torch saves it; raises `ValueError` if it is none, or lacks one of the convolutions."""
        try:
            return cls(torch.load(BytesIO(data), map_location="cpu", weights_only=True))
        except UNREADABLE as error:
            raise ValueError("expected the weights of a VGG-16") from error

    def features(self, picture: Tensor) -> Iterator[Tensor]:
        """Of (N, 3, H, W) of 0..1, at least 16 px to a side: (N, C, h, w) of each block, finest first."""
        self._weights = {name: tensor.to(picture.device) for name, tensor in self._weights.items()}  # once
        seen = (picture - _MEAN.to(picture.device)) / _DEVIATION.to(picture.device)
        for place, (first, *others) in enumerate(_BLOCKS):
            if place:
                seen = functional.max_pool2d(seen, 2)
            seen = self._convolved(seen, first)
            yield seen
            for number in others:
                seen = self._convolved(seen, number)

    def _convolved(self, seen: Tensor, number: int) -> Tensor:
        weight, bias = (self._weights[f"features.{number}.{kind}"] for kind in ("weight", "bias"))
        return functional.relu(functional.conv2d(seen, weight, bias, padding=1))
