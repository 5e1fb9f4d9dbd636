"""The network that enlarges a picture four times, as an ONNX graph."""

from collections.abc import Mapping

import numpy as np

from restoration.networks.designs import ENLARGEMENT
from restoration.networks.onnx_graphs.builder import GraphBuilder, Tensor
from restoration.networks.onnx_graphs.residual_unet import normalise
from restoration.networks.trained_weights import EnlargingWeights
from restoration.networks.weights_file import Array


def encode_enlarging_graph(weights: EnlargingWeights) -> bytes:
    """Return a model that maps `picture` (N, 3, H, W) to `enlarged` (N, 3, 4 H, 4 W), both in 0..1."""
    graph, state = GraphBuilder(), weights.state
    picture = graph.add_input("picture", channels=3)
    stem = _convolve(graph, state, "stem", normalise(graph, picture))
    features = stem
    for block in range(weights.design.blocks):
        first = graph.call("Relu", _convolve(graph, state, f"body.{block}.first", features))
        features = graph.add(features, _convolve(graph, state, f"body.{block}.second", first))
    change = _convolve(graph, state, "head", graph.add(stem, _convolve(graph, state, "last", features)))
    divided = graph.call("DepthToSpace", graph.add(change, _repeat(graph, picture)), blocksize=ENLARGEMENT, mode="CRD")
    graph.add_output(graph.clip(divided, 0, 1), "enlarged", channels=3)
    return graph.encode()


def _convolve(graph: GraphBuilder, state: Mapping[str, Array], name: str, features: Tensor) -> Tensor:
    parts = (graph.constant(state[f"{name}.{part}"].astype(np.float32)) for part in ("weight", "bias"))
    return graph.call("Conv", features, *parts, kernel_shape=[3, 3], pads=[1] * 4)


def _repeat(graph: GraphBuilder, picture: Tensor) -> Tensor:
    """Return each channel as often as a pixel becomes pixels, (N, 48, H, W)."""
    return graph.call("Gather", picture, graph.integers(*np.repeat(range(3), ENLARGEMENT**2).tolist()), axis=1)
