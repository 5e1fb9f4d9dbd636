"""LaMa as it is published: a TorchScript module, on the fastest device there is, one caller at a time."""

import io
import warnings
from collections.abc import Sequence
from copy import deepcopy
from threading import Lock
from typing import Self, TypeVar, cast

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.backends import cudnn
from torch.nn.utils import fuse_conv_bn_eval

from restoration.domain import Image, Mask
from restoration.imaging.tiling import ScoreMaps
from restoration.networks.detection_unet import TrainedDetectionUNet
from restoration.networks.inpainting_unet import InpaintingUNet
from restoration.networks.residual_unet import ConvBatchNorm


def images_to_tensor(pictures: Sequence[Image]) -> Tensor:
    """(N, 3, H, W) float32 in 0..1, each pixel's channels side by side in memory.

    Args:
        pictures: N of (H, W, 3) uint8 or uint16, all of one size and type; white is 255 or 65535.
    """
    stack = np.stack(pictures)
    return torch.from_numpy(stack / np.float32(np.iinfo(stack.dtype).max)).permute(0, 3, 1, 2)


Network = TypeVar("Network", bound=nn.Module)


def fold_batch_norm(network: Network) -> Network:
    """A copy, channels last in memory, that can no longer learn and gives the same answers, up to rounding, sooner."""
    quicker = deepcopy(network).eval()
    for part in quicker.modules():
        if isinstance(part, ConvBatchNorm):
            convolution, normalisation = cast("nn.Conv2d", part[0]), cast("nn.BatchNorm2d", part[1])
            part[0], part[1] = fuse_conv_bn_eval(convolution, normalisation), nn.Identity()
    channels_last: Network = quicker.to(memory_format=torch.channels_last)  # type: ignore[call-overload] # unknown to its types
    return channels_last


class DetectionModel:
    """Says of every pixel how surely it is damaged, and how.

    On the processor it works in full precision, with the same answer each time; on a graphics card in half precision,
    whose answers differ a little.
    """

    def __init__(self, trained: TrainedDetectionUNet, device: str | None = None) -> None:
        """On `device`, as torch names them; None for CUDA where there is some."""
        self._device = torch.device(device or ("cuda" if torch.cuda.is_available() else "cpu"))
        self._is_graphics_card = self._device.type == "cuda"
        self._network = fold_batch_norm(trained.network).to(self._device)
        self._calibration = trained.calibration
        self._turn = Lock()  # a dashboard's visitors share it; two at once would only wait for the same cores
        self.multiple_of = trained.network.design.period  # px, what sides and starts of tiles should be
        self.at_once = 8 if self._is_graphics_card else 1  # tiles that are best given together

    def damage_by_kind(self, tiles: Sequence[Image]) -> ScoreMaps:
        """(N, kinds, H, W) float32 in 0..1: how surely each pixel is damaged, shared out among the kinds of damage.

        Args:
            tiles: N of (H, W, 3) uint8 or uint16, all of one size, with sides that are multiples of `multiple_of`.
        """
        return np.asarray(self._calibration.likelihoods(self._logits(tiles)).cpu())

    def _logits(self, tiles: Sequence[Image]) -> Tensor:
        pictures = images_to_tensor(tiles).to(self._device)
        halved = torch.autocast(self._device.type, torch.float16, enabled=self._is_graphics_card)
        with self._turn, torch.inference_mode(), halved:
            logits: Tensor = self._network(pictures)
        return logits.float()


class InpaintingModel:
    """Fills damage.

    On the processor it works in full precision, with the same answer each time; on a graphics card in half precision,
    whose answers differ a little.
    """

    def __init__(self, network: InpaintingUNet, device: str | None = None) -> None:
        """On `device`, as torch names them; None for CUDA where there is some."""
        self._device = torch.device(device or ("cuda" if torch.cuda.is_available() else "cpu"))
        self._network = fold_batch_norm(network).to(self._device)
        self._turn = Lock()  # a dashboard's visitors share it; two at once would only wait for the same cores
        self.multiple_of = network.design.multiple_of  # px, what sides must be

    def paint(self, image: Image, mask: Mask) -> Image:
        """The image with its damage filled, of its own type; outside the mask it is as it was, or nearly.

        Args:
            image: (H, W, 3) uint8 or uint16 RGB, with sides that are multiples of `multiple_of`.
            mask: (H, W) bool, True where paint is missing.
        """
        picture = images_to_tensor([image]).to(self._device)
        hole = torch.from_numpy(mask)[None, None].to(self._device, torch.float32)
        halved = torch.autocast(self._device.type, torch.float16, enabled=self._device.type == "cuda")
        with self._turn, torch.inference_mode(), halved:
            filled = self._network(picture, hole)[0].float().clamp(0, 1).permute(1, 2, 0).cpu()
        painted: Image = np.rint(filled.numpy() * np.iinfo(image.dtype).max).astype(image.dtype)
        return painted


class LamaModel:
    """Paints what a mask hides. The same input gives the same answer on the same machine."""

    def __init__(self, module: torch.jit.ScriptModule, device: str | None = None) -> None:
        """On `device`, as torch names them; None for CUDA where there is some."""
        self._device = torch.device(device or ("cuda" if torch.cuda.is_available() else "cpu"))
        self._module = module.eval().to(self._device)
        self._turn = Lock()  # a dashboard's visitors share it; two at once would only wait for the same cores

    @classmethod
    def from_bytes(cls, data: bytes, device: str | None = None) -> Self:
        """The network in a file; such a file holds code that is run, so first make sure that it is the published one.

        Raises:
            ValueError: these are not the bytes of a TorchScript module.
        """
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # LaMa is published in no newer form
            try:
                return cls(torch.jit.load(io.BytesIO(data), map_location="cpu"), device)  # type: ignore[no-untyped-call]
            except RuntimeError as error:
                raise ValueError("expected a TorchScript module") from error

    def paint(self, image: Image, mask: Mask) -> npt.NDArray[np.float32]:
        """(H, W, 3) float32, 0..1 or a little beyond: the picture, painted anew where the mask is True.

        Args:
            image: (H, W, 3) uint8 or uint16 RGB; its sides are multiples of 8.
            mask: (H, W) bool.
        """
        hole = torch.from_numpy(mask).to(self._device, torch.float32)[None, None]  # (1, 1, H, W)
        picture = images_to_tensor([image]).to(self._device).contiguous() * (
            1 - hole
        )  # (1, 3, H, W), black in the hole
        # unoptimised: else TorchScript times and rewrites the network anew for every size it meets
        plain = torch.jit.optimized_execution(False)  # type: ignore[attr-defined] # unknown to its types
        repeatable = cudnn.flags(enabled=True, benchmark=False, deterministic=True)
        with self._turn, torch.inference_mode(), plain, repeatable:
            painted = self._module(picture, hole)
        return np.asarray(painted[0].permute(1, 2, 0).cpu())
