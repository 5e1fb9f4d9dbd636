"""Our networks on ONNX Runtime, for machines without torch."""

from collections.abc import Sequence
from threading import Lock
from typing import Self

import numpy as np
import numpy.typing as npt

from restoration.domain import Image, Mask
from restoration.networks.onnx_graphs.detection_unet import encode_detection_graph
from restoration.networks.onnx_graphs.enlarging_network import encode_enlarging_graph
from restoration.networks.onnx_graphs.inpainting_unet import encode_inpainting_graph
from restoration.networks.onnx_session import open_session
from restoration.networks.trained_weights import (
    DetectionWeights,
    EnlargingWeights,
    InpaintingWeights,
    decode_detection_weights,
    decode_enlarging_weights,
    decode_inpainting_weights,
)


class OnnxDetectionModel:
    """A `DetectionModel` on ONNX Runtime. On the CPU the same picture always gives the same answer."""

    at_once = 1  # best number of tiles for a call

    def __init__(self, weights: DetectionWeights) -> None:
        """Build the network of these weights."""
        self._network = _Network(encode_detection_graph(weights))
        self.tile_multiple = weights.design.tile_multiple

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read a weights file; raises what `decode_detection_weights` raises."""
        return cls(decode_detection_weights(data))

    def damage_by_kind(self, tiles: Sequence[Image]) -> npt.NDArray[np.float32]:
        """See `DetectionModel.damage_by_kind`."""
        return self._network.run(picture=images_to_planes(tiles))


class OnnxInpaintingModel:
    """An `InpaintingModel` on ONNX Runtime. On the CPU the same picture always gives the same answer."""

    def __init__(self, weights: InpaintingWeights) -> None:
        """Build the network of these weights."""
        self._network = _Network(encode_inpainting_graph(weights))
        self.multiple_of = weights.design.multiple_of

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read a weights file; raises what `decode_inpainting_weights` raises."""
        return cls(decode_inpainting_weights(data))

    def paint(self, image: Image, mask: Mask) -> Image:
        """See `InpaintingModel.paint`."""
        hole = mask[np.newaxis, np.newaxis].astype(np.float32)
        return _as_image(self._network.run(picture=images_to_planes([image]), mask=hole), image.dtype)


class OnnxEnlargingModel:
    """An `EnlargingModel` on ONNX Runtime. On the CPU the same picture always gives the same answer."""

    def __init__(self, weights: EnlargingWeights) -> None:
        """Build the network of these weights."""
        self._network = _Network(encode_enlarging_graph(weights))
        self.context = weights.design.context

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read a weights file; raises what `decode_enlarging_weights` raises."""
        return cls(decode_enlarging_weights(data))

    def enlarge(self, image: Image) -> Image:
        """See `EnlargingModel.enlarge`."""
        return _as_image(self._network.run(picture=images_to_planes([image])), image.dtype)


def _as_image(planes: npt.NDArray[np.float32], dtype: npt.DTypeLike) -> Image:
    """Return one picture, (1, 3, H, W) in 0..1, as (H, W, 3) of that type."""
    image: Image = np.rint(planes[0].transpose(1, 2, 0) * np.iinfo(dtype).max).astype(dtype)
    return image


class _Network:
    """A graph with one output, for one caller at a time."""

    def __init__(self, graph: bytes) -> None:
        self._session = open_session(graph)
        self._lock = Lock()  # sessions of a dashboard share the model; two at once would compete for the same cores

    def run(self, **inputs: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        with self._lock:
            (output,) = self._session.run(None, inputs)
        return np.asarray(output)


def images_to_planes(images: Sequence[Image]) -> npt.NDArray[np.float32]:
    """Return images as (N, 3, H, W) float32 in 0..1.

    Args:
        images: N of (H, W, 3) uint8 or uint16, all of one size and type; white is 255 or 65535.
    """
    stack = np.stack(images)
    return np.ascontiguousarray(np.moveaxis(stack / np.float32(np.iinfo(stack.dtype).max), 3, 1))
