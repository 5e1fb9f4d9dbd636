"""Networks on PyTorch, ours and those of others: on the fastest device there is, one caller at a time."""

import io
import warnings
from collections.abc import Sequence
from copy import deepcopy
from threading import Lock
from typing import Any, Self, TypeVar, cast

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.backends import cudnn
from torch.nn.utils import fuse_conv_bn_eval

from restoration.domain import Image, Mask
from restoration.networks.detection_unet import TrainedDetectionUNet, decode_detection_unet, likelihoods
from restoration.networks.devices import torch_device
from restoration.networks.enlarging_network import EnlargingNetwork, decode_enlarging_network
from restoration.networks.inpainting_unet import InpaintingUNet, decode_inpainting_unet
from restoration.networks.residual_unet import ConvBatchNorm, ResidualUNet
from restoration.networks.rrdb_network import RRDBNetwork, decode_rrdb_network

Network = TypeVar("Network", bound=ResidualUNet)

_PADDED_OUTPUTS = 16  # channels that a processor computes at once


class TorchDetectionModel:
    """A `DetectionModel` on PyTorch.

    On the CPU it works in full precision and always gives the same answer. On a GPU it works in half precision, and
    its answers differ a little.
    """

    def __init__(self, trained: TrainedDetectionUNet, device: str | None = None) -> None:
        """Put the network on `device`, named as in torch; None: see `torch_device`."""
        self._device = torch.device(device or torch_device())
        self._on_gpu = self._device.type == "cuda"
        self._network = fold_batch_norm(trained.network).to(self._device)
        self._calibration = trained.calibration
        self._lock = Lock()  # sessions of a dashboard share the model; two at once would compete for the same cores
        self.tile_multiple = trained.network.design.tile_multiple
        self.at_once = 8 if self._on_gpu else 1

    @classmethod
    def from_bytes(cls, data: bytes, device: str | None = None) -> Self:
        """Read a weights file; raises what `decode_detection_weights` raises."""
        return cls(decode_detection_unet(data), device)

    def damage_by_kind(self, tiles: Sequence[Image]) -> npt.NDArray[np.float32]:
        """See `DetectionModel.damage_by_kind`."""
        return np.asarray(likelihoods(self._logits(tiles), self._calibration).cpu())

    def _logits(self, tiles: Sequence[Image]) -> Tensor:
        pictures = images_to_tensor(tiles).to(self._device)
        half_precision = torch.autocast(self._device.type, torch.float16, enabled=self._on_gpu)
        with self._lock, torch.inference_mode(), half_precision:
            logits: Tensor = self._network(pictures)
        return logits.float()


class TorchInpaintingModel:
    """An `InpaintingModel` on PyTorch.

    On the CPU it works in full precision and always gives the same answer. On a GPU it works in half precision, and
    its answers differ a little.
    """

    def __init__(self, network: InpaintingUNet, device: str | None = None) -> None:
        """Put the network on `device`, named as in torch; None: see `torch_device`."""
        self._device = torch.device(device or torch_device())
        self._network = fold_batch_norm(network).to(self._device)
        self._lock = Lock()  # sessions of a dashboard share the model; two at once would compete for the same cores
        self.multiple_of = network.design.multiple_of

    @classmethod
    def from_bytes(cls, data: bytes, device: str | None = None) -> Self:
        """Read a weights file; raises what `decode_inpainting_weights` raises."""
        return cls(decode_inpainting_unet(data), device)

    def paint(self, image: Image, mask: Mask) -> Image:
        """See `InpaintingModel.paint`."""
        picture = images_to_tensor([image]).to(self._device)
        hole = torch.from_numpy(mask)[None, None].to(self._device, torch.float32)
        half_precision = torch.autocast(self._device.type, torch.float16, enabled=self._device.type == "cuda")
        with self._lock, torch.inference_mode(), half_precision:
            filled = self._network(picture, hole)
        return _to_image(filled, image.dtype)


class TorchEnlargingModel:
    """An `EnlargingModel` on PyTorch, of our network or of Real-ESRGAN's.

    On the CPU it works in full precision and always gives the same answer. On a GPU it works in half precision, and
    its answers differ a little.
    """

    def __init__(self, network: EnlargingNetwork | RRDBNetwork, context: int, device: str | None = None) -> None:
        """Put the network on `device`, named as in torch; None: see `torch_device`."""
        self._device = torch.device(device or torch_device())
        self._network = network.eval().to(self._device, memory_format=torch.channels_last)  # type: ignore[call-overload] # unknown to its types
        self._lock = Lock()  # sessions of a dashboard share the model; two at once would compete for the same cores
        self.context = context

    @classmethod
    def from_bytes(cls, data: bytes, device: str | None = None) -> Self:
        """Read a weights file of ours; raises what `decode_enlarging_weights` raises."""
        network = decode_enlarging_network(data)
        return cls(network, network.design.context, device)

    @classmethod
    def from_realesrgan(cls, data: bytes, device: str | None = None) -> Self:
        """Read a weights file of Real-ESRGAN; raises `ValueError` if it is none."""
        network = decode_rrdb_network(data)
        return cls(network, network.context, device)

    def enlarge(self, image: Image) -> Image:
        """See `EnlargingModel.enlarge`."""
        picture = images_to_tensor([image]).to(self._device)
        half_precision = torch.autocast(self._device.type, torch.float16, enabled=self._device.type == "cuda")
        with self._lock, torch.inference_mode(), half_precision:
            enlarged = self._network(picture)
        return _to_image(enlarged, image.dtype)


class LamaModel:
    """LaMa, a network of other people, as it is published: a TorchScript module.

    The same input gives the same answer on the same machine.
    """

    def __init__(self, module: torch.jit.ScriptModule, device: str | None = None) -> None:
        """Put the module on `device`, named as in torch; None: see `torch_device`, but never MPS."""
        best = device or torch_device()
        self._device = torch.device("cpu" if best == "mps" else best)  # as IOPaint does: LaMa does not run on MPS
        self._module = module.eval().to(self._device)
        self._lock = Lock()  # sessions of a dashboard share the model; two at once would compete for the same cores

    @classmethod
    def from_bytes(cls, data: bytes, device: str | None = None) -> Self:
        """Read the network of a file. Such a file holds code that runs: first check that it is the published one.

        Raises:
            ValueError: these are not the bytes of a TorchScript module.
        """
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # LaMa is published in no newer format
            try:
                return cls(torch.jit.load(io.BytesIO(data), map_location="cpu"), device)  # type: ignore[no-untyped-call]
            except RuntimeError as error:
                raise ValueError("expected a TorchScript module") from error

    def paint(self, image: Image, mask: Mask) -> npt.NDArray[np.float32]:
        """Return the image with new paint where the mask is True.

        Args:
            image: (H, W, 3) uint8 or uint16 RGB, with sides that are multiples of 8.
            mask: (H, W) bool, True where paint is missing.

        Returns:
            (H, W, 3) float32, in 0..1 or a little beyond.
        """
        hole = torch.from_numpy(mask).to(self._device, torch.float32)[None, None]  # (1, 1, H, W)
        picture = images_to_tensor([image]).to(self._device).contiguous() * (1 - hole)  # black in the hole
        # unoptimised: else TorchScript times and rewrites the network anew for every size it meets
        plain = torch.jit.optimized_execution(False)  # type: ignore[attr-defined] # unknown to its types
        repeatable = cudnn.flags(enabled=True, benchmark=False, deterministic=True)
        with self._lock, torch.inference_mode(), plain, repeatable:
            painted = self._module(picture, hole)
        return np.asarray(painted[0].permute(1, 2, 0).cpu())


def images_to_tensor(images: Sequence[Image]) -> Tensor:
    """Return images as (N, 3, H, W) float32 in 0..1, with the channels of a pixel side by side in memory.

    Args:
        images: N of (H, W, 3) uint8 or uint16, all of one size and type; white is 255 or 65535.
    """
    stack = np.stack(images)
    return torch.from_numpy(stack / np.float32(np.iinfo(stack.dtype).max)).permute(0, 3, 1, 2)


def _to_image(planes: Tensor, dtype: np.dtype[Any]) -> Image:
    """Return one picture, (1, 3, H, W) in about 0..1, as (H, W, 3) of that type."""
    values = planes[0].float().clamp(0, 1).permute(1, 2, 0).cpu()
    image: Image = np.rint(values.numpy() * np.iinfo(dtype).max).astype(dtype)
    return image


def fold_batch_norm(network: Network) -> Network:
    """Return a faster copy with batch normalisation folded into the convolutions and channels last in memory.

    The copy gives the same answers up to rounding, and cannot be trained.
    """
    copy = deepcopy(network).eval()
    for part in copy.modules():
        if isinstance(part, ConvBatchNorm):
            convolution, normalisation = cast("nn.Conv2d", part[0]), cast("nn.BatchNorm2d", part[1])
            part[0], part[1] = fuse_conv_bn_eval(convolution, normalisation), nn.Identity()
    copy.set_submodule("head", _PaddedHead(copy.head))
    channels_last: Network = copy.to(memory_format=torch.channels_last)  # type: ignore[call-overload] # unknown to its types
    return channels_last


class _PaddedHead(nn.Module):
    """The last convolution of a network with more outputs than are used, which makes its rounding predictable.

    For a few outputs, torch chooses one algorithm on one thread and another, with another rounding, on more.
    """

    def __init__(self, head: nn.Conv2d) -> None:
        super().__init__()
        self._outputs = head.out_channels
        self._padded = nn.Conv2d(head.in_channels, max(self._outputs, _PADDED_OUTPUTS), kernel_size=1)
        for padded, own in zip(self._padded.parameters(), head.parameters(), strict=True):
            nn.init.zeros_(padded.data)[: self._outputs] = own.data

    def forward(self, features: Tensor) -> Tensor:
        outputs: Tensor = self._padded(features)
        return outputs[:, : self._outputs]
