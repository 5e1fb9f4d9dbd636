"""How different two pictures look to networks trained on ImageNet: LPIPS over AlexNet, and the features of VGG-16."""

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Self

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from restoration.domain import Image
from restoration.networks.weights_file import LOAD_ERRORS

# of each convolution: its number in torchvision's AlexNet, its stride, its padding
_ALEXNET_LAYERS = ((0, 4, 2), (3, 1, 2), (6, 1, 1), (8, 1, 1), (10, 1, 1))
_POOLED = (3, 6)  # layers behind a pooling that halves the sides
_ALEXNET_MEAN = torch.tensor([-0.030, -0.088, -0.188]).view(1, 3, 1, 1)  # of R, G and B in -1..1
_ALEXNET_DEVIATION = torch.tensor([0.458, 0.448, 0.450]).view(1, 3, 1, 1)

_VGG_BLOCKS = ((0, 2), (5, 7), (10, 12, 14), (17, 19, 21), (24,))  # numbers of the convolutions in torchvision's VGG-16
_VGG_MEAN = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1)  # of R, G and B in 0..1
_VGG_DEVIATION = torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)


class LPIPS:
    """LPIPS 0.1 over AlexNet.

    Source:
        R. Zhang et al., "The unreasonable effectiveness of deep features as a perceptual metric", CVPR 2018,
        arXiv:1801.03924; A. Krizhevsky, "One weird trick for parallelizing convolutional neural networks",
        arXiv:1404.5997, for the trunk.
    """

    def __init__(self, trunk: Mapping[str, Tensor], heads: Mapping[str, Tensor]) -> None:
        """Take weights named as in torchvision's AlexNet (`features.0.weight`) and lpips (`lin0.model.1.weight`)."""
        self._trunk, self._heads = trunk, heads

    @classmethod
    def from_bytes(cls, trunk: bytes, heads: bytes) -> "LPIPS":
        """Read two files that torch saved; the classifier of a whole AlexNet is ignored."""
        return cls(*(torch.load(BytesIO(data), map_location="cpu", weights_only=True) for data in (trunk, heads)))

    def distances(self, pictures: list[Image], truths: list[Image]) -> npt.NDArray[np.float32]:
        """Return (N,) float32: the distance of each picture from its truth; 0 for equal ones.

        Args:
            pictures: N of (H, W, 3) uint8 or uint16 RGB, all of one size, at least 35 px to a side.
            truths: N of the same size and type.
        """
        with torch.inference_mode():
            pairs = zip(
                self._features(_normalised_tensor(pictures)), self._features(_normalised_tensor(truths)), strict=True
            )
            layers = [self._distance(number, *pair) for number, pair in enumerate(pairs)]
            return np.asarray(torch.stack(layers).sum(dim=0))

    def _features(self, tensor: Tensor) -> Iterator[Tensor]:
        """Yield (N, C, h, w) of each of the five layers."""
        for number, stride, padding in _ALEXNET_LAYERS:
            if number in _POOLED:
                tensor = functional.max_pool2d(tensor, kernel_size=3, stride=2)
            weight, bias = (self._trunk[f"features.{number}.{part}"] for part in ("weight", "bias"))
            tensor = functional.relu(functional.conv2d(tensor, weight, bias, stride, padding))
            yield tensor

    def _distance(self, number: int, one: Tensor, other: Tensor) -> Tensor:
        """Return (N,): the distance in one layer."""
        difference = (_unit_length(one) - _unit_length(other)) ** 2
        return functional.conv2d(difference, self._heads[f"lin{number}.model.1.weight"]).mean(dim=(1, 2, 3))


def _normalised_tensor(pictures: list[Image]) -> Tensor:
    """Return (N, 3, H, W), normalised as AlexNet expects it."""
    stack = np.stack(pictures)
    tensor = torch.from_numpy((stack / np.iinfo(stack.dtype).max).astype(np.float32)).permute(0, 3, 1, 2)
    return (2 * tensor - 1 - _ALEXNET_MEAN) / _ALEXNET_DEVIATION


def _unit_length(features: Tensor) -> Tensor:
    """Return the features of each pixel, scaled to length 1."""
    length = torch.linalg.vector_norm(features, dim=1, keepdim=True)
    unit: Tensor = features / (length + 1e-10)  # 1e-10: where all features are 0
    return unit


class VGG16:
    """The convolutions of VGG-16 with fixed weights.

    Source:
        K. Simonyan and A. Zisserman, "Very deep convolutional networks for large-scale image recognition", ICLR 2015,
        arXiv:1409.1556.
    """

    def __init__(self, weights: Mapping[str, Tensor]) -> None:
        """Take weights by the names of torchvision (`features.0.weight`); a classifier is ignored."""
        needed = (
            f"features.{number}.{part}" for block in _VGG_BLOCKS for number in block for part in ("weight", "bias")
        )
        self._weights = {name: weights[name].float() for name in needed}

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read a file that torch saved.

        Raises:
            ValueError: the file is of another kind, or it lacks one of the convolutions.
        """
        try:
            return cls(torch.load(BytesIO(data), map_location="cpu", weights_only=True))
        except LOAD_ERRORS as error:
            raise ValueError("expected the weights of a VGG-16") from error

    def features(self, picture: Tensor) -> Iterator[Tensor]:
        """Yield (N, C, h, w): the output of the first convolution of each of the five blocks, finest first.

        Args:
            picture: (N, 3, H, W) in 0..1, at least 16 px to a side.
        """
        self._weights = {name: tensor.to(picture.device) for name, tensor in self._weights.items()}  # once
        layer = (picture - _VGG_MEAN.to(picture.device)) / _VGG_DEVIATION.to(picture.device)
        for block, (first, *others) in enumerate(_VGG_BLOCKS):
            if block:
                layer = functional.max_pool2d(layer, 2)
            layer = self._convolve(layer, first)
            yield layer
            for number in others:
                layer = self._convolve(layer, number)

    def _convolve(self, layer: Tensor, number: int) -> Tensor:
        weight, bias = (self._weights[f"features.{number}.{part}"] for part in ("weight", "bias"))
        return functional.relu(functional.conv2d(layer, weight, bias, padding=1))
