"""Networks ready for use on whole images: on PyTorch where it is installed, else on ONNX Runtime.

PyTorch trains and knows more graphics cards; ONNX Runtime starts sooner and is a tenth as large. Their likelihoods
differ by less than one in ten thousand.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from restoration.domain import Image, Mask
from restoration.weights import network_library


class DetectionModel(Protocol):
    """A network that finds damage, ready for use; it may be shared by threads."""

    tile_multiple: int  # px, for the sides and starts of tiles
    at_once: int  # best number of tiles for a call

    def damage_by_kind(self, tiles: Sequence[Image]) -> Iterable[npt.NDArray[np.float32]]:
        """Return the likelihood of each kind of damage at each pixel.

        Args:
            tiles: N of (H, W, 3) uint8 or uint16 RGB of one size, with sides that are multiples of `tile_multiple`.

        Returns:
            N of (kinds, H, W) float32 in 0..1; their sum over the kinds is at most 1.
        """


class InpaintingModel(Protocol):
    """A network that fills damage, ready for use; it may be shared by threads."""

    multiple_of: int  # px, for the sides of an image

    def paint(self, image: Image, mask: Mask) -> Image:
        """Return the image with its damage filled; outside the mask it may change by rounding.

        Args:
            image: (H, W, 3) uint8 or uint16 RGB, with sides that are multiples of `multiple_of`.
            mask: (H, W) bool, True where paint is missing.

        Returns:
            (H, W, 3), of the image's type.
        """


class EnlargingModel(Protocol):
    """A network that enlarges a picture four times, ready for use; it may be shared by threads."""

    context: int  # px of the picture that decide on a pixel of the result, in each direction

    def enlarge(self, image: Image) -> Image:
        """Return (4 H, 4 W, 3), of the type of the (H, W, 3) uint8 or uint16 RGB image."""


def open_detection_model(data: bytes) -> DetectionModel:
    """Return the model of a weights file, on the fastest device there is.

    Raises:
        ValueError: these are not the bytes of such a file, or its weights cannot be used.
        BadSetting: RESTORATION_DEVICE names no device, or one that is not there.
    """
    if network_library() == "torch":
        from restoration.networks.torch_inference import TorchDetectionModel

        return TorchDetectionModel.from_bytes(data)
    from restoration.networks.onnx_inference import OnnxDetectionModel

    return OnnxDetectionModel.from_bytes(data)


def open_inpainting_model(data: bytes) -> InpaintingModel:
    """Return the model of a weights file; raises what `open_detection_model` raises."""
    if network_library() == "torch":
        from restoration.networks.torch_inference import TorchInpaintingModel

        return TorchInpaintingModel.from_bytes(data)
    from restoration.networks.onnx_inference import OnnxInpaintingModel

    return OnnxInpaintingModel.from_bytes(data)


def open_enlarging_model(data: bytes) -> EnlargingModel:
    """Return the model of a weights file; raises what `open_detection_model` raises."""
    if network_library() == "torch":
        from restoration.networks.torch_inference import TorchEnlargingModel

        return TorchEnlargingModel.from_bytes(data)
    from restoration.networks.onnx_inference import OnnxEnlargingModel

    return OnnxEnlargingModel.from_bytes(data)
