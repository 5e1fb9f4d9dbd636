"""The U-Net that our networks share, as nodes; batch normalisation is folded into the convolutions."""

from collections.abc import Mapping

import numpy as np

from restoration.networks.designs import PICTURE_MIDDLE, PICTURE_STEP, DetectionDesign, InpaintingDesign
from restoration.networks.onnx_graphs.builder import GraphBuilder, Tensor
from restoration.networks.weights_file import Array

_EPSILON = np.float32(1e-5)  # of the variance, as torch adds it


class ResidualUNetGraph:
    """Adds the nodes of a `ResidualUNet` to a graph."""

    def __init__(
        self, graph: GraphBuilder, state: Mapping[str, Array], design: DetectionDesign | InpaintingDesign
    ) -> None:
        """Take the weights by name and the design of their network."""
        self._graph, self._state, self._design = graph, state, design

    def run(self, inputs: Tensor) -> Tensor:
        """Map (N, inputs, H, W) to (N, outputs, H, W)."""
        features, depth = self._activated("stem.0", self._unshuffle(inputs)), len(self._design.widths) - 1
        skips = []
        for level in range(depth):
            skips.append(features)
            features = self._block(f"encode.{level}", self._activated(f"down.{level}.0", features, stride=2))
        for level in reversed(range(depth)):
            lifted = self._double(self._convolution(f"lift.{level}", features))
            features = self._block(f"decode.{level}", self._graph.add(lifted, skips.pop()))
        head = (self._graph.constant(self._state[f"head.{part}"]) for part in ("weight", "bias"))
        outputs = self._graph.call("Conv", features, *head)
        return self._graph.call("DepthToSpace", outputs, blocksize=self._design.unshuffle, mode="CRD")

    def _unshuffle(self, inputs: Tensor) -> Tensor:
        """Turn squares of pixels into channels, in torch's order: the pixels of a channel side by side."""
        side, channels = self._design.unshuffle, self._design.inputs
        pixels = self._graph.call("SpaceToDepth", inputs, blocksize=side)  # all channels of a pixel side by side
        order = np.arange(side**2 * channels).reshape(side**2, channels).T.ravel()
        return self._graph.call("Gather", pixels, self._graph.integers(*order.tolist()), axis=1)

    def _block(self, name: str, features: Tensor) -> Tensor:
        added = self._convolution(f"{name}.second", self._activated(f"{name}.first", features))
        return self._graph.call("Relu", self._graph.add(added, features))

    def _activated(self, name: str, features: Tensor, stride: int = 1) -> Tensor:
        return self._graph.call("Relu", self._convolution(name, features, stride))

    def _convolution(self, name: str, features: Tensor, stride: int = 1) -> Tensor:
        """Add a convolution together with the batch normalisation behind it."""
        kernel, scale, shift, mean, variance = (
            self._state[f"{name}.{part}"].astype(np.float32)
            for part in ("0.weight", "1.weight", "1.bias", "1.running_mean", "1.running_var")
        )
        factor = scale / np.sqrt(variance + _EPSILON)
        side = kernel.shape[2]
        return self._graph.call(
            "Conv",
            features,
            self._graph.constant(kernel * factor[:, np.newaxis, np.newaxis, np.newaxis]),
            self._graph.constant(shift - mean * factor),
            kernel_shape=[side] * 2,
            strides=[stride] * 2,
            pads=[side // 2 if stride == 1 else 0] * 4,
        )

    def _double(self, features: Tensor) -> Tensor:
        """Enlarge to twice the sides by repeating pixels."""
        return self._graph.call(
            "Resize",
            features,
            "",
            self._graph.constant([1, 1, 2, 2]),
            mode="nearest",
            coordinate_transformation_mode="asymmetric",
            nearest_mode="floor",
        )


def normalise(graph: GraphBuilder, picture: Tensor) -> Tensor:
    """Return a picture (N, 3, H, W) in 0..1 as about -2..2."""
    centred = graph.subtract(picture, graph.constant(PICTURE_MIDDLE))
    return graph.call("Div", centred, graph.constant(PICTURE_STEP))
