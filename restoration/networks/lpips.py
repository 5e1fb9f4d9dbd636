"""LPIPS: how different two pictures look, by AlexNet's features, weighed as people's answers taught."""

from collections.abc import Iterator, Mapping
from io import BytesIO

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from restoration.domain import Image

_LAYERS = ((0, 4, 2), (3, 1, 2), (6, 1, 1), (8, 1, 1), (10, 1, 1))  # number in torchvision's AlexNet, stride, padding
_POOLED = (3, 6)  # layers that see the half of what came before

_SHIFT = torch.tensor([-0.030, -0.088, -0.188]).view(1, 3, 1, 1)  # of R, G and B in -1..1
_SCALE = torch.tensor([0.458, 0.448, 0.450]).view(1, 3, 1, 1)


class Perceptual:
    """LPIPS 0.1 over AlexNet.

    Source:
        R. Zhang et al., "The unreasonable effectiveness of deep features as a perceptual metric", CVPR 2018,
        arXiv:1801.03924; A. Krizhevsky, "One weird trick for parallelizing convolutional neural networks",
        arXiv:1404.5997, for the trunk.
    """

    def __init__(self, trunk: Mapping[str, Tensor], heads: Mapping[str, Tensor]) -> None:
        """Weights by the names of torchvision's AlexNet (`features.0.weight`) and of lpips (`lin0.model.1.weight`)."""
        self._trunk, self._heads = trunk, heads

    @classmethod
    def from_bytes(cls, trunk: bytes, heads: bytes) -> "Perceptual":
        """From two files as torch saves them; of a whole AlexNet the classifier is not looked at."""
        return cls(*(torch.load(BytesIO(data), map_location="cpu", weights_only=True) for data in (trunk, heads)))

    def distances(self, pictures: list[Image], truths: list[Image]) -> npt.NDArray[np.float32]:
        """(N,) how far each picture is from its truth; 0 for equal ones.

        Args:
            pictures: N of (H, W, 3), all of one size, at least 35 px to a side.
            truths: N of the same size and type.
        """
        with torch.inference_mode():
            pairs = zip(self._features(_tensor(pictures)), self._features(_tensor(truths)), strict=True)
            layers = [self._distance(number, *pair) for number, pair in enumerate(pairs)]
            return np.asarray(torch.stack(layers).sum(dim=0))

    def _features(self, tensor: Tensor) -> Iterator[Tensor]:
        """(N, C, h, w) of each of the five layers."""
        for number, stride, padding in _LAYERS:
            if number in _POOLED:
                tensor = functional.max_pool2d(tensor, kernel_size=3, stride=2)
            weight, bias = (self._trunk[f"features.{number}.{kind}"] for kind in ("weight", "bias"))
            tensor = functional.relu(functional.conv2d(tensor, weight, bias, stride, padding))
            yield tensor

    def _distance(self, number: int, one: Tensor, other: Tensor) -> Tensor:
        """(N,) the part of one layer."""
        apart = (_unit(one) - _unit(other)) ** 2
        return functional.conv2d(apart, self._heads[f"lin{number}.model.1.weight"]).mean(dim=(1, 2, 3))


def _tensor(pictures: list[Image]) -> Tensor:
    """(N, 3, H, W), as the trunk wants it."""
    stack = np.stack(pictures)
    tensor = torch.from_numpy((stack / np.iinfo(stack.dtype).max).astype(np.float32)).permute(0, 3, 1, 2)
    return (2 * tensor - 1 - _SHIFT) / _SCALE


def _unit(features: Tensor) -> Tensor:
    """The features of each place, scaled to length 1."""
    length = torch.linalg.vector_norm(features, dim=1, keepdim=True)
    unit: Tensor = features / (length + 1e-10)  # 1e-10: where nothing answers
    return unit
