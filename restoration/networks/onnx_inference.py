"""Our networks on ONNX Runtime, for machines without torch."""

from collections.abc import Sequence
from threading import Lock
from typing import Self

import numpy as np
import numpy.typing as npt
import onnxruntime

from restoration.domain import Image, Mask
from restoration.networks.designs import DetectionDesign, InpaintingDesign
from restoration.networks.onnx_graphs.detection_unet import encode_detection_graph
from restoration.networks.onnx_graphs.inpainting_unet import encode_inpainting_graph
from restoration.networks.onnx_session import open_session
from restoration.networks.trained_weights import decode_detection_weights, decode_inpainting_weights


class OnnxDetectionModel:
    """A `DetectionModel` on ONNX Runtime. On the CPU the same picture always gives the same answer."""

    at_once = 1  # best number of tiles for a call

    def __init__(self, session: onnxruntime.InferenceSession, design: DetectionDesign) -> None:
        """Take a session of the graph of a network."""
        self._session = session
        self._lock = Lock()  # sessions of a dashboard share the model; two at once would compete for the same cores
        self.tile_multiple = design.tile_multiple

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read a weights file; raises what `decode_detection_weights` raises."""
        weights = decode_detection_weights(data)
        return cls(open_session(encode_detection_graph(weights)), weights.design)

    def damage_by_kind(self, tiles: Sequence[Image]) -> npt.NDArray[np.float32]:
        """See `DetectionModel.damage_by_kind`."""
        with self._lock:
            (likelihoods,) = self._session.run(None, {"picture": images_to_planes(tiles)})
        return np.asarray(likelihoods)


class OnnxInpaintingModel:
    """An `InpaintingModel` on ONNX Runtime. On the CPU the same picture always gives the same answer."""

    def __init__(self, session: onnxruntime.InferenceSession, design: InpaintingDesign) -> None:
        """Take a session of the graph of a network."""
        self._session = session
        self._lock = Lock()  # sessions of a dashboard share the model; two at once would compete for the same cores
        self.multiple_of = design.multiple_of

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read a weights file; raises what `decode_inpainting_weights` raises."""
        weights = decode_inpainting_weights(data)
        return cls(open_session(encode_inpainting_graph(weights)), weights.design)

    def paint(self, image: Image, mask: Mask) -> Image:
        """See `InpaintingModel.paint`."""
        inputs = {"picture": images_to_planes([image]), "mask": mask[np.newaxis, np.newaxis].astype(np.float32)}
        with self._lock:
            (filled,) = self._session.run(None, inputs)
        painted: Image = np.rint(filled[0].transpose(1, 2, 0) * np.iinfo(image.dtype).max).astype(image.dtype)
        return painted


def images_to_planes(images: Sequence[Image]) -> npt.NDArray[np.float32]:
    """Return images as (N, 3, H, W) float32 in 0..1.

    Args:
        images: N of (H, W, 3) uint8 or uint16, all of one size and type; white is 255 or 65535.
    """
    stack = np.stack(images)
    return np.ascontiguousarray(np.moveaxis(stack / np.float32(np.iinfo(stack.dtype).max), 3, 1))
