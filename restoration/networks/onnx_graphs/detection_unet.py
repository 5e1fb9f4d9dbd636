"""The network that finds damage, with its calibration, as an ONNX graph."""

import numpy as np
from onnx import TensorProto

from restoration.networks.designs import LUMA, RIDGE_GAIN, RIDGE_RADIUS, DetectionDesign
from restoration.networks.onnx_graphs.builder import GraphBuilder, Tensor
from restoration.networks.onnx_graphs.residual_unet import ResidualUNetGraph, normalise
from restoration.networks.trained_weights import Calibration, DetectionWeights


def encode_detection_graph(weights: DetectionWeights) -> bytes:
    """Return a model that maps `picture` (N, 3, H, W) in 0..1 to `likelihoods` (N, kinds, H, W) in 0..1."""
    graph, design = GraphBuilder(), weights.design
    picture = graph.add_input("picture", channels=3)
    network = ResidualUNetGraph(graph, weights.state, design)
    logits = _mean_over_scales(graph, network, picture, design)
    graph.add_output(_likelihoods(graph, logits, weights.calibration), "likelihoods", design.classes)
    return graph.encode()


def _mean_over_scales(
    graph: GraphBuilder, network: ResidualUNetGraph, picture: Tensor, design: DetectionDesign
) -> Tensor:
    """Return the logits (N, 1 + kinds, H, W), as the weighted mean over all scales."""
    sides = graph.sides(picture)
    parts = []
    for scale in design.scales:
        scaled = picture if scale.size == 1 else _scaled(graph, picture, scale.size, design.multiple_of)
        logits = network.run(_features(graph, scaled, design.ridges))
        resized = logits if scale.size == 1 else graph.resize(logits, sides, smooth=scale.size > 1)
        parts.append(graph.scale(resized, scale.weight))
    first, *others = parts
    for part in others:
        first = graph.add(first, part)
    return first


def _scaled(graph: GraphBuilder, picture: Tensor, size: float, multiple_of: int) -> Tensor:
    """Return the picture at the size nearest to `size`, relative to its own, that the network accepts."""
    steps, one = (graph.constant(number, np.float64) for number in (multiple_of, 1))
    wanted = graph.call("Cast", graph.sides(picture), to=TensorProto.DOUBLE)
    wanted = graph.call("Div", graph.call("Mul", wanted, graph.constant(size, np.float64)), steps)
    wanted = graph.call("Mul", graph.call("Max", graph.call("Round", wanted), one), steps)
    return graph.resize(picture, graph.call("Cast", wanted, to=TensorProto.INT64), smooth=True)


def _features(graph: GraphBuilder, picture: Tensor, ridges: bool) -> Tensor:
    features = normalise(graph, picture)
    return graph.call("Concat", features, _ridge_channels(graph, picture), axis=1) if ridges else features


def _ridge_channels(graph: GraphBuilder, picture: Tensor) -> Tensor:
    """Return how far each pixel lies below a closing and above an opening of the luma; see torch's `ridge_channels`."""
    weighted = graph.call("Mul", picture, graph.constant(np.reshape(LUMA, (1, 3, 1, 1))))
    luma = graph.call("ReduceSum", weighted, graph.integers(1), keepdims=1)
    closing = _local_minimum(graph, _local_maximum(graph, luma))
    opening = _local_maximum(graph, _local_minimum(graph, luma))
    both = graph.call("Concat", graph.subtract(closing, luma), graph.subtract(luma, opening), axis=1)
    return graph.scale(both, RIDGE_GAIN)


def _local_maximum(graph: GraphBuilder, layer: Tensor) -> Tensor:
    """Return the largest value within `RIDGE_RADIUS` px, along the rows, then along the columns."""
    side = 2 * RIDGE_RADIUS + 1
    along_columns = graph.call("MaxPool", layer, kernel_shape=[side, 1], pads=[RIDGE_RADIUS, 0, RIDGE_RADIUS, 0])
    return graph.call("MaxPool", along_columns, kernel_shape=[1, side], pads=[0, RIDGE_RADIUS, 0, RIDGE_RADIUS])


def _local_minimum(graph: GraphBuilder, layer: Tensor) -> Tensor:
    return graph.call("Neg", _local_maximum(graph, graph.call("Neg", layer)))


def _likelihoods(graph: GraphBuilder, logits: Tensor, calibration: Calibration) -> Tensor:
    """Return the likelihood of each kind of damage; see `likelihoods` in torch."""
    lists = calibration.reserves, calibration.favours
    reserves, favours = (graph.constant(np.reshape(each or (0.0,), (1, -1, 1, 1))) for each in lists)
    kinds = graph.call("Softmax", graph.add(graph.channels(logits, 1), favours), axis=1)
    centred = graph.subtract(graph.channels(logits, 0, 1), graph.constant(calibration.middle))
    damage = graph.call("Sigmoid", graph.scale(graph.subtract(centred, reserves), calibration.slope))
    return graph.call("Mul", damage, kinds)
